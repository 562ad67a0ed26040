"""An @handle is a login: it counts once something more is known of whom it stands for."""

import pytest

from identity.company_text import bare_handle
from identity.directory import Directory
from identity.known import Known, Org, Own
from identity.match import Match
from ledger.drafts import Signal, SignalKind
from ledger.weighed import UNHEARD

HOOLI = Signal(SignalKind.COMPANY_TEXT, "@Hooli")
INITECH = Signal(SignalKind.EMAIL_DOMAIN, "initech.example")


def answer(known: Known, *signals: Signal, traffic: tuple[tuple[Signal, ...], ...] = ()) -> Match:
    """The answer to these signals after others, each seen as a person of their own."""
    directory = Directory(Own.of([], []), known)
    for number, others in enumerate(traffic):
        directory.observe(others, f"person {number}")
    return directory.resolve(signals)


@pytest.mark.parametrize(
    ("text", "login"),
    [
        ("@Hooli", "hooli"),
        ("@hooli-oss", "hooli-oss"),
        ("Hooli", None),
        ("@hooli @initech", None),
        ("Engineer @hooli", None),
        ("@hooli.example", None),
        ("@Ünal", None),
        ("", None),
    ],
)
def test_what_is_a_handle_and_no_more(text: str, login: str | None) -> None:
    assert bare_handle(text) == login


@pytest.mark.parametrize(
    ("known", "share"),
    [
        (Known(), 0.4),
        (Known(orgs={"hooli": Org(None, None)}), 0.4),
        (Known(orgs={"hooli": Org("Hooli XYZ", None)}), 0.6),
        (Known(orgs={"hooli": Org(None, "hooli.example")}), 0.85),
        (Known(domain_of={"hooli": "hooli.example"}), 0.85),
        (Known(writers={"hooli": 2}), 0.4),
        (Known(writers={"hooli": 3}), 0.6),
    ],
)
def test_what_is_known_makes_a_handle_count(known: Known, share: float) -> None:
    assert answer(known, HOOLI).confidence == share


@pytest.mark.parametrize(
    ("beside", "share"),
    [
        (Signal(SignalKind.EMAIL_DOMAIN, "hooli.example"), 0.95),
        (Signal(SignalKind.GITHUB_ORG, "hooli"), 0.95),
        (Signal(SignalKind.BLOG_DOMAIN, "hooli.example"), 0.65),
        (Signal(SignalKind.BLOG_DOMAIN, "emca.example"), 0.4),
        (INITECH, 0.4),
    ],
)
def test_other_evidence_makes_a_handle_count_where_it_agrees(beside: Signal, share: float) -> None:
    assert answer(Known(), HOOLI, beside).confidence == share


@pytest.mark.parametrize(
    ("others", "share"),
    [
        ([HOOLI, HOOLI], 0.4),
        ([HOOLI, HOOLI, HOOLI], 0.6),
        ([HOOLI, HOOLI, Signal(SignalKind.COMPANY_TEXT, "@hooli")], 0.6),
        ([HOOLI, HOOLI, Signal(SignalKind.COMPANY_TEXT, "@hooli @initech")], 0.4),
    ],
)
def test_a_third_person_makes_a_handle_count(others: list[Signal], share: float) -> None:
    assert answer(Known(), HOOLI, traffic=tuple((one,) for one in others)).confidence == share


def test_one_person_with_several_accounts_is_one() -> None:
    directory = Directory(Own.of([], []))
    for who in ("github hooligan", "slack hooligan", "forum hooligan"):
        directory.observe([HOOLI], who, "ada@initech.example")
    assert not directory.resolve([HOOLI]).counts


def test_the_mail_domain_of_several_goes_before_a_login() -> None:
    found = answer(Known(), HOOLI, INITECH, traffic=((INITECH,), (INITECH,)))
    assert (found.domain, found.confidence) == ("initech.example", 0.7)
    assert found.evidence.endswith(f'although profile text "@Hooli"{UNHEARD}')


def test_words_beside_a_handle_say_that_somebody_works_there() -> None:
    assert answer(Known(), Signal(SignalKind.COMPANY_TEXT, "Engineer @hooli")).confidence == 0.6


def test_a_candidate_gives_its_company_no_name() -> None:
    directory = Directory(Own.of([], []))
    assert directory.resolve([Signal(SignalKind.COMPANY_TEXT, "@hooli")]).name == "hooli"
    assert directory.resolve([Signal(SignalKind.COMPANY_TEXT, "Hooli")]).name == "Hooli"
    assert directory.resolve([Signal(SignalKind.COMPANY_TEXT, "hooli")]).name == "Hooli"
