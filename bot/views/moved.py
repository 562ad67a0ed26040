"""What happened to a company lately: lines in the thread of its card, or word to a follower."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.views import blocks as b
from bot.views.company import title
from bot.views.company_card import OPEN, UNFOLLOW
from bot.views.corrections import person
from bot.views.days import written
from bot.views.falls import fallen, why_quiet
from bot.views.wording import stage

Facts = Mapping[str, Any]

MOST: Final = 12  # of what happened at once: more is counted
DID: Final[Mapping[str, str]] = {
    "made": "was handed to {team}",
    "handed on": "was handed on to {team}",
    "accepted": "was accepted by {team}",
    "declined": "was declined by {team}",
    "outcome": "led to an outcome, says {team}: {outcome}",
    "no outcome": "came to nothing, says {team}",
    "reopened": "was reopened by {team}",
    "corrected": "led to another outcome than was said, says {team}: {outcome}",
    "withdrawn": "was withdrawn",
}


def moved(facts: Facts) -> b.Message:
    """In the thread, beneath the card that says whose it is."""
    told = list(_lines(facts))
    return b.message(f"{b.outside(facts['name'])}: {told[0]}", b.section(b.lines(told, "", MOST)))


def followed(facts: Facts) -> b.Message:
    """To one person, who can end it here."""
    told = list(_lines(facts))
    company = str(facts["company_id"])
    return b.message(
        f"{b.outside(facts['name'])}: {told[0]}",
        b.section(f"{title(facts)}, which you follow\n{b.lines(told, '', MOST)}"),
        b.actions(b.button("Company card", OPEN, company), b.button("Unfollow", UNFOLLOW, company)),
    )


def _lines(facts: Facts) -> Iterator[str]:
    if level := facts["level"]:
        way = "rose" if level["up"] else "fell"
        yield f"{way} from {b.outside(level['was'])} to *{b.outside(level['level'])}*"
    if fell := facts["fell"]:
        quiet = why_quiet({**fell, "sells": facts["sells"]})
        yield f"{quiet} since {written(fell['since'])}: {'; '.join(fallen(fell['categories']))}"
    for step in facts["steps"]:
        outcome = b.outside(step["outcome"] or "none")
        said = DID[step["step"]].format(team=b.outside(step["team"]), outcome=outcome)
        yield f"DQL-{step['id']} {said}"
    for handoff in facts["handoffs"]:
        by = person(handoff["by"], handoff["by_name"])
        state = b.outside(stage(handoff["state"], facts["sells"]))
        yield f"hand-off: *{state}* since {written(handoff['day'])}, says {by}"
