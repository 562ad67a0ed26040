"""Facts for every view, plain or at their worst, as the ledger would give them."""

from collections.abc import Mapping
from typing import Any

Facts = dict[str, Any]

HOSTILE = "<!channel> & *Sons*"
NAMES: Mapping[str, str] = {
    "plain": "Acme",
    "hostile": HOSTILE,
    "marks": "`a` _b_ ~c~ <https://evil.example|bank> <@U1> |",
    "long": "A" * 200,
    "ampersands": "&" * 200,
    "lines": "Acme\n\nCorp\t\u2028Inc",
    "emoji": "👩🏽‍💻🎉" * 40,
    "right to left": "شركة \u202eأكمي\u202c العالمية",
    "blank": "   ",
    "no letters": "!!!",
}


def category(title: str, points: int, cap: int | None) -> Facts:
    return {"title": title, "points": points, "cap": cap}


def activity(name: str, url: str = "https://github.example/acme/anvil/issues/7") -> Facts:
    return {"kind": "pull_request", "title": name, "url": url, "day": "2026-11-18", "count": 3}


def company(name: str, many: int) -> Facts:
    """What a rise and the answer to `/oql` are told; `many` of each list, 0 for none."""
    return {
        "company_id": 1,
        "company": "acme.example" if name == "Acme" else f"name:{name}",
        "name": name,
        "level": "OQL3" if many else "none",
        "meaning": name if many else "",
        "points": 7_050 if many else 0,
        "window_days": 30,
        "people": many,
        "categories": [category(name, n * 100, n * 100 or None) for n in range(min(many, 5))],
        "newest": [activity(name) for _ in range(min(many, 3))],
        "since": "2026-11-01" if many else None,
        "note": "cold" if many else "",
        "verified": bool(many),
        "words": {
            "evidence": f"{many} people, {name}" if many else "",
            "confirmed": None if many < 2 else many % 2 == 1,
            "verdict": {"by": "U1", "by_name": name, "on": "2026-11-03"} if many > 1 else None,
            "parent": name if many else None,
            "merged": [name] * many,
            "formerly": [{"name": name, "until": "2026-07-01"}] * min(many, 9),
        },
        "scores": {"30": 7_050, "60": 7_050, "90": 9_000},
        "last_activity": "2026-11-18" if many else None,
        "cuts": [f"{name} 15 by the week cap"] * min(many, 10),
        "history": ["OQL1 01 Nov 2026"] * many,
        "earlier": many,
        "gates": [gate(name)] * min(many, 9),
        "way": {"level": "OQL3", "points": 950, "gates": [gate(name)] * min(many, 9)},
        "moves": [{"title": name, "points": sign * 50} for sign in (1, -1)] * min(many, 5),
    }


def unlisted(name: str, many: int) -> Facts:
    """A company that `/oql` finds and no list shows."""
    words = company(name, many)["words"]
    return {"company": name, "name": name, "ignored": many > 1, "doubted": many, "words": words}


def gate(scope: str = "downloads", figure: int | None = 1) -> Facts:
    """A need that a company does not meet."""
    return {
        "level": "OQL3",
        "gate": scope,
        "window_days": 30,
        "need": "count >= 2",
        "figure": figure,
        "holds": False,
    }


def fall(name: str = "Acme", many: int = 2) -> Facts:
    """A company that left the announced level."""
    return {
        "company_id": 7,
        "company": "acme.example",
        "name": name,
        "was": "OQL3",
        "level": "OQL2",
        "since": "2026-11-20",
        "points": 4_000,
        "before": 7_100,
        "window_days": 30,
        "categories": [{"title": name, "before": 3_100, "points": 0}] * many,
    }


def step(what: str = "made", name: str = "Sam", note: str = "") -> Facts:
    outcome, value = ("customer", 1_200_000) if what == "outcome" else ("", None)
    came = {"outcome": outcome, "value": value, "note": note}
    return {"step": what, "at": 1_795_163_400, "by": "U1", "by_name": name, **came}


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
        "state": state,
        "referrer": "U1",
        "outcomes": [name, "customer"],
        "steps": [step(), *steps],
    }


def bare_referral() -> Facts:
    """By the command line, of somebody of whom little is known."""
    made = {**step(), "by": "command line", "by_name": ""}
    empty = {"contact": "", "company": None, "company_name": "", "origin_detail": ""}
    return {**referral("Ada"), **empty, "why": "x", "steps": [made]}


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


def home(name: str, many: int) -> Facts:
    return {
        "review": [suggestion(name)] * min(many, 5),
        "to_review": many,
        "waiting": [referral(name)] * many,
        "mine": [referral(name, step("accepted", name), state="accepted")] * many,
        "window_days": 30,
        "top": [company(name, 1) | {"verified": False}] * many,
        "reach": f"{name}: at most 20 points in 30 days.",
        "failing": [f"github: {name}"] * many,
    }


def move(name: str) -> Facts:
    return {
        "name": name,
        "from": "OQL1",
        "to": "OQL2",
        "was": 1,
        "is": 2,
        "points": 4_000,
        "before": 3_950,
        "verified": False,
    }


def digest(name: str, many: int) -> Facts:
    moves = [move(name) for _ in range(many)]
    levels = ("OQL3", "OQL2", "OQL1", "OQL0")
    return {
        "until": "2026-11-15",
        "levels": [{"level": level, "now": many, "before": 1} for level in levels],
        "new": moves,
        "risers": moves,
        "fallers": moves,
        "gained": moves,
        "noticed": [
            {"name": name, "to": "OQL3", "since": "2026-11-08", "points": 7_000, "verified": False}
        ]
        * many,
        "by_new_rules": [{"day": "2026-11-12", "companies": many}] * min(many, 1),
        "teams": [{"team": name, "steps": {"made": 2, "no outcome": 1}}] * many,
        "waiting": many,
        "reach": f"{name}: at most 20 points in 30 days.",
    }
