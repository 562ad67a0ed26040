"""The card of a referral in its team's channel: it always shows the true state."""

import re
from datetime import date
from typing import Final

from bot.views import blocks as b
from bot.views.referral import STATES, Facts, about, by, came_from, number, when, who

ACCEPT, DECLINE, OUTCOME = "referral_accept", "referral_decline", "referral_outcome"
ASK, HAND_ON, SNOOZE = "referral_ask", "referral_hand_on", "referral_snooze"
REOPEN, CORRECT = "referral_reopen", "referral_correct"

SLACK_ID: Final = re.compile(r"Slack: ([UW][A-Z0-9]+)")
STEPS: Final = 12  # the newest ones; a card must not lose its buttons to a long life
RECORD: Final = {
    "accepted": "Record outcome",
    "outcome": "Record a further outcome",
    "no outcome": "Record an outcome after all",
}


def card(facts: Facts) -> b.Message:
    """What the team sees; of a referral that was handed on, where it went, and no buttons."""
    state = _state(facts)
    called = f"{number(facts)}: {who(facts)} for {b.outside(_shown_to(facts))}"
    rows: list[b.Block] = [
        b.section(called),
        b.section(f"*{state[0].upper()}{state[1:]}*"),
        b.section(f">{b.outside(facts['why'], 2_000)}"),
        b.fields(_pairs(facts)),
        *_beside(facts),
        *_life(facts),
    ]
    if buttons := _buttons(facts):
        rows.append(b.actions(*buttons))
    person = b.outside(facts["person"])
    return b.message(f"{number(facts)}: {person} for {b.outside(facts['team'])} ({state})", *rows)


def did(step: Facts) -> str:
    """A step in words: Accepted, or Customer (12,000)."""
    if step["step"] == "handed on":
        return f"Handed to {b.outside(step['team'])}"
    if step["step"] == "asked":
        return "Asked the referrer"
    if step["step"] == "corrected":
        return f"Corrected to {_came_to(step) or 'no outcome'}"
    return _came_to(step).capitalize() or str(step["step"]).capitalize()


def _came_to(step: Facts) -> str:
    if not step["outcome"]:
        return ""
    worth = f" ({b.worth(step['value'] / 100)})" if step["value"] else ""
    return b.outside(step["outcome"], b.LISTED_NAME) + worth


def corrected(facts: Facts) -> str:
    """What the newest step put right: opportunity (9,000), no longer customer."""
    *before, step = facts["steps"]
    stood: list[Facts] = []
    for one in before:
        if one["step"] == "corrected":
            stood.pop()
        if one["outcome"]:
            stood.append(one)
    was = stood.pop() if stood else None
    now = _came_to(step) or (f"{_came_to(stood[-1])} again" if stood else "no outcome")
    if was is None:
        return now
    if now == _came_to(was):
        return f"{now} still, with another note"
    differs = was["outcome"] != step["outcome"]
    return f"{now}, no longer {b.outside(was['outcome']) if differs else _came_to(was)}"


def linked(step: Facts) -> str:
    """The link that was given with a step; a card of before has none."""
    return b.link(step["link"], "link") if step.get("link") else ""


def _state(facts: Facts) -> str:
    state = STATES[facts["state"]]
    if facts.get("is_here", True):
        return state
    return f"now with {b.outside(facts['team'])}: {state}"


def _shown_to(facts: Facts) -> str:
    return str(facts.get("shown_to") or facts["team"])


def _pairs(facts: Facts) -> dict[str, str]:
    pairs = {"From": came_from(facts)}
    if facts.get("link"):
        pairs["Link"] = b.link(facts["link"], "what it is about")
    if facts["company"]:
        pairs["Company"] = f"{b.outside(facts['company'])} · {_standing(facts)}"
    if reached := _reached(facts):
        pairs["Contact"] = reached
    if facts.get("consent"):
        pairs["Agreed to be contacted"] = b.outside(facts["consent"])
    return pairs


def _reached(facts: Facts) -> str:
    """How to reach them: what was typed, and the mention; a bare Slack id is one."""
    member = SLACK_ID.fullmatch(facts["contact"])
    typed = f"<@{member[1]}>" if member else b.outside(facts["contact"])
    mentioned = f"<@{facts['mention']}>" if facts.get("mention") else ""
    return " · ".join(dict.fromkeys(filter(None, (typed, mentioned))))


def _standing(facts: Facts) -> str:
    """The level at the handoff, and today's where it is another."""
    then, today = facts["level"], facts.get("today")
    level = "no level yet" if then == "none" else str(then)
    if today is None:
        return level
    people = b.plural(today["people"], "known person", "known people")
    moved = "" if today["level"] == then else f", {today['level']} today"
    return f"{level} at the handoff{moved} · {b.points(today['points'])} points, {people}"


def _beside(facts: Facts) -> list[b.Block]:
    """What the person did in public, and what the team wants asked."""
    rows = []
    if deeds := facts.get("deeds"):
        told = [f"{b.link(one['url'], one['title'])} ({_day(one['day'])})" for one in deeds]
        shown = [b.mrkdwn(one, b.FIELD_TEXT) for one in ("Last seen with", *told)]
        rows.append({"type": "context", "elements": shown})
    questions = facts.get("questions") if facts.get("is_here", True) else ()
    if questions:
        asked = " ".join(f"{n}. {b.outside(one, 300)}" for n, one in enumerate(questions, 1))
        rows.append(b.context(f"To ask: {asked}"))
    return rows


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d %b}".lstrip("0")


def _life(facts: Facts) -> list[b.Block]:
    """Its steps, the newest of them where there are many."""
    made, *later = facts["steps"]
    rows = [b.context(f"Referred by {by(made)} {when(made)}")]
    if len(later) > STEPS:
        rows.append(b.context(f"… and {b.plural(len(later) - STEPS, 'step')} before these"))
    for step in later[-STEPS:]:
        said = [f"*{did(step)}* by {by(step)} {when(step)}", linked(step)]
        # The note comes last: a line that is too long loses its end.
        note = f": {b.outside(step['note'], 500)}" if step["note"] else ""
        rows.append(b.context(" · ".join(filter(None, said)) + note))
    return rows


def _buttons(facts: Facts) -> list[b.Block]:
    """What the team can do now."""
    value, state = about(facts), facts["state"]
    if not facts.get("is_here", True):
        return []
    buttons = deciding(facts)
    if state in ("open", "accepted"):
        buttons.append(b.button("Ask the referrer", ASK, value))
        if facts.get("others"):
            buttons.append(b.button("Hand to another team", HAND_ON, value))
    if state == "declined":
        buttons.append(b.button("Reopen", REOPEN, value))
    if state == "outcome":
        buttons.append(b.button("Correct the outcome", CORRECT, value))
    return buttons


def deciding(facts: Facts) -> list[b.Block]:
    """The buttons that settle something: an answer, or an outcome."""
    value, state = about(facts), facts["state"]
    if state == "open":
        return [
            b.button("Accept", ACCEPT, value, "primary"),
            b.button("Decline", DECLINE, value),
        ]
    if state in RECORD:
        return [b.button(RECORD[state], OUTCOME, value, "primary" if state == "accepted" else None)]
    return []
