"""A rescore that looks only at what is new of the past records what one with all of it records."""

from collections.abc import Iterator
from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel, col, delete, select

from ledger import corrections, levels, marks
from ledger.corrections import By, CorrectionError
from ledger.drafts import Standing
from ledger.engine import Ledger
from ledger.schema import open_ledger
from ledger.tables import Actor, Company, Correction, Meta
from tests.scoring.judging import ACME, Judging, day, noon, uncapped

DOMAINS = (ACME, "globex.example")
PEOPLE = ("ada", "grace")
LATEST = 100

WORDS = {
    "ignore": corrections.ignore,
    "heed": corrections.heed,
    "verify": corrections.verify,
    "unverify": corrections.unverify,
    "unmerge": corrections.unmerge,
}

Deed = tuple[str, int, int, int, int]
Step = tuple[int, list[Deed]]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Judging, Judging]]:
    """Two ledgers that get the same: one as it is, one that forgets what it has seen."""
    folder = tmp_path_factory.mktemp("chunks")
    rules = uncapped(folder)
    opened = [open_ledger(f"sqlite:///{folder / name}", ZoneInfo("UTC")) for name in ("a", "b")]
    yield Judging(opened[0], rules), Judging(opened[1], rules)
    for one in opened:
        one.close()


def emptied(ledger: Ledger) -> None:
    with ledger.write() as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            session.connection().execute(delete(table))


def forget(ledger: Ledger) -> None:
    with ledger.write() as session:
        session.exec(delete(Meta).where(col(Meta.name) == marks.JUDGED))


def do(story: Judging, today: int, deed: Deed) -> None:
    """One thing that comes in, is decided or is corrected on a day."""
    what, ago, points, where, who = deed
    domain, person = DOMAINS[where], PEOPLE[who]
    with story.ledger.read() as session:
        known = session.exec(select(Actor.id).where(Actor.key == person)).first() is not None
    if what in ("earn", "guess") or not known:
        confidence = 40 if what == "guess" else 95
        story.earn(today - ago, points, domain, person, confidence=confidence)
    elif what == "link":
        story.link(today, domain, person)
    elif what == "nobody":
        story.link(today, None, person)
    else:
        with story.ledger.write() as session, suppress(CorrectionError):
            say(session, what, where, person, today - ago, By("U1", "", noon(today)))


def say(session: Session, what: str, where: int, person: str, ago: int, by: By) -> None:
    """A person says it of a company or of an actor, if it is something new."""
    known = {one.key: one for one in session.exec(select(Company))}
    one, other = (known.get(DOMAINS[at]) for at in (where, 1 - where))
    [actor] = session.exec(select(Actor).where(Actor.key == person))
    last = session.exec(select(Correction.id).order_by(col(Correction.id).desc())).first()
    if what == "undo" and last is not None:
        corrections.undo(session, last, by)
    elif what == "unlink":
        corrections.unlink(session, actor, by)
    elif what in ("bot", "person"):
        corrections.bot(session, actor, by, is_bot=what == "bot")
    elif what == "suspect" and actor.standing == Standing.PERSON:
        actor.standing = Standing.SUSPECT
    elif what in WORDS and one is not None:
        WORDS[what](session, one, by)
    elif what == "merge" and one is not None and other is not None:
        corrections.merge(session, one, other, by)
    elif what == "succeed" and one is not None and other is not None:
        corrections.succeed(session, one, other, day(ago), by)


def record(story: Judging, today: int) -> list[tuple[int, int, int, bool]]:
    with story.ledger.read() as session:
        found = levels.recorded(session, day(today))
    columns = (found.ids, found.level, found.day, found.once)
    return list(zip(*(column.tolist() for column in columns), strict=True))


deeds = st.tuples(
    st.sampled_from(["earn", "guess", "link", "nobody"])
    | st.sampled_from(["unlink", "undo", "bot", "person", "suspect", "merge", "succeed", *WORDS]),
    st.integers(0, 70),
    st.sampled_from([15, 50, 75]),
    st.integers(0, 1),
    st.integers(0, 1),
)


# What came late while a person's word held is another company's once the word is taken back.
UNSAID: list[Step] = [
    (0, [("earn", 0, 5, 0, 0)]),
    (1, [("link", 0, 5, 1, 0)]),
    (1, [("earn", 50, 15, 0, 0)]),
    (1, [("unlink", 0, 5, 0, 0)]),
]


@settings(max_examples=30)
@example(UNSAID)
@given(st.lists(st.tuples(st.integers(0, 40), st.lists(deeds, max_size=3)), min_size=2, max_size=5))
def test_however_the_days_are_cut(both: tuple[Judging, Judging], steps: list[Step]) -> None:
    today = LATEST
    for story in both:
        emptied(story.ledger)
    for apart, done in steps:
        today += apart
        for deed in done:
            for story in both:
                do(story, today, deed)
        forget(both[1].ledger)
        seen, reference = (story.judge(today) for story in both)
        assert (seen.changes, seen.companies) == (reference.changes, reference.companies)
        assert record(both[0], today) == record(both[1], today)
        assert both[0].told() == both[1].told()
