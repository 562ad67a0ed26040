"""Referrals on a home tab: on my teams' tables, waiting for others, and what I referred.

Whoever answers for a team has its buttons here. DevRel, often in every team's channel to see what
becomes of things, has a line each where there are many: their buttons are on the card in the
channel.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bot.views import blocks as b
from bot.views.receipt import LOOK
from bot.views.referral import STATES, about, came, number, who
from bot.views.referral_card import ACCEPT, DECLINE, OUTCOME

Facts = Mapping[str, Any]

NAME: Final = 40  # letters of a name where a row is to stay a line
REASON: Final = 300
FEW: Final = 3
BUTTONS: Final = 10  # rows with buttons; Slack takes 100 blocks on a tab, and there is more on it


def rows(facts: Facts) -> list[b.Block]:
    """All of them; each part says what it means that there is nothing."""
    return [*_tables(facts), *_waiting(facts), *_mine(facts)]


def more(of: Facts, where: str) -> list[b.Block]:
    """How many a list leaves out, and where they are."""
    left_out = of["total"] - len(of["rows"])
    return [b.context(f"… and {left_out} more: {where}.")] if left_out > 0 else []


def _tables(facts: Facts) -> list[b.Block]:
    """What is on the table of one's own teams."""
    if not facts["teams"]:
        return []
    if not facts["inbox"]:
        teams = b.outside(", ".join(facts["teams"]), 300)
        nothing = "Nothing: every referral has an answer, and an outcome."
        return [b.section(f"*On the table of {teams}*\n{nothing}")]
    is_few = sum(len(table["rows"]) for table in facts["inbox"]) <= FEW
    left = BUTTONS if is_few or not facts["acts"] else 0
    found: list[b.Block] = []
    for table in facts["inbox"]:
        found += _table(table, left)
        left = max(left - len(table["rows"]), 0)
    return found


def _table(table: Facts, buttons: int) -> Iterator[b.Block]:
    """A team's newest; so many of them with buttons and the reason, the others a line each."""
    team = b.outside(table["team"], b.LISTED_NAME)
    title = f"*On the table of {team}*: {table['total']}"
    within, lines = table["rows"][:buttons], table["rows"][buttons:]
    told = [title, *(f"• {_line(row)}" for row in lines)]
    yield from b.paragraphs("\n".join(told if not within else [title]))
    for row in within:
        yield b.section(f"{_line(row)}\n{_reason(row)}")
        yield b.actions(*_steps(row))
    if within and lines:
        yield from b.paragraphs("\n".join(told[1:]))
    yield from more(table, f"`/dql list {team}` shows them")


def _steps(row: Facts) -> list[b.Block]:
    value = about(row)
    if row["state"] == "open":
        return [
            b.button("Accept", ACCEPT, value, "primary"),
            b.button("Decline", DECLINE, value),
        ]
    return [b.button("Record outcome", OUTCOME, value, "primary")]


def _reason(row: Facts) -> str:
    """Why they were referred, and where it was said."""
    beside = f" · {b.link(row['link'], 'link')}" if row["link"] else ""
    return f"“{b.outside(row['why'], REASON)}”{beside}"


def _waiting(facts: Facts) -> list[b.Block]:
    """Who waits for a team, to DevRel; what is on one's own table is not told twice."""
    waiting = facts.get("waiting")
    if waiting is None:
        return []
    title = "*Waiting for another team*" if facts["teams"] else "*Waiting for a team*"
    if not waiting["rows"]:
        return [b.section(f"{title}\nNobody waits.")]
    shown = [
        b.section(f"{_line(row)} · {_team(row)}", b.button("Open", LOOK, about(row)))
        for row in waiting["rows"]
    ]
    return [b.section(title), *shown, *more(waiting, "`/dql list all` shows them")]


def _mine(facts: Facts) -> list[b.Block]:
    mine = facts["mine"]
    if not mine["rows"]:
        none = "The button above opens the form." if facts["acts"] else "DevRel hands people on."
        return [b.section(f"*What I referred*\nNobody yet. {none}")]
    states = " · ".join(_counted(state, count) for state, count in mine["states"].items())
    told = [f"• {_line(row)} · {_team(row)}" for row in mine["rows"]]
    shown = b.paragraphs("\n".join([f"*What I referred*: {states}", *told]))
    return [*shown, *more(mine, "`/dql list` shows them")]


def _counted(state: str, count: int) -> str:
    """`3 accepted`, `2 outcomes recorded`."""
    if state == "outcome":
        return f"{b.plural(count, 'outcome')} recorded"
    return f"{count} {STATES[state]}"


def _team(row: Facts) -> str:
    return b.outside(row["team"], NAME)


def _line(row: Facts) -> str:
    """A referral in a line: its number, the person, what is newest of it, and since when."""
    # A question to the referrer changes nothing of how it stands.
    last = next(one for one in reversed(row["steps"]) if one["step"] != "asked")
    since = b.day(datetime.fromtimestamp(last["at"], UTC))
    return f"*{number(row)}* {who(row, NAME)} · {came(row)} · since {since}"
