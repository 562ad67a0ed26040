"""A message as plain lines, for a terminal."""

import html
import re
from collections.abc import Callable

from bot.views.blocks import Block, Message

LINK = re.compile(r"<([^|>!@#]+)\|([^>]*)>")
PERSON = re.compile(r"<@([A-Z0-9]+)>")
DATE = re.compile(r"<!date\^\d+\^[^|>]*\|([^>]*)>")


def as_text(message: Message, name_of: Callable[[str], str] = str) -> str:
    """What the message says, a paragraph a block; buttons in brackets, people by `name_of` id."""
    lines = [line for block in message.blocks for line in _lines(block)] or [message.text]
    return PERSON.sub(lambda found: f"@{name_of(found[1])}", "\n".join(lines))


def _lines(block: Block) -> list[str]:
    kind = block["type"]
    if kind == "data_visualization":
        return []  # the sentence beside it says the same
    if kind == "divider":
        return ["─" * 40]
    if kind == "actions":
        return ["  ".join(f"[{_label(element)}]" for element in block["elements"])]
    if kind == "context":
        return [_plain(element["text"]) for element in block["elements"]]
    shown = [_plain(block["text"]["text"])] if "text" in block else []
    return shown + [
        _plain(field["text"]).replace("\n", ": ", 1) for field in block.get("fields", [])
    ]


def _label(element: Block) -> str:
    """What stands on a button, or in a select before anything is chosen."""
    return str((element.get("text") or element.get("placeholder") or {"text": "…"})["text"])


def _plain(text: str) -> str:
    """Without Slack's marks: links as label and address, dates as their fallback."""
    dated = DATE.sub(r"\1", text)
    linked = LINK.sub(r"\2 (\1)", dated)
    return html.unescape(linked).replace("*", "").replace("`", "")
