"""Fetches what was written in a Slack channel during a gap: its messages, and replies in threads.

Slack's history of a channel leaves replies out, unless they were also sent to the channel. But the
message that opened a thread tells when it was answered last. So the history is read from some days
before the gap, and only threads that were answered since are asked for: a few calls where little
was said. Replies to what is older than those days are not found again; they carry no points.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from collectors.errors import RefusedError
from collectors.slack_client import PAGE, Client, pages
from collectors.slack_events import fault
from collectors.slack_people import Message, message
from ledger.drafts import ActivityDraft, Page, Rejected

THREADS_LIVE = timedelta(days=7)  # how far before the gap a thread may have been opened
# What one channel may answer while the others are fine.
_FAULTS = ("channel_not_found", "not_in_channel", "is_archived", "no_permission")
_GONE = "thread_not_found"  # taken back since its channel was read


def messages(
    client: Client, team: str, channel: str, name: str, cursor: str | None, now: datetime
) -> Iterator[Page]:
    """What was written since `cursor`, which moves with the last page: the newest come first.

    `name` is the cursor's. A first look yields nothing but the cursor of `now` (aware, UTC). A
    channel that cannot be read is a `Rejected`; for the rest it raises what the client raises.
    """
    if cursor is None:
        yield Page(name, _cursor(f"{now.timestamp():.6f}"))
        return
    gap = _Gap(client, team, channel, str(json.loads(cursor)["ts"]), Page(name, cursor))
    try:
        yield from gap.pages()
    except RefusedError as error:
        if error.reason not in _FAULTS:
            raise
        reason = f"Slack says {error.reason}: invite the app to it"
        yield replace(gap.empty, rejected=(Rejected(f"Slack channel {channel}", reason),))


@dataclass(frozen=True, slots=True)
class _Gap:
    """One channel since `since` (Slack's "seconds.micros"); `empty` bears the cursor's name."""

    client: Client
    team: str
    channel: str
    since: str
    empty: Page

    def pages(self) -> Iterator[Page]:
        newest, threads = self.since, list[str]()
        held = self.empty
        oldest = f"{max(float(self.since) - THREADS_LIVE.total_seconds(), 0):.6f}"
        for number, answer in enumerate(
            pages(
                lambda cursor: self.client.conversations_history(
                    channel=self.channel, cursor=cursor, oldest=oldest, limit=PAGE
                )
            )
        ):
            if number:
                yield held
            items = answer.get("messages") or ()
            held, said = self._page(items)
            newest = max([newest, *(one.ts for one in said)], key=float)
            threads += [one.ts for one in said if self._is_new(one.latest_reply)]
        for thread in threads:
            yield from self._thread(thread)
        yield replace(held, cursor=_cursor(newest))

    def _thread(self, ts: str) -> Iterator[Page]:
        try:
            for answer in pages(
                lambda cursor: self.client.conversations_replies(
                    channel=self.channel, ts=ts, cursor=cursor, oldest=self.since, limit=PAGE
                )
            ):
                yield self._page(answer.get("messages") or ())[0]
        except RefusedError as error:
            if error.reason != _GONE:
                raise

    def _page(self, items: Sequence[Any]) -> tuple[Page, list[Message]]:
        """What of it lies in the gap, and all messages that can be read."""
        said: list[Message] = []
        rejected: list[Rejected] = []
        for item in items:
            try:
                said.append(Message.model_validate(item))
            except ValidationError as error:
                if self._is_new(item.get("ts") if isinstance(item, dict) else None, unknown=True):
                    rejected.append(Rejected(f"Slack message in {self.channel}", fault(error)))
        new = (message(one, self.team, self.channel) for one in said if self._is_new(one.ts))
        drafts = tuple(one for one in new if isinstance(one, ActivityDraft))
        return replace(self.empty, drafts=drafts, rejected=tuple(rejected)), said

    def _is_new(self, ts: object, *, unknown: bool = False) -> bool:
        """Whether it lies in the gap; `unknown` where there is no such time."""
        try:
            return float(str(ts)) > float(self.since)
        except ValueError:
            return unknown


def _cursor(ts: str) -> str:
    return json.dumps({"ts": ts})
