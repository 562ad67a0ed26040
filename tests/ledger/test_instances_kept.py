"""What instances keep of themselves, and what a new leader finds begun."""

from datetime import timedelta

from ledger import instances, jobs, meta
from ledger.engine import Ledger
from tests.builders import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_each_keeps_its_own_word_and_its_last(ledger: Ledger) -> None:
    for name, said in (("b2", "first"), ("a1", "only"), ("b2", "last"), ("c3", "gone")):
        with ledger.write(beside=True) as session:
            instances.tell(session, name, said)
    with ledger.write(beside=True) as session:
        meta.put(session, "instances", "of another kind")
        instances.forget(session, ["c3", "never there"])
        instances.forget(session, [])
    with ledger.read() as session:
        assert list(instances.told(session).items()) == [("a1", "only"), ("b2", "last")]


def test_what_was_begun_and_not_ended_is_due_again_soon(ledger: Ledger) -> None:
    with ledger.write() as session:
        for name in ("ended", "cut off", "failed", "told to wait"):
            assert jobs.claim(session, name, NOW, NOW + DAY)
        jobs.hasten(session, "never begun", NOW)
        jobs.finish(session, "ended", NOW)
        jobs.finish(session, "failed", NOW, "the network is away")
        jobs.postpone(session, "told to wait", NOW + HOUR)
    with ledger.write() as session:
        assert instances.resume(session, NOW + MINUTE) == ["cut off", "told to wait"]
    with ledger.read() as session:
        due = {
            after: [
                name
                for name in ("ended", "cut off", "failed", "told to wait")
                if jobs.is_due(session, name, NOW + after)
            ]
            for after in (timedelta(0), MINUTE, HOUR, DAY - MINUTE)
        }
    assert due == {
        timedelta(0): [],
        MINUTE: ["cut off"],
        HOUR: ["cut off", "told to wait"],
        DAY - MINUTE: ["cut off", "told to wait"],
    }
