"""How companies look: a rise to OQL3, the answer to `/oql acme.com`, the top list."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.views import blocks as b
from bot.views.referral import REFER
from bot.views.who import certainty, doubt, who_it_is

Facts = Mapping[str, Any]

KINDS = {
    "pull_request": "pull request",
    "slack_signup": "joined Slack",
    "slack_message": "Slack message",
    "doc_view": "docs page",
    "doc_view_high_value": "docs page of high value",
    "blog_view": "blog page",
    "blog_view_high_value": "blog page of high value",
    "web_view": "website page",
    "web_view_high_value": "website page of high value",
}
BAR = 10


def kind_name(kind: str) -> str:
    """A kind as people call it."""
    return KINDS.get(kind, kind.replace("_", " "))


def category_line(category: Facts) -> str:
    """One category: its points against the most it can earn in a month."""
    earned, cap, title = category["points"], category["cap"], b.outside(category["title"])
    if cap is None:
        return f"{title}: *{b.points(earned)}*"
    full = min(BAR, round(BAR * earned / cap)) if cap else 0
    bar = "█" * full + "░" * (BAR - full)
    capped = " (cap reached)" if earned >= cap else ""
    return f"`{bar}` {title}: *{b.points(earned)}* of {b.points(cap)}{capped}"


def activity_line(activity: Facts) -> str:
    """One activity, with its link where it has one."""
    kind, day = kind_name(activity["kind"]), date.fromisoformat(activity["day"])
    times = f" ×{activity['count']}" if activity["count"] > 1 else ""
    what = f" · {kind}" if activity["title"] not in ("", kind) else ""
    return f"{b.link(activity['url'], activity['title'] or kind)}{times}{what} · {day:%d %b}"


def _title(facts: Facts) -> str:
    name, key = b.outside(facts["name"]), b.outside(facts["company"])
    return f"*{name}*" if name == key else f"*{name}* ({key})"


def rise(facts: Facts) -> b.Message:
    """The message that a company reached the announced level: once, with why."""
    score = f"{b.points(facts['points'])} points in {facts['window_days']} days"
    people = b.plural(facts["people"], "known person", "known people")
    return b.message(
        f"{b.outside(facts['name'])} reached {facts['level']}: {score}",
        b.header(f"{b.cut(facts['name'], 100)} reached {facts['level']}"),
        b.section(f"{_title(facts)} has {score}, and {people} in 90 days.{_meaning(facts)}"),
        *_categories(facts),
        *_signals(facts),
        *_lately(facts),
        _refer(facts, "primary"),
    )


def cold(facts: Facts) -> b.Message:
    """The warning that a company or a customer fell: since when, and what went quiet."""
    name, score = b.outside(facts["name"]), b.points(facts["points"])
    now = f"{score} points in {facts['window_days']} days, {b.points(facts['before'])} before"
    who = "Your customer " if facts.get("customer") else ""
    fell = [
        f"{b.outside(one['title'])}: {b.points(one['before'])} → *{b.points(one['points'])}*"
        for one in facts["categories"]
    ]
    return b.message(
        f"{who}{name} fell from {facts['was']} to {facts['level']}",
        b.header(f"{who}{b.cut(facts['name'], 100)} is going quiet"),
        b.section(
            f"{who}{_title(facts)} fell from {facts['was']} to *{facts['level']}* "
            f"on {facts['since']}: {now}."
        ),
        *([b.section("\n".join(fell))] if fell else []),
        _refer(facts),
    )


def _refer(facts: Facts, style: str = "") -> b.Block:
    """The button to hand somebody there to the team of the rules; older messages name none."""
    team = facts.get("team", "sales")
    return b.actions(b.button(f"Refer to {team}", REFER, str(facts["company_id"]), style))


def _meaning(facts: Facts) -> str:
    """What the level stands for, as the rules say."""
    meaning = b.outside(facts["meaning"])
    return f" {facts['level']}: {meaning}." if meaning else ""


def _categories(facts: Facts) -> list[b.Block]:
    told = [category_line(one) for one in facts["categories"]]
    return [b.section("\n".join(told))] if told else []


def _signals(facts: Facts) -> list[b.Block]:
    """What they keep coming back to; a message that was queued by an older version has none."""
    told = [b.outside(one) for one in facts.get("signals", ())]
    return b.paragraphs("*Signals*\n" + b.lines(told, "")) if told else []


def _lately(facts: Facts) -> list[b.Block]:
    told = [activity_line(one) for one in facts["newest"]]
    return b.paragraphs("*Lately*\n" + b.lines(told, "")) if told else []


def answer(facts: Facts) -> b.Message:
    """A company as it stands: level and since when, points against caps, people, history."""
    qualified = facts["level"] != "none"
    since = f" since {facts['since']}" if facts["since"] and qualified else ""
    note = f" ({facts['note']})" if facts["note"] else ""
    level = f"*{facts['level']}*{note}{since}" if qualified else "no level yet"
    words = facts["words"]
    scores = " · ".join(f"{b.points(p)} in {w} days" for w, p in facts["scores"].items())
    people = b.plural(facts["people"], "person", "people")
    last = f" · last seen {facts['last_activity']}" if facts["last_activity"] else ""
    rows = [
        b.section(f"{_title(facts)}: {level}{certainty(facts['verified'], words)}"),
        b.section(f"Points: {scores}\n{people} in 90 days{last}"),
        *_categories(facts),
        *_signals(facts),
        *_lately(facts),
        *_gates(facts),
    ]
    told = (_way(facts["way"]), _moves(facts["moves"]), *who_it_is(words))
    rows += [b.context(line) for line in told if line]
    if facts["cuts"]:
        rows.append(b.context("Not counted: " + b.outside(", ".join(facts["cuts"]), 1_500)))
    if facts["history"]:
        more = f"{facts['earlier']} earlier → " if facts["earlier"] else ""
        rows.append(b.context("Noticed: " + more + b.outside(" → ".join(facts["history"]), 1_500)))
    rows.append(_refer(facts))
    text = facts["level"] if qualified else "no level yet"
    return b.message(f"{b.outside(facts['name'])}: {text}", *rows)


def _gates(facts: Facts) -> list[b.Block]:
    """What each level demands besides points, with the figure, and whether it holds."""
    told = [
        f"{'✓' if gate['holds'] else '✗'} {b.outside(gate['level'])}: {_need(gate)}"
        for gate in facts["gates"]
    ]
    return b.paragraphs("*Gates*\n" + b.lines(told, "")) if told else []


def _way(way: Facts | None) -> str:
    """What would reach the next level."""
    if way is None:
        return ""
    lacking = [f"{b.points(way['points'])} points"] if way["points"] else []
    lacking += [_need(gate) for gate in way["gates"]]
    return b.cut(f"To {b.outside(way['level'])}: {', '.join(lacking)}", 1_500) if lacking else ""


def _need(gate: Facts) -> str:
    has = "never" if gate["figure"] is None else str(max(gate["figure"], 0))
    days = f"in {gate['window_days']} days"
    return f"{b.outside(gate['gate'])} {b.outside(gate['need'])} {days} (now {has})"


def _moves(moves: Sequence[Facts]) -> str:
    """Which categories rose or fell in a week."""
    told = [
        f"{b.outside(m['title'])} {'+' if m['points'] > 0 else '-'}{b.points(abs(m['points']))}"
        for m in moves
    ]
    return b.cut(f"In a week: {', '.join(told)}", 1_500) if told else ""


def top(rows: Sequence[Facts], window: int, levels: Sequence[str]) -> b.Message:
    """The companies with the most points."""
    told = [top_line(row) for row in rows]
    nothing = (
        f"No company has earned points in the last {window} days. "
        f"Levels are {', '.join(levels)}; `leadlight doctor` says which sources are on."
    )
    title = f"*Companies by points in {window} days*"
    shown = b.paragraphs(f"{title}\n{b.lines(told, nothing, len(told))}")
    return b.message("Companies by points", *shown)


def top_line(row: Facts) -> str:
    """A company in a list: points, name, level, people."""
    return (
        f"*{b.points(row['points'])}* {b.outside(row['name'], b.LISTED_NAME)}"
        f"{'' if row['name'] == row['company'] else ' · ' + _key(row)}"
        f" · {row['level']} · {b.plural(row['people'], 'person', 'people')}{doubt(row['verified'])}"
    )


def _key(row: Facts) -> str:
    return b.outside(row["company"], b.LISTED_NAME)


def candidates(typed: str, rows: Sequence[Facts]) -> b.Message:
    """When a name fits several companies, or none."""
    if not rows:
        line = (
            f"I know no company called {b.outside(typed)}. "
            "`/oql top` lists those with the most points."
        )
        return b.message(line, b.section(line))
    told = [f"`/oql {_key(row)}` {b.outside(row['name'], b.LISTED_NAME)}" for row in rows]
    shown = b.paragraphs("*Several companies fit. Which one?*\n" + b.lines(told, ""))
    return b.message("Several companies fit. Which one?", *shown)
