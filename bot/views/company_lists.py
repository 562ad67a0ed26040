"""Lists of companies, a page at a time: by points, new, rising, falling, quiet; followed; fitting.

A page's buttons hand back "rising 10 2": which list, how many on a page, which page from 0 on. What
stands on it is read anew each time, so a page is never older than its press.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.views import blocks as b
from bot.views.company import MOST_FITTING, rest, top_line
from bot.views.company_card import OPEN, UNFOLLOW
from bot.views.days import written

Facts = Mapping[str, Any]

PAGE, PAGE_BACK, LIST_CSV = "companies_page", "companies_back", "companies_csv"
FOLLOWING_PAGE, FOLLOWING_BACK = "following_page", "following_back"

TITLES: Final[Mapping[str, str]] = {
    "top": "Companies by points in {window} days",
    "new": "New companies",
    "rising": "Companies with more points than a week ago",
    "falling": "Companies with fewer points than a week ago",
    "quiet": "Companies gone quiet",
}
DEFINITIONS: Final[Mapping[str, str]] = {
    "top": "Whoever earned points in {window} days, most first.",
    "new": (
        "On a level and on none {ago} days ago, or seen in these {ago} days after 90 without any"
        " activity; highest level first. The digest counts those that reached a level."
    ),
    "rising": "More points in {window} days than {ago} days ago; who gained most is first.",
    "falling": "Fewer points in {window} days than {ago} days ago; who lost most is first.",
    "quiet": "Points in 90 days, but no activity for {silent} days; most of these points first.",
}
NOTHING: Final[Mapping[str, str]] = {
    "top": (
        "No company has earned points in the last {window} days. Levels are {levels};"
        " `leadlight doctor` says which sources are on."
    ),
    "new": "No company is new this week.",
    "rising": "No company has more points than {ago} days ago.",
    "falling": "No company has fewer points than {ago} days ago.",
    "quiet": "No company with points has been without activity for {silent} days.",
}


def page(facts: Facts) -> b.Message:
    """A page of a list, each company with a button; beneath, what the list holds and its file."""
    name, words = facts["list"], _words(facts)
    title = TITLES[name].format(**words)
    if not facts["rows"]:
        line = NOTHING[name].format(**words)
        return b.message(title, b.section(f"*{title}*\n{line}"))
    first = facts["page"] * facts["size"]
    pages = -(-facts["total"] // facts["size"])
    where = f"{first + 1} to {first + len(facts['rows'])} of {facts['total']}"
    rows = [b.section(_line(name, row), _open(row)) for row in facts["rows"]]
    return b.message(
        title,
        b.section(f"*{title}*"),
        *rows,
        b.context(f"{where}. {DEFINITIONS[name].format(**words)}"),
        _turns(facts, pages),
    )


def _words(facts: Facts) -> dict[str, object]:
    levels = ", ".join(b.outside(level) for level in facts["levels"])
    return {**{name: facts[name] for name in ("window", "ago", "silent")}, "levels": levels}


def _line(name: str, row: Facts) -> str:
    """A company in a list, with what the list is about."""
    more = ""
    if name in ("rising", "falling"):
        by = row["points"] - row["before"]
        more = f" · {'+' if by > 0 else ''}{b.points(by)} in a week"
    elif name == "quiet":
        more = (
            f" · {b.points(row['longest'])} in 90 days · last seen {written(row['last_activity'])}"
        )
    elif name == "new":
        more = f" · since {written(row['since'])}" if row["since"] else " · seen, not a lead yet"
    return top_line(row) + more


def _open(row: Facts) -> b.Block:
    return b.button("Open", OPEN, str(row["company_id"]))


def _turns(facts: Facts, pages: int) -> b.Block:
    """Back, on, and the whole list as a file."""
    name, size, at = facts["list"], facts["size"], facts["page"]
    turns = [b.button("‹ Back", PAGE_BACK, f"{name} {size} {at - 1}")] if at else []
    turns += [b.button("Next ›", PAGE, f"{name} {size} {at + 1}")] if at + 1 < pages else []
    return b.actions(*turns, b.button("CSV of all", LIST_CSV, name))


def candidates(typed: str, rows: Sequence[Facts]) -> b.Message:
    """When a name fits several companies, or none."""
    if not rows:
        line = (
            f"I know no company called {b.outside(typed)}. "
            "`/oql top` lists those with the most points."
        )
        return b.message(line, b.section(line))
    line = "Several companies fit. Which one?"
    shown = [b.section(_named(row), _open(row)) for row in rows[:MOST_FITTING]]
    return b.message(line, b.section(f"*{line}*"), *shown, *rest(len(rows)))


def _named(row: Facts) -> str:
    key = b.outside(row["company"], b.LISTED_NAME)
    return f"`/oql {key}` {b.outside(row['name'], b.LISTED_NAME)}"


def following(facts: Facts) -> b.Message:
    """A page of the companies that somebody follows."""
    if not facts["rows"]:
        line = "You follow no company. `/oql follow acme.com` has its changes come to you."
        return b.message(line, b.section(line))
    line = f"You follow {b.plural(facts['total'], 'company', 'companies')}"
    shown = [
        b.section(
            f"{top_line(row)}",
            b.button("Unfollow", UNFOLLOW, str(row["company_id"])),
        )
        for row in facts["rows"]
    ]
    return b.message(line, b.section(f"*{line}*"), *shown, *_further(facts))


def _further(facts: Facts) -> list[b.Block]:
    """Which of those one follows these are, and the way to the others."""
    at, size = facts["page"], facts["size"]
    first, last = at * size, min((at + 1) * size, facts["total"])
    turns = [b.button("‹ Back", FOLLOWING_BACK, str(at - 1))] if at else []
    turns += [b.button("Next ›", FOLLOWING_PAGE, str(at + 1))] if last < facts["total"] else []
    where = b.context(f"{first + 1} to {last} of {facts['total']}")
    return [where, b.actions(*turns)] if turns else []
