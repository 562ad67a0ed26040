"""What a rescore must look at again: whoever's past may hold more than it did, and nobody else."""

import json
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from ledger import actors, corrections, intake, marks, meta
from ledger.corrections import By
from ledger.drafts import Standing
from ledger.engine import Ledger
from ledger.naming import CompanyName
from ledger.tables import Actor, Company
from ledger.types import day_number
from tests import whose
from tests.builders import NOW, actor, draft

ACME, GLOBEX = (CompanyName(f"{key}.example", key, key) for key in ("acme", "globex"))
TODAY, BY = NOW.date(), By("U1", "Dana", NOW)
RULES, MOST = "1", 10


def did(session: Session, key: str, times: int = 1) -> Actor:
    """Somebody does something for the first, second, third time."""
    one = draft(f"{key} {times}", at=NOW, who=actor(key))
    intake.record(session, [one], ZoneInfo("UTC"), NOW)
    found = actors.by_identity(session, "files", key)
    assert found is not None
    return found


def stands(session: Session, key: str, named: CompanyName, confidence: int = 95) -> None:
    whose.found(session, did(session, key), named, TODAY, NOW, confidence)


@pytest.fixture
def kept(ledger: Ledger) -> Ledger:
    """Ada of Acme, Bo of Globex with Bea, who is a candidate, and a bot; all of it judged."""
    with ledger.write() as session:
        stands(session, "ada", ACME)
        stands(session, "bo", GLOBEX)
        stands(session, "bea", GLOBEX, 30)
        stands(session, "robot", ACME)
        did(session, "robot").standing = Standing.SUSPECT
        marks.keep(session, marks.present(session, RULES))
    return ledger


def seen(session: Session, rules: str = RULES, most: int = MOST) -> set[str] | None:
    """The companies that must be looked at again."""
    since = marks.kept(session)
    assert since is not None
    now = marks.present(session, rules)
    found = marks.touched(session, since, now, day_number(TODAY), most)
    keys = {one.id: one.key.partition(".")[0] for one in session.exec(select(Company))}
    return None if found is None else {keys[one] for one in found}


def one(session: Session, named: CompanyName) -> Company:
    return session.exec(select(Company).where(Company.key == named.domain)).one()


def merge(session: Session) -> None:
    corrections.merge(session, one(session, GLOBEX), one(session, ACME), BY)


def merge_and_judge(session: Session) -> None:
    merge(session)
    marks.keep(session, marks.present(session, RULES))


def undo_a_merge(session: Session) -> None:
    merge_and_judge(session)
    corrections.unmerge(session, one(session, GLOBEX), BY)


def act_after_a_merge(session: Session) -> None:
    merge_and_judge(session)
    did(session, "bo", 2)


def take_a_link_back(session: Session) -> None:
    whose.said(session, did(session, "ada"), GLOBEX, NOW)
    marks.keep(session, marks.present(session, RULES))
    corrections.unlink(session, did(session, "ada"), BY)


def heed_again(session: Session) -> None:
    corrections.ignore(session, one(session, ACME), BY)
    marks.keep(session, marks.present(session, RULES))
    corrections.heed(session, one(session, ACME), BY)


DEEDS: list[tuple[Callable[[Session], object], set[str] | None]] = [
    (lambda session: None, set()),
    (lambda session: did(session, "ada", 2), {"acme"}),
    (lambda session: did(session, "bea", 2), set()),
    (lambda session: stands(session, "kim", GLOBEX), {"globex"}),
    (lambda session: stands(session, "kim", GLOBEX, 30), set()),
    (lambda session: stands(session, "bea", GLOBEX, 75), {"globex"}),
    (lambda session: stands(session, "bo", GLOBEX, 30), set()),
    (lambda session: whose.said(session, did(session, "ada"), GLOBEX, NOW), {"globex"}),
    (merge, {"acme"}),
    (act_after_a_merge, {"acme"}),
    (undo_a_merge, {"globex"}),
    (
        lambda session: corrections.succeed(
            session, one(session, GLOBEX), one(session, ACME), TODAY, BY
        ),
        {"acme", "globex"},
    ),
    (lambda session: corrections.verify(session, one(session, GLOBEX), BY), {"globex"}),
    (lambda session: corrections.unverify(session, one(session, GLOBEX), BY), set()),
    (heed_again, {"acme"}),
    (take_a_link_back, None),
    (lambda session: corrections.bot(session, did(session, "robot"), BY, is_bot=False), None),
]
IDS = [
    "nothing",
    "a late activity",
    "of a candidate",
    "somebody new",
    "a new candidate",
    "a candidate who counts by now",
    "one who counts no more",
    "a link",
    "a merge",
    "an activity of a merged company",
    "an unmerge",
    "a succession",
    "confirmed",
    "rejected",
    "heeded again",
    "a link taken back",
    "no bot after all",
]


@pytest.mark.parametrize(("deed", "expected"), DEEDS, ids=IDS)
def test_who_is_looked_at_again(
    kept: Ledger, deed: Callable[[Session], object], expected: set[str] | None
) -> None:
    with kept.write() as session:
        deed(session)
        session.flush()
        assert seen(session) == expected


def test_other_rules_and_too_many_are_all(kept: Ledger) -> None:
    with kept.write() as session:
        assert seen(session, rules="2") is None
        stands(session, "kim", GLOBEX)
        did(session, "ada", 2)
        assert seen(session, most=2) == {"acme", "globex"}
        assert seen(session, most=1) is None


def test_marks_of_an_earlier_version_say_by_which_rules_and_no_more(kept: Ledger) -> None:
    with kept.write() as session:
        known = json.loads(meta.get(session, marks.JUDGED) or "")
        earlier = {name: known[name] for name in ("rules", "zone", "highest")}
        meta.put(session, marks.JUDGED, json.dumps({**earlier, "left_out": {"actor": [0, 0]}}))
        since = marks.kept(session)
        assert since is not None and since.rules == RULES
        assert seen(session) is None
