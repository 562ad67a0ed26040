"""The walk over what a team sees of referrals: cards, their threads, reminders, forms of steps."""

from collections.abc import Iterator
from typing import Any

from bot.views import blocks as b
from bot.views import referral_steps, referral_thread
from bot.views.notice_views import VIEWS
from bot.views.referral_handing import Onward, hand_on_form
from tests.bot import handed
from tests.bot.handed import REASON, STATES
from tests.builders import NOW

ASKED, HANDED = (
    handed.step("asked", note=REASON),
    handed.step("handed on", note=REASON),
)
METADATA = '{"id": 123456789, "seen": 123456789}'


def messages(name: str) -> Iterator[tuple[str, b.Message]]:
    """Everything that is said about something called `name`."""
    for state, steps in STATES.items():
        yield from lived(name, state, handed.team_referral(name, *steps, state=state))
    for last in (ASKED, {**HANDED, "team": name}):
        yield from lived(name, last["step"], handed.team_referral(name, *[last] * 40))
    reopened = handed.team_referral(name, handed.step("declined"), handed.step("reopened"))
    yield from lived(name, "reopened", reopened)
    for note in ("", REASON):
        steps = handed.step("outcome"), handed.step("corrected", name, note)
        facts = handed.team_referral(name, *steps, state="outcome")
        yield from lived(name, f"corrected {len(note)}", facts)
    yield "bare card", VIEWS["referral"](handed.bare_referral())
    yield "gone", referral_thread.gone()
    for at in (None, NOW):
        lost = referral_thread.before_restore("referral, DQL-123456789,", at, "/dql refer")
        yield f"before a restore, {at}", lost
    yield "snoozed", referral_thread.snoozed(123_456_789, "2026-12-20")
    yield "closed", referral_thread.closed(123_456_789, "declined")


def lived(name: str, case: str, facts: handed.Facts) -> Iterator[tuple[str, b.Message]]:
    """What is shown and said of a referral as it stands."""
    away = {"is_here": False, "shown_to": name}
    yield f"card {case}", VIEWS["referral"](facts)
    yield f"card {case}, handed on", VIEWS["referral"]({**facts, **away})
    yield f"news {case}", VIEWS["referral_news"](facts)
    yield f"too late {case}", referral_thread.already(facts)
    if len(facts["steps"]) > 1:
        yield f"thread {case}", VIEWS["referral_thread"](facts)
    if facts["state"] in ("open", "accepted"):
        yield f"reminder {case}", VIEWS["referral_reminder"](facts)
        yield f"waiting {case}", VIEWS["referral_waiting"](facts)


def forms(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every form, filled with `name`."""
    for many in (1, 500):
        facts = {
            **handed.referral(name),
            "outcomes": [name] * many,
            "others": [name] * many,
        }
        yield f"decline {many}", referral_steps.decline_form(facts, METADATA)
        yield f"ask {many}", referral_steps.ask_form(facts, METADATA)
        came = handed.step("outcome", note=name)
        said = {**facts, "came": came, "steps": [came]}
        yield f"correction of {many}", referral_steps.correct_form(said, METADATA)
        yield f"outcome of {many}", referral_steps.outcome_form(facts, METADATA)
        hopes = {name: REASON}
        yield f"hand on to {many}", hand_on_form(facts, METADATA, {})
        onward = Onward(name, name, "not asked", True, name, handed.referral(name))
        yield f"hand on to {many} again", hand_on_form(facts, METADATA, hopes, onward)
