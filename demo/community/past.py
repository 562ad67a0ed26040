"""What DevRel did before anybody looked: whom it handed over, who met, what it knows of whom.

Facts only, read from `past.toml`: the service writes them through its own functions, as if it had
been there. Days count back from the moment when the rehearsal begins.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

_HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `by` is a handle of the workspace, `value` in hundredths, `team` the next one's."""

    step: str
    days_ago: int
    by: str
    note: str = ""
    outcome: str = ""
    value: int | None = None
    team: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """A person handed to a team; the first step is that it was made."""

    person: str
    contact: str
    company: str
    team: str
    why: str
    origin: str
    origin_detail: str
    link: str
    consent: str
    steps: tuple[Step, ...]

    @property
    def days_ago(self) -> int:
        """When it was made."""
        return self.steps[0].days_ago


@dataclass(frozen=True, slots=True)
class Introduction:
    """Two members whom Dana brought together."""

    first: str
    second: str
    why: str
    origin: str
    origin_detail: str
    days_ago: int


@dataclass(frozen=True, slots=True)
class Handoff:
    """How far a company is on its way to the sales team's books."""

    state: str
    days_ago: int
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What people said of a company, and who wants to hear of it."""

    domain: str
    handoffs: tuple[Handoff, ...]
    tags: tuple[str, ...]
    followed_by: tuple[str, ...]


def _step(told: Mapping[str, Any]) -> Step:
    value = told.get("value")
    return Step(
        told["step"],
        told["ago"],
        told["by"],
        told.get("note", ""),
        told.get("outcome", ""),
        None if value is None else value * _HUNDREDTHS,
        told.get("team", ""),
    )


def _referral(told: Mapping[str, Any]) -> Referral:
    origin, detail = told["from"]
    return Referral(
        told["person"],
        told["contact"],
        told.get("company", ""),
        told["team"],
        told["why"],
        origin,
        detail,
        told.get("link", ""),
        told.get("consent", ""),
        tuple(map(_step, told["steps"])),
    )


def _introduction(told: Mapping[str, Any]) -> Introduction:
    origin, detail = told["from"]
    return Introduction(told["first"], told["second"], told["why"], origin, detail, told["ago"])


def _handoff(told: Mapping[str, Any]) -> Handoff:
    return Handoff(told["state"], told["ago"], told["by"], told.get("note", ""))


def _known(told: Mapping[str, Any]) -> Known:
    handoffs = tuple(map(_handoff, told.get("handoffs", ())))
    return Known(told["domain"], handoffs, tuple(told.get("tags", ())), tuple(told["followed_by"]))


_TOLD: Final = tomllib.loads(files(__package__).joinpath("past.toml").read_text(encoding="utf-8"))
REFERRALS: Final = tuple(map(_referral, _TOLD["referral"]))
INTRODUCTIONS: Final = tuple(map(_introduction, _TOLD["introduction"]))
KNOWN: Final = tuple(map(_known, _TOLD["company"]))
