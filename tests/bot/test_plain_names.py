"""A plain name that several companies spell is the largest one's, whoever came first."""

from itertools import permutations
from typing import Final

import pytest
from sqlmodel import select

from bot import passes, recognising
from bot.services import Services
from ledger.drafts import Signal, SignalKind
from ledger.tables import Company
from tests.bot.scene import said
from tests.bot.test_recognising import came, mail, person, standing

IO, COM = "acme.io", "acme.com"
FEW = [person(f"io{number}", mail(IO)) for number in range(3)]
MANY = [person(f"com{number}", mail(COM)) for number in range(5)]
SAYS = person("zoe", Signal(SignalKind.STATED_COMPANY, "Acme"))
WRITES = person("yan", Signal(SignalKind.COMPANY_TEXT, "Acme"))
THOSE = [SAYS, WRITES]
WAVES: Final = {"few": FEW, "many": MANY, "those": THOSE}


def whose(services: Services) -> dict[str, str | None]:
    """The company of whoever wrote the name alone."""
    found = standing(services)
    return {one.key: found[one.key][-1][0] for one in THOSE}


@pytest.mark.parametrize("order", list(permutations(WAVES)))
def test_over_several_imports(here: Services, order: tuple[str, ...]) -> None:
    for name in order:
        came(here, *WAVES[name])
    assert set(whose(here).values()) == {COM}
    assert {found[-1] for found in standing(here).values()} >= {(COM, 95, None), (IO, 95, None)}


@pytest.mark.parametrize("order", [("few", "many"), ("many", "few")])
def test_beyond_one_batch(here: Services, order: tuple[str, str]) -> None:
    others = [person(f"n{number}", mail(f"n{number}.org")) for number in range(passes.ACTORS)]
    first, last = order
    came(here, *WAVES[first], *others, *WAVES[last], *THOSE)
    assert set(whose(here).values()) == {COM}


@pytest.mark.parametrize("order", list(permutations(WAVES)))
def test_of_two_as_large_the_lesser_domain(here: Services, order: tuple[str, ...]) -> None:
    waves = {**WAVES, "few": [*FEW, *(person(f"more{one}", mail(IO)) for one in range(2))]}
    for name in order:
        came(here, *waves[name])
    assert set(whose(here).values()) == {COM}


def test_who_outgrows_another_takes_its_name(here: Services) -> None:
    came(here, *FEW, *MANY[:2], *THOSE)
    assert set(whose(here).values()) == {IO}
    came(here, *MANY[2:])
    assert set(whose(here).values()) == {COM}


@pytest.mark.parametrize("word", ["alias acme.io is Acme", "verify acme.io"])
def test_a_persons_word_holds_against_a_crowd(here: Services, word: str) -> None:
    came(here, *FEW, *THOSE)
    said(here, f"/oql {word}")
    came(here, *MANY)
    assert set(whose(here).values()) == {IO}


def test_what_a_company_was_called_goes_with_the_name(here: Services) -> None:
    came(here, *FEW, *THOSE)
    came(here, *MANY)
    with here.ledger.read() as session:
        called = {one.key: one.name for one in session.exec(select(Company))}
    assert called == {COM: "Acme", IO: IO}


def test_a_company_that_shrinks_gives_its_name_back(here: Services) -> None:
    """Three of five turn out to be bots, so that the other one has more people."""
    came(here, *MANY, *THOSE)
    came(here, *FEW)
    assert set(whose(here).values()) == {COM}
    for one in MANY[:3]:
        said(here, f"/oql bot files:{one.key}")
    came(here)
    assert set(whose(here).values()) == {IO}


@pytest.mark.parametrize("at_once", [1, 2])
def test_counting_in_pieces_is_as_counting_at_once(
    here: Services, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """However few domains a transaction takes, each with its several hosts."""
    monkeypatch.setattr(recognising, "AT_ONCE", at_once)
    eu = [person(f"eu{number}", mail(f"eu{number}.{COM}")) for number in range(2)]
    came(here, *FEW[:2], *eu)
    came(here, FEW[2], *MANY[:1], *THOSE)
    assert set(whose(here).values()) == {COM}
    assert {found[-1] for found in standing(here).values()} == {(COM, 95, None), (IO, 95, None)} | {
        (COM, 90, None)
    }
