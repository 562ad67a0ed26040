"""Says what Slack would refuse in a message's blocks or in a view, one line a problem.

The lines are worded and addressed as Slack's own (`must be less than 76 characters
[json-pointer:/blocks/0/text/text]`), so that what is learnt here holds there.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from demo.slack.blockkit_rules import RULES, line
from demo.slack.blockkit_shapes import (
    ANY_TEXT,
    BLOCKS_ON,
    MOST_BLOCKS,
    MOST_MARKDOWN,
    MOST_OF_A_KIND,
    SHAPES,
    UNTYPED,
    VIEW,
    Items,
    Part,
    Shape,
)

Surface = Literal["message", "modal", "home"]
_MOST_VIEW_BYTES = 250_000


def problems(blocks: object, surface: Surface = "message", at: str = "/blocks") -> list[str]:
    """What Slack would refuse in `blocks` on that surface; an empty list when nothing."""
    if not isinstance(blocks, Sequence) or isinstance(blocks, str):
        return [line("must be an array", at)]
    found: list[str] = []
    if len(blocks) > MOST_BLOCKS[surface]:
        found.append(line(f"no more than {MOST_BLOCKS[surface]} items allowed", at))
    for number, block in enumerate(blocks):
        found += _typed(block, BLOCKS_ON[surface], f"{at}/{number}", 3000)
    known = [block for block in blocks if isinstance(block, Mapping)]
    return found + _together(known, at)


def view_problems(view: object, at: str = "/view") -> list[str]:
    """What Slack would refuse in a modal or a Home tab; an empty list when nothing."""
    if not isinstance(view, Mapping):
        return [line("must be an object", at)]
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [line(f"unsupported type: {kind}", f"{at}/type")]
    found = _shaped(view, VIEW, at)
    blocks = view.get("blocks", [])
    found += problems(blocks, kind, f"{at}/blocks")
    if kind == "modal":
        found += _modal(view, at)
    if len(json.dumps(view).encode()) > _MOST_VIEW_BYTES:
        found.append(line(f"must be smaller than {_MOST_VIEW_BYTES} bytes", at))
    return found


def _modal(view: Mapping[str, Any], at: str) -> list[str]:
    found = [] if "title" in view else [line("missing required field: title", at)]
    blocks = view.get("blocks", [])
    kinds = [block.get("type") for block in blocks if isinstance(block, Mapping)]
    if "input" in kinds and not view.get("submit"):
        found.append(line("missing required field: submit (a modal with an input)", at))
    return found


def _together(blocks: Sequence[Mapping[str, Any]], at: str) -> list[str]:
    """The rules that no single block can break."""
    found = []
    ids = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    found += [line(f"block_id already exists: {name}", at) for name, n in ids.items() if n > 1]
    kinds = Counter(block.get("type") for block in blocks)
    for kind, most in MOST_OF_A_KIND.items():
        if kinds[kind] > most:
            found.append(line(f"no more than {most} {kind} blocks allowed", at))
    markdown = sum(len(str(b.get("text"))) for b in blocks if b.get("type") == "markdown")
    if markdown > MOST_MARKDOWN:
        found.append(line(f"markdown together must be less than {MOST_MARKDOWN + 1}", at))
    return found


def _typed(thing: object, allowed: Sequence[str], at: str, most: int) -> list[str]:
    """Check one object that must be of an allowed type; `most` binds a text object."""
    if not isinstance(thing, Mapping):
        return [line("must be an object", at)]
    kind = allowed[0] if allowed[0] in UNTYPED else str(thing.get("type"))
    if kind not in allowed:
        return [line(f"unsupported type: {kind}", f"{at}/type")]
    if kind in ANY_TEXT:
        return _string(thing, "text", most, at, required=True)
    found = _shaped(thing, SHAPES[kind], at)
    rule = RULES.get(kind)
    return found + (rule(thing, at) if rule else [])


def _shaped(thing: Mapping[str, Any], shape: Shape, at: str) -> list[str]:
    missing = [name for name in shape.required if thing.get(name) is None]
    found = [line(f"missing required field: {name}", at) for name in missing]
    for name, most in shape.strings.items():
        found += _string(thing, name, most, at, required=False)
    for name, part in shape.parts.items():
        found += _part(thing, name, part, at)
    for name, items in shape.lists.items():
        found += _items(thing, name, items, at)
    return found


def _part(thing: Mapping[str, Any], name: str, part: Part, at: str) -> list[str]:
    if thing.get(name) is None:
        return []
    return _typed(thing[name], part.of, f"{at}/{name}", part.most)


def _items(thing: Mapping[str, Any], name: str, items: Items, at: str) -> list[str]:
    held = thing.get(name)
    if held is None:
        return []
    at = f"{at}/{name}"
    if not isinstance(held, list | tuple):
        return [line("must be an array", at)]
    found = [] if held else [line("no fewer than 1 items allowed", at)]
    if len(held) > items.most:
        found.append(line(f"no more than {items.most} items allowed", at))
    for number, item in enumerate(held):
        found += _typed(item, items.of, f"{at}/{number}", items.text)
    ids = Counter(item.get("action_id") for item in held if isinstance(item, Mapping))
    twice = [action for action, n in ids.items() if action and n > 1]
    return found + [line(f"action_id already exists: {action}", at) for action in twice]


def _string(
    thing: Mapping[str, Any], name: str, most: int, at: str, *, required: bool
) -> list[str]:
    held = thing.get(name)
    if held is None:
        return [line(f"missing required field: {name}", at)] if required else []
    at = f"{at}/{name}"
    if not isinstance(held, str):
        return [line("must be a string", at)]
    if len(held) > most:
        return [line(f"must be less than {most + 1} characters", at)]
    return [line("must be more than 0 characters", at)] if required and not held else []
