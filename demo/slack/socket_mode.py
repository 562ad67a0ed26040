"""Socket Mode: envelopes out over websockets, acks back, and again what nobody acked.

Why one coroutine an envelope: its whole life (wait for a socket, send, wait for the ack, send
again) then reads downward in one function. Acks are matched by envelope, whichever socket they
come by, since a client that is asked to reconnect acks on its new socket.
"""

import asyncio
import json
import logging
import random
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.websockets import WebSocket, WebSocketDisconnect

from demo.serve import reset_connection
from demo.slack.model import Json

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Switchboard:
    """The sockets of one app, and the envelopes that wait for an ack.

    `redelivery` gives the pauses, in seconds, before each further try of an event; Slack's own
    are (0, 60, 300). With `keep` false, events are lost while no socket is open.
    """

    def __init__(
        self,
        changed: threading.Condition,
        *,
        ack_seconds: float,
        redelivery: Sequence[float],
        keep: bool,
    ) -> None:
        self._changed = changed
        self._ack_seconds, self._redelivery, self._keep = ack_seconds, redelivery, keep
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connected = asyncio.Event()
        self._tickets: set[str] = set()
        self._numbers = count(1)
        self._awaited: dict[str, asyncio.Future[Json]] = {}
        self.sockets: list[WebSocket] = []
        self.outstanding = 0
        self.acked: list[Json] = []
        self.abandoned: list[Json] = []

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """Belongs to the server's loop while that runs."""
        self._loop = asyncio.get_running_loop()
        yield
        self._loop = None

    def ticket(self) -> str:
        """A permit for one websocket."""
        ticket = f"rehearsal-{next(self._numbers)}"
        self._tickets.add(ticket)
        return ticket

    def publish(self, envelope: Json, copies: int = 1) -> None:
        """Deliver an event, from any thread, until it is acked or given up.

        More `copies` than one, of the same envelope, are sent at the first try.
        """
        with self._changed:
            self.outstanding += 1
        self._run(self._deliver(envelope, copies)).add_done_callback(_report)

    def ask(self, envelope: Json, on_ack: Callable[[Json], T]) -> T | str:
        """Deliver an interaction once and wait for its ack; from any thread but the loop's.

        Returns what `on_ack` made of the ack's payload, else `operation_timeout`, or
        `dispatch_failed` where no socket was open. `on_ack` runs in the loop, so that what the
        app does after its ack finds the ack's effect done.
        """
        answer: T | str = self._run(self._ask(envelope, on_ack)).result()
        return answer

    def refresh(self) -> None:
        """Tell every client to reconnect, as Slack does every few hours."""
        self._run(self._send_refresh()).result()

    def drop(self) -> None:
        """Break every socket without a word."""
        self._run(self._break_all()).result()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        if self._loop is None:
            work.close()
            raise RuntimeError("the workspace is not being served: use it inside open_workspace()")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _deliver(self, envelope: Json, copies: int) -> None:
        acked = self._expect(envelope)
        try:
            for attempt, pause in enumerate((0.0, *self._redelivery)):
                if attempt:
                    await asyncio.wait({acked}, timeout=pause)
                if acked.done() or not (self._keep or self.sockets):
                    break
                reason = {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
                for _ in range(1 if attempt else copies):
                    await self._send(envelope | reason)
                await asyncio.wait({acked}, timeout=self._ack_seconds)
        finally:
            self._settle(envelope, acked)

    def _settle(self, envelope: Json, acked: asyncio.Future[Json]) -> None:
        self._awaited.pop(envelope["envelope_id"], None)
        with self._changed:
            (self.acked if acked.done() else self.abandoned).append(envelope["payload"])
            self.outstanding -= 1
            self._changed.notify_all()

    async def _ask(self, envelope: Json, on_ack: Callable[[Json], T]) -> T | str:
        acked, sent = self._expect(envelope), False
        try:
            async with asyncio.timeout(self._ack_seconds):
                await self._send(envelope)
                sent = True
                payload = await acked
        except TimeoutError:
            return "operation_timeout" if sent else "dispatch_failed"
        finally:
            self._awaited.pop(envelope["envelope_id"], None)
        return on_ack(payload)

    def _expect(self, envelope: Json) -> asyncio.Future[Json]:
        acked: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._awaited[envelope["envelope_id"]] = acked
        return acked

    async def _send(self, frame: Json) -> None:
        """Send by any one socket, waiting until there is one that takes it."""
        while True:
            await self._connected.wait()
            socket = random.choice(self.sockets)  # noqa: S311  (Slack's own choice is as idle)
            try:
                await socket.send_text(json.dumps(frame))
            except (WebSocketDisconnect, RuntimeError):
                self._forget(socket)
            else:
                return

    async def _send_refresh(self) -> None:
        frame = {"type": "disconnect", "reason": "refresh_requested", "debug_info": {}}
        for socket in list(self.sockets):
            await socket.send_text(json.dumps(frame))

    async def _break_all(self) -> None:
        for socket in list(self.sockets):
            self._forget(socket)
            reset_connection(socket.scope)

    async def serve(self, socket: WebSocket) -> None:
        """One websocket, from its ticket to its end."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close()
            return
        self._tickets.remove(ticket)
        await socket.accept()
        hello = {"type": "hello", "num_connections": len(self.sockets) + 1}
        await socket.send_text(json.dumps(hello | {"connection_info": {}, "debug_info": {}}))
        self._admit(socket)
        try:
            async for text in socket.iter_text():
                self._received(text)
        finally:
            self._forget(socket)

    def _admit(self, socket: WebSocket) -> None:
        with self._changed:
            self.sockets.append(socket)
            self._connected.set()
            self._changed.notify_all()

    def _forget(self, socket: WebSocket) -> None:
        with self._changed:
            if socket in self.sockets:
                self.sockets.remove(socket)
            if not self.sockets:
                self._connected.clear()
            self._changed.notify_all()

    def _received(self, text: str) -> None:
        try:
            ack = json.loads(text)
            waiting = self._awaited.get(ack["envelope_id"])
        except (ValueError, KeyError, TypeError):
            logger.warning("the app sent a frame that is no ack: %.200s", text)
            return
        if waiting and not waiting.done():
            waiting.set_result(ack.get("payload") or {})


def _report(delivery: Future[None]) -> None:
    if not delivery.cancelled() and delivery.exception():
        logger.error("an event could not be delivered", exc_info=delivery.exception())
