"""What stands around a company's name, in a profile and in what the sender of a row states."""

import pytest

from identity.company_text import TextKind, read_company
from identity.known import Known, Own
from identity.match import MatchKind
from identity.recognise import recognise
from ledger.drafts import Signal, SignalKind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("we're hiring! @acme", ["acme"]),
        ("Acme, we are hiring", ["Acme"]),
        ("Company: Acme", ["Acme"]),
        ("company - Acme", ["Acme"]),
        ("Employer: @acme", ["acme"]),
        ("not @emca anymore, now @acme", ["acme"]),
        ("Not Boring Bolts", ["Not Boring Bolts"]),
        ("Department of Energy", ["Department of Energy"]),
        ("U.S. Department of Energy", ["U.S. Department of Energy"]),
        ("US Department of Defense", ["US Department of Defense"]),
        ("@acme, freelancing on the side", ["acme"]),
    ],
)
def test_what_is_named_in_the_noise(text: str, names: list[str]) -> None:
    read = read_company(text)
    assert (read.kind, [one.name for one in read.named]) == (TextKind.COMPANY, names)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("not @acme anymore", TextKind.NONE),
        ("no longer at Acme", TextKind.NONE),
        ("used to work at Acme", TextKind.NONE),
        ("we're hiring!", TextKind.NONE),
        ("Freelance consultant @ Acme", TextKind.NONE),
        ("Freelancer @ Acme", TextKind.NONE),
        ("Department of Physics", TextKind.ACADEMIC),
        ("Company:", TextKind.NONE),
    ],
)
def test_what_names_nobody(text: str, kind: TextKind) -> None:
    assert read_company(text).kind is kind


@pytest.mark.parametrize("text", ["acme.com Ltd", "Acme.com, Inc.", "acme.com GmbH"])
def test_a_host_with_a_legal_form_is_the_host(text: str) -> None:
    read = read_company(text)
    assert [one.domain for one in read.named] == ["acme.com"]
    assert not read.compound


@pytest.mark.parametrize(
    ("stated", "name", "confidence"),
    [
        ("we're hiring! @acme", "acme", 0.95),
        ("Company: Acme", "Acme", 0.95),
        ("Stone, Wood & Partners", "Stone, Wood & Partners", 0.95),
        ("Emca Corp | Acme", "Emca Corp", 0.5),
        ("@emca @acme", "emca", 0.5),
        ("Emca / Acme", "Emca", 0.5),
    ],
)
def test_a_row_is_read_as_a_profile_is(stated: str, name: str, confidence: float) -> None:
    signals = [Signal(SignalKind.STATED_COMPANY, stated)]
    found = recognise(signals, Known({}, {}, {}), Own.of((), ()))
    assert (found.name, found.confidence) == (name, confidence)


@pytest.mark.parametrize("stated", ["freelancer", "Freelancer @ Acme", "not @acme anymore"])
def test_a_row_that_says_that_there_is_none(stated: str) -> None:
    signals = [Signal(SignalKind.STATED_COMPANY, stated)]
    assert recognise(signals, Known({}, {}, {}), Own.of((), ())).kind is MatchKind.NONE


def test_of_several_that_a_row_states_its_domain_is_certain() -> None:
    signals = [
        Signal(SignalKind.STATED_COMPANY, "Emca | Acme"),
        Signal(SignalKind.STATED_DOMAIN, "acme.com"),
    ]
    found = recognise(signals, Known({}, {}, {}), Own.of((), ()))
    assert (found.domain, found.name, found.confidence) == ("acme.com", None, 0.95)
