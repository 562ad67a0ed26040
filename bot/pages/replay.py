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
    yield html.heading(f"On {facts['to']}: other levels")
    yield _changes(facts["last_day"]["companies"])
    yield html.heading("At best in these days: other levels than those")
    yield _changes(at_best(facts))
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


def at_best(facts: Facts) -> list[Facts]:
    """Who was at another level at best, but those of whom the last day tells the same."""
    told = {_step(one) for one in facts["last_day"]["companies"]}
    return [one for one in facts["span"]["companies"] if _step(one) not in told]


def _step(one: Facts) -> tuple[str, str, str]:
    return one["company"], one["today"], one["new"]


def _changes(changes: Sequence[Facts]) -> str:
    rows = [(_named(one), one["today"], one["new"], one["points"]) for one in changes[:MOST]]
    head = ("company", "today", "new", "points")
    return html.table(head, rows, "No company.") + _more(len(changes) - len(rows))


def _reached(reached: Facts) -> str:
    told = reached["companies"]
    rows = [
        (_named(one), one["today"] or "never", one["new"] or "never", one["days_earlier"])
        for one in told[:MOST]
    ]
    head = ("company", "today's rules", "new rules", "days earlier")
    return html.table(head, rows, "Both agree on every day.") + _more(len(told) - len(rows))


def _named(one: Facts) -> str:
    """A company by its name, with its key where that is another word."""
    name, key = one["name"], one["company"]
    return str(name) if key in (name, f"name:{name}") else f"{name} ({key})"


def _more(count: int) -> str:
    return html.paragraph(f"and {count} more", soft=True) if count > 0 else ""
