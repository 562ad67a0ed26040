"""How a referral is called and listed, whoever looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.views import blocks as b

REFER, REFER_NEW = "referral_refer", "referral_new"

ALERT = "OQL alert"
# Where a connection was made. Required of every referral: it is what makes return a figure.
ORIGINS = (
    "talk",
    "booth",
    "meetup",
    "forum",
    "Slack",
    "GitHub",
    "content",
    ALERT,
    "other",
)

STATES = {
    "open": "waiting for an answer",
    "accepted": "accepted",
    "declined": "declined",
    "outcome": "outcome recorded",
    "no outcome": "closed without an outcome",
    "withdrawn": "withdrawn",
}

Facts = Mapping[str, Any]


def alerted(company: str) -> str:
    """What the button of such a message hands back: the company, and where it was pressed."""
    return f"{company} {ALERT}"


def number(facts: Facts) -> str:
    """What people call a referral: DQL-12."""
    return f"DQL-{facts['id']}"


def about(facts: Facts) -> str:
    """What a button hands back: the number, and when the referral was made (UTC seconds).

    Why both: after the restore of an older backup a number may mean another referral.
    """
    return f"{facts['id']}@{facts['steps'][0]['at']}"


def who(facts: Facts, longest: int = 200) -> str:
    """The person and the company, harmless in mrkdwn; facts may leave the name out."""
    at = f" of {b.outside(facts['company_name'], longest)}" if facts["company_name"] else ""
    named = f"*{b.outside(facts['person'], longest)}*" if facts["person"] else "Somebody"
    return named + at


def came_from(facts: Facts) -> str:
    """The activity it came from, and which one."""
    which = f" · {b.outside(facts['origin_detail'])}" if facts["origin_detail"] else ""
    return f"{b.outside(facts['origin'])}{which}"


def member(who: str, name: str) -> str:
    """Somebody by id, or by the name of whoever ran the command line."""
    return f"<@{who}>" if b.is_member(who) else b.outside(name or who)


def by(step: Facts) -> str:
    """Who took a step: a member of the workspace, or whoever ran the command line."""
    return member(step["by"], step["by_name"])


def when(step: Facts) -> str:
    """When it was taken, in the reader's own time zone."""
    return b.moment(datetime.fromtimestamp(step["at"], UTC))


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a referral before it is made: what the form opens with."""

    person: str = ""
    actor_id: int | None = None
    contact: str = ""
    company: str = ""
    team: str = ""
    why: str = ""
    origin: str = ""
    origin_detail: str = ""
    link: str = ""
    consent: str = ""


def counting(row: Facts) -> Facts:
    """The step whose outcome counts, of a referral that has one."""
    return next(one for one in reversed(row["steps"]) if one["id"] == row["came"]["id"])


def came(row: Facts) -> str:
    """How it stands; where there is an outcome, which: customer, 12,000."""
    last = row["came"]
    if last is None:
        return STATES[row["state"]]
    worth = f", {b.worth(last['value'] / 100)}" if last["value"] else ""
    return b.outside(last["outcome"], b.LISTED_NAME) + worth


def listed(row: Facts) -> str:
    """A referral in a list."""
    return (
        f"*{number(row)}* {who(row, b.LISTED_NAME)} → {b.outside(row['team'])}"
        f" · {came(row)} · made {b.day(datetime.fromtimestamp(row['steps'][0]['at'], UTC))}"
    )
