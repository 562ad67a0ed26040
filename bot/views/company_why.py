"""Why a company has its points: every day's credit, newest day first, and every cap that cut."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.views import blocks as b
from bot.views.company import kind_name
from bot.views.days import written
from bot.views.who import is_left_out

Facts = Mapping[str, Any]

WHY_PAGE, WHY_BACK, WHY_CSV = "why_page", "why_back", "why_csv"
DEEDS: Final = 8  # activities of a day and category that are told one by one
MOST_BLOCKS: Final = 45


def page(facts: Facts) -> b.Message:
    """Some days of a company's score; beneath, what they and all days add up to."""
    name, window = b.outside(facts["name"]), facts["window_days"]
    score = f"{b.points(facts['points'])} points in {window} days"
    text = f"Why {name} has {score}"
    if facts["left_out"]:
        return _left_out(facts)
    if not facts["days"]:
        line = f"*{name}* has earned nothing in the {window} days to {written(facts['as_of'])}."
        return b.message(text, b.section(line))
    days = _days(facts["days"], DEEDS)
    if len(days) > MOST_BLOCKS:  # then the sums alone: a page says what it adds up to
        days = _days(facts["days"], 0)
    here = sum(one["credited"] for day in facts["days"] for one in day["categories"])
    pages = f"Page {facts['page'] + 1} of {facts['pages']}: {b.points(here)} of these points"
    before = f", {b.points(facts['later'])} on later days" if facts["later"] else ""
    after = f", {b.points(facts['earlier'])} on earlier days" if facts["earlier"] else ""
    cut = f"The caps took {b.points(facts['cut'])} in all." if facts["cut"] else "No cap cut."
    return b.message(
        text,
        b.section(f"*{text}*, to {written(facts['as_of'])}"),
        *days,
        b.context(f"{pages}{before}{after}. {cut}"),
        _turns(facts),
    )


def _left_out(facts: Facts) -> b.Message:
    """Who left it out, and how it comes in again, to whom may say so."""
    key = b.outside(facts["company"], b.LISTED_NAME)
    again = f"`/oql heed {key}` takes it in again" if facts["heeds"] else "DevRel can take it in"
    line = f"*{b.outside(facts['name'])}* {is_left_out(facts['left_out'])}. {again}."
    return b.message(line, b.section(line))


def _days(days: Sequence[Facts], deeds: int) -> list[b.Block]:
    return [block for day in days for block in b.paragraphs(_day(day, deeds))]


def _day(day: Facts, deeds: int) -> str:
    """A day: what each category was credited, and what for."""
    total = sum(one["credited"] for one in day["categories"])
    head = f"*{written(day['day'])}: {b.points(total)}*"
    told = (line for one in day["categories"] for line in _category(one, deeds))
    return "\n".join([head, *told])


def _category(one: Facts, deeds: int) -> Sequence[str]:
    lost = one["raw"] - one["credited"]
    cut = f" of {b.points(one['raw'])}: the {one['cap']} cap took {b.points(lost)}" if lost else ""
    told = [f"    {_deed(deed)}" for deed in one["activities"][:deeds]]
    rest = one["activities"][deeds:]
    if rest:
        earned = b.points(sum(deed["credited"] for deed in rest))
        told.append(f"    … and {len(rest)} more: *{earned}*")
    title = b.outside(one["title"], b.LISTED_NAME)
    return [f"• {title}: *{b.points(one['credited'])}*{cut}", *told]


def _deed(deed: Facts) -> str:
    """An activity, or all of a kind on that day where they stand alone no more."""
    kind, times = kind_name(deed["kind"]), f" ×{deed['count']}" if deed["count"] > 1 else ""
    what = b.outside(deed["title"], 120) if deed["title"] else kind
    also = f" · {kind}" if deed["title"] not in ("", kind) else ""
    who = f" · {b.outside(deed['who'], b.LISTED_NAME)}" if deed["who"] else ""
    lost = f" of {b.points(deed['raw'])}" if deed["raw"] != deed["credited"] else ""
    return f"{what}{times}{also}{who}: {b.points(deed['credited'])}{lost}"


def _turns(facts: Facts) -> b.Block:
    company, at = facts["company_id"], facts["page"]
    turns = [b.button("‹ Later", WHY_BACK, f"{company} {at - 1}")] if at else []
    if at + 1 < facts["pages"]:
        turns.append(b.button("Earlier ›", WHY_PAGE, f"{company} {at + 1}"))
    return b.actions(*turns, b.button("CSV of all", WHY_CSV, str(company)))
