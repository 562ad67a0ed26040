"""Made-up drafts, short enough to be read in a table of cases."""

from datetime import UTC, datetime
from typing import Any

from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def actor(key: str = "ada", domain: str | None = None, **more: Any) -> ActorDraft:
    """A person called `key` of the source "files", with a mail address at `domain`."""
    if domain is not None:
        more["signals"] = (Signal(SignalKind.EMAIL_DOMAIN, domain), *more.get("signals", ()))
    return ActorDraft(**{"source": "files", "key": key, "handle": key, **more})


def draft(
    external_id: str = "1",
    kind: str = "download",
    at: datetime = NOW,
    who: ActorDraft | None = None,
    **more: Any,
) -> ActivityDraft:
    """An activity of "files", of `who` or of somebody without evidence."""
    values = {"source": "files", "actor": who or actor(), **more}
    return ActivityDraft(external_id=external_id, kind=kind, occurred_at=at, **values)
