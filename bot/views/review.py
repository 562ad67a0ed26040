"""The review queue: what Leadlight asks people, most points first, each with its reason."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.views import blocks as b

Facts = Mapping[str, Any]

TAKE, TURN_DOWN, SEE_ALL = "review_take", "review_turn_down", "review_all"
NAME = 80

# What is asked, and the words of the two buttons.
QUESTIONS: Final[Mapping[str, tuple[str, str, str]]] = {
    "match": ("Does *{subject}* work at *{object}*?", "Yes", "No"),
    "company": ("Is it really *{subject}*?", "Confirm", "Wrong"),
    "merge": ("Is *{subject}* the same company as *{object}*?", "Merge", "Keep apart"),
    "successor": ("*{subject}* went on as *{object}*: shall it count so?", "Yes", "No"),
    "bot": ("*{subject}* looks like a bot. Is it one?", "A bot", "A person"),
}


def queue(rows: Sequence[Facts], total: int, window_days: int) -> b.Message:
    """The first of all suggestions, with two buttons each."""
    if not rows:
        line = "Nothing to review: every company is sure enough, or somebody has spoken."
        return b.message(line, b.section(line))
    title = f"To review: {total}"
    beside = f"Points in {window_days} days that hang on each. What you say can be undone."
    left_out = total - len(rows)
    more = [b.context(f"… and {left_out} more")] if left_out else []
    asked = [block for row in rows for block in asking(row)]
    return b.message(title, b.section(f"*{title}*"), b.context(beside), *asked, *more)


def asked(facts: Facts) -> b.Message:
    """One suggestion without its buttons."""
    return b.message(question(facts), b.section(line(facts)))


def asking(facts: Facts) -> list[b.Block]:
    """One suggestion: question, points, reason, buttons."""
    return [b.section(line(facts)), _buttons(facts)]


def line(facts: Facts) -> str:
    """A suggestion with its points and its reason, as mrkdwn."""
    reason = f"\n{b.outside(facts['reason'], 500)}" if facts["reason"] else ""
    return f"{question(facts)} · {b.points(facts['points'])} points{reason}"


def question(facts: Facts) -> str:
    """What is asked."""
    shape = QUESTIONS[facts["kind"]][0]
    return shape.format(
        subject=b.outside(facts["subject_name"], NAME), object=b.outside(facts["object_name"], NAME)
    )


def home_rows(rows: Sequence[Facts], total: int) -> list[b.Block]:
    """The same on the home tab, where there is anything to ask."""
    if not rows:
        return []
    asked = [block for row in rows for block in asking(row)]
    see_all = [b.actions(b.button(f"See all {total}", SEE_ALL, "all"))] * (total > len(rows))
    return [b.section("*To review*: who is it?"), *asked, *see_all]


def _buttons(facts: Facts) -> b.Block:
    _, yes, no = QUESTIONS[facts["kind"]]
    return b.actions(b.button(yes, TAKE, facts["id"]), b.button(no, TURN_DOWN, facts["id"]))
