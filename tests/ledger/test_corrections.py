"""What people say of who is who: it holds against every rule, and is written down."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select, update

from ledger import companies, corrections, known_by, refusals
from ledger.corrections import AlreadySo, By, CorrectionError
from ledger.drafts import Standing
from ledger.engine import Ledger, Session
from ledger.naming import CompanyName
from ledger.schema import open_ledger
from ledger.tables import Actor, Affiliation, Company, Correction
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.ledger.speaking import (
    ACME,
    DANA,
    DAY,
    GLOBEX,
    HOOLI,
    INITECH,
    SPRING,
    TODAY,
    company,
    named,
    peopled,
    person,
    picture,
    say,
    settle,
    standing,
    stands_for,
    stood,
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """One ledger for all; what a test writes in it goes with the test's session."""
    path = tmp_path_factory.mktemp("corrections") / "ledger.db"
    ledger = open_ledger(f"sqlite:///{path}", UTC_ZONE)
    yield ledger
    ledger.close()


@pytest.fixture
def session(opened: Ledger) -> Iterator[Session]:
    """A transaction of its own, in which there are people to speak of."""
    with Session(opened.engine) as session:
        peopled(session)
        yield session


LONG_AGO, SUMMER = date(2014, 1, 1), date(2026, 6, 1)
SHOP = "acme.shop.example"


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, {LONG_AGO: HOOLI, SPRING - DAY: HOOLI, SPRING: HOOLI, TODAY: HOOLI}),
        (SUMMER, None, {LONG_AGO: ACME, SPRING: GLOBEX, SUMMER - DAY: GLOBEX, SUMMER: HOOLI}),
        (None, LONG_AGO, {LONG_AGO: HOOLI, LONG_AGO + DAY: ACME, SPRING: GLOBEX}),
        (LONG_AGO, SUMMER, {LONG_AGO - DAY: ACME, LONG_AGO: HOOLI, SUMMER + DAY: GLOBEX}),
        (SPRING, SPRING, {SPRING - DAY: ACME, SPRING: HOOLI, SPRING + DAY: GLOBEX}),
    ],
)
def test_a_word_holds_on_its_days_and_rules_on_all_others(
    session: Session, first: date | None, last: date | None, days: dict[date, str]
) -> None:
    say(session, "link", "grace", HOOLI, first, last)
    for _ in range(2):
        assert {day: stands_for(session, "grace", day) for day in days} == days
        settle(session, "grace", stood(ACME, SPRING - DAY), stood(GLOBEX))


def test_what_rules_said_stands_again_at_once(session: Session) -> None:
    before = picture(session)
    session.exec(update(Actor).values(stale=False))
    say(session, "link", "grace", HOOLI, SUMMER, TODAY)
    say(session, "link", "grace", "own", None, None)
    assert person(session, "grace").standing == Standing.STAFF
    say(session, "unlink", "grace")
    after = picture(session)
    assert after["affiliation"] == before["affiliation"]
    assert after["actor"] == before["actor"]
    assert person(session, "grace").stale
    assert not person(session, "ada").stale


@pytest.mark.parametrize(
    ("first", "last", "is_staff"),
    [(None, None, True), (SPRING, SUMMER, False), (TODAY, None, True)],
)
def test_a_colleague_is_one_today_where_the_word_is_of_today(
    session: Session, first: date | None, last: date | None, is_staff: bool
) -> None:
    say(session, "link", "ada", "own", first, last)
    assert (person(session, "ada").standing == Standing.STAFF) is is_staff


def test_who_said_what_and_when_is_written_down(session: Session) -> None:
    speaker = By("U2", "Robin", NOW + DAY)
    corrections.link(
        session, person(session, "ada"), named(HOOLI), speaker, first=SPRING, note="new job"
    )
    corrections.merge(session, company(session, GLOBEX), company(session, ACME), DANA)
    merged, linked = corrections.listed(session, 10)
    assert (linked.at, linked.by, linked.by_name) == (NOW + DAY, "U2", "Robin")
    assert (linked.action, linked.subject, linked.object) == ("link", "files:ada", HOOLI)
    assert (linked.valid_from, linked.valid_until, linked.note) == (SPRING, None, "new job")
    assert (merged.action, merged.subject, merged.object) == ("merge", GLOBEX, ACME)
    corrections.undo(session, merged.id, speaker)
    assert (merged.undone_at, merged.undone_by) == (NOW + DAY, "Robin")
    assert corrections.listed(session, 1) == [merged]
    assert corrections.listed(session, 9, before_id=merged.id) == [linked]
    assert corrections.listed(session, 9, of="ADA") == [linked]
    assert corrections.listed(session, 9, of="%") == []


ALREADY: list[tuple[Any, ...]] = [
    ("link", "ada", HOOLI, None, None),
    ("link", "ada", "none", SPRING, TODAY),
    ("link", "ada", "own", None, None),
    ("bot", "ada"),
    ("person", "ada"),
    ("alias", ACME, "org", "acme-hq"),
    ("merge", ACME, GLOBEX),
    ("parent", ACME, GLOBEX),
    ("succeed", ACME, GLOBEX, SPRING),
    ("ignore", ACME),
    ("heed", ACME),
    ("verify", ACME),
    ("unverify", ACME),
    ("refuse", "match", "1"),
]


@pytest.mark.parametrize("word", ALREADY, ids=lambda word: " ".join(map(str, word)))
def test_the_same_word_twice_is_one_correction(session: Session, word: tuple[Any, ...]) -> None:
    say(session, *word)
    before = picture(session)
    with pytest.raises(CorrectionError) as refused:
        say(session, *word)
    assert isinstance(refused.value, AlreadySo) is (word[0] != "merge")
    assert picture(session) == before
    assert len(corrections.listed(session, 10)) == 1


@pytest.mark.parametrize(
    ("earlier", "word", "says"),
    [
        ([], ("link", "ada", HOOLI, TODAY, SPRING), "swap them"),
        ([], ("unlink", "ada"), "nobody said whom files:ada stands for"),
        ([], ("alias", ACME, "weak", "acme"), "not by weak 'acme'"),
        ([("alias", GLOBEX, "name", "acme")], ("alias", ACME, "name", "acme"), f"{GLOBEX}: take"),
        ([], ("unalias", "domain", ACME), f"nobody said whose {ACME} is"),
        ([], ("merge", ACME, ACME), "to itself"),
        ([("merge", ACME, GLOBEX)], ("merge", ACME, INITECH), f"into {GLOBEX} already: unmerge"),
        ([("merge", ACME, GLOBEX)], ("merge", GLOBEX, ACME), "round in a circle"),
        ([("succeed", ACME, GLOBEX, SPRING)], ("merge", GLOBEX, ACME), "round in a circle"),
        ([("succeed", ACME, GLOBEX, SPRING)], ("merge", ACME, INITECH), f"{GLOBEX} succeeds"),
        ([("merge", ACME, GLOBEX)], ("succeed", ACME, INITECH, SPRING), "unmerge it first"),
        ([("merge", ACME, GLOBEX)], ("succeed", GLOBEX, ACME, SPRING), "round in a circle"),
        ([], ("succeed", ACME, GLOBEX, None), "from which day"),
        ([], ("succeed", ACME, None, None), "is none already"),
        ([], ("unmerge", ACME), "is not merged"),
        ([("parent", ACME, GLOBEX)], ("parent", GLOBEX, ACME), "round in a circle"),
        ([], ("refuse", "joke", "1"), "match, company, merge, successor, bot"),
    ],
)
def test_what_cannot_stand_is_refused_in_a_sentence(
    session: Session, earlier: list[tuple[Any, ...]], word: tuple[Any, ...], says: str
) -> None:
    for one in earlier:
        say(session, *one)
    before = picture(session)
    with pytest.raises(CorrectionError, match=r".") as refused:
        say(session, *word)
    assert says in str(refused.value)
    assert picture(session) == before


@pytest.mark.parametrize(
    ("words", "undone", "says"),
    [
        ([], 404, "no correction 404"),
        ([("ignore", ACME), ("heed", ACME)], 1, f"correction 2 (heed {ACME}) came later"),
        ([("merge", ACME, GLOBEX), ("unmerge", ACME)], 1, "undo 2 first"),
        (
            [("merge", ACME, GLOBEX), ("unmerge", ACME), ("merge", GLOBEX, ACME)],
            2,
            "leads back",
        ),
        ([("link", "ada", HOOLI, None, None), ("unlink", "ada")], 1, "(unlink files:ada)"),
    ],
)
def test_an_undo_that_cannot_be_names_what_stands_in_its_way(
    session: Session, words: list[tuple[Any, ...]], undone: int, says: str
) -> None:
    for word in words:
        say(session, *word)
    with pytest.raises(CorrectionError) as refused:
        corrections.undo(session, undone, DANA)
    assert says in str(refused.value)


def test_an_undo_is_not_done_twice(session: Session) -> None:
    number = say(session, "ignore", ACME)
    corrections.undo(session, number, DANA)
    with pytest.raises(CorrectionError, match="undone already, on 2026-11-20 by Dana"):
        corrections.undo(session, number, DANA)


@pytest.mark.parametrize(
    "word",
    [
        ("alias", INITECH, "domain", ACME),
        ("alias", INITECH, "name", "acme"),
        ("alias", INITECH, "name", "acmeltd"),
    ],
)
def test_an_alias_goes_where_a_person_puts_it(session: Session, word: tuple[Any, ...]) -> None:
    """Whoever's evidence names it is weighed again, when it comes and when it goes."""
    kind, value = word[2:]
    spoken_of = CompanyName(
        value if kind == "domain" else None, value, "elsewhere" if kind == "domain" else value
    )
    before = companies.recorded(session, spoken_of)
    for act in (word, ("unalias", kind, value)):
        session.exec(update(Actor).values(stale=False))
        say(session, *act)
        session.expire_all()
        assert person(session, "ada").stale
        assert not person(session, "edsger").stale
        if act is word:
            assert companies.find(session, value)[0].key == INITECH
            for _ in range(2):
                assert companies.obtain(session, spoken_of, NOW).key == INITECH
    assert companies.recorded(session, spoken_of) == before


def test_a_domain_given_away_stays_with_its_record_by_name(session: Session) -> None:
    say(session, "alias", INITECH, "domain", ACME)
    fresh = companies.obtain(session, CompanyName(None, "Fresh", "fresh"), NOW)
    say(session, "unalias", "domain", ACME)
    corrections.alias(session, fresh, "domain", ACME, DANA)
    assert companies.obtain(session, named(ACME), NOW) == fresh
    assert fresh.domain is None  # the other record has it still


def test_a_merge_is_followed_by_what_people_type_and_not_by_evidence(session: Session) -> None:
    acme, globex, initech = (company(session, key) for key in (ACME, GLOBEX, INITECH))
    say(session, "merge", ACME, GLOBEX)
    say(session, "merge", GLOBEX, INITECH)
    assert companies.find(session, "acme") == [initech]
    assert companies.find(session, ".example") == [initech]
    assert companies.find_itself(session, ACME) == [acme]
    assert companies.obtain(session, named(ACME), NOW) == acme
    assert companies.merged(session, initech.id) == sorted([acme.id, globex.id, initech.id])
    assert companies.merged(session, acme.id) == [acme.id]
    say(session, "unmerge", ACME)
    assert companies.find(session, ACME) == [acme]


def test_a_successor_counts_from_its_day_on(session: Session) -> None:
    acme, globex, initech = (company(session, key) for key in (ACME, GLOBEX, INITECH))
    say(session, "succeed", ACME, GLOBEX, SPRING)
    say(session, "succeed", GLOBEX, INITECH, SUMMER)
    for day, counts in ((SPRING - DAY, acme), (SPRING, globex), (SUMMER, initech)):
        assert companies.present(session, acme, day) == counts
    assert companies.root(session, acme) == acme
    assert companies.find(session, ACME) == [acme]
    say(session, "succeed", ACME, None, None)
    assert companies.present(session, acme, TODAY) == acme


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [(None, None, None), (SPRING, None, SPRING), (None, SPRING, SPRING), (SUMMER, SPRING, SUMMER)],
)
def test_nobody_is_told_of_a_merged_company_again(
    session: Session, one: date | None, other: date | None, told: date | None
) -> None:
    acme, globex = company(session, ACME), company(session, GLOBEX)
    acme.announced_for, globex.announced_for = one, other
    number = say(session, "merge", ACME, GLOBEX)
    assert globex.announced_for == told
    corrections.undo(session, number, DANA)
    assert globex.announced_for == other


def test_settings_do_not_overrule_what_was_said_of_a_company(session: Session) -> None:
    say(session, "heed", ACME)
    say(session, "ignore", GLOBEX)
    companies.ignore_own(session, [ACME, INITECH], [GLOBEX])
    session.expire_all()
    ignored = {key: company(session, key).ignored for key in (ACME, GLOBEX, INITECH)}
    assert ignored == {ACME: False, GLOBEX: True, INITECH: True}


@pytest.mark.parametrize("verb", ["verify", "unverify"])
def test_rules_leave_a_word_on_a_company_alone(session: Session, verb: str) -> None:
    say(session, verb, ACME)
    settle(session, "ada", stood(ACME))
    assert company(session, ACME).confirmed is (verb == "verify")


@pytest.mark.parametrize(
    ("verb", "was", "becomes"),
    [
        ("bot", Standing.PERSON, Standing.BOT),
        ("bot", Standing.STAFF, Standing.BOT),
        ("person", Standing.BOT, Standing.PERSON),
        ("person", Standing.SUSPECT, Standing.PERSON),
        ("person", Standing.STAFF, Standing.STAFF),
        ("bot", Standing.PSEUDO, None),
        ("person", Standing.DELETED, None),
    ],
)
def test_people_say_who_is_a_bot(
    session: Session, verb: str, was: Standing, becomes: Standing | None
) -> None:
    ada = person(session, "ada")
    ada.standing = was
    if becomes is None:
        with pytest.raises(CorrectionError, match="no account of anybody's"):
            say(session, verb, "ada")
        return
    number = say(session, verb, "ada")
    assert (ada.standing, ada.bot_said) == (becomes, verb == "bot")
    corrections.undo(session, number, DANA)
    assert (ada.standing, ada.bot_said, ada.stale) == (was, None, True)


def test_a_company_made_by_a_word_goes_with_it_unless_it_is_used(session: Session) -> None:
    before = picture(session)
    for used in (False, True):
        number = say(session, "link", "ada", HOOLI, None, None)
        if used:
            settle(session, "edsger", stood(HOOLI))
        corrections.undo(session, number, DANA)
        assert (picture(session)["company"] == before["company"]) is not used
        assert bool(companies.find(session, HOOLI)) is used
    assert stands_for(session, "edsger") == HOOLI
    assert companies.obtain(session, named(HOOLI), NOW).key == HOOLI


def test_rules_that_spoke_since_are_heard_when_a_word_is_undone(session: Session) -> None:
    number = say(session, "link", "ada", HOOLI, LONG_AGO, SPRING)
    settle(session, "ada", stood(ACME, SUMMER - DAY), stood(GLOBEX))
    corrections.undo(session, number, DANA)
    days = {LONG_AGO: ACME, SPRING: ACME, SUMMER - DAY: ACME, SUMMER: GLOBEX}
    assert {day: stands_for(session, "ada", day) for day in days} == days
    assert person(session, "ada").stale


def test_what_was_turned_down_is_remembered(session: Session) -> None:
    number = say(session, "refuse", "merge", "acme.example globex.example")
    assert refusals.refused(session, "merge") == {"acme.example globex.example"}
    assert refusals.refused(session, "bot") == set()
    [said] = corrections.listed(session, 5)
    assert (said.action, said.object) == ("refuse", "merge")
    corrections.undo(session, number, DANA)
    assert refusals.refused(session, "merge") == set()


def _crowd(session: Session, people: int) -> None:
    """Many people at Acme, as a rule found them."""
    acme = company(session, ACME).id
    highest = max(session.exec(select(Actor.id)))
    ids = range(highest + 1, highest + 1 + people)
    seen = int(NOW.timestamp())
    connection = session.connection()
    connection.exec_driver_sql(
        "INSERT INTO actor (id, source, key, handle, handle_key, name, standing, first_seen, stale)"
        " VALUES (?, 'files', ?, '', '', '', 'person', ?, 0)",
        [(number, f"p{number}", seen) for number in ids],
    )
    connection.exec_driver_sql(
        "INSERT INTO affiliation (actor_id, company_id, staff, evidence, confidence, source,"
        " decided_by, decided_at) VALUES (?, ?, 0, 'mail', 95, 'rule', '', ?)",
        [(number, acme, seen) for number in ids],
    )


@pytest.mark.parametrize(
    "word", [("merge", ACME, GLOBEX), ("ignore", ACME), ("unverify", ACME)], ids=lambda w: str(w[0])
)
def test_a_word_on_a_company_costs_the_same_whatever_its_size(
    session: Session, word: tuple[Any, ...]
) -> None:
    def written(session: Session) -> int:
        counted = session.connection().exec_driver_sql("SELECT total_changes()").scalar_one()
        return int(counted)

    costs = []
    corrections.undo(session, say(session, *word), DANA)  # whoever wrote the name waits from now on
    for people in (1, 20_000):
        _crowd(session, people)
        before = written(session)
        corrections.undo(session, say(session, *word), DANA)
        costs.append(written(session) - before)
    assert costs[0] == costs[1] <= 6


def test_nothing_is_said_in_anothers_name(session: Session) -> None:
    other = replace(DANA, id="U9", name="Kim")
    say(session, "link", "ada", HOOLI, None, None)
    corrections.link(session, person(session, "ada"), named(GLOBEX), other)
    [word] = [row for row in standing(session) if row.source == "human"]
    assert (word.decided_by, word.decided_at, word.confidence) == ("U9", NOW, 100)
    speakers = session.exec(select(Correction.by).order_by(col(Correction.id)))
    assert list(speakers) == ["U1", "U9"]
    assert session.exec(select(Affiliation).where(Affiliation.decided_by == "U1")).one()
    assert session.exec(select(Company).where(Company.key == HOOLI)).one()


def test_a_company_without_a_domain_gets_the_one_that_a_person_names(session: Session) -> None:
    fresh = companies.obtain(session, CompanyName(None, "Fresh", "fresh"), NOW)
    before = picture(session)
    number = say(session, "alias", "name:fresh", "domain", SHOP)
    assert (fresh.domain, fresh.key) == (SHOP, SHOP)
    assert companies.obtain(session, named(SHOP)._replace(name_key="shop"), NOW) == fresh
    corrections.undo(session, number, DANA)
    assert picture(session) == before


def test_organisations_are_whose_people_say(session: Session) -> None:
    number = say(session, "alias", ACME, "org", "acme-hq")
    assert known_by.said_of(session, "org") == {"acme-hq": company(session, ACME)}
    assert companies.find(session, " @Acme-HQ ") == [company(session, ACME)]
    corrections.undo(session, number, DANA)
    assert known_by.said_of(session, "org") == {}
