"""A company or a customer goes quiet: since when, which categories fell, where it is by now."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.views import blocks as b
from bot.views.company import title
from bot.views.company_card import FOLLOW, HUSH, HUSH_DAYS, OPEN
from bot.views.days import written
from bot.views.referral import REFER, alerted
from bot.views.rise import by_now, is_customer, present
from bot.views.wording import words

Facts = Mapping[str, Any]


def cold(facts: Facts) -> b.Message:
    """The warning, while there is time to ask what happened."""
    named = words(facts.get("sells", True))
    who = named.your_customer if is_customer(facts) else ""
    fell = fallen(facts["categories"])
    return b.message(
        f"{who}{b.outside(facts['name'])} fell from {facts['was']} to {facts['level']}"
        f"{by_now(facts)}",
        b.header(f"{who}{b.cut(facts['name'], 100)} {named.quiet}{by_now(facts)}"),
        *present(facts),
        b.section(
            f"{who}{title(facts)} fell from {facts['was']} to *{facts['level']}* "
            f"on {written(facts['since'])}: {_figures(facts)}"
        ),
        *([b.section(f"*{why_quiet(facts)}*\n{b.lines(fell, '')}")] if fell else []),
        _buttons(facts),
    )


def _figures(facts: Facts) -> str:
    """The points before and on the day of the message, which may be days after the fall.

    Older messages do not say which day theirs was.
    """
    now = f"{b.points(facts['points'])} points in {facts['window_days']} days"
    before = f"{b.points(facts['before'])} before"
    if "as_of" not in facts:
        return f"{now}, {before}."
    seen = f" Last seen {written(facts['last_activity'])}." if facts["last_activity"] else ""
    return f"{before}, {now} on {written(facts['as_of'])}.{seen}"


def why_quiet(facts: Facts) -> str:
    """What heads the categories that fell; only whoever contributed can have stopped to.

    Older messages do not say what was contributed.
    """
    fell = facts["categories"]
    stopped = all(one.get("contributed") and not one["points"] for one in fell)
    return words(facts.get("sells", True) or not stopped).why_quiet


def fallen(categories: Sequence[Facts]) -> list[str]:
    """Each category that earns less: its points before and now, and since when nothing came.

    Older messages know no last day.
    """
    return [
        f"{b.outside(one['title'])}: {b.points(one['before'])} → *{b.points(one['points'])}*"
        f"{_last(one.get('last'))}"
        for one in categories
    ]


def _last(day: str | None) -> str:
    return f", last on {written(day)}" if day else ""


def _buttons(facts: Facts) -> b.Block:
    """Older messages name no team."""
    company = str(facts["company_id"])
    return b.actions(
        b.button(f"Refer to {facts.get('team', 'sales')}", REFER, alerted(company)),
        b.button("Company card", OPEN, company),
        b.button("Follow", FOLLOW, company),
        b.button(f"Snooze {HUSH_DAYS} days", HUSH, company),
    )
