"""How a company looks in a line: its name, its categories, what it did, its place in a list."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.views import blocks as b
from bot.views.days import short
from bot.views.who import doubt

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
ACME: Final = "acme.com"  # stands for the company in an example of a line
MOST_FITTING: Final = 20  # companies that fit what was typed and are shown
COUNTED: Final = 1_000  # and that are looked for at most


def kind_name(kind: str) -> str:
    """A kind as people call it."""
    return KINDS.get(kind, kind.replace("_", " "))


def category_line(category: Facts) -> str:
    """One category: its points against the most it can earn in a month."""
    earned, cap, title = category["points"], category["cap"], b.outside(category["title"])
    if cap is None:
        return f"{title}: *{b.points(earned)}*"
    full = min(BAR, round(BAR * earned / cap)) if cap else 0
    bar = "▰" * full + "▱" * (BAR - full)
    capped = " (cap reached)" if earned >= cap else ""
    return f"`{bar}` {title}: *{b.points(earned)}* of {b.points(cap)}{capped}"


def activity_line(activity: Facts) -> str:
    """One activity, with its link where it has one."""
    kind, day = kind_name(activity["kind"]), short(activity["day"])
    times = f" ×{activity['count']}" if activity["count"] > 1 else ""
    what = f" · {kind}" if activity["title"] not in ("", kind) else ""
    return f"{b.link(activity['url'], activity['title'] or kind)}{times}{what} · {day}"


def title(facts: Facts) -> str:
    """A company's name, and its domain where that says more."""
    name, key = b.outside(facts["name"]), b.outside(facts["company"])
    return f"*{name}*" if name == key else f"*{name}* ({key})"


def categories(facts: Facts) -> list[b.Block]:
    """The categories that earned points, each as a bar against its cap."""
    told = [category_line(one) for one in facts["categories"]]
    return [b.section("\n".join(told))] if told else []


def signals(facts: Facts) -> list[b.Block]:
    """What they keep coming back to; a message that was queued by an older version has none."""
    told = [b.outside(one) for one in facts.get("signals", ())]
    return b.paragraphs("*Signals*\n" + b.lines(told, "")) if told else []


def top_line(row: Facts) -> str:
    """A company in a list: points, name, level, people."""
    return (
        f"*{b.points(row['points'])}* {b.outside(row['name'], b.LISTED_NAME)}"
        f"{'' if row['name'] == row['company'] else ' · ' + _key(row)}"
        f" · {row['level']} · {b.plural(row['people'], 'person', 'people')}{doubt(row['verified'])}"
    )


def _key(row: Facts) -> str:
    return b.outside(row["company"], b.LISTED_NAME)


def candidates(typed: str, rows: Sequence[Facts], line: str = "/oql acme.com") -> b.Message:
    """When a name fits several companies, or none; `line` is what was typed of `ACME`."""
    if not rows:
        line = (
            f"I know no company called {b.outside(typed)}. "
            "`/oql top` lists those with the most points."
        )
        return b.message(line, b.section(line))
    told = [
        f"`{b.outside(line).replace(ACME, _key(row), 1)}` {b.outside(row['name'], b.LISTED_NAME)}"
        for row in rows[:MOST_FITTING]
    ]
    shown = b.paragraphs("*Several companies fit. Which one?*\n" + b.lines(told, ""))
    return b.message("Several companies fit. Which one?", *shown, *rest(len(rows)))


def rest(fitting: int) -> list[b.Block]:
    """How many fit beside those that are shown; from `COUNTED` on nobody counted them all."""
    more, least = fitting - MOST_FITTING, "at least " if fitting >= COUNTED else ""
    return [b.context(f"and {least}{more} more: type more of the name")] if more > 0 else []
