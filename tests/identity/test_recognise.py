"""Recognition: evidence in, one company or none out, and never a wrong one for want of a right."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.known import Known, Org, Own
from identity.match import Match, MatchKind
from identity.recognise import recognise
from ledger.drafts import Signal, SignalKind

MAIL, TEXT, BLOG = SignalKind.EMAIL_DOMAIN, SignalKind.COMPANY_TEXT, SignalKind.BLOG_DOMAIN
ORG = SignalKind.GITHUB_ORG
DOMAIN, COMPANY = SignalKind.STATED_DOMAIN, SignalKind.STATED_COMPANY
TEAM, TEAM_NAME, TEAM_DOMAIN = (
    SignalKind.SLACK_TEAM,
    SignalKind.TEAM_NAME,
    SignalKind.TEAM_DOMAIN,
)
OWNER, NETWORK = SignalKind.NETWORK_OWNER, SignalKind.NETWORK_AS
OURS = Own.of(["leadlight.example"], ["Leadlight"], ["T0OURS"])


def match(
    *signals: tuple[SignalKind, str],
    people: Mapping[str, int] | None = None,
    known: Mapping[str, str] | None = None,
    orgs: Mapping[str, Org] | None = None,
) -> Match:
    """The match of these signals, for an operator of leadlight.example and its @leadlight."""
    given_signals = [Signal(kind, value) for kind, value in signals]
    return recognise(given_signals, Known(people or {}, known or {}, orgs or {}), OURS)


@pytest.mark.parametrize(
    ("signals", "domain", "name", "confidence"),
    [
        ([(DOMAIN, "acme.example")], "acme.example", None, 0.95),
        ([(COMPANY, "Acme Inc")], None, "Acme Inc", 0.95),
        ([(COMPANY, "Stone, Wood & Partners")], None, "Stone, Wood & Partners", 0.95),
        ([(DOMAIN, "www.acme.example"), (COMPANY, "Acme")], "acme.example", "Acme", 0.95),
        ([(MAIL, "emca.example"), (DOMAIN, "acme.example")], "acme.example", None, 0.95),
        ([(TEXT, "Acme")], None, "Acme", 0.6),
        ([(TEXT, "acme.example")], "acme.example", "acme.example", 0.6),
        ([(TEXT, "Acme | Emca")], None, "Acme", 0.5),
        ([(TEXT, "Pilot @emca.example")], "emca.example", "emca.example", 0.5),
        ([(TEAM_DOMAIN, "acme.example")], "acme.example", None, 0.85),
        ([(TEAM_NAME, "Acme Inc")], None, "Acme Inc", 0.6),
        ([(TEAM_NAME, "Stone, Wood & Partners")], None, "Stone, Wood & Partners", 0.6),
        ([(TEAM_DOMAIN, "gmail.com"), (TEAM_NAME, "Acme")], None, "Acme", 0.6),
        ([(OWNER, "acme.example")], "acme.example", None, 0.7),
        ([(OWNER, "Acme Inc")], None, "Acme Inc", 0.7),
        ([(NETWORK, "ACME-AS Acme Corp")], None, "ACME-AS Acme Corp", 0.5),
        ([(NETWORK, "Emca"), (TEXT, "Acme")], None, "Acme", 0.6),
        ([(TEAM_DOMAIN, "acme.example"), (TEXT, "freelancer")], "acme.example", None, 0.7),
        ([(TEXT, "Acme"), (BLOG, "acme.example")], "acme.example", "Acme", 0.65),
        ([(TEXT, "Acme"), (BLOG, "somebody.example")], None, "Acme", 0.6),
        ([(MAIL, "acme.example"), (TEXT, "@acme")], "acme.example", "acme", 0.95),
        ([(MAIL, "acmehq.example"), (TEXT, "Acme, Inc.")], "acmehq.example", "Acme, Inc.", 0.95),
        ([(MAIL, "acme.example"), (TEXT, "Acme Canada")], "acme.example", "Acme Canada", 0.95),
        (
            [(MAIL, "abc.example"), (TEXT, "Acme Bolt Corps")],
            "abc.example",
            "Acme Bolt Corps",
            0.95,
        ),
        ([(MAIL, "emca.example"), (TEXT, "Acme | Emca")], "emca.example", "Emca", 0.95),
        ([(MAIL, "emca.example"), (TEXT, "Acme")], None, "Acme", 0.6),
        ([(MAIL, "gmail.com"), (TEXT, "Acme")], None, "Acme", 0.6),
        ([(MAIL, "cmu.edu"), (TEXT, "Acme")], None, "Acme", 0.6),
        ([(TEXT, "Emca"), (TEXT, "Acme")], None, "Acme", 0.6),
    ],
)
def test_a_company(
    signals: list[tuple[SignalKind, str]], domain: str | None, name: str | None, confidence: float
) -> None:
    found = match(*signals)
    assert found.kind is MatchKind.COMPANY
    assert (found.domain, found.name, found.confidence) == (domain, name, confidence)
    assert found.counts
    assert found.evidence


@pytest.mark.parametrize(
    ("people", "confidence", "evidence"),
    [
        (0, 0.3, "mail domain acme.example (1 person)"),
        (1, 0.3, "mail domain acme.example (1 person)"),
        (2, 0.75, "mail domain acme.example (2 people)"),
        (3, 0.95, "mail domain acme.example (3 or more people)"),
        (400, 0.95, "mail domain acme.example (3 or more people)"),
    ],
)
def test_people_at_a_mail_domain(people: int, confidence: float, evidence: str) -> None:
    found = match((MAIL, "eu.acme.example"), people={"acme.example": people})
    assert (found.confidence, found.evidence) == (confidence, evidence)
    assert found.counts is (people >= 2)
    assert found.verified is (people >= 3)


def test_several_people_at_a_personal_suffix_count() -> None:
    assert match((MAIL, "somebody.name"), people={"somebody.name": 3}).verified


def test_one_person_at_a_mail_domain_is_a_candidate() -> None:
    found = match((MAIL, "acme.example"))
    assert (found.kind, found.domain, found.confidence) == (MatchKind.COMPANY, "acme.example", 0.3)
    assert not found.counts
    assert match((MAIL, "somebody.name")).kind is MatchKind.UNKNOWN


@pytest.mark.parametrize(
    "signals",
    [
        [(MAIL, "acme.example"), (TEXT, "Acme Inc")],
        [(MAIL, "acme.example"), (TEAM_DOMAIN, "acme.example")],
        [(MAIL, "acme.example"), (TEAM_NAME, "Acme")],
        [(MAIL, "acme.example"), (OWNER, "Acme")],
        [(MAIL, "acme.example"), (NETWORK, "acme.example")],
        [(MAIL, "acme.example"), (ORG, "acme")],
        [(TEXT, "Acme"), (TEAM_DOMAIN, "acme.example")],
        [(TEXT, "Acme"), (NETWORK, "acme.example")],
        [(OWNER, "acme.example"), (TEAM_NAME, "Acme Labs")],
        [(MAIL, "acme.example"), (TEXT, "@emca | @acme-incubator")],
    ],
)
def test_two_kinds_of_evidence_confirm_each_other(signals: list[tuple[SignalKind, str]]) -> None:
    for some in (signals, signals[::-1]):
        found = match(*some)
        assert (found.domain, found.confidence) == ("acme.example", 0.95)
        assert " and " in found.evidence
        assert set(found.rests_on) == {Signal(kind, value) for kind, value in signals}


@pytest.mark.parametrize(
    "signals",
    [
        [(MAIL, "acme.example"), (MAIL, "eu.acme.example")],
        [(OWNER, "acme.example"), (NETWORK, "acme.example")],
        [(MAIL, "acme.example"), (BLOG, "acme.example")],
        [(MAIL, "acme.example"), (ORG, "emca")],
        [(MAIL, "acme.example"), (TEXT, "Emca")],
    ],
)
def test_one_kind_of_evidence_confirms_nothing(signals: list[tuple[SignalKind, str]]) -> None:
    assert not match(*signals).verified


@pytest.mark.parametrize(
    ("text", "org", "domain", "name", "confidence"),
    [
        ("@acme", Org("Acme Bolts", "acmebolts.example"), "acmebolts.example", "Acme Bolts", 0.85),
        ("@acme", Org("Acme Bolts", None), None, "Acme Bolts", 0.6),
        ("@acme", Org(None, "acme.github.io"), None, "acme", 0.6),
        ("@acme", Org(None, "eu.emca.example"), "emca.example", "acme", 0.85),
        ("Pilot, @acme", Org(None, "emca.example"), "emca.example", "acme", 0.5),
    ],
)
def test_a_handle_is_what_its_organisation_says(
    text: str, org: Org, domain: str | None, name: str, confidence: float
) -> None:
    found = match((TEXT, text), orgs={"acme": org})
    assert (found.domain, found.name, found.confidence) == (domain, name, confidence)


def test_a_membership_alone_names_no_company() -> None:
    found = match((ORG, "acme"), orgs={"acme": Org("Acme", "acme.example")})
    assert found.kind is MatchKind.UNKNOWN


def test_an_answer_names_the_signals_that_made_it() -> None:
    found = match((MAIL, "gmail.com"), (ORG, "emca"), (TEXT, "Acme"), (BLOG, "acme.example"))
    assert found.rests_on == (Signal(TEXT, "Acme"), Signal(BLOG, "acme.example"))


def test_text_and_mail_that_differ_are_both_told_and_never_verified() -> None:
    found = match((MAIL, "emca.example"), (TEXT, "Acme"), people={"emca.example": 50})
    words = 'profile text "Acme", although mail domain emca.example (3 or more people)'
    assert found.evidence == words
    assert not found.verified


@pytest.mark.parametrize(
    ("mail", "known", "domain"),
    [
        ("acme.example", "acme-team.example", "acme.example"),
        ("acme-team.example", "acme.example", "acme-team.example"),
        ("acme.example", "acme.example", "acme.example"),
    ],
)
def test_of_two_companies_of_a_name_it_is_the_one_that_somebody_writes_from(
    mail: str, known: str, domain: str
) -> None:
    found = match((MAIL, mail), (TEXT, "Acme"), known={"acme": known})
    assert (found.domain, found.confidence) == (domain, 0.95)


@pytest.mark.parametrize(
    ("mail", "text"),
    [
        ("fb.com", "Facebook"),
        ("alibaba-inc.com", "alibaba.com"),
        ("alibaba.com", "alibaba-inc.com"),
        ("golang.org", "google.com"),
    ],
)
def test_a_company_of_several_domains_is_one(mail: str, text: str) -> None:
    found = match((MAIL, mail), (TEXT, text), known={"facebook": "facebook.com"})
    assert found.confidence == 0.95


def test_an_organisation_is_no_surer_for_the_name_that_it_taught() -> None:
    orgs = {"acme": Org("Acme", "acme.example")}
    alone = match((TEXT, "@acme"), orgs=orgs)
    assert match((TEXT, "@acme"), orgs=orgs, known={"acme": "acme.example"}) == alone


def test_a_known_name_brings_its_domain() -> None:
    found = match((TEXT, "ACME, Inc."), known={"acme": "acme.example"})
    assert (found.domain, found.confidence) == ("acme.example", 0.85)


@pytest.mark.parametrize(
    ("signals", "kind", "evidence"),
    [
        ([], MatchKind.UNKNOWN, "nothing that names a company"),
        ([(MAIL, "gmail.com")], MatchKind.UNKNOWN, "free mail gmail.com"),
        ([(MAIL, "users.noreply.github.com")], MatchKind.UNKNOWN, "provider mail github.com"),
        ([(MAIL, "printer.local")], MatchKind.UNKNOWN, "nothing that names a company"),
        ([(BLOG, "acme.example")], MatchKind.UNKNOWN, "nothing that names a company"),
        ([(ORG, "acme")], MatchKind.UNKNOWN, "nothing that names a company"),
        ([(TEXT, "{{company}}")], MatchKind.UNKNOWN, "nothing that names a company"),
        ([(DOMAIN, "gmail.com")], MatchKind.UNKNOWN, "free mail gmail.com"),
        ([(MAIL, "cs.cmu.edu")], MatchKind.ACADEMIC, "academic domain cmu.edu"),
        ([(TEXT, "Student at Acme")], MatchKind.ACADEMIC, "a place of study"),
        ([(TEXT, "student"), (MAIL, "acme.example")], MatchKind.ACADEMIC, "a place of study"),
        ([(COMPANY, "University of Acme")], MatchKind.ACADEMIC, "a place of study"),
        ([(MAIL, "kernel.org")], MatchKind.COMMUNITY, "community domain kernel.org"),
        ([(TEXT, "@kubernetes")], MatchKind.COMMUNITY, "names a project"),
        ([(TEXT, "freelancer")], MatchKind.NONE, "no company"),
        ([(TEXT, "freelancer"), (MAIL, "somebody.example")], MatchKind.NONE, "no company"),
        ([(MAIL, "leadlight.example")], MatchKind.STAFF, "our own domain leadlight.example"),
        ([(DOMAIN, "eu.leadlight.example")], MatchKind.STAFF, "our own domain"),
        ([(ORG, "leadlight"), (TEXT, "Acme")], MatchKind.STAFF, "@leadlight"),
        ([(TEXT, "@Leadlight")], MatchKind.STAFF, '"Leadlight"'),
        ([(TEAM, "T0OURS"), (TEXT, "Acme")], MatchKind.STAFF, "our own Slack workspace"),
        ([(TEAM_DOMAIN, "leadlight.example")], MatchKind.STAFF, "our own domain"),
        ([(TEAM, "T0THEIRS")], MatchKind.UNKNOWN, "nothing that names a company"),
        ([(MAIL, "somebody.name")], MatchKind.UNKNOWN, "personal mail somebody.name"),
        ([(TEXT, "Leadlight, Inc.")], MatchKind.STAFF, '"Leadlight, Inc."'),
    ],
)
def test_no_company(signals: list[tuple[SignalKind, str]], kind: MatchKind, evidence: str) -> None:
    found = match(*signals)
    assert found.kind is kind
    assert evidence in found.evidence
    assert (found.domain, found.name) == (None, None)
    assert not found.counts


def test_a_freelancer_at_a_verified_domain_counts_unverified() -> None:
    found = match((TEXT, "freelancer"), (MAIL, "acme.example"), people={"acme.example": 9})
    assert (found.domain, found.counts, found.verified) == ("acme.example", True, False)


SIGNALS = st.lists(
    st.builds(
        Signal,
        st.sampled_from(SignalKind),
        st.sampled_from(
            [
                *("acme.example", "gmail.com", "cmu.edu", "Acme", "Acme | Emca", "none", "student"),
                *("@kubernetes", "emca.example", "<", "leadlight"),
            ]
        )
        | st.text(max_size=40),
    ),
    max_size=6,
)
PEOPLE = st.dictionaries(st.sampled_from(["acme.example", "emca.example"]), st.integers(0, 50))


@given(SIGNALS, PEOPLE)
def test_every_match_is_sound(signals: list[Signal], people: dict[str, int]) -> None:
    found = recognise(signals, Known(people), OURS)
    assert found.evidence
    assert 0 <= found.confidence <= 1
    assert (found.kind is MatchKind.COMPANY) is bool(found.domain or found.name)
    assert found == recognise(signals, Known(people), OURS)


@given(st.integers(1, 50), st.integers(0, 50))
def test_a_further_colleague_never_lowers_confidence(people: int, more: int) -> None:
    fewer = match((MAIL, "acme.example"), people={"acme.example": people})
    greater = match((MAIL, "acme.example"), people={"acme.example": people + more})
    assert fewer.confidence <= greater.confidence
