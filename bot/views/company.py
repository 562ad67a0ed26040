"""How companies look: a rise to OQL3, the answer to `/oql acme.com`, the top list."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.views import blocks as b
from bot.views.referral import REFER

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
    earned, cap = category["points"], category["cap"]
    if cap is None:
        return f"{category['title']}: *{b.points(earned)}*"
    full = min(BAR, round(BAR * earned / cap)) if cap else 0
    bar = "█" * full + "░" * (BAR - full)
    capped = " (cap reached)" if earned >= cap else ""
    return f"`{bar}` {category['title']}: *{b.points(earned)}* of {b.points(cap)}{capped}"


def activity_line(activity: Facts) -> str:
    """One activity, with its link where it has one."""
    label = activity["title"] or kind_name(activity["kind"])
    times = f" ×{activity['count']}" if activity["count"] > 1 else ""
    day = date.fromisoformat(activity["day"])
    return f"{b.link(activity['url'], label)}{times} · {kind_name(activity['kind'])} · {day:%d %b}"


def _title(facts: Facts) -> str:
    name, key = b.outside(facts["name"]), b.outside(facts["company"])
    return f"*{name}*" if name == key else f"*{name}* ({key})"


def rise(facts: Facts) -> b.Message:
    """The message that a company reached the announced level: once, with why."""
    score = f"{b.points(facts['points'])} points in {facts['window_days']} days"
    people = b.plural(facts["people"], "known person", "known people")
    text = f"{b.outside(facts['name'])} reached {facts['level']}: {score}"
    return b.message(
        text,
        b.header(f"{facts['name']} reached {facts['level']}"),
        b.section(f"{_title(facts)} has {score}, {people} in 90 days."),
        b.section("\n".join(category_line(one) for one in facts["categories"])),
        b.section("*Lately*\n" + b.lines([activity_line(one) for one in facts["newest"]], "–")),
        b.actions(b.button("Refer to sales", REFER, str(facts["company_id"]), "primary")),
    )


def answer(facts: Facts) -> b.Message:
    """A company as it stands: level and since when, points against caps, people, history."""
    since = f" since {facts['since']}" if facts["since"] else ""
    note = f" ({facts['note']})" if facts["note"] else ""
    unverified = "" if facts["verified"] else " · company not confirmed yet"
    scores = " · ".join(f"{b.points(p)} in {w} days" for w, p in facts["scores"].items())
    people = b.plural(facts["people"], "person", "people")
    last = f" · last seen {facts['last_activity']}" if facts["last_activity"] else ""
    rows = [
        b.section(f"{_title(facts)} is *{facts['level']}*{note}{since}{unverified}"),
        b.section(f"{scores}\n{people} in 90 days{last}"),
    ]
    if facts["categories"]:
        rows.append(b.section("\n".join(category_line(one) for one in facts["categories"])))
    if facts["newest"]:
        rows.append(
            b.section("*Lately*\n" + b.lines([activity_line(a) for a in facts["newest"]], ""))
        )
    if facts["cuts"]:
        rows.append(b.context("Capped: " + ", ".join(facts["cuts"])))
    if facts["history"]:
        rows.append(b.context("Levels: " + b.outside(" → ".join(facts["history"]), 1_500)))
    rows.append(b.actions(b.button("Refer to sales", REFER, str(facts["company_id"]))))
    return b.message(f"{b.outside(facts['name'])} is {facts['level']}", *rows)


def top(rows: Sequence[Facts], window: int, levels: Sequence[str]) -> b.Message:
    """The companies with the most points."""
    told = [
        f"*{b.points(row['points'])}* {b.outside(row['name'])}"
        f"{'' if row['name'] == row['company'] else ' · ' + b.outside(row['company'])}"
        f" · {row['level']} · {b.plural(row['people'], 'person', 'people')}"
        for row in rows
    ]
    nothing = (
        "No company has done anything yet in the last 90 days. "
        f"Levels are {', '.join(levels)}; `leadlight doctor` says which sources are on."
    )
    return b.message(
        "Companies by points",
        b.section(f"*Companies by points in {window} days*\n" + b.lines(told, nothing)),
    )


def candidates(typed: str, rows: Sequence[Facts]) -> b.Message:
    """When a name fits several companies, or none."""
    if not rows:
        line = f"No company is called {b.outside(typed)}. `/oql top` lists those that are known."
        return b.message(line, b.section(line))
    told = [f"`/oql {b.outside(row['company'])}` {b.outside(row['name'])}" for row in rows]
    return b.message("Several companies fit", b.section("*Several fit*\n" + b.lines(told, "")))
