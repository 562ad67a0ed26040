"""Who is our own, who vouches for whom: the same answer whenever and with whomever people came."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select as columns
from sqlmodel import col, select

from bot import passes
from bot.services import Services
from collectors.github_items import GHOST
from ledger import actors, corrections, organisations, stale
from ledger.corrections import By
from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind, Standing
from ledger.tables import Actor, Affiliation, Company
from scoring.rescore import assess
from tests.bot.scene import NOW, did, github, happened, said

OURS = "rocket.example"


def level_of(services: Services, key: str) -> str | None:
    with services.ledger.read() as session:
        found = assess(session, services.rules, services.today(NOW))
    return next((one.level for one in found if one.key == key), None)


@pytest.fixture
def ours(here: Services) -> Services:
    """Two who came, and rocket.example told as our own domain since."""
    happened(here, [did(github("ada", "1", "anvil.example")), did(github("bo", "2", OURS))])
    return replace(here, own_domains=frozenset({OURS}))


def test_our_own_domain_told_later_is_never_listed(here: Services, ours: Services) -> None:
    assert level_of(here, "rocket.example") == "none"
    happened(ours, [did(github("di", "4", "eu.rocket.example"))])
    assert level_of(ours, "rocket.example") is None
    happened(here, [])
    assert level_of(here, "rocket.example") == "none"


def test_a_link_outdoes_the_rule_that_tells_staff(ours: Services) -> None:
    happened(ours, [])
    said(ours, "/oql link github:bo newco.example")
    happened(ours, [])
    assert level_of(ours, "newco.example") == "none"


@pytest.mark.parametrize("typed", ["rocket.example", "www.rocket.example", "Rocket"])
def test_a_link_to_our_own_makes_a_colleague(ours: Services, typed: str) -> None:
    happened(ours, [])
    text = said(ours, f"/oql link github:ada {typed}")
    assert text.startswith("ada is a colleague from now on: our own people never score.")
    happened(ours, [])
    with ours.ledger.read() as session:
        [ada] = actors.find(session, "github", "ada")
        assert ada.standing == Standing.STAFF
    assert level_of(ours, "rocket.example") is None


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        (ActorDraft("github", "9", "ci", standing=Standing.BOT), "Ci is a bot, and bots never"),
        (GHOST, "Ghost stands in for every deleted account"),
    ],
)
def test_a_link_that_would_have_no_sense_changes_nothing(
    here: Services, who: ActorDraft, answer: str
) -> None:
    happened(here, [did(who)])
    assert answer in said(here, f"/oql link github:{who.handle} newco.example")
    assert level_of(here, "newco.example") is None


ACME, GLOBEX = "acme.example", "globex.example"
MAIL, TEXT, TEAM = SignalKind.EMAIL_DOMAIN, SignalKind.COMPANY_TEXT, SignalKind.SLACK_TEAM
DAY = timedelta(days=1)


def person(key: str, *signals: Signal, handle: str = "") -> ActorDraft:
    return ActorDraft("files", key, handle=handle, signals=signals)


def mail(host: str = ACME) -> Signal:
    return Signal(MAIL, host)


def came(services: Services, *people: ActorDraft, now: datetime = NOW) -> None:
    with services.ledger.write() as session:
        actors.remember(session, people, now)
    passes.recognise(services, lambda: now)


def standing(services: Services) -> dict[str, list[tuple[str | None, int, date | None]]]:
    """Of each actor the companies, how sure, and the first day; oldest first."""
    found: dict[str, list[tuple[str | None, int, date | None]]] = {}
    rows = (
        columns(
            col(Actor.key),
            col(Company.key),
            col(Affiliation.confidence),
            col(Affiliation.valid_from),
        )
        .join(Affiliation, col(Affiliation.actor_id) == col(Actor.id))
        .join(Company, col(Company.id) == col(Affiliation.company_id), isouter=True)
        .where(col(Affiliation.superseded_at).is_(None))
    )
    with services.ledger.read() as session:
        for key, company, sure, first in session.execute(rows):
            found.setdefault(key, []).append((company, sure, first))
    return {
        key: sorted(spans, key=lambda span: span[2] or date.min) for key, spans in found.items()
    }


def sure(services: Services, key: str = "ada") -> int:
    """How sure the last of somebody's companies is, in hundredths."""
    return standing(services)[key][-1][1]


def halves(signals: tuple[Signal, ...], cut: int) -> list[tuple[Signal, ...]]:
    if len({signal.kind for signal in signals}) < len(signals):
        return [signals]
    return [signals[:cut], signals[cut:]]


def wipe(services: Services) -> None:
    with services.ledger.write() as session:
        for table in (
            "activity",
            "tally",
            "affiliation",
            "person_word",
            "actor_signal",
            "company_alias",
            "company",
            "actor",
            "organisation",
        ):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")


EVIDENCE = (
    (mail(),),
    (mail("eu.acme.example"),),
    (mail("mail.us.acme.example"), Signal(TEXT, "Acme")),
    (Signal(TEXT, "ACME Inc."),),
    (Signal(TEXT, "@acme"),),
    (mail(GLOBEX),),
    (mail(GLOBEX), mail()),
    (Signal(TEXT, "Globex"), mail("gmail.com")),
    (mail("rocket.example"),),
    (Signal(MAIL, "acme.example", "a" * 32),),
    (Signal(MAIL, "eu.acme.example", "a" * 32), Signal(TEXT, "Acme")),
    (Signal(MAIL, "acme.example", "b" * 32), Signal(MAIL, "eu.acme.example", "a" * 32)),
    (),
)
HANDLES = ("", "acme-ci-bot")
CAME = st.lists(
    st.tuples(st.sampled_from(EVIDENCE), st.sampled_from(HANDLES), st.integers(0, 2)),
    min_size=1,
    max_size=7,
)


@pytest.mark.parametrize(
    "words", ["Globex / Acme", "Globex, Acme", "@globex @acme", "Engineer at Globex and @acme"]
)
def test_the_second_name_of_a_text_is_found_once_it_is_known(here: Services, words: str) -> None:
    """Whoever wrote it stands for the first until then, and for the first again without it."""
    came(here, person("ada", Signal(TEXT, words)))
    assert standing(here)["ada"][-1][0] == "name:globex"
    came(here, *(person(key, mail()) for key in ("bo", "cy", "di")))
    assert standing(here)["ada"][-1][0] == ACME
    assert passes.recognise(here, lambda: NOW) == 0


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CAME, st.randoms())
def test_people_vouch_for_each_other_in_any_order_and_batch(
    here: Services, people: list[tuple[tuple[Signal, ...], str, int]], dice: Any
) -> None:
    """Each comes with all of the evidence, or with some of it before the rest.

    Two addresses come together: whose company somebody was for a moment, the ledger remembers.
    """
    ours = replace(here, own_domains=frozenset({OURS}))
    drafts = [
        person(f"p{number}", *signals, handle=handle)
        for number, (signals, handle, _) in enumerate(people)
    ]
    wipe(ours)
    came(ours, *drafts)
    together = standing(ours)
    wipe(ours)
    pieces = [
        replace(draft, signals=half)
        for draft, (_, _, cut) in zip(drafts, people, strict=True)
        for half in halves(draft.signals, cut)
    ]
    dice.shuffle(pieces)
    while pieces:
        some = dice.randint(1, 3)
        for one in pieces[:some]:
            with ours.ledger.write() as session:
                actors.remember(session, [one], NOW)
        passes.recognise(ours, lambda: NOW)
        pieces = pieces[some:]
    assert standing(ours) == together


@pytest.mark.parametrize(("people", "confidence"), [(1, 30), (2, 75), (3, 95), (4, 95)])
def test_a_candidate_rises_with_each_colleague_and_the_past_counts(
    here: Services, people: int, confidence: int
) -> None:
    for number in range(people):
        came(here, person(f"p{number}", mail()), now=NOW + number * DAY)
    with here.ledger.read() as session:
        rows = session.exec(select(Affiliation)).all()
    assert [(one.confidence, one.valid_from) for one in rows] == [(confidence, None)] * people
    assert {one.superseded_at for one in rows} == {None}  # in place


def test_a_suspect_vouches_for_nobody_until_a_person_says_that_it_is_one(here: Services) -> None:
    came(here, person("ada", mail()), person("ci", mail(), handle="acme-ci-bot"))
    assert sure(here) == 30
    with here.ledger.write() as session:
        [robot] = actors.find(session, "files", "ci")
        assert robot.standing == Standing.SUSPECT
        corrections.bot(session, robot, By("U1", "Dana", NOW), is_bot=False)
    passes.recognise(here, lambda: NOW)
    assert (sure(here), sure(here, "ci")) == (75, 75)
    came(here, person("ci", handle="acme-deploy-bot"))
    with here.ledger.read() as session:
        [robot] = actors.find(session, "files", "ci")
        assert robot.standing == Standing.PERSON


def test_who_is_called_otherwise_is_no_suspect_any_more(here: Services) -> None:
    came(here, person("ci", handle="acme-ci-bot"))
    came(here, person("ci", handle="ada"))
    with here.ledger.read() as session:
        [ada] = actors.find(session, "files", "ada")
        assert ada.standing == Standing.PERSON


def test_confidence_fades_without_a_sign_and_comes_back_with_one(here: Services) -> None:
    """0.95 a year and a month later is below 0.8, four years later below 0.5."""
    crowd = [person(key, mail()) for key in ("ada", "bo", "cy")]
    came(here, *crowd)
    for year, confidence in [(2027, 79), (2029, 79), (2031, 38)]:
        now = NOW.replace(year=year)
        passes.recognise(here, partial(NOW.replace, year))
        assert sure(here) == confidence
    assert [span[:2] for span in standing(here)["ada"]] == [(ACME, 95), (ACME, 38)]
    came(here, crowd[0], now=now + DAY)
    assert standing(here)["ada"] == [(ACME, 95, None)]
    assert sure(here, "bo") == 38


def test_a_year_of_silence_is_noticed_on_its_day(here: Services) -> None:
    came(here, *(person(key, mail()) for key in ("ada", "bo", "cy")))
    day = datetime(2027, 11, 20, 12, tzinfo=UTC)
    assert passes.recognise(here, lambda: day - DAY) == 0
    assert sure(here) == 95
    assert passes.recognise(here, lambda: day) == 3
    assert sure(here) == 79
    assert passes.recognise(here, lambda: day) == 0


def at(day: datetime, host: str) -> ActivityDraft:
    return did(person("ada", mail(host), Signal(SignalKind.STATED_DOMAIN, host)), at=day)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_files_of_any_time_may_be_imported_in_any_order(
    here: Services, order: tuple[int, ...]
) -> None:
    """Old activities stay with the employer of their day, however late they are told."""
    days = [NOW - n * DAY for n in (2_500, 700, 20)]
    hosts = [GLOBEX, "initech.example", ACME]
    for number in order:
        happened(here, [at(days[number], hosts[number])])
    assert standing(here)["ada"] == [
        (GLOBEX, 95, None),
        ("initech.example", 95, days[1].date()),
        (ACME, 95, days[2].date()),
    ]


def test_a_name_is_worth_more_once_its_company_is_known(here: Services) -> None:
    came(here, person("ada", Signal(TEXT, "Acme")))
    assert sure(here) == 60
    came(here, person("bo", mail()))
    assert (sure(here), sure(here, "bo")) == (60, 30)  # one alone confirms nothing
    came(here, person("cy", mail()))
    assert (sure(here), sure(here, "bo")) == (85, 75)
    assert {span[0] for spans in standing(here).values() for span in spans} == {ACME}


def test_an_organisation_that_is_looked_up_later_gives_its_domain(here: Services) -> None:
    came(here, person("ada", Signal(TEXT, "Engineer @acme-io")))
    with here.ledger.write() as session:
        assert organisations.wanted(session, 9, NOW) == ["acme-io"]
        organisations.keep(session, {"acme-io": ("Acme", ACME)}, NOW, 30 * DAY)
    passes.recognise(here, lambda: NOW)
    assert standing(here)["ada"][-1][0] == ACME
    with here.ledger.read() as session:
        assert organisations.wanted(session, 9, NOW) == []


def test_our_own_organisations_are_asked_for(here: Services) -> None:
    passes.recognise(replace(here, own_orgs=frozenset({"Rocket-HQ"})), lambda: NOW)
    with here.ledger.read() as session:
        assert organisations.wanted(session, 9, NOW) == ["rocket-hq"]


@pytest.mark.parametrize(
    ("apart", "becomes"), [(("T2",), Standing.STAFF), ((), Standing.PERSON)], ids=["apart", "one"]
)
def test_a_colleague_met_in_a_shared_channel_is_staff_where_the_community_meets_elsewhere(
    here: Services, apart: tuple[str, ...], becomes: Standing
) -> None:
    came(here, person("ada", Signal(TEAM, "T1")))
    services = replace(here, team_id="T1", community_team_ids=apart)
    passes.recognise(services, lambda: NOW)

    def ada() -> str:
        with here.ledger.read() as session:
            [found] = actors.find(session, "files", "ada")
            return found.standing

    assert ada() == becomes
    passes.recognise(replace(services, team_id="", community_team_ids=()), lambda: NOW)
    assert ada() == becomes  # a command without Slack goes by what was known


def test_what_is_known_of_the_forgotten_stays(here: Services) -> None:
    came(here, *(person(key, mail()) for key in ("ada", "bo", "cy")))
    before = standing(here)
    with here.ledger.write() as session:
        session.connection().exec_driver_sql("DELETE FROM actor_signal WHERE actor_id = 1")
        stale.mark_everybody(session)
    passes.recognise(here, lambda: NOW)
    assert standing(here)["ada"] == before["ada"]
