"""Facts for every view, plain or at their worst, as the ledger would give them."""

from collections.abc import Mapping

from tests.bot.handed import STATES, Facts, referral, step, suggestion

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


AMOUNTS = (0, 1, 500)  # of whatever a view lists


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
            "becomes": {"name": name, "from": "2026-07-01" if many > 1 else ""} if many else None,
            "merged": [name] * many,
            "formerly": [{"name": name, "until": "2026-07-01"}] * min(many, 9),
        },
        "scores": {"30": 7_050, "60": 7_050, "90": 9_000},
        "last_activity": "2026-11-18" if many else None,
        "cuts": [f"{name} 15 by the week cap"] * min(many, 10),
        "history": ["OQL1 01 Nov 2026"] * many,
        "earlier": many,
        "gates": [gate(name)] * min(many, 9),
        "way": way(name, many),
        "hold": {"level": "OQL3", "points": 50, "until": "2026-12-03"} if many else None,
        "moves": [{"title": name, "points": sign * 50} for sign in (1, -1)] * min(many, 5),
        "team": "sales",
        **company_said(name, many),
        "weeks": weeks() if many else [],
        "chart": many < 2,
        "sells": many < 2,
        "who": [{"name": name, "account": f"github:{name}", "seen": "2026-11-18"}] * min(many, 8),
        "referrals": [company_referral(name)] * many,
        "referred": many,
        "follows": many == 1,
        "acts": many > 0,
        "hands_off": many == 0,
    }


def way(name: str, many: int) -> Facts:
    """What would lift a company: points, gates, activities that bring them, caps that are full."""
    deed = {"kind": "doc_view_high_value", "title": name, "count": 6, "points": 600}
    lift = {
        "deeds": [deed] * many,
        "days": 1 + many % 2,
        "together": many > 1,
        "full": [{"title": name, "cap": "month"}] * many,
    }
    gates = [gate(name)] * min(many, 9)
    return {"level": "OQL3", "points": 950, "gates": gates, "lift": lift}


def company_said(name: str, many: int) -> Facts:
    """What people said of a company beside its score."""
    handoff = {"state": "MQL", "day": "2026-11-10", "by": "U1", "by_name": name, "note": name}
    return {
        "handoff": handoff if many else None,
        "tags": [name] * many,
        "is_customer": many == 1,
        "hushed": "2026-12-20" if many == 1 else None,
    }


def company_referral(name: str) -> Facts:
    return {
        "id": 12,
        "team": name,
        "state": "outcome",
        "came": {"outcome": name, "value": 1_200_000},
        "on": "2026-11-10",
        "person": name,
    }


def weeks() -> list[Facts]:
    """Thirteen weeks of points."""
    return [{"day": f"2026-11-{day:02d}", "points": day * 100} for day in range(1, 14)]


def listed(name: str, number: int = 0) -> Facts:
    """A company in a list."""
    moved = {"before": number * 50, "longest": 9_000, "since": "2026-11-17" if number else None}
    return {**company(name, 1), **moved, "points": number * 100, "verified": number % 2 == 0}


def companies(name: str, by: str = "rising", many: int = 10, page: int = 1) -> Facts:
    """A page of a list of companies."""
    rows = [listed(name, number) for number in range(min(many, 40))]
    days = {"window": 30, "ago": 7, "silent": 14, "levels": ("OQL1", name)}
    return {"list": by, "rows": rows, "page": page, "size": 40, "total": many * 9, **days}


def why(name: str, many: int) -> Facts:
    """Some days of a company's score, with `many` categories and activities on each."""
    deed = {"kind": "issue", "title": name, "who": name, "count": 2, "raw": 500, "credited": 250}
    category = {"title": name, "raw": 1_500, "credited": 1_000, "cap": "day"}
    of_day = [{**category, "activities": [deed] * many}] * min(many, 20)
    return {
        "company_id": 7,
        "company": name,
        "name": name,
        "left_out": None,
        "heeds": False,
        "as_of": "2026-11-20",
        "window_days": 30,
        "points": 7_050,
        "cut": 500 * many,
        "page": min(many, 1),
        "pages": 3,
        "later": 1_000 * many,
        "earlier": 1_000 * many,
        "days": [{"day": "2026-11-18", "categories": of_day}] * min(many, 5),
    }


def unlisted(name: str, many: int) -> Facts:
    """A company that `/oql` finds and no list shows."""
    words = company(name, many)["words"]
    out = {"by": "U1" if many == 1 else "", "by_name": name, "on": "2026-11-03"}
    return {
        "company": name,
        "name": name,
        "ignored": many > 1,
        "left_out": out if many > 1 else None,
        "doubted": many,
        "words": words,
    }


def left_out(name: str, by: str = "U1") -> Facts:
    """Why a company that is left out has no points."""
    out = {"by": by, "by_name": name, "on": "2026-11-03"}
    return {**why(name, 0), "left_out": out, "heeds": not by}


def following(name: str, many: int) -> Facts:
    """A page of the companies that somebody follows, not the first one if there are many."""
    rows = [listed(name)] * min(many, 20)
    return {"rows": rows, "page": min(many, 1) if many > 40 else 0, "size": 20, "total": many}


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
        "as_of": "2026-11-22",
        "last_activity": "2026-11-02" if many else None,
        "points": 4_000,
        "before": 7_100,
        "window_days": 30,
        "categories": [fell(name)] * many,
    }


def fell(name: str, *, contributed: bool = True) -> Facts:
    """A category that earns nothing any more."""
    return {
        "title": name,
        "contributed": contributed,
        "before": 3_100,
        "points": 0,
        "last": "2026-10-25",
    }


def rise(name: str, many: int) -> Facts:
    """A company that reached the announced level, and what became of it since."""
    colleague = {"by": "command line", "by_name": name}
    known = {"id": 12, "team": name, "state": "accepted", **colleague}
    return {
        **company(name, many),
        "level": "OQL3",
        "signals": [name] * min(many, 3),
        "sells": many != 1,
        "customer": many == 1,
        "known": {
            "referrals": [known] * min(many, 5),
            "more": many,
            "introduced_by": [colleague] * many,
        },
        "weeks": weeks() if many else [],
        "present": present(name) if many > 1 else None,
    }


def present(name: str) -> Facts:
    """Where it stands by now."""
    said = {
        "handoff": said_handoff(name),
        "customer": True,
        "snoozed": "2026-12-20",
        "left_out": True,
    }
    return {"level": name, "since": "2026-11-19", **said}


def said_handoff(name: str) -> Facts:
    return {"state": name, "day": "2026-11-19", "by": "command line", "by_name": name}


def moved(name: str, many: int = 1) -> Facts:
    """What happened to a company lately: each of it `many` times, and a fall."""
    done = {"id": 12, "team": name, "outcome": name, "by": "U1"}
    steps = [*STATES, "made", "handed on", "reopened", "corrected"]
    steps.remove("open")
    fell = {"since": "2026-11-19", "categories": fall(name, many)["categories"]}
    return {
        "company_id": 7,
        "company": "acme.example",
        "name": name,
        "sells": many != 1,
        "level": {"was": "OQL3", "level": name, "up": many == 1},
        "fell": fell if many != 1 else None,
        "steps": [{**done, "step": step} for step in steps] * many,
        "handoffs": [said_handoff(name)] * many,
    }


def home(name: str, many: int) -> Facts:
    """An administrator's tab: everything that there is on one; of one row, a team member's."""
    accepted = referral(name, step("accepted", name), state="accepted")
    table, mine = [referral(name), accepted], {"states": dict.fromkeys(STATES, many)}
    checks = [{"what": name, "saw": name, "mend": name * fine, "fine": not fine} for fine in (0, 1)]
    return {
        "role": "administrator",
        "acts": many != 1,
        "sells": many != 1,
        "teams": [name] * many,
        "inbox": [{"team": name, "total": many, "rows": (table * many)[:5]}] * many,
        "waiting": {"total": many, "rows": [referral(name)] * min(many, 6)},
        "mine": {**mine, "total": many, "rows": [accepted] * min(many, 6)},
        "following": {"total": many, "rows": [listed_company(name)] * min(many, 6)},
        "review": [suggestion(name)] * min(many, 5),
        "to_review": many,
        "week": {
            "day": "2026-11-20",
            "levels": [{"level": name, "now": many, "before": 1}] * min(many, 9),
            **dict.fromkeys(("new", "rose", "fell"), many),
            "steps": {name: many} if many else {},
        },
        "window_days": 30,
        "top": {"total": many, "rows": [listed_company(name)] * min(many, 6)},
        "sources": [source(name, is_silent=many > 1)] * many,
        "reach": f"{name}: at most 20 points in 30 days.",
        "failing": [f"github: {name}"] * many,
        "setup": checks * many,
    }


def listed_company(name: str) -> Facts:
    return {**company(name, 1), "verified": False}


def source(name: str, *, is_silent: bool) -> Facts:
    came = {"title": name, "categories": [name] * 5, "last": "2026-11-08", "state": ""}
    return {**came, "quiet": 12, "usual": 1, "silent": is_silent}


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
    ended = {"id": 12, "company_name": name, "team": name}
    seen = {"name": name, "to": "OQL3", "since": "2026-10-08", "last_activity": "2026-10-30"}
    still: Facts = {**seen, "points": 7_000, "verified": False}
    days = [f"2026-{month:02d}-{day:02d}" for month in (10, 11) for day in range(1, 29, 4)]
    return {
        "period": ("week", "month", "quarter")[min(many, 2)],
        "title": "week to 15 Nov 2026" if not many else name,
        "due": "2026-11-16",
        "until": "2026-11-15",
        "snoozed": many,
        "sells": many != 1,
        "growth": {"days": days, "levels": dict.fromkeys(levels[:3], [many] * len(days))},
        "quiet": [still] * many,
        "stalled": [still] * many,
        "won": [{"name": name, "day": "2026-11-12"}] * many,
        "outcomes": [{**ended, "outcome": name, "value": 1_200_000}] * many,
        "unended": [{**ended, "days": many, "snoozed_until": "2026-12-01"}] * many,
        "sources": [source(name, is_silent=many > 1)] * many,
        "without_source": [name] * many,
        "levels": [{"level": level, "now": many, "before": 1} for level in levels],
        "new": moves,
        "risers": moves,
        "fallers": moves,
        "gained": moves,
        "lost": moves,
        "noticed": [
            {"name": name, "to": "OQL3", "since": "2026-11-08", "points": 7_000, "verified": False}
        ]
        * many,
        "by_new_rules": [{"day": "2026-11-12", "companies": many}] * min(many, 1),
        "teams": [{"team": name, "steps": {"made": 2, "no outcome": 1}, "waiting": many}] * many,
        "waiting": many,
        "overdue": list(range(1, many + 1)),
        "reach": f"{name}: at most 20 points in 30 days.",
    }


def silence(name: str, many: int) -> Facts:
    """A source that fell silent; it feeds `many` categories."""
    gaps = {"quiet": many + 1, "usual": many + 1, "last": "2026-11-01"}
    return {"title": name.strip() or "-", "categories": [name] * many, **gaps}


def replayed(name: str, many: int) -> Facts:
    """What other rules would have said of the past; `many` companies would stand elsewhere."""
    rules = {"name": name, "version": "1a2b3c4d"}
    alerts = {"until": "2026-11-20", "alerts": {"today": many, "new": 1}}
    moved = [{"name": name, "today": "OQL2", "new": "OQL3"}] * many
    return {
        "rules": {"today": rules, "new": rules},
        "from": "2026-06-01",
        "to": "2026-11-20",
        "summary": [f"{name} is another."] * many or ["Nothing would be different."],
        "weeks": [alerts] * (many + 1),
        "last_day": {"companies": moved, "higher": many, "lower": 0},
        "notes": [f"Of {name}."] * min(many, 3),
    }


def unadopted(name: str) -> Facts:
    """Rules in a file that nobody adopted."""
    return {"name": name, "version": "1a2b3c4d", "summary": [f"{name} is another."] * 99}
