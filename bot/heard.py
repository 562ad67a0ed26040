"""The app that hears Slack: its requests are timed and told by an id, and no event is too broken.

Events pass Bolt by. Nearly all are only stored, and for that Bolt would build a request and ask
every listener, longer than the ledger needs: in a burst Slack would not wait for it. And it fails
on an event that has not the shape of one, before any of our code is asked: unanswered, Slack would
bring it three times more and then drop it, and nobody would ever see what it was. Such a one is
stored like the others; who reads the inbox says what is wrong with it.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from hashlib import sha256
from time import perf_counter
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse

from bot.keeping import Keeping, there
from bot.services import Services
from bot.slack_payloads import Body, is_event, is_misshapen
from bot.telling import bound

Shown = Mapping[str, Callable[[Body], None]]  # by the event's type; given the event itself

log = logging.getLogger(__name__)


class Heard(App):
    """An app whose requests are timed, and whose log lines carry the id of their request.

    `keep` takes every event; `shown` says, by its type, what somebody is shown when one comes.
    """

    def __init__(self, services: Services, keep: Keeping, shown: Shown, **given: Any) -> None:
        super().__init__(**given)
        self._acks, self._keep, self._shown = services.metrics.acks, keep, shown

    def hear(self, body: Body) -> Future[BoltResponse]:
        """The answer to a request, whichever way it came; an event's, once it is stored.

        Raises:
            AttributeError, KeyError, TypeError, ValueError: it is none that Slack would send.
        """
        began = perf_counter()
        with bound(event=told_by(body)):
            answer = self._taken(body) if is_event(body) else self._asked(body)
        answer.add_done_callback(lambda _: self._acks.add(perf_counter() - began))
        return answer

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """As Bolt does; an event passes it by, whoever brings it."""
        return self.hear(req.body).result() if is_event(req.body) else super().dispatch(req)

    def settle(self) -> None:
        """Back when every event that came until now is answered."""
        self._keep.settle()

    def _asked(self, body: Body) -> Future[BoltResponse]:
        return there(super().dispatch(BoltRequest(body=body, mode="socket_mode")))

    def _taken(self, body: Body) -> Future[BoltResponse]:
        if is_misshapen(body):
            log.error("an event has not the shape of one: it is kept for a person to look at")
        elif show := self._shown.get(body["event"]["type"]):
            show(body["event"])
        return self._keep(body)


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
