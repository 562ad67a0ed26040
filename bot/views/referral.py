"""How a referral looks: the team's card, the referrer's news, the form, the list."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.views import blocks as b

ACCEPT, DECLINE, OUTCOME = "referral_accept", "referral_decline", "referral_outcome"
REFER, REFER_NEW = "referral_refer", "referral_new"
FORM, DECLINE_FORM, OUTCOME_FORM = "referral_form", "referral_decline_form", "referral_outcome_form"

# Where a connection was made. Required of every referral: it is what makes return a figure.
ORIGINS = (
    "talk",
    "booth",
    "meetup",
    "forum",
    "Slack",
    "GitHub",
    "content",
    "OQL alert",
    "other",
)

STATES = {
    "open": "waiting for an answer",
    "accepted": "accepted",
    "declined": "declined",
    "outcome": "outcome recorded",
    "no outcome": "closed without an outcome",
}

Facts = Mapping[str, Any]


def number(facts: Facts) -> str:
    """What people call a referral: DQL-12."""
    return f"DQL-{facts['id']}"


def who(facts: Facts, longest: int = 200) -> str:
    """The person and the company, harmless in mrkdwn."""
    at = f" of {b.outside(facts['company_name'], longest)}" if facts["company_name"] else ""
    return f"*{b.outside(facts['person'], longest)}*{at}"


def came_from(facts: Facts) -> str:
    """The activity it came from, and which one."""
    which = f" · {b.outside(facts['origin_detail'])}" if facts["origin_detail"] else ""
    return f"{b.outside(facts['origin'])}{which}"


def _by(step: Facts) -> str:
    return (
        f"<@{step['by']}>"
        if step["by"].startswith(("U", "W"))
        else b.outside(step["by_name"] or step["by"])
    )


def _when(step: Facts) -> str:
    return b.moment(datetime.fromtimestamp(step["at"], UTC))


def card(facts: Facts) -> b.Message:
    """The one card a team gets; it always shows the true state."""
    pairs = {"Team": b.outside(facts["team"]), "From": came_from(facts)}
    if facts["company"]:
        level = "no level yet" if facts["level"] == "none" else facts["level"]
        pairs["Company"] = f"{b.outside(facts['company'])} · {level}"
    # A card that was queued before mentions were kept has none.
    mentioned = f"<@{facts['mention']}>" if facts.get("mention") else ""
    if reached := " · ".join(filter(None, (b.outside(facts["contact"]), mentioned))):
        pairs["Contact"] = reached
    made = facts["steps"][0]
    rows: list[b.Block] = [
        b.section(f"{number(facts)}: {who(facts)} for {b.outside(facts['team'])}"),
        b.section(f">{b.outside(facts['why'], 2_000)}"),
        b.fields(pairs),
        b.context(f"Referred by {_by(made)} {_when(made)}"),
    ]
    for step in facts["steps"][1:]:
        note = f": {b.outside(step['note'], 500)}" if step["note"] else ""
        rows.append(b.context(f"*{_did(step)}* by {_by(step)} {_when(step)}{note}"))
    buttons = _buttons(facts)
    if buttons:
        rows.append(b.actions(*buttons))
    text = f"{number(facts)}: {b.outside(facts['person'])} for {b.outside(facts['team'])}"
    return b.message(f"{text} ({STATES[facts['state']]})", *rows)


def _did(step: Facts) -> str:
    """A step in words: Accepted, or Customer (12,000)."""
    if not step["outcome"]:
        return str(step["step"]).capitalize()
    worth = f" ({b.points(step['value'])})" if step["value"] else ""
    return b.outside(step["outcome"]).capitalize() + worth


def _buttons(facts: Facts) -> list[b.Block]:
    """What the team can do now."""
    about = str(facts["id"])
    if facts["state"] == "open":
        return [
            b.button("Accept", ACCEPT, about, "primary"),
            b.button("Decline", DECLINE, about),
        ]
    if facts["state"] == "accepted":
        return [b.button("Record outcome", OUTCOME, about, "primary")]
    return []


def news(facts: Facts) -> b.Message:
    """What the referrer hears of the latest step."""
    step = facts["steps"][-1]
    done = {
        "made": "is with",
        "accepted": "was accepted by",
        "declined": "was declined by",
        "outcome": f"led to an outcome, *{_did(step)}*, says",
        "no outcome": "led to nothing, says",
    }[step["step"]]
    line = f"{number(facts)}: {who(facts)} {done} {b.outside(facts['team'])}"
    if step["step"] != "made":
        line += f" ({_by(step)})"
    note = f"\n>{b.outside(step['note'], 2_000)}" if step["note"] else ""
    plain = f"{number(facts)} {done} {b.outside(facts['team'])}"
    return b.message(plain, b.section(line + note))


def receipt(facts: Facts, earlier: Facts | None) -> b.Message:
    """What the referrer sees at once, with a word on an earlier referral of the same person."""
    line = (
        f"{number(facts)}: {who(facts)} is handed to {b.outside(facts['team'])}, "
        "who get a card to accept or decline. I will tell you what they say."
    )
    rows = [b.section(line), b.context(f"{came_from(facts)} · {b.outside(facts['why'], 300)}")]
    if earlier:
        rows.append(
            b.context(
                f"The same person went to {b.outside(earlier['team'])} before: "
                f"{number(earlier)}, {_when(earlier['steps'][0])}, {STATES[earlier['state']]}."
            )
        )
    return b.message(line, *rows)


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


def form(draft: Draft, teams: Sequence[str]) -> dict[str, Any]:
    """The form; who is known travels by id in its metadata, what is typed in its fields."""
    person = b.cut(draft.person, b.TYPED)
    metadata = json.dumps({"actor_id": draft.actor_id, "person": person}, ensure_ascii=False)
    return b.modal(
        FORM,
        "Refer to a team",
        "Refer",
        metadata,
        b.text_input("person", "Who", initial=person, hint="The person's name."),
        b.text_input(
            "contact",
            "How to reach them",
            initial=draft.contact,
            optional=True,
            hint="A mail address, a handle, a link. Only the team sees it.",
        ),
        b.text_input(
            "company",
            "Company",
            initial=draft.company,
            optional=True,
            hint="Its domain, such as acme.com, or its name.",
        ),
        b.select_input("team", "Team", teams, initial=draft.team),
        b.text_input(
            "why",
            "Why",
            initial=draft.why,
            multiline=True,
            longest=2_000,
            hint="What should the team know before the first call?",
        ),
        b.select_input("origin", "Where it came from", ORIGINS, initial=draft.origin),
        b.text_input(
            "origin_detail",
            "Which one",
            initial=draft.origin_detail,
            optional=True,
            hint="Such as KubeCon EU.",
        ),
    )


def decline_form(facts: Facts) -> dict[str, Any]:
    """Asks why a team declines; the reason reaches the referrer."""
    return b.modal(
        DECLINE_FORM,
        f"Decline {number(facts)}",
        "Decline",
        str(facts["id"]),
        b.section(f"{who(facts)} was referred to {b.outside(facts['team'])}."),
        b.text_input(
            "reason", "Reason", multiline=True, longest=1_000, hint="The referrer reads this."
        ),
    )


def outcome_form(facts: Facts) -> dict[str, Any]:
    """Asks what came of a referral: one of the team's outcomes, or nothing."""
    return b.modal(
        OUTCOME_FORM,
        f"Outcome of {number(facts)}",
        "Record",
        str(facts["id"]),
        b.section(f"{who(facts)} was referred to {b.outside(facts['team'])}."),
        b.select_input("outcome", "What came of it", [*facts["outcomes"], "no outcome"]),
        b.text_input(
            "value",
            "Worth",
            optional=True,
            longest=20,
            hint="An amount such as 12000, in the currency that your team counts in.",
        ),
        b.text_input(
            "note",
            "In a few words",
            optional=True,
            multiline=True,
            longest=1_000,
            hint="The referrer reads this.",
        ),
    )


def listed(row: Facts) -> str:
    """A referral in a list."""
    return (
        f"*{number(row)}* {who(row, b.LISTED_NAME)} → {b.outside(row['team'])}"
        f" · {STATES[row['state']]} · {b.day(datetime.fromtimestamp(row['steps'][0]['at'], UTC))}"
    )


def listing(rows: Sequence[Facts]) -> b.Message:
    """Referrals, newest first, a line each."""
    told = [listed(row) for row in rows]
    nothing = 'No referrals yet. Try `/dql refer @member sales "why" from booth "KubeCon EU"`.'
    return b.message("Referrals", *b.paragraphs(b.lines(told, nothing)))
