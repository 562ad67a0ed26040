"""Tells one page what its person sees, and again whatever part of it changed, as it changes.

Server-sent events: the browser reconnects by itself, and each connection begins with everything.
"""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from demo.page.snapshot import Looking, parts
from demo.slack import Slack

# A burst of changes, such as a digest with its thread, becomes few messages; nobody sees 30 ms.
_PAUSE_SECONDS = 0.03
# Proxies and browsers drop a stream that stays silent for long.
_HEARTBEAT_SECONDS = 15.0
_RETRY = "retry: 1000\n\n"


class Live(StreamingResponse):
    """A stream that lasts until the page goes or the workspace ends."""

    def __init__(self, slack: Slack, looking: Looking) -> None:
        self._slack, self._looking = slack, looking
        self._changed = asyncio.Event()
        super().__init__(self._stream(), media_type="text/event-stream")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One page's connection."""
        loop = asyncio.get_running_loop()

        def changed() -> None:
            loop.call_soon_threadsafe(self._changed.set)

        with self._slack.workspace.changed.heard_by(changed):
            await super().__call__(scope, receive, send)

    async def _stream(self) -> AsyncIterator[str]:
        yield _RETRY
        sent: dict[str, str] = {}
        while not self._slack.workspace.closed:
            self._changed.clear()
            seen = parts(self._slack, self._looking)
            written = {name: json.dumps(part) for name, part in seen.items()}
            news = {name: part for name, part in written.items() if sent.get(name) != part}
            if news:
                yield self._event(news)
                sent = written
            await asyncio.sleep(_PAUSE_SECONDS)
            while not await self._rung():
                yield ": still here\n\n"

    async def _rung(self) -> bool:
        try:
            await asyncio.wait_for(self._changed.wait(), _HEARTBEAT_SECONDS)
        except TimeoutError:
            return False
        return True

    def _event(self, news: dict[str, str]) -> str:
        told = ", ".join(f'"{name}": {part}' for name, part in news.items())
        now = self._slack.workspace.clock()
        return f'data: {{"now": {now:.3f}, "parts": {{{told}}}}}\n\n'
