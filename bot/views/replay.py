"""What other rules would have said, as Slack shows it: sentences, and a chart beside them."""

from collections.abc import Mapping
from typing import Any

from bot.views import blocks as b
from bot.views.chart import POINTS, bars

Facts = Mapping[str, Any]

SHOWN = 5
ADOPT = "leadlight rules adopt"


def answer(facts: Facts) -> b.Message:
    """The answer to `/oql replay signals`."""
    new, today = facts["rules"]["new"], facts["rules"]["today"]
    title = f"{b.outside(new['name'])} against {b.outside(today['name'])}"
    summary = " ".join(b.outside(sentence, 500) for sentence in facts["summary"])
    return b.message(
        f"{title}: {summary}",
        b.section(f"*{title}*, {facts['from']} to {facts['to']}"),
        b.section(b.outside(" ".join(facts["summary"]), 2_500)),
        _alerts(facts),
        *_changes(facts["last_day"], facts["to"]),
        *(b.context(b.outside(note, 500)) for note in facts["notes"]),
        b.context("Nothing was written. `leadlight replay` shows all of it, as a page too."),
    )


def unadopted(facts: Facts) -> b.Message:
    """The notice that RULES_FILE says something else than this ledger judges with."""
    name, version = b.outside(facts["name"]), facts["version"]
    first = f"RULES_FILE holds other rules: *{name}*, version {version}. "
    return b.message(
        f"RULES_FILE holds other rules: {name}",
        b.section(first + "Levels are still judged by those that were adopted."),
        b.section(b.outside(" ".join(facts["summary"]), 2_500)),
        b.section(f"To take them: `{ADOPT}`. What only the rules change is not announced."),
    )


def _alerts(facts: Facts) -> b.Block:
    weeks = facts["weeks"][-POINTS:]
    series = {side: [week["alerts"][side] for week in weeks] for side in ("today", "new")}
    return bars("Announcements per week", [week["until"] for week in weeks], series)


def _changes(changes: Facts, day: str) -> list[b.Block]:
    rows = [
        f"{b.outside(one['name'], b.LISTED_NAME)}: {one['today']} → *{one['new']}*"
        for one in changes["companies"][:SHOWN]
    ]
    more = changes["higher"] + changes["lower"] - len(rows)
    rows += [f"and {more} more"] if more > 0 else []
    return b.paragraphs(f"*Another level on {day}*\n" + b.lines(rows, "")) if rows else []
