"""The weekly digest: what changed among companies, and what became of referrals."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.views import blocks as b
from bot.views import sources
from bot.views.chart import bars
from bot.views.who import doubt

Facts = Mapping[str, Any]
MOST = 8


def digest(facts: Facts) -> b.Message:
    """One message for the week that ended the day before `until`; a quiet week is short."""
    title = f"Leadlight, week to {facts['until']}"
    rows = [b.header(title), b.section(levels(facts["levels"])), chart(facts["levels"])]
    for label, key in (
        ("New OQLs", "new"),
        ("Rose", "risers"),
        ("Fell", "fallers"),
        ("More points, same level", "gained"),
    ):
        if facts[key]:
            told = [movement(one) for one in facts[key]]
            rows += b.paragraphs(f"*{label}*\n{b.lines(told, '', MOST)}")
    if facts["noticed"]:
        told = [noticed(one) for one in facts["noticed"]]
        rows.append(b.section(f"*Came to light*\n{b.lines(told, '', MOST)}"))
    # A digest that was queued by an older version knows nothing of rules that changed.
    rows += [b.section(by_new_rules(one)) for one in facts.get("by_new_rules", ())]
    told_of = ("new", "risers", "fallers", "gained", "noticed", "by_new_rules")
    if not any(facts.get(key) for key in told_of):
        rows.append(b.section("No company changed its level or earned more this week."))
    rows += [b.divider(), *b.paragraphs("*Referrals*\n" + referrals(facts["teams"]))]
    if facts["waiting"]:
        waiting = b.plural(facts["waiting"], "referral has", "referrals have")
        rows.append(b.context(f"{waiting} waited for an answer for over a week."))
    # A digest that was queued by an older version knows nothing of sources.
    rows += sources.listing(facts.get("sources", ()), facts.get("without_source", ()))
    rows.append(b.context(b.outside(facts["reach"], 1_900)))
    return b.message(f"{title}: {_summary(facts)}", *rows)


def levels(counts: Sequence[Facts]) -> str:
    """Each level's companies now, against the week before."""
    return "   ".join(
        f"*{one['level']}* {one['now']}{_change(one['now'] - one['before'])}" for one in counts
    )


def chart(counts: Sequence[Facts]) -> b.Block:
    """The same as a picture."""
    series = {
        "a week ago": [one["before"] for one in counts],
        "now": [one["now"] for one in counts],
    }
    return bars("Companies by level", [one["level"] for one in counts], series)


def movement(one: Facts) -> str:
    """One company: where it was, where it is."""
    moved = "" if one["from"] == one["to"] else f"{one['from']} → "
    return (
        f"{b.outside(one['name'], b.LISTED_NAME)}: {moved}*{one['to']}* · "
        f"{b.points(one['points'])} points{_change(one['points'] - one['before'], b.points)}"
        f"{_doubt(one)}"
    )


def noticed(one: Facts) -> str:
    """A company whose level lies further back than this week, and that was not known until now."""
    name = b.outside(one["name"], b.LISTED_NAME)
    shown = f"{name}: *{one['to']}* since {one['since']} · {b.points(one['points'])} points"
    return f"{shown}{_doubt(one)}"


def by_new_rules(one: Facts) -> str:
    """How many companies changed their level although nobody did anything."""
    who = b.plural(one["companies"], "company", "companies")
    return f"{who} changed level by new rules on {one['day']}."


def referrals(teams: Sequence[Facts]) -> str:
    """Steps of the week by team; teams with none are left out."""
    told = [
        f"{b.outside(team['team'])}: "
        + ", ".join(f"{count} {step}" for step, count in team["steps"].items())
        for team in teams
    ]
    return b.lines(told, "None this week.")


def _doubt(one: Facts) -> str:
    """A digest that was queued by an older version does not say who is certain."""
    return doubt(one.get("verified", True))


def _change(by: int, shown: Any = str) -> str:
    return "" if by == 0 else f" ({'+' if by > 0 else '-'}{shown(abs(by))})"


def _summary(facts: Facts) -> str:
    return (
        f"{len(facts['new'])} new, {len(facts['risers'])} up, {len(facts['fallers'])} down, "
        f"{b.plural(sum(sum(t['steps'].values()) for t in facts['teams']), 'referral step')}"
    )
