"""The report as one page for somebody who has never heard of DevRel: to read, to print, to send.

It fits on one sheet of A4 with as many teams and activities as one project has; what is more is
counted, and stands whole in the CSV file.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any, Final

from bot.pages import html
from bot.pages.report_charts import bar, columns, legend
from bot.pages.report_style import STYLE
from bot.views.texts import plural, worth

Facts = Mapping[str, Any]

ORIGINS: Final = 9
WHICH: Final = 3
VALUES: Final = 8
PARTS: Final = {
    "outcomes": ("outcome", "s2"),
    "in_work": ("in work", "s0"),
    "waiting": ("waiting", "s1"),
    "no_outcome": ("no outcome", "s5"),
    "declined": ("declined", "s4"),
}
INTRO: Final = (
    "DevRel meets developers where they are: at talks, in forums, on GitHub. Whoever could help "
    "us, or be helped by us, is handed to the team that can do it. This page counts the outcomes."
)


def report_page(facts: Facts) -> str:
    """The whole page, from the facts of `bot.reporting.report`."""
    return html.page("What DevRel brought", _parts(facts), STYLE)


def _parts(facts: Facts) -> Iterator[str]:
    headline, *others = facts["sentences"]
    yield html.paragraph(_days(facts), soft=True)
    yield f'<p class="lead">{escape(headline)}</p>'
    yield html.paragraph(" ".join([INTRO, *others]))
    yield _tiles(facts)
    yield html.heading("Team by team")
    yield _teams(facts["teams"])
    yield '<div class="two"><section>'
    yield html.heading("Which of our activities work")
    yield _origins(facts["origins"])
    yield "</section><section>"
    yield html.heading("Month by month")
    yield _months(facts["months"])
    yield from _note(facts["months_note"])
    yield html.heading("Sourced and influenced")
    yield _values(facts["value"])
    yield "</section></div>"
    yield from _examples(facts["examples"])
    yield html.heading("Do they stay?")
    yield html.paragraph(facts["still_active"]["sentence"])
    yield _foot(facts)


def _days(facts: Facts) -> str:
    span = facts["span"]
    first, last, today = (_day(day) for day in (span["from"], span["to"], facts["as_of"]))
    days = f"{first} to {last}"
    name = f"{span['name'][0].upper()}{span['name'][1:]}: " if span["name"] != days else ""
    return f"{name}{days}, as it stands on {today}"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B} {day.year}"


def _tiles(facts: Facts) -> str:
    cohort, introduced = facts["cohort"], facts["introductions"]["made"]
    recorded = facts["recorded"]["outcomes"]
    tiles = (
        (cohort["made"], _several(cohort["made"], "referral", " to teams")),
        (cohort["accepted"], "of them accepted"),
        (cohort["outcomes"], "of them with an outcome so far"),
        (recorded, _several(recorded, "outcome", " recorded in that time")),
        (introduced, _several(introduced, "introduction", " between members")),
    )
    drawn = (f"<div><b>{figure}</b> {escape(what)}</div>" for figure, what in tiles)
    return f'<div class="tiles">{"".join(drawn)}</div>'


def _several(count: int, what: str, more: str) -> str:
    """What stands beneath its figure."""
    return f"{plural(count, what).removeprefix(f'{count} ')}{more}"


def _teams(teams: Sequence[Facts]) -> str:
    most = max((team["made"] for team in teams), default=0)
    goals = any(team["goal"] for team in teams)
    rows = [
        (
            team["team"],
            html.Markup(bar({name: (c, team[part]) for part, (name, c) in PARTS.items()}, most)),
            team["made"],
            team["accepted"],
            team["outcomes"],
            _figure(team["days_to_accept"]),
            _figure(team["days_to_outcome"]),
            team["recorded"],
            *([_figure(team["goal"])] if goals else []),
        )
        for team in teams
    ]
    head = (
        "team",
        "what became of those handed over",
        "made",
        "accepted",
        "outcome so far",
        "days to accept",
        "days to outcome",
        "recorded",
        *(["goal"] if goals else []),
    )
    keys = legend({name: style.replace("s", "b") for name, style in PARTS.values()})
    return html.table(head, rows, "No team was asked for anything.") + (keys if rows else "")


def _origins(origins: Sequence[Facts]) -> str:
    most = max((row["recorded"] for row in origins), default=0)
    rows = [
        (
            html.Markup(f"{escape(row['origin'])}{_which(row['which'])}"),
            row["made"],
            row["outcomes"],
            row["recorded"],
            html.Markup(bar({"recorded": ("s2", row["recorded"])}, most)),
        )
        for row in origins[:ORIGINS]
    ]
    head = ("activity", "made", "outcome so far", "recorded", "")
    more = len(origins) - len(rows)
    return html.table(head, rows, "None so far.") + _rest(more, "activities")


def _which(rows: Sequence[Facts]) -> str:
    """Which ones they were, each with its outcomes recorded."""
    named = [row for row in rows if row["which"]]
    told = [f"{row['which']} ({row['recorded']})" for row in named[:WHICH]]
    if len(named) > WHICH:
        told.append(plural(len(named) - WHICH, "other"))
    return f'<span class="which">{escape(", ".join(told))}</span>' if told else ""


def _months(months: Sequence[Facts]) -> str:
    series = {
        "handed over": [month["made"] for month in months],
        "outcomes recorded": [month["outcomes"] for month in months],
    }
    return columns("Month by month", [month["label"] for month in months], series)


def _note(text: str) -> Iterator[str]:
    if text:
        yield f'<p class="keys">{escape(text)}</p>'


def _values(values: Sequence[Facts]) -> str:
    """Those of most value first; the columns of values only where there is one."""
    sides = ("sourced", "influenced")
    is_worth = any(row[side]["value"] is not None for row in values for side in sides)
    rows = [
        (
            html.Markup(f"{escape(row['outcome'])} <small>{escape(row['team'])}</small>"),
            *(cell for side in sides for cell in _worth(row[side], is_worth=is_worth)),
        )
        for row in values[:VALUES]
    ]
    head = ("outcome", *(name for side in sides for name in (side, *["value"] * is_worth)))
    more = len(values) - len(rows)
    return html.table(head, rows, "No outcome was recorded.") + _rest(more, "kinds")


def _rest(more: int, what: str) -> str:
    return f'<p class="keys">and {more} more {what}, all in the CSV file</p>' if more > 0 else ""


def _worth(side: Facts, *, is_worth: bool) -> list[html.Figure]:
    return [_figure(side["count"] or None), *([_value(side["value"])] if is_worth else [])]


def _examples(examples: Sequence[Facts]) -> Iterator[str]:
    if not examples:
        return
    yield html.heading("For example")
    told = "".join(f"<li>{escape(one['sentence'])}</li>" for one in examples)
    yield f"<ul>{told}</ul>"


def _foot(facts: Facts) -> str:
    told = "".join(
        f"<dt>{escape(word)}:</dt> <dd>{escape(meaning)}</dd> "
        for word, meaning in facts["definitions"].items()
    )
    return f"<dl>{told}</dl>"


def _value(value: float | None) -> html.Figure:
    return html.Figure("-" if value is None else worth(value))


def _figure(value: float | None) -> html.Figure:
    return html.Figure("-" if value is None else f"{value:,.2f}".rstrip("0").rstrip("."))
