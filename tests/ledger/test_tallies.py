"""What scoring reads: who counts for whom on which day, and who never counts."""

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from ledger import actors, columns, companies, intake, tallies
from ledger.drafts import Standing
from ledger.engine import Ledger, Session
from ledger.naming import CompanyName
from ledger.tables import Actor
from ledger.types import day_number, day_of_number
from tests import whose
from tests.builders import NOW, actor, draft

TODAY = NOW.date()
DAY = timedelta(days=1)
FIRST = TODAY - 89 * DAY
COUNTS = 50
KINDS = ("download", "issue")
ACME = CompanyName("acme.example", "Acme", "acme")
GLOBEX = CompanyName("globex.example", "Globex", "globex")


def did(session: Session, key: str, kind: str = "download", ago: int = 0, count: int = 1) -> Actor:
    """Records one activity of an actor, `ago` days before today."""
    at = NOW - ago * DAY
    one = draft(f"{key} {kind} {ago}", kind, at, actor(key, name=key.title()), count=count)
    intake.record(session, [one], ZoneInfo("UTC"), NOW)
    found = actors.by_identity(session, "files", key)
    assert found is not None
    return found


def stands_for(session: Session, who: Actor, named: CompanyName, confidence: int = 100) -> int:
    whose.found(session, who, named, TODAY, NOW, confidence)
    return companies.obtain(session, named, NOW).id


def per_day(
    session: Session, first: date = FIRST, last: date = TODAY, company: int | None = None
) -> list[tuple[int, str, int, int]]:
    """(company, kind, day, count) of all that counts, or of one company, in this order."""
    of = None if company is None else [company]
    span = day_number(first), day_number(last)
    found = columns.read(session, KINDS, ("",), *span, COUNTS, of)
    counts: Counter[tuple[int, str, int]] = Counter()
    for number, kind, day, count in zip(
        *(one.tolist() for one in (found.company, found.kind, found.day, found.count)), strict=True
    ):
        counts[int(found.ids[number]), KINDS[kind], day] += count
    return sorted((*key, count) for key, count in counts.items())


def presence(session: Session) -> dict[int, tuple[int, date, int]]:
    """Who of each company was there in 90 days: persons, last day, best confidence."""
    found = columns.read(session, KINDS, ("",), day_number(FIRST), day_number(TODAY), COUNTS)
    best = found.best_confidence().tolist()
    present = {}
    for number, company in enumerate(found.ids.tolist()):
        rows = found.company == number
        people = len(set(found.actor[rows & found.person].tolist()))
        present[company] = people, day_of_number(int(found.day[rows].max())), best[number]
    return present


def counted(session: Session, first: date = FIRST, last: date = TODAY) -> list[tuple[int, int]]:
    """(days before today, count) of all that counts."""
    rows = sorted(per_day(session, first, last), key=lambda row: row[2])
    return [(day_number(TODAY) - day, count) for _, _, day, count in rows]


def test_counts_are_by_company_and_kind_and_day(ledger: Ledger) -> None:
    with ledger.write() as session:
        for key in ("ada", "grace"):
            acme = stands_for(session, did(session, key, ago=1, count=2), ACME)
        did(session, "ada", "issue", ago=1)
        globex = stands_for(session, did(session, "linus"), GLOBEX)
        today = day_number(TODAY)
        everybody = per_day(session)
        assert everybody == [
            (acme, "download", today - 1, 4),
            (acme, "issue", today - 1, 1),
            (globex, "download", today, 1),
        ]
        assert per_day(session, company=globex) == everybody[2:]


@pytest.mark.parametrize(("first", "last", "ago"), [(3, 1, [3, 2, 1]), (2, 2, [2]), (1, 2, [])])
def test_both_ends_are_included(ledger: Ledger, first: int, last: int, ago: list[int]) -> None:
    with ledger.write() as session:
        for days in range(5):
            stands_for(session, did(session, "ada", ago=days), ACME)
        assert counted(session, TODAY - first * DAY, TODAY - last * DAY) == [(d, 1) for d in ago]


@pytest.mark.parametrize(
    ("standing", "counts", "people"),
    [
        (Standing.PERSON, True, 1),
        (Standing.PSEUDO, True, 0),
        (Standing.DELETED, True, 0),
        (Standing.STAFF, True, 1),
        (Standing.BOT, False, 0),
        (Standing.SUSPECT, False, 0),
    ],
)
def test_bots_never_count_and_a_human_word_outdoes_the_rules(
    ledger: Ledger, standing: Standing, counts: bool, people: int
) -> None:
    """Whom a human says that a bot stands for changes nothing; for anybody else it does."""
    with ledger.write() as session:
        who = did(session, "ada")
        who.standing = standing
        whose.said(session, who, ACME, NOW)
        company = companies.obtain(session, ACME, NOW)
        assert bool(counted(session)) is counts
        assert bool(tallies.activities(session, company.id, FIRST, TODAY, COUNTS, 9)) is counts
        assert presence(session) == ({company.id: (people, TODAY, 100)} if counts else {})


def test_ignored_companies_never_count(ledger: Ledger) -> None:
    with ledger.write() as session:
        company_id = stands_for(session, did(session, "ada"), ACME)
        companies.get_one(session, company_id).ignored = True
        session.flush()
        assert counted(session) == []
        assert presence(session) == {}


@pytest.mark.parametrize(("confidence", "counts"), [(49, False), (50, True), (100, True)])
def test_a_guess_below_the_confidence_asked_for_never_counts(
    ledger: Ledger, confidence: int, counts: bool
) -> None:
    with ledger.write() as session:
        stands_for(session, did(session, "ada"), ACME, confidence)
        assert bool(counted(session)) is counts


def test_an_activity_counts_for_the_company_of_its_day(ledger: Ledger) -> None:
    with ledger.write() as session:
        who = did(session, "ada", ago=2)
        did(session, "ada", ago=0)
        acme = stands_for(session, who, ACME)
        globex = stands_for(session, who, GLOBEX)
        owners = {(day, company) for company, _, day, _ in per_day(session)}
        assert owners == {(day_number(TODAY) - 2, acme), (day_number(TODAY), globex)}
        for company in (acme, globex):
            assert len(tallies.activities(session, company, FIRST, TODAY, COUNTS, 9)) == 1
        whose.said(session, who, GLOBEX, NOW)
        assert {company for company, *_ in per_day(session)} == {globex}


def hired(session: Session, who: Actor, day: date, named: CompanyName | None) -> None:
    """From that day on the rules take somebody for a company's, or without one for our own."""
    whose.found(session, who, named, day, NOW, staff=named is None)


@pytest.mark.parametrize(
    ("careers", "counts"),
    [
        ([(None, 5), (ACME, 2)], [2, 1, 0]),
        ([(ACME, 5), (None, 2)], [5, 4, 3]),
        ([(ACME, 5), (None, 3), (GLOBEX, 1)], [5, 4, 1, 0]),
        ([(None, 5)], []),
    ],
)
def test_our_own_people_never_count_on_the_days_when_they_are(
    ledger: Ledger, careers: list[tuple[CompanyName | None, int]], counts: list[int]
) -> None:
    with ledger.write() as session:
        for days in range(6):
            who = did(session, "ada", ago=days)
        for named, ago in careers:
            hired(session, who, TODAY - ago * DAY, named)
        session.flush()
        assert sorted((ago for ago, _ in counted(session)), reverse=True) == counts
        people = {persons for persons, _, _ in presence(session).values()}
        assert people == ({1} if counts else set())


def test_presence_tells_persons_last_day_and_best_evidence(ledger: Ledger) -> None:
    with ledger.write() as session:
        stands_for(session, did(session, "ada", ago=9), ACME, confidence=60)
        did(session, "ada", "issue", ago=4)
        company = stands_for(session, did(session, "grace", ago=7), ACME, confidence=90)
        assert presence(session) == {company: (2, TODAY - 4 * DAY, 90)}


def test_the_newest_activities_come_first(ledger: Ledger) -> None:
    with ledger.write() as session:
        for days in (3, 1, 2):
            company = stands_for(session, did(session, "ada", ago=days), ACME)
        newest = tallies.activities(session, company, FIRST, TODAY, COUNTS, limit=2)
        assert [one.day for one in newest] == [TODAY - DAY, TODAY - 2 * DAY]
        assert [one.who for one in newest] == ["Ada", "Ada"]


def test_an_empty_ledger_has_no_days(ledger: Ledger) -> None:
    with ledger.read() as session:
        assert tallies.first_day(session) is None
        assert counted(session) == []


def test_the_first_day_on_which_anything_was_seen(ledger: Ledger) -> None:
    with ledger.write() as session:
        did(session, "ada", ago=400)
        did(session, "ada", "issue", ago=3)
        did(session, "grace", "issue", ago=5)
        assert tallies.first_day(session) == TODAY - 400 * DAY


def test_who_is_without_a_company(ledger: Ledger) -> None:
    identities = [("files", key) for key in ("ada", "grace", "linus")]
    with ledger.write() as session:
        ada, grace, linus = (did(session, key) for _, key in identities)
        did(session, "robot").standing = Standing.BOT
        actors.remember(session, [actor("watcher")], NOW)
        stands_for(session, ada, ACME)
        whose.said(session, grace, None, NOW)
        assert tallies.without_company(session, identities) == {*identities[1:]}
        many = [("files", f"nobody {n}") for n in range(1_200)]
        assert tallies.without_company(session, [*many, identities[0]]) == set(many)
        assert tallies.unresolved(session) == 2
        hired(session, linus, TODAY, None)
        assert tallies.unresolved(session) == 1
