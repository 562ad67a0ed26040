"""A file that was asked for goes to whoever asked, in their direct messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.answers import Asker
from bot.services import Services
from bot.views.blocks import Message
from bot.views.company_forms import line
from ledger import notices


def send(
    services: Services,
    asker: Asker,
    now: datetime,
    of: str,
    name: str,
    arguments: Mapping[str, Any],
) -> Message:
    """Queues the file that the maker `of` makes of these arguments; what whoever asked hears."""
    facts = {"of": of, "name": name, "title": name, "alt": "A table, a line each", **arguments}
    key = f"file:{of}:{asker.request}"  # by nobody's id: a key is never cleared
    with services.ledger.write() as session:
        notices.queue(session, key, notices.FILE, asker.user_id, facts, now, operation=notices.FILE)
    services.wake()
    return line(f"`{name}` is on its way to your direct messages with me.")
