"""One company as the command line shows it to people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from bot.commands import listing
from bot.commands.opening import say, table
from bot.oql.ahead import gate_rows, hold_facts, way_facts
from bot.views.blocks import Message
from bot.views.company_lift import deeds, held
from bot.views.plain import as_text
from bot.views.who import Commands, unlisted, who_it_is
from scoring.rescore import Card, Step
from scoring.rules import Rules

COMMANDS: Final = Commands("leadlight correct", "leadlight review")
LACKING = 3  # what a level still asks for, before the table of gates


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is shown of a company on a day; `card` is None where it is not listed.

    `unlisted` says what may be the reason; `handoff` how far it came with sales by now.
    """

    rules: Rules
    as_of: date
    since: date
    key: str
    name: str
    card: Card | None
    why: list[dict[str, Any]]
    signals: list[dict[str, Any]]
    history: tuple[Step, ...]
    lately: Sequence[dict[str, Any]]
    unlisted: Mapping[str, Any]
    handoff: Mapping[str, Any]
    beside: Mapping[str, Any] = field(default_factory=dict)


def show(shown: Shown) -> None:
    """All of it, for people."""
    if shown.card is None:
        say(as_text(unlisted(shown.unlisted, COMMANDS, f"in the 90 days to {shown.as_of}")))
    else:
        _show(shown, shown.card)


def _show(shown: Shown, found: Card) -> None:
    listing.show([found.one])
    _show_who(shown)
    _show_way(shown.rules, found)
    _show_gates(found)
    _show_moves(shown, found)
    window = shown.rules.window_days
    _show_table(
        f"Why: points of the {window} days to {shown.as_of}",
        ("day", "category", "earned", "credited", "cut by"),
        [(w["day"], w["category"], w["raw"], w["credited"], w["cap"] or "") for w in shown.why],
        f"nothing in these {window} days",
    )
    if shown.signals:
        say("\nSignals")
        say("\n".join(one["text"] for one in shown.signals))
    _show_table(
        "Lately",
        ("last", "what", "times", "title"),
        [(a["day"], a["kind"], a["count"], a["title"]) for a in shown.lately],
        f"nothing in these {window} days",
    )
    if shown.history:
        say("\nLevels, as recorded by scores")
        table(("day", "from", "to"), [(one.day, one.was, one.level) for one in shown.history])


def _show_table(
    title: str, head: Sequence[str], rows: Sequence[Sequence[object]], none: str
) -> None:
    say(f"\n{title}")
    if rows:
        table(head, rows)
    else:
        say(none)


def _show_who(shown: Shown) -> None:
    """By which evidence it is known, what people said of it, which companies are its kin."""
    said = {True: "confirmed", False: "match turned down, so nobody counts"}
    words = shown.unlisted["words"]
    told = [said[words["confirmed"]]] if words["confirmed"] is not None else []
    told += _unmarked(who_it_is(words))
    if shown.handoff["handoff_since"]:
        told.append(f"Hand-off: {shown.handoff['handoff']} since {shown.handoff['handoff_since']}")
    if told:
        say("\n" + "\n".join(told))


def _show_moves(shown: Shown, found: Card) -> None:
    """Which categories rose or fell, from how many points to how many."""
    titles = {name: category.title for name, category in shown.rules.categories.items()}
    told = [
        f"{titles[name]} {by / 100:+g} ({found.before[name] / 100:g} to {found.now[name] / 100:g})"
        for name, by in found.moves
    ]
    say(f"\nSince {shown.since}: {', '.join(told) or 'no category rose or fell'}")


def _show_way(rules: Rules, found: Card) -> None:
    """What the next level asks for, what would bring its points, and how long this one stands."""
    lines: list[str] = []
    if found.way is not None:
        way = found.way
        told = [f"{way.points / 100:g} more points"] if way.points else []
        told += [f"{gate.scope}: {gate.need}" for gate in way.gates]
        more = [f"{len(told) - LACKING} more, below"] if len(told) > LACKING else []
        lines.append(f"To {way.level}: {', '.join([*told[:LACKING], *more])}")
        lines += _unmarked(deeds(way_facts(rules, way)["lift"]))
    lines += _unmarked(held(hold_facts(found)))
    if lines:
        say("\n" + "\n".join(lines))


def _unmarked(lines: Iterable[str]) -> list[str]:
    return [as_text(Message(line, ())) for line in lines]


def _show_gates(found: Card) -> None:
    if found.one.gates:
        say("\nGates")
        table(
            ("level", "gate", "needs", "has", "in", "holds"),
            [
                (
                    g["level"],
                    g["gate"],
                    g["need"],
                    _figure(g["figure"]),
                    f"{g['window_days']} days",
                    "yes" if g["holds"] else "no",
                )
                for g in gate_rows(found.one.gates)
            ],
        )


def _figure(figure: int | None) -> str:
    return "never" if figure is None else str(figure)
