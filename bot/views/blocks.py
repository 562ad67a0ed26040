"""Slack's blocks, cut to its limits; the texts in them come from `bot.views.texts`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.views.texts import cut as cut
from bot.views.texts import day as day
from bot.views.texts import escape as escape
from bot.views.texts import is_member as is_member
from bot.views.texts import lines as lines
from bot.views.texts import link as link
from bot.views.texts import moment as moment
from bot.views.texts import outside as outside
from bot.views.texts import plural as plural
from bot.views.texts import points as points
from bot.views.texts import worth as worth

Block = dict[str, Any]

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
