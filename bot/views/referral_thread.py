"""What is said of a referral's life: in its card's thread, to the referrer, to who was too late."""

from datetime import UTC, datetime
from typing import Final

from bot.views import blocks as b
from bot.views.referral import STATES, Facts, about, by, number, when, who
from bot.views.referral_card import SNOOZE, corrected, deciding, did, linked

LATER: Final = (("in a week", 7), ("in a month", 30))


def reply(facts: Facts) -> b.Message:
    """The newest step, in the thread of the card."""
    step = facts["steps"][-1]
    line = _said_here(facts, step)
    return b.message(f"{number(facts)}: {line}", b.section(line), *_quoted(step))


def news(facts: Facts) -> b.Message:
    """The newest step, to the referrer."""
    step, team = facts["steps"][-1], b.outside(facts["team"])
    done = {
        "made": f"is with {team}",
        "accepted": f"was accepted by {team}",
        "declined": f"was declined by {team}",
        "asked": f"has a question from {team}",
        "handed on": f"was handed to {team}, who answer next",
        "outcome": f"led to an outcome, *{did(step)}*, says {team}",
        "no outcome": f"led to nothing, says {team}",
        "reopened": f"was reopened by {team}, who answer next",
        "corrected": f"counts as {_put_right(facts)}: {team} corrected the outcome",
        "withdrawn": f"was taken back and is no longer with {team}",
    }[step["step"]]
    whose = "" if step["step"] == "made" else f" ({by(step)})"
    rows = [b.section(f"{number(facts)}: {who(facts)} {done}{whose}"), *_quoted(step)]
    if astray := _astray(facts):
        rows.append(b.section(astray))
    if where := _where_to_look(facts, step):
        rows.append(b.context(where))
    return b.message(f"{number(facts)} {done}", *rows)


def reminder(facts: Facts) -> b.Message:
    """To the team, in the card's thread, that somebody waits for it."""
    since = b.day(datetime.fromtimestamp(facts["since"], UTC))
    if facts["state"] == "open":
        line = f"{number(facts)}: {who(facts)} has waited for an answer since {since}."
    else:
        accepted = next(one for one in reversed(facts["steps"]) if one["step"] == "accepted")
        line = f"{by(accepted)}, what came of {number(facts)}, {who(facts)}? Accepted {since}."
    return b.message(line, b.section(line), b.actions(*deciding(facts), _snooze(facts)))


def waiting(facts: Facts) -> b.Message:
    """To the referrer, that the team was reminded."""
    since = b.day(datetime.fromtimestamp(facts["since"], UTC))
    line = (
        f"{number(facts)}: {who(facts)} has waited for an answer from {b.outside(facts['team'])} "
        f"since {since}. I have reminded them."
    )
    return b.message(line, b.section(line))


def already(facts: Facts) -> b.Message:
    """To somebody who came too late, or too early: what stands, who did it, and when."""
    last = next(one for one in reversed(facts["steps"]) if one["step"] != "asked")
    what = {
        "made": f"was handed to {b.outside(facts['team'])} and not accepted yet",
        "handed on": f"was already handed to {b.outside(last['team'] or facts['team'])}",
        "outcome": f"already has an outcome, {did(last)}",
        "corrected": f"was changed in the meantime. {did(last)}",
        "reopened": "was reopened, and not accepted yet",
        "no outcome": "was already closed without an outcome",
        "withdrawn": "was already taken back",
    }.get(last["step"], f"was already {last['step']}")
    line = f"{number(facts)} {what} ({by(last)}, {when(last)})."
    return b.message(line, b.section(line))


def gone() -> b.Message:
    """To somebody who pressed on a referral that is not there."""
    line = "This referral is gone."
    return b.message(line, b.section(line))


def before_restore(called: str, restored: datetime | None, command: str) -> b.Message:
    """To somebody who pressed on what a restore took away; `command` makes it anew.

    Of a restore by an earlier version it is not known when it was.
    """
    when = f" ({b.moment(restored)})" if restored else ""
    line = (
        f"This is of before the ledger was restored from a backup{when}, and that "
        f"{called} is no longer known, so I changed nothing. If it still matters, make it again: "
        f"`{command}`."
    )
    return b.message(line, b.section(line))


def snoozed(referral_id: int, until: str) -> b.Message:
    """To whoever snoozed a referral."""
    line = f"Nobody is reminded of DQL-{referral_id} before {until}."
    return b.message(line, b.section(line))


def closed(referral_id: int, state: str) -> b.Message:
    """To whoever snoozed what nobody is reminded of."""
    line = f"Nobody is reminded of DQL-{referral_id} any more: {STATES[state]}."
    return b.message(line, b.section(line))


def _said_here(facts: Facts, step: Facts) -> str:
    whom = by(step)
    if step["step"] == "asked":
        return f"{by(facts['steps'][0])}, {whom} asks about {who(facts)}. Please answer here."
    return {
        "accepted": f"{whom} accepted it.",
        "declined": f"{whom} declined it.",
        "handed on": f"{whom} handed it to {b.outside(facts['team'])}.",
        "outcome": f"{whom} recorded an outcome: *{did(step)}*.",
        "no outcome": f"{whom} closed it: nothing came of it.",
        "reopened": f"{whom} reopened it: it waits for an answer again.",
        "corrected": f"{whom} corrected the outcome: {_put_right(facts)}.",
        "withdrawn": f"{whom} took it back.",
    }[step["step"]]


def _put_right(facts: Facts) -> str:
    """A correction in words; nothing where the newest step is none."""
    return corrected(facts) if facts["steps"][-1]["step"] == "corrected" else ""


def _quoted(step: Facts) -> list[b.Block]:
    """What was written to a step, and its link."""
    note, link = step["note"], linked(step)
    said = [b.section(f">{b.outside(note, 2_000)}")] if note else []
    return [*said, b.context(link)] if link else said


def _astray(facts: Facts) -> str:
    """What to do where the card did not get to the team's own channel; nothing where it did."""
    landed = facts.get("landed")
    if not landed or not landed["astray"]:
        return ""
    team, meant = b.outside(facts["team"]), b.outside(facts["channel"] or "the leads channel")
    if not landed["channel"]:
        return (
            f":warning: I could not show {team} the card, in {meant} or elsewhere: please tell "
            "them yourself. `leadlight doctor` says what is wrong to whoever runs me."
        )
    return (
        f":warning: The card is in <#{landed['channel']}>, for there is no {meant}, or I am not in "
        f"it. Please tell {team} to look there. Once {meant} is there and somebody has typed "
        "`/invite @leadlight` in it, the next cards go there."
    )


def _where_to_look(facts: Facts, step: Facts) -> str:
    thread = facts.get("thread", "")
    if step["step"] == "asked":
        here = b.link(thread, "its thread") if thread else "the thread of its card"
        return f"Please answer in {here}, or write to {by(step)}."
    return b.link(thread, "See the card") if thread else ""


def _snooze(facts: Facts) -> b.Block:
    return {
        "type": "static_select",
        "action_id": SNOOZE,
        "placeholder": b.plain("Remind me …", b.BUTTON_TEXT),
        "options": [
            {"text": b.plain(text, b.OPTION_TEXT), "value": f"{about(facts)}:{days}"}
            for text, days in LATER
        ],
    }
