"""How sources look: which are on, which fell silent, and what that means for the levels."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.views import blocks as b

Facts = Mapping[str, Any]
MOST = 8


def silent(facts: Facts) -> b.Message:
    """The warning that nothing comes any more from a source that used to bring something."""
    name, days = b.outside(facts["title"]), b.plural(facts["quiet"], "day")
    feeds = f" It feeds {_categories(facts)}." if facts["categories"] else ""
    return b.message(
        f"{name} fell silent: nothing for {days}",
        b.header(f"{b.cut(facts['title'], 100)} fell silent"),
        b.section(
            f"Nothing came from *{name}* for {days}, the last on {facts['last']}. "
            f"Usually something comes {often(facts['usual'])}.{feeds}"
        ),
        b.section(
            "Silence looks like churn: while it lasts, levels may fall without anybody leaving. "
            "`leadlight doctor` says whether the source can be read; if it is a file or a sender "
            "of yours, see whether that still runs."
        ),
    )


def listing(sources: Sequence[Facts], without: Sequence[str]) -> list[b.Block]:
    """The sources of a digest in a grey line, and the categories for which there is none."""
    told = [line(one) for one in sources[:MOST]]
    if len(sources) > MOST:
        told.append(f"… and {len(sources) - MOST} more")
    rows = [b.context(b.cut(f"Sources: {' · '.join(told)}", 1_900))] if told else []
    if without:
        missing = ", ".join(b.outside(title) for title in without)
        rows.append(b.context(b.cut(f"No source for {missing}.", 1_900)))
    return rows


def line(facts: Facts) -> str:
    """One source: what it feeds, when it last brought something, or for how long it is silent."""
    name = b.outside(facts["title"], b.LISTED_NAME)
    feeds = f" ({_categories(facts)})" if facts["categories"] else ""
    if facts["silent"]:
        return f"{name}{feeds} *silent for {b.plural(facts['quiet'], 'day')}*"
    return f"{name}{feeds} {facts['last'] or facts.get('state') or 'nothing yet'}"


def often(usual: int) -> str:
    """How often something comes, by the usual gap in days."""
    return "every day" if usual == 1 else f"every {usual} days"


def _categories(facts: Facts) -> str:
    return b.cut(", ".join(b.outside(title) for title in facts["categories"]), 300)
