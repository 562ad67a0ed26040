"""A replay as a page to keep, print or send: the sentences, three charts, who would change."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.pages import html, svg

Facts = Mapping[str, Any]

MOST: Final = 100  # companies a table


def replay_page(facts: Facts) -> str:
    """The whole page, from the facts of `bot.replay`."""
    new, today = facts["rules"]["new"], facts["rules"]["today"]
    title = f"{new['name']} against {today['name']}, {facts['from']} to {facts['to']}"
    return html.page(title, _parts(facts))


def _parts(facts: Facts) -> Iterator[str]:
    for side, what in (("new", "New rules"), ("today", "Today's rules")):
        rules = facts["rules"][side]
        line = f"{what}: {rules['name']}, version {rules['version']}"
        yield html.paragraph(line, soft=True)
    yield from (html.paragraph(sentence) for sentence in facts["summary"])
    yield from (html.paragraph(note, soft=True) for note in facts["notes"])
    yield _alerts(facts)
    yield from _levels(facts)
    for name, what in (("last_day", f"On {facts['to']}"), ("span", "At best in these days")):
        yield html.heading(f"{what}: other levels")
        yield _changes(facts[name])
    yield html.heading("The announced level reached first")
    yield _reached(facts["reached"])


def _alerts(facts: Facts) -> str:
    weeks = facts["weeks"]
    series = {
        f"{side} ({facts['rules'][side]['announces']})": [w["alerts"][side] for w in weeks]
        for side in ("today", "new")
    }
    return svg.bars("Announcements per week", _ends(weeks), series)


def _levels(facts: Facts) -> Iterator[str]:
    weeks = facts["weeks"]
    for side, what in (("today", "today's rules"), ("new", "the new rules")):
        names = facts["rules"][side]["levels"]
        series = {name: [week["levels"][side][name] for week in weeks] for name in names}
        yield svg.lines(f"Companies per level, {what}", _ends(weeks), series)


def _ends(weeks: Sequence[Facts]) -> list[str]:
    return [week["until"] for week in weeks]


def _changes(changes: Facts) -> str:
    rows = [
        (one["name"], one["company"], one["today"], one["new"], one["points"])
        for one in changes["companies"][:MOST]
    ]
    head = ("company", "domain", "today", "new", "points")
    more = changes["higher"] + changes["lower"] - len(rows)
    return html.table(head, rows, "No company.") + _more(more)


def _reached(reached: Facts) -> str:
    told = reached["companies"]
    rows = [
        (one["name"], one["today"] or "never", one["new"] or "never", one["days_earlier"])
        for one in told[:MOST]
    ]
    head = ("company", "today's rules", "new rules", "days earlier")
    return html.table(head, rows, "Both agree on every day.") + _more(len(told) - len(rows))


def _more(count: int) -> str:
    return html.paragraph(f"and {count} more", soft=True) if count > 0 else ""
