"""History as a page to keep or print: the base week by week, or one company's days."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.pages import html, svg
from bot.views.texts import plural

Facts = Mapping[str, Any]

MOST: Final = 200  # companies in the table of those that fell


def base_page(facts: Facts) -> str:
    """All companies, from the facts of `bot.history.base_facts`."""
    weeks, growth = facts["weeks"], facts["growth"]
    ends, names = [week["until"] for week in weeks], list(weeks[0]["levels"])
    percent = "" if growth["percent"] is None else f" ({growth['percent']:+g} %)"
    base = {n: [week["levels"][n]["companies"] for week in weeks] for n in names}
    former = facts["former"]
    return html.page(
        f"Companies by level, {facts['from']} to {facts['to']}",
        (
            html.paragraph(
                f"{plural(growth['from'], 'company', 'companies')} at a level in the first week, "
                f"{growth['to']} in the last{percent}. OQL0: {former_line(former)}."
            ),
            svg.lines("Companies per level", ends, base),
            svg.bars(
                "Companies that entered and left the base", ends, _moves(weeks, "entered", "left")
            ),
            svg.bars("Companies that rose and fell within it", ends, _moves(weeks, "rose", "fell")),
            html.heading("Who fell"),
            _churn(facts),
        ),
    )


def company_page(facts: Facts) -> str:
    """One company, from the facts of `bot.history.company_facts`."""
    days = facts["days"]
    labels, points = [one["day"] for one in days], [one["points"] for one in days]
    spent = (f"{plural(count, 'day')} at {level}" for level, count in facts["days_at"].items())
    stays = [(one["level"], one["entered"], one["left"], one["days"]) for one in facts["stays"]]
    return html.page(
        f"{facts['name']}, {facts['from']} to {facts['to']}",
        (
            html.paragraph(f"{', '.join(spent)}."),
            svg.lines(f"Points in {facts['window_days']} days", labels, {"points": points}),
            html.heading("Levels"),
            html.table(("level", "entered", "left", "days"), stays, "No day."),
        ),
    )


def _moves(weeks: Sequence[Facts], *which: str) -> dict[str, list[int]]:
    return {move: [week[move] for week in weeks] for move in which}


def former_line(former: Mapping[str, int]) -> str:
    """How many companies are OQL0, and why: those of other rules only where there are any."""
    told = f"{former['cold']} cold, {former['unverified']} unverified"
    others = former["by_other_rules"]
    return f"{told}, {others} by other rules" if others else told


def _churn(facts: Facts) -> str:
    rows = [
        (
            one["name"],
            one["from"],
            one["to"],
            one["since"],
            one["before"],
            one["points"],
            ", ".join(f"{name} {by:g}" for name, by in one["categories"].items()),
        )
        for one in facts["churn"][:MOST]
    ]
    head = ("company", "from", "to", "since", "points before", "points", "what fell")
    more = facts["fell"] - len(rows)
    rest = html.paragraph(f"and {more} more", soft=True) if more > 0 else ""
    return html.table(head, rows, "Nobody.") + rest
