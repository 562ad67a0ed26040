"""A rescore that looks only at what is new of the past records what one with all of it records."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel, col, delete, select

from ledger import levels, marks
from ledger.drafts import Standing
from ledger.engine import Ledger
from ledger.schema import open_ledger
from ledger.tables import Actor, Company, Meta
from tests.scoring.judging import ACME, Judging, day, uncapped

DOMAINS = (ACME, "globex.example")
PEOPLE = ("ada", "grace")
LATEST = 100

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
    elif what == "unlink":
        story.link(today, None, person)
    else:
        with story.ledger.write() as session:
            turn(session, what, domain, person)


def turn(session: Session, what: str, domain: str, person: str) -> None:
    """A company is ignored or heard of again, a person turns out to be a bot or none."""
    if what == "ignore":
        for company in session.exec(select(Company).where(Company.key == domain)):
            company.ignored = not company.ignored
    for actor in session.exec(select(Actor).where(Actor.key == person)):
        if what == "bot":
            was_bot = actor.standing == Standing.BOT
            actor.standing = Standing.PERSON if was_bot else Standing.BOT


def record(story: Judging, today: int) -> list[tuple[int, int, int, bool]]:
    with story.ledger.read() as session:
        found = levels.recorded(session, day(today))
    columns = (found.ids, found.level, found.day, found.once)
    return list(zip(*(column.tolist() for column in columns), strict=True))


deeds = st.tuples(
    st.sampled_from(["earn", "earn", "earn", "guess", "link", "unlink", "ignore", "bot"]),
    st.integers(0, 70),
    st.sampled_from([15, 50, 75]),
    st.integers(0, 1),
    st.integers(0, 1),
)


@settings(max_examples=20)
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
