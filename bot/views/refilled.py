"""A form that was sent in and is shown once more: what was typed stands in it, and what is wrong.

Why built from what Slack sent: whoever waited for an answer saw "one moment" in place of the form,
and with its fields Slack has forgotten what stood in them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.views import blocks as b

View = Mapping[str, Any]

# What Slack calls that which stands in a field, and how a field says what shall stand in it.
STANDS: Final = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_conversation": "initial_conversation",
}
TOLD: Final = "told."  # begins the ids of blocks that stand there until the form is sent in again
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
KEPT: Final = ("type", "callback_id", "title", "submit", "close", "private_metadata")


def refilled(
    view: View, wrong: Mapping[str, str] = NOTHING, said: b.Message | None = None
) -> dict[str, Any]:
    """The form of a view as it was sent in; `wrong` by block id, each told beneath its field.

    What is `said` of the whole of it stands at its top. What was told before is told no more.
    """
    typed = view["state"]["values"]
    fields = [one for one in view["blocks"] if not one.get("block_id", "").startswith(TOLD)]
    rows: list[b.Block] = []
    for block in fields:
        block_id = block.get("block_id", "")
        rows.append(_filled(block, typed.get(block_id, {})))
        if block_id in wrong:
            rows.append(_told(wrong[block_id], block_id))
    known = {block.get("block_id") for block in fields}
    top = [_told(text, block_id) for block_id, text in wrong.items() if block_id not in known]
    for number, block in enumerate(said.blocks if said else ()):
        top.insert(number, {**block, "block_id": f"{TOLD}{number}"})
    return {**{name: view[name] for name in KEPT if view.get(name)}, "blocks": [*top, *rows]}


def _filled(block: b.Block, typed: Mapping[str, Any]) -> b.Block:
    """A field with what was typed into it, or chosen; any other block as it is."""
    if block["type"] != "input":
        return block
    held = typed.get(block["element"]["action_id"], {})
    field = {k: one for k, one in block["element"].items() if not k.startswith("initial_")}
    stands = {name: held[said] for said, name in STANDS.items() if held.get(said)}
    return {**block, "element": field | stands}


def _told(text: str, block_id: str) -> b.Block:
    return {**b.context(f":warning: {b.outside(text)}"), "block_id": f"{TOLD}{block_id}"}
