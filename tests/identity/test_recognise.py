"""Recognition: evidence in, one company or none out, and never a wrong one for want of a right."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.match import COUNTS, VERIFIED, Match, MatchKind
from identity.recognise import recognise
from ledger.drafts import Signal, SignalKind

MAIL, TEXT, BLOG = SignalKind.EMAIL_DOMAIN, SignalKind.COMPANY_TEXT, SignalKind.BLOG_DOMAIN
ORG = SignalKind.GITHUB_ORG
DOMAIN, COMPANY = SignalKind.STATED_DOMAIN, SignalKind.STATED_COMPANY


def match(
    *signals: tuple[SignalKind, str],
    people: Mapping[str, int] | None = None,
    known: Mapping[str, str] | None = None,
) -> Match:
    """The match of these signals, for an operator of leadlight.example and its @leadlight."""
    given_signals = [Signal(kind, value) for kind, value in signals]
    return recognise(given_signals, people or {}, ["leadlight.example"], ["Leadlight"], known)


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
        ([(TEXT, "Acme"), (BLOG, "acme.example")], "acme.example", "Acme", 0.65),
        ([(TEXT, "Acme"), (BLOG, "somebody.example")], None, "Acme", 0.6),
        ([(MAIL, "eu.acme.example")], "acme.example", None, 0.5),
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
        ([(MAIL, "gmail.com"), (MAIL, "acme.example")], "acme.example", None, 0.5),
        ([(MAIL, "emca.example"), (MAIL, "acme.example")], "acme.example", None, 0.5),
        ([(TEXT, "Emca"), (TEXT, "Acme")], None, "Acme", 0.6),
        ([(MAIL, "acme.example"), (TEXT, "<b>Emca</b>")], "acme.example", None, 0.5),
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
        (0, 0.5, "mail domain acme.example (1 person)"),
        (1, 0.5, "mail domain acme.example (1 person)"),
        (2, 0.75, "mail domain acme.example (2 people)"),
        (3, 0.95, "mail domain acme.example (3 people)"),
        (400, 0.95, "mail domain acme.example (400 people)"),
    ],
)
@pytest.mark.parametrize("counted", ["acme.example", "eu.acme.example"])
def test_people_at_a_mail_domain(
    people: int, confidence: float, evidence: str, counted: str
) -> None:
    found = match((MAIL, "eu.acme.example"), people={counted: people})
    assert (found.confidence, found.evidence) == (confidence, evidence)
    assert found.counts
    assert found.verified is (people >= 3)


def test_one_person_at_a_personal_suffix_does_not_count() -> None:
    assert not match((MAIL, "somebody.name")).counts
    assert match((MAIL, "somebody.name"), people={"somebody.name": 3}).verified


def test_text_and_mail_that_differ_are_both_told_and_never_verified() -> None:
    found = match((MAIL, "emca.example"), (TEXT, "Acme"), people={"emca.example": 50})
    assert found.evidence == 'profile text "Acme", although mail domain emca.example (50 people)'
    assert not found.verified


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
    found = recognise(signals, people, ["leadlight.example"], ["leadlight"])
    assert found.evidence
    assert 0 <= found.confidence <= 1
    assert (found.kind is MatchKind.COMPANY) is bool(found.domain or found.name)
    assert found == recognise(signals, people, ["leadlight.example"], ["leadlight"])


@given(st.integers(1, 50), st.integers(0, 50))
def test_a_further_colleague_never_lowers_confidence(people: int, more: int) -> None:
    fewer = match((MAIL, "acme.example"), people={"acme.example": people})
    greater = match((MAIL, "acme.example"), people={"acme.example": people + more})
    assert COUNTS <= fewer.confidence <= greater.confidence
    assert COUNTS < VERIFIED
