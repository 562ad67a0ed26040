"""Facts for the views of referrals, introductions and corrections; `told` has the others."""

from collections.abc import Mapping
from typing import Any

Facts = dict[str, Any]

LINK = "https://github.example/acme/anvil/issues/7"
REASON = "Because <!here> & so on. " * 100


def step(what: str = "made", name: str = "Sam", note: str = "") -> Facts:
    outcome, value = ("customer", 1_200_000) if what == "outcome" else ("", None)
    if what == "corrected" and not note:
        outcome, value = name, 1_200_000
    came = {"outcome": outcome, "value": value, "note": note, "link": LINK if note else ""}
    taken = {"id": 7, "step": what, "team": name, "at": 1_795_163_400, "by": "U1", "by_name": name}
    return {**taken, **came}


def referral(name: str, *steps: Facts, state: str = "open") -> Facts:
    return {
        "id": 123_456_789,
        "person": name,
        "contact": name,
        "company": f"name:{name}",
        "company_name": name,
        "level": "OQL2",
        "points": 5_200,
        "team": "sales",
        "why": (name + " ") * 20,
        "origin": "booth",
        "origin_detail": name,
        "link": LINK,
        "consent": "yes",
        "state": state,
        "referrer": "U1",
        "came": steps[-1] if state == "outcome" else None,
        "channel": "#dql-sales",
        "outcomes": [name, "customer"],
        "questions": [name * 5] * 5,
        "others": [name, "product"],
        "steps": [step(), *steps],
    }


def team_referral(name: str, *steps: Facts, state: str = "open") -> Facts:
    """A referral as its team's card shows it, and what is said in the card's thread."""
    return {
        **referral(name, *steps, state=state),
        "today": {"level": "OQL3", "points": 7_050, "people": 500},
        "deeds": [{"title": name, "url": LINK, "day": "2026-11-08"}] * 3,
        "thread": LINK,
        "since": 1_795_163_400,
    }


def bare_referral() -> Facts:
    """By the command line, of somebody of whom little is known."""
    made = {**step(), "by": "command line", "by_name": ""}
    empty = {"contact": "", "company": None, "company_name": "", "origin_detail": "", "link": ""}
    return {
        **referral("Ada"),
        **empty,
        "consent": "",
        "questions": [],
        "others": [],
        "why": "x",
        "steps": [made],
    }


def introduction(name: str, consent: str = "not asked") -> Facts:
    """Two people who were brought together."""
    both = {"first": name, "second": name, "why": (name + " ") * 20}
    origin = {"origin": "booth", "origin_detail": name, "consent": consent}
    return {"id": 7, **both, **origin, "by": "U1", "by_name": name, "at": 1_795_163_400}


def correction(name: str, action: str = "link", many: int = 1) -> Facts:
    """What somebody said, with what follows from it; undone where there is none of it."""
    return {
        "id": 17,
        "action": action,
        "subject": name,
        "object": name if many else "",
        "first": "2026-03-01" if many else None,
        "last": "2026-06-30" if many else None,
        "note": name * many,
        "by": "U1",
        "by_name": name,
        "on": "2026-11-18",
        "undone_on": None if many else "2026-11-19",
        "undone_by": name,
        "subject_name": name,
        "object_name": name if many else "",
        "value": name,
        "staff": False,
        "besides": list(range(18, 17 + many)),
        "is_unseen": bool(many),
        "people": many or None,
        "points": 3_450,
        "window_days": 30,
    }


def suggestion(name: str, kind: str = "match") -> Facts:
    return {
        "id": f"{kind}:7:8",
        "kind": kind,
        "subject": name,
        "object": name,
        "subject_name": name,
        "object_name": name,
        "reason": f"mail domain {name} (1 person)",
        "points": 1_250,
    }


# The states of a referral, each with the steps after the first.
STATES: Mapping[str, tuple[Facts, ...]] = {
    "open": (),
    "accepted": (step("accepted"),),
    "declined": (step("declined", note=REASON[:2_000]),),
    "outcome": (step("accepted"), step("outcome", note=REASON)),
    "no outcome": (step("accepted"), step("no outcome", note=REASON)),
    "withdrawn": (step("withdrawn"),),
}
