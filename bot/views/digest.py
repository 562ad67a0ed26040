"""The digest of a week, a month or a quarter: how the base grew, who moved, what waits.

It takes 45 blocks at most: each list shows its first few, the rest follows in the thread.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.views import blocks as b
from bot.views import chart, sources
from bot.views import digest_lines as lines
from bot.views.days import short, written
from bot.views.texts import joined
from bot.views.wording import words

Facts = Mapping[str, Any]

MOST: Final = 8  # of a list in the message
FIT: Final = 48  # blocks of a page of the rest, beside its head and its button
REST: Final = "digest_rest"
RULE_DAYS: Final = 5  # on which other rules moved companies
SPANS: Final = {"week": "this week", "month": "in the month", "quarter": "in the quarter"}
AGO: Final = {"week": "a week before", "month": "a month before", "quarter": "a quarter before"}

# The lists of companies and referrals in their order, each with its heading and its lines. A
# digest that was queued by an older version has not all of them.
LISTS: Final = lines.LISTS


def digest(facts: Facts) -> b.Message:
    """One message for the days up to `until`; a week in which nothing happened is short."""
    title = f"Leadlight, {facts.get('title') or 'week to ' + written(facts['until'])}"
    rows = [b.header(title), b.section(levels(facts["levels"])), *_growth(facts)]
    for name in lines.OF_COMPANIES:
        rows += _list(facts, name)
    if facts.get("snoozed"):
        who = b.plural(facts["snoozed"], "snoozed company is", "snoozed companies are")
        rows.append(b.context(f"{who} left out."))
    by_rules = facts.get("by_new_rules", ())
    if by_rules:
        rows.append(b.section("\n".join(by_new_rules(one) for one in by_rules[:RULE_DAYS])))
    if not by_rules and not any(facts.get(name) for name in lines.MOVES):
        rows.append(b.section(f"No company changed its level or earned more {_when(facts)}."))
    rows += [b.divider(), *_referrals(facts)]
    for name in lines.OF_REFERRALS:
        rows += _list(facts, name)
    if facts["waiting"]:
        rows.append(b.context(f"{_overdue(facts)} waited for an answer for over a week."))
    # A digest that was queued by an older version knows nothing of sources.
    rows += sources.listing(facts.get("sources", ()), facts.get("without_source", ()))
    rows.append(b.context(b.outside(facts["reach"], 1_900)))
    return b.message(f"{b.outside(title)}: {_summary(facts)}", *rows)


def more(facts: Facts) -> b.Message:
    """The rest of one list, in the thread."""
    name, rows = facts["list"], facts["rows"]
    heading = lines.heading(name, words(facts["sells"]))
    told = [LISTS[name].line(one) for one in rows]
    left_out = facts["total"] - MOST - len(rows)
    elsewhere = _elsewhere(name) if facts.get("period", "week") == "week" else ""
    end = [f"… and {left_out} more{elsewhere}"] if left_out > 0 else []
    shown = "\n".join([f"*{heading}*, continued", *(f"• {line}" for line in told), *end])
    return b.message(f"{heading}: {len(rows)} more", *b.paragraphs(shown))


def preview(facts: Facts, follows: Sequence[str]) -> b.Message:
    """The digest to whoever asks for it, with what would follow in the thread at a button."""
    shown, said = digest(facts), words(facts["sells"])
    told = [f"the rest of “{lines.heading(name, said)}”" for name in follows]
    told += ["the week"] * (facts["period"] != "week")
    first = b.context(f"Only you see this preview.{_then(told)}")
    return b.message(shown.text, first, *shown.blocks, *_button(facts, 0) * bool(told))


def rest(facts: Facts, parts: Sequence[b.Message], at: int) -> b.Message:
    """What would follow in the thread, as much as fits one answer; `at` counts those before."""
    pages: list[list[b.Block]] = []
    for part in parts:
        if pages and len(pages[-1]) + len(part.blocks) <= FIT:
            pages[-1] += part.blocks
        else:
            pages.append([*part.blocks])
    if at >= len(pages):
        nothing = "Nothing would follow in the thread any more."
        return b.message(nothing, b.section(nothing))
    last = at + 1 == len(pages)
    first = b.context("Only you see this preview of the thread.")
    return b.message(
        "The rest of the digest", first, *pages[at], *_button(facts, at + 1) * (not last)
    )


def _then(told: Sequence[str]) -> str:
    return f" In its thread would follow: {', '.join(told)}." if told else ""


def _button(facts: Facts, at: int) -> list[b.Block]:
    value = f"{facts['period']} {facts['due']} {at}"
    return [b.actions(b.button("Show the rest", REST, value))]


def levels(counts: Sequence[Facts]) -> str:
    """Each level's companies now, against those before."""
    return "   ".join(
        f"*{one['level']}* {one['now']}{lines.change(one['now'] - one['before'])}" for one in counts
    )


def by_new_rules(one: Facts) -> str:
    """How many companies changed their level although nobody did anything."""
    who = b.plural(one["companies"], "company", "companies")
    return f"{who} changed level by new rules on {written(one['day'])}."


def _growth(facts: Facts) -> list[b.Block]:
    """Companies by level over a quarter as a chart, and the sentence that says the same."""
    growth = facts.get("growth")
    if not growth or not any(map(any, growth["levels"].values())):
        return []
    days = [short(day) for day in growth["days"]]
    by_level = dict(reversed(growth["levels"].items()))
    at_any = [sum(counts) for counts in zip(*by_level.values(), strict=True)]
    was = sum(one["before"] for one in facts["levels"] if one["level"] in by_level)
    ago = AGO[facts.get("period", "week")]
    each = "; ".join(f"{b.outside(name)} {_course(counts)}" for name, counts in by_level.items())
    told = (
        f"Companies at a level: {at_any[-1]}, {was} {ago}, {at_any[0]} on {days[0]}. "
        f"Since then: {each}."
    )
    return [chart.line("Companies by level, week by week", days, by_level), b.context(told)]


def _course(counts: Sequence[int]) -> str:
    """Where a line begins and ends, and its highest point where that is neither."""
    peak = max(counts)
    by_way_of = f", at most {peak}" if peak > max(counts[0], counts[-1]) else ""
    return f"{counts[0]} → {counts[-1]}{by_way_of}"


def _list(facts: Facts, name: str) -> list[b.Block]:
    """The first few of a list, and how many there are more; nothing where it is empty."""
    rows = facts.get(name)
    if not rows:
        return []
    total = facts.get("counts", {}).get(name, len(rows))
    told = [f"• {LISTS[name].line(one)}" for one in rows[:MOST]]
    if total > MOST:
        told.append(f"… and {total - MOST} more")
    heading = lines.heading(name, words(facts.get("sells", True)))
    return b.paragraphs("\n".join([f"*{heading}*", *told]))


def _elsewhere(name: str) -> str:
    verb = lines.LISTS[name].verb
    return f": `/oql {verb}`" if verb else ""


def _referrals(facts: Facts) -> list[b.Block]:
    told = [lines.team(one) for one in facts["teams"]]
    none = f"None {_when(facts)}."
    return b.paragraphs("*Referrals*\n" + b.lines(told, none, MOST))


def _overdue(facts: Facts) -> str:
    """Which referrals, oldest first; a digest that was queued by an older version only counts."""
    told = [f"DQL-{number}" for number in facts.get("overdue", ())[:MOST]]
    if not told:
        return b.plural(facts["waiting"], "referral has", "referrals have")
    more = facts["waiting"] - len(told)
    told += [f"{more} more"] if more > 0 else []
    return f"{joined(told)} {'has' if len(told) == 1 else 'have'}"


def _when(facts: Facts) -> str:
    return SPANS[facts.get("period", "week")]


def _summary(facts: Facts) -> str:
    counts = facts.get("counts", {})
    new, up, down = (counts.get(n, len(facts[n])) for n in ("new", "risers", "fallers"))
    steps = sum(sum(team["steps"].values()) for team in facts["teams"])
    return f"{new} new, {up} up, {down} down, {b.plural(steps, 'referral step')}"
