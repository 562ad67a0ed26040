"""Events that nobody could read wait for a person, and end as a person says."""

from ledger import inbox, letters
from ledger.engine import Ledger, Session
from ledger.tables import InboxEvent
from tests.builders import NOW

EVENT = {"event": {"type": "team_join", "user": {"id": "U0ADA", "real_name": "Ada"}}}


def dead(ledger: Ledger, *events: object) -> None:
    with ledger.write() as session:
        for number, event in enumerate(events):
            payload = event if isinstance(event, dict) else {"event": event}
            inbox.store(session, "T1", f"Ev{number}", payload, NOW)
        for one in inbox.waiting(session, 9):
            inbox.close(session, one.id, NOW, "no user in it")


def states(session: Session) -> dict[str, int]:
    return inbox.depth(session)


def test_a_letter_says_what_came_and_why_it_was_not_read_but_not_of_whom(ledger: Ledger) -> None:
    dead(ledger, EVENT, {}, "not even a mapping", {"event": {"type": 7}})
    with ledger.read() as session:
        found = letters.letters(session)
    assert [one.type for one in found] == ["team_join", "", "", ""]
    first = letters.Letter(found[0].id, "T1", "Ev0", "team_join", NOW, "no user in it")
    assert found[0] == first
    assert "U0ADA" not in str(found)


def test_replayed_it_waits_as_it_came(ledger: Ledger) -> None:
    dead(ledger, EVENT, EVENT)
    with ledger.write() as session:
        one, other = (letter.id for letter in letters.letters(session))
        assert letters.replay(session, [other, 404]) == [other]
        assert [event.payload for event in inbox.waiting(session, 9)] == [EVENT]
        assert letters.replay(session, None) == [one]
        assert letters.letters(session) == []


def test_discarded_it_is_empty_and_does_not_come_again(ledger: Ledger) -> None:
    dead(ledger, EVENT, EVENT)
    with ledger.write() as session:
        one, other = (letter.id for letter in letters.letters(session))
        assert letters.discard(session, [one], NOW) == [one]
        assert session.get_one(InboxEvent, one).payload == {"event": {"type": "team_join"}}
        assert not inbox.store(session, "T1", "Ev0", EVENT, NOW)
        assert states(session) == {"discarded": 1, "dead": 1}
        assert letters.discard(session, None, NOW) == [other]
        assert letters.replay(session, None) == []
