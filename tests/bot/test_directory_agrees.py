"""Whoever asks what the service would answer hears what it does: `Directory` and the pass agree."""

from collections.abc import Mapping, Sequence

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select as columns
from sqlmodel import col

from bot import passes
from bot.services import Services
from identity.directory import Directory
from identity.known import Known, Org, Own
from identity.match import COUNTS, VERIFIED, Match, MatchKind
from ledger import actors, organisations
from ledger.drafts import ActorDraft, Signal, SignalKind
from ledger.tables import Actor, Affiliation
from tests.bot.scene import NOW
from tests.bot.test_recognising import DAY, wipe

MAIL, TEXT, ORG = SignalKind.EMAIL_DOMAIN, SignalKind.COMPANY_TEXT, SignalKind.GITHUB_ORG
ORGS = {"acme": Org("Acme", "acme.example"), "globex-oss": Org("Globex Rockets", None)}
DOMAINS = (
    "acme.example",
    "eu.acme.example",
    "acme-team.example",
    "initech-team.example",
    "globex.example",
    "globex.io",
    "gmail.com",
    "fb.com",
    "facebook.com",
)
TEXTS = (
    "Acme",
    "ACME GmbH",
    "Acme Labs",
    "Acme Rockets",
    "Acme Rocket Division",
    "@acme",
    "@hooli",
    "@Hooli",
    "Globex",
    "Globex Canada",
    "globex.example",
    "@globex-oss",
    "Globex / Acme",
    "freelancer",
    "Initech",
    "Emca Bolts",
    "Emca Bolts Holdings",
    "Facebook",
    "fb.com",
    "acme.example",
)
PEOPLE = st.lists(
    st.tuples(
        st.lists(st.sampled_from(DOMAINS), max_size=2, unique=True),
        st.sampled_from(("", "", *TEXTS)),
        st.sampled_from(("", "", "acme", "globex-oss")),
    ),
    min_size=1,
    max_size=9,
)

Person = tuple[list[str], str, str]
# The kind of an answer or its band, and of a company all those who stand for it.
Answer = tuple[str, frozenset[str]]


def evidence(person: Person) -> list[Signal]:
    hosts, text, org = person
    found = [*(Signal(MAIL, host) for host in sorted(hosts))]
    found += [Signal(TEXT, text)] if text else []
    found += [Signal(ORG, org)] if org else []
    return sorted(found, key=lambda one: (one.kind, one.value))


def band(share: float) -> str:
    return "verified" if share >= VERIFIED else "counts" if share >= COUNTS else "candidate"


def grouped(found: Mapping[str, tuple[str, object]]) -> dict[str, Answer]:
    """Who shares a record with whom: what it is called makes no difference."""
    return {
        who: (
            told,
            frozenset(other for other, (_, its) in found.items() if record and its == record),
        )
        for who, (told, record) in found.items()
    }


def by_directory(people: Sequence[Person]) -> dict[str, Answer]:
    directory = Directory(Own.of([], []), Known(orgs=ORGS))
    for number, one in enumerate(people):
        directory.observe(evidence(one), f"p{number}")
    return grouped(
        {f"p{number}": _told(directory.resolve(evidence(one))) for number, one in enumerate(people)}
    )


def _told(match: Match) -> tuple[str, object]:
    if match.kind is not MatchKind.COMPANY or not match.confidence:
        return "nobody", None
    return band(match.confidence), match.domain or match.name


def by_pass(here: Services, people: Sequence[Person], at_once: int) -> dict[str, Answer]:
    wipe(here)
    with here.ledger.write() as session:
        facts = {login: (org.name, org.domain) for login, org in ORGS.items()}
        organisations.keep(session, facts, NOW, 30 * DAY)
    for start in range(0, len(people), at_once):
        with here.ledger.write() as session:
            for number, one in enumerate(people[start : start + at_once], start):
                draft = ActorDraft("files", f"p{number}", signals=tuple(evidence(one)))
                actors.remember(session, [draft], NOW)
        passes.recognise(here, lambda: NOW)
    rows = (
        columns(col(Actor.key), col(Affiliation.confidence), col(Affiliation.company_id))
        .join(Affiliation, col(Affiliation.actor_id) == col(Actor.id), isouter=True)
        .where(col(Affiliation.superseded_at).is_(None))
    )
    with here.ledger.read() as session:
        return grouped(
            {
                key: (band(sure / 100), company) if company else ("nobody", None)
                for key, sure, company in session.execute(rows)
            }
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PEOPLE)
@example(
    [
        (["acme.example"], "Acme", ""),
        (["acme-team.example", "gmail.com"], "", "acme"),
        (["gmail.com"], "", ""),
    ]
)
@example(
    [
        (["acme.example"], "Acme Rockets", ""),
        (["acme-team.example"], "", ""),
        (["acme-team.example"], "", ""),
        ([], "Acme", "acme"),
    ]
)
@example(
    [
        (["acme-team.example"], "", ""),
        (["acme-team.example"], "", ""),
        (["acme-team.example"], "", ""),
        ([], "@acme", ""),
        ([], "ACME GmbH", ""),
    ]
)
@example([([], "Acme", "acme"), ([], "Globex / Acme", ""), (["acme-team.example"], "", "acme")])
@example(
    [
        (["acme-team.example"], "", ""),
        ([], "Acme Labs", ""),
        (["acme-team.example"], "@acme", ""),
    ]
)
@example(
    [([], "ACME GmbH", ""), (["acme-team.example"], "ACME GmbH", ""), (["acme.example"], "", "")]
)
@example([(["eu.acme.example"], "", ""), (["acme-team.example"], "", ""), ([], "Acme Labs", "")])
@example(
    [(["gmail.com"], "Acme Labs", ""), (["acme-team.example"], "", ""), ([], "acme.example", "")]
)
@example(
    [
        *[(["acme-team.example"], "", "")] * 2,
        *[(["fb.com"], "", "")] * 2,
        ([], "Acme Labs", "acme"),
        (["initech-team.example"], "ACME GmbH", ""),
        (["fb.com"], "Acme Labs", ""),
    ]
)
@example([(["fb.com"], "Facebook", ""), ([], "fb.com", "")])
@example(
    [
        ([], "Globex / Acme", ""),
        (["acme-team.example"], "Acme Rockets", ""),
        (["acme-team.example"], "ACME GmbH", ""),
        ([], "Acme Rockets", "acme"),
    ]
)
@example(
    [
        (["fb.com"], "", ""),
        (["eu.acme.example"], "Acme Rockets", ""),
        (["fb.com"], "Acme Labs", ""),
        (["fb.com"], "", ""),
        *[(["acme-team.example"], "", "")] * 2,
    ]
)
def test_the_service_answers_as_the_directory_does(here: Services, people: list[Person]) -> None:
    assert by_pass(here, people, len(people)) == by_directory(people)
