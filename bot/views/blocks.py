"""Slack's blocks, cut to its limits, with every string from outside made harmless.

Slack parses `<!channel>` and links in what it shows as mrkdwn; only & < > can be escaped, so
strings that others wrote go through `outside` before they stand beside ours.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Block = dict[str, Any]

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>")

SECTION_TEXT = 3_000
FIELD_TEXT = 2_000
FIELDS = 10
HEADER_TEXT = 150
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TYPED = 300  # the most that a field takes, unless it says otherwise
LISTED_NAME = 80  # of a name among many, where a line is to stay a line
MESSAGE_TEXT = 4_000  # what Slack advises; it cuts at 40,000
BUTTON_TEXT = 75
OPTION_TEXT = 75
OPTIONS = 100
TITLE = 24


@dataclass(frozen=True, slots=True)
class Message:
    """A message: blocks, and the text that notifications and screen readers use."""

    text: str
    blocks: tuple[Block, ...]


def message(text: str, *blocks: Block) -> Message:
    """A message that Slack accepts: text cut, surplus blocks replaced by a line that says so."""
    kept = list(blocks)
    if len(kept) > MESSAGE_BLOCKS:
        left_out = len(kept) - MESSAGE_BLOCKS + 1
        kept = [*kept[: MESSAGE_BLOCKS - 1], context(f"and {left_out} more")]
    return Message(cut(text, MESSAGE_TEXT), tuple(kept))


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, with … where something was left out.

    A cut never ends within an entity such as `&amp;`, which would be shown as garbage.
    """
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    broken = kept.rfind("&", max(0, len(kept) - 5))
    if broken >= 0 and ";" not in kept[broken:]:
        kept = kept[:broken]
    return kept + "…"


def escape(text: str) -> str:
    """The only three characters that Slack lets one escape."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def outside(text: str, limit: int = 200) -> str:
    """A string that others wrote, on one line, cut, harmless in mrkdwn.

    A mention in it, such as `<@U123|sam>`, is shown as @sam: it would call nobody once escaped.
    """
    named = MENTION.sub(lambda found: f"@{found[2] or found[1]}", text)
    return escape(cut(" ".join(named.split()), limit))


def link(url: str, label: str) -> str:
    """A link with a label from outside; without a web address only the label."""
    shown = outside(label, 150).replace("|", "/")
    if not url.startswith(("https://", "http://")) or any(mark in url for mark in "<>| \n"):
        return shown
    return f"<{escape(url)}|{shown}>"


def moment(at: datetime) -> str:
    """A moment in the reader's own time zone."""
    fallback = at.strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def day(at: datetime) -> str:
    """The day of a moment, in the reader's own time zone."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}}|{at:%Y-%m-%d}>"


def points(hundredths: int) -> str:
    """Points for people: 1250 is `12.5`."""
    whole, rest = divmod(abs(hundredths), 100)
    sign = "-" if hundredths < 0 else ""
    return sign + (f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole))


def plural(count: int, one: str, many: str = "") -> str:
    """`1 person`, `2 people`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def header(text: str) -> Block:
    """A headline; nothing in it is parsed."""
    return {"type": "header", "text": plain(" ".join(text.split()), HEADER_TEXT)}


def section(text: str, accessory: Block | None = None) -> Block:
    """A paragraph of mrkdwn."""
    block: Block = {"type": "section", "text": mrkdwn(text, SECTION_TEXT)}
    return {**block, "accessory": accessory} if accessory else block


def paragraphs(text: str) -> list[Block]:
    """Lines of mrkdwn as paragraphs, a new one wherever the next line would not fit."""
    texts: list[str] = []
    for line in text.split("\n"):
        if texts and len(texts[-1]) + 1 + len(line) <= SECTION_TEXT:
            texts[-1] += "\n" + line
        else:
            texts.append(line)
    return [section(text) for text in texts]


def fields(pairs: Mapping[str, str]) -> Block:
    """Label and value side by side, ten at most."""
    shown = [mrkdwn(f"*{label}*\n{value}", FIELD_TEXT) for label, value in pairs.items()]
    return {"type": "section", "fields": shown[:FIELDS]}


def context(text: str) -> Block:
    """A small grey line."""
    return {"type": "context", "elements": [mrkdwn(text, FIELD_TEXT)]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def actions(*elements: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def button(text: str, action_id: str, value: str, style: str | None = None) -> Block:
    """A button that hands back `value`, a short id."""
    block: Block = {
        "type": "button",
        "text": plain(text, BUTTON_TEXT),
        "action_id": action_id,
        "value": value,
    }
    return {**block, "style": style} if style else block


def plain(text: str, limit: int) -> Block:
    """Text in which nothing is parsed."""
    return {"type": "plain_text", "text": cut(text, limit), "emoji": True}


def mrkdwn(text: str, limit: int) -> Block:
    """Text in which Slack's marks are parsed."""
    return {"type": "mrkdwn", "text": cut(text, limit)}


def lines(rows: Sequence[str], none: str, most: int = 20) -> str:
    """A list a line each, cut at `most` with the number of those left out."""
    if not rows:
        return none
    shown = [f"• {row}" for row in rows[:most]]
    if len(rows) > most:
        shown.append(f"… and {len(rows) - most} more")
    return "\n".join(shown)


def text_input(
    block_id: str,
    label: str,
    *,
    initial: str = "",
    optional: bool = False,
    multiline: bool = False,
    hint: str = "",
    longest: int = TYPED,
) -> Block:
    """A field to type in; its action id is `value`."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": multiline,
        "max_length": longest,
    }
    if initial:
        element["initial_value"] = cut(initial, longest)
    return _input(block_id, label, element, optional, hint)


def select_input(
    block_id: str, label: str, options: Sequence[str], *, initial: str = "", hint: str = ""
) -> Block:
    """A choice of one; its action id is `value`."""
    element: Block = {
        "type": "static_select",
        "action_id": "value",
        "options": [_option(text) for text in options[:OPTIONS]],
    }
    if initial in options:
        element["initial_option"] = _option(initial)
    return _input(block_id, label, element, False, hint)


def _input(block_id: str, label: str, element: Block, optional: bool, hint: str) -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, FIELD_TEXT),
        "element": element,
        "optional": optional,
    }
    return {**block, "hint": plain(hint, FIELD_TEXT)} if hint else block


def _option(text: str) -> Block:
    return {"text": plain(text, OPTION_TEXT), "value": cut(text, OPTION_TEXT)}


def modal(
    callback_id: str, title: str, submit: str, metadata: str, *blocks: Block
) -> dict[str, Any]:
    """A form; `metadata` comes back with it and holds ids, never what was typed."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE),
        "submit": plain(submit, TITLE),
        "close": plain("Cancel", TITLE),
        "private_metadata": metadata,
        "blocks": list(blocks),
    }


def notice_view(said: Message) -> dict[str, Any]:
    """A message in place of a form that was sent in."""
    return {
        "type": "modal",
        "title": plain("Leadlight", TITLE),
        "close": plain("Close", TITLE),
        "blocks": list(said.blocks) or [section(said.text)],
    }
