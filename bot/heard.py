"""The app that hears Slack: its requests are timed and told by an id, and no event is too broken.

Bolt fails on an event that has not the shape of one, before any of our code is asked: unanswered,
Slack would bring it three times more and then drop it, and nobody would ever see what it was. So it
is looked at here first, and stored like the others; who reads the inbox says what is wrong with it.
"""

import logging
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from slack_bolt import App, BoltRequest, BoltResponse

from bot.services import Services
from bot.slack_payloads import Body
from bot.telling import bound
from ledger.errors import DatabaseError, LedgerError, in_words

CALLBACK: Final = "event_callback"
OF_EVENTS: Final = ("event", "event_id", "event_time")

log = logging.getLogger(__name__)

Keep = Callable[[Body], BoltResponse]


class Heard(App):
    """An app whose requests are timed, and whose log lines carry the id of their request.

    `keep` stores an event and acknowledges it.
    """

    def __init__(self, services: Services, keep: Keep, **given: Any) -> None:
        super().__init__(**given)
        self._services, self._keep = services, keep

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """As Bolt does, whichever way the request came."""
        with self._services.metrics.acks.timed(), bound(event=told_by(req.body)):
            return super().dispatch(req)

    def kept(self, body: Body) -> BoltResponse | None:
        """The answer to an event that Bolt cannot read, once it is stored; None for all others."""
        if not is_misshapen(body):
            return None
        with self._services.metrics.acks.timed(), bound(event=told_by(body)):
            log.error("an event has not the shape of one: it is kept for a person to look at")
            try:
                return self._keep(body)
            except (DatabaseError, LedgerError) as error:
                log.error("it could not be kept %s", in_words(error))
                return BoltResponse(status=503)


def told_by(body: Body) -> str:
    """What a request is called in the log: an event by Slack's id, others by a hash of theirs.

    The trigger itself opens a form for whoever shows it, so it is not told. "" where there is none.
    """
    given, trigger = body.get("event_id"), body.get("trigger_id")
    if isinstance(given, str) and given:
        return given
    if not isinstance(trigger, str):
        return ""
    return sha256(trigger.encode("utf-8", "replace")).hexdigest()[:12]


def is_misshapen(body: Body) -> bool:
    """Whether it was meant as an event, and yet Bolt would not know which, or would fail on it."""
    is_callback, event = body.get("type") == CALLBACK, body.get("event")
    if not is_callback and not any(name in body for name in OF_EVENTS):
        return False
    is_one = is_callback and isinstance(event, dict) and isinstance(event.get("type"), str)
    return not is_one or not _can_be_read(body)


def _can_be_read(body: Body) -> bool:
    """Asked of Bolt itself: it looks for people and places in many corners of an event."""
    try:
        BoltRequest(body=body, mode="socket_mode")
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
    return True
