"""The report in Slack: the sentences, the figures behind them, a chart; the page has it whole."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.views import blocks as b
from bot.views.chart import POINTS, bars
from bot.views.days import written

Facts = Mapping[str, Any]

CSV, PAGE = "report_csv", "report_page"
ORIGINS: Final = 5
TEAMS: Final = 12
VALUES: Final = 8
WHICH: Final = 3
SENTENCE: Final = 800  # of what a team called an outcome, several in one


def answer(facts: Facts, *, with_csv: bool) -> b.Message:
    """The answer to `/dql report`; the button for the table is there for whoever may have it."""
    headline, *others = facts["sentences"]
    span = facts["span"]
    days = f"{span['from']} {span['whole']}"
    lead = b.outside(headline, SENTENCE)
    return b.message(
        lead,
        b.header("What DevRel brought"),
        b.section(f"*{lead}*"),
        *([b.section(b.outside(" ".join(others), 2_500))] if others else []),
        *_teams(facts["teams"]),
        *_chart(facts["months"], facts["months_note"]),
        *_listed("Which of our activities work", [_origin(row) for row in facts["origins"]]),
        *_listed(
            "Sourced and influenced, never added up", [_value(v) for v in facts["value"]], VALUES
        ),
        *_listed("For example", [b.outside(one["sentence"], 500) for one in facts["examples"]]),
        b.context(b.outside(facts["still_active"]["sentence"], 1_000)),
        b.context(
            f"{written(span['from'])} to {written(span['to'])}, as it stands on "
            f"{written(facts['as_of'])}. What each word means stands on the page to print."
        ),
        b.actions(
            b.button("Send me the page", PAGE, days),
            *([b.button("Send me the CSV", CSV, days)] * with_csv),
        ),
    )


def queued(name: str) -> b.Message:
    """That the file is on its way."""
    line = f"I send you {b.outside(name)} as a direct message."
    return b.message(line, b.section(line))


def _teams(teams: Sequence[Facts]) -> Iterator[b.Block]:
    yield from _listed("Team by team", [_team(team) for team in teams], TEAMS)


def _team(team: Facts) -> str:
    """`sales: 8 made, 6 accepted, 3 with an outcome so far; 4 of 5 recorded; accepted in 1 day`."""
    told = [f"{team['made']} made, {team['accepted']} accepted"]
    told += [f"{team[name]} {name}" for name in ("declined", "waiting") if team[name]]
    told.append(f"{team['outcomes']} with an outcome so far")
    goal = f" of {team['goal']}, the goal" if team["goal"] else ""
    parts = [", ".join(told), f"{b.plural(team['recorded'], 'outcome')} recorded{goal}"]
    times = [
        f"{team[name]:g} {'day' if team[name] == 1 else 'days'} {what}"
        for name, what in (("days_to_accept", "to accept"), ("days_to_outcome", "to an outcome"))
        if team[name] is not None
    ]
    parts += [f"median {', '.join(times)}"] if times else []
    return f"*{b.outside(team['team'], b.LISTED_NAME)}*: {'; '.join(parts)}"


def _chart(months: Sequence[Facts], note: str) -> Iterator[b.Block]:
    """Handed over and outcomes side by side; the sentences and lists around it say the same."""
    if any(month["made"] or month["outcomes"] for month in months):
        shown = months[-POINTS:]
        series = {
            "handed over": [month["made"] for month in shown],
            "outcomes recorded": [month["outcomes"] for month in shown],
        }
        yield bars("Handed over, and outcomes", [month["label"] for month in shown], series)
        told = (f"{b.outside(m['label'])} {m['made']} and {m['outcomes']}" for m in shown)
        ends = f". {note}" if note else ""
        yield b.context(f"Handed over and outcomes recorded: {'; '.join(told)}{ends}")


def _origin(row: Facts) -> str:
    named = [one for one in row["which"] if one["which"] and one["recorded"]]
    told = [f"{b.outside(one['which'], b.LISTED_NAME)} {one['recorded']}" for one in named[:WHICH]]
    told += [b.plural(len(named) - WHICH, "other")] if len(named) > WHICH else []
    which = f" ({', '.join(told)})" if told else ""
    return (
        f"*{b.outside(row['origin'], b.LISTED_NAME)}*: "
        f"{b.plural(row['recorded'], 'outcome')} recorded{which}; "
        f"of {row['made']} made {row['outcomes']} with an outcome so far"
    )


def _value(row: Facts) -> str:
    """`sales, customer: 1 sourced (12,000), 2 influenced`."""
    name = b.outside(f"{row['team']}, {row['outcome']}", 2 * b.LISTED_NAME)
    return f"{name}: {_worth(row['sourced'], 'sourced')}, {_worth(row['influenced'], 'influenced')}"


def _worth(side: Facts, word: str) -> str:
    of = "" if side["value"] is None else f" ({b.worth(side['value'])})"
    return f"{side['count']} {word}{of}"


def _listed(title: str, rows: Sequence[str], most: int = ORIGINS) -> list[b.Block]:
    return b.paragraphs(f"*{title}*\n{b.lines(rows, '', most)}") if rows else []
