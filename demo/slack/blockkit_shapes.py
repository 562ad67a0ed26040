"""Block Kit's limits as one table: what each block and element holds, and how much of it.

Figures: Slack's Block Kit reference (of charts, its page on the data visualization block), and
the limits file of the slackblocks library.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

PLAIN = ("plain_text",)
ANY_TEXT = ("plain_text", "mrkdwn")
SELECTS = tuple(
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
)
PICKERS = ("datepicker", "timepicker", "datetimepicker")
CHOICES = ("checkboxes", "radio_buttons")
INPUTS = ("plain_text_input", "number_input", "email_text_input", "url_text_input")
ACTION_ELEMENTS = ("button", "overflow", "workflow_button", *SELECTS, *PICKERS, *CHOICES)
INPUT_ELEMENTS = (*SELECTS, *PICKERS, *CHOICES, *INPUTS, "rich_text_input", "file_input")
MESSAGE_BLOCKS = (
    *("section", "header", "divider", "image", "context", "actions", "input", "rich_text"),
    *("video", "file", "markdown", "table", "data_table", "data_visualization"),
    *("context_actions", "card", "carousel", "container", "plan", "task_card"),
)
VIEW_BLOCKS = MESSAGE_BLOCKS[:9]
BLOCKS_ON = {"message": MESSAGE_BLOCKS, "modal": (*VIEW_BLOCKS, "alert"), "home": VIEW_BLOCKS}
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_OF_A_KIND = {"table": 1, "data_visualization": 2}
MOST_MARKDOWN = 12_000


@dataclass(frozen=True)
class Part:
    """A nested object: which types may stand there, and, for text objects, how long it may be."""

    of: tuple[str, ...]
    most: int = 3000


@dataclass(frozen=True)
class Items:
    """A list: how many, of what, and, for text objects, how long each may be."""

    most: int
    of: tuple[str, ...]
    text: int = 3000


@dataclass(frozen=True)
class Shape:
    """What one kind of object holds: nested objects, strings (most characters), and lists."""

    parts: Mapping[str, Part] = field(default_factory=dict)
    strings: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, Items] = field(default_factory=dict)
    required: tuple[str, ...] = ()


_CONFIRM = Part(("confirm",))
_PLACEHOLDER = {"placeholder": Part(PLAIN, 150), "confirm": _CONFIRM}
_ACTION = {"action_id": 255}
_OPTIONS = {"options": Items(100, ("option",)), "option_groups": Items(100, ("option_group",))}
_CHOICE = Shape(
    parts={"confirm": _CONFIRM},
    strings=_ACTION,
    lists={"options": Items(10, ("option",))},
    required=("options",),
)
_FIELD = Shape(parts=_PLACEHOLDER, strings=_ACTION)

_OBJECTS = {
    "confirm": Shape(
        parts={
            "title": Part(PLAIN, 100),
            "text": Part(ANY_TEXT, 300),
            "confirm": Part(PLAIN, 30),
            "deny": Part(PLAIN, 30),
        },
        required=("title", "text", "confirm", "deny"),
    ),
    "option": Shape(
        parts={"text": Part(ANY_TEXT, 75), "description": Part(ANY_TEXT, 75)},
        strings={"value": 150, "url": 3000},
        required=("text", "value"),
    ),
    "option_group": Shape(
        parts={"label": Part(PLAIN, 75)},
        lists={"options": Items(100, ("option",))},
        required=("label", "options"),
    ),
    "chart": Shape(
        lists={"segments": Items(6, ("point",)), "series": Items(6, ("series",))},
    ),
    "series": Shape(
        strings={"name": 20}, lists={"data": Items(20, ("point",))}, required=("name", "data")
    ),
    "point": Shape(strings={"label": 20}, required=("label", "value")),
}
UNTYPED = frozenset(_OBJECTS)

_ELEMENTS = {
    "button": Shape(
        parts={"text": Part(PLAIN, 75), "confirm": _CONFIRM},
        strings={**_ACTION, "value": 2000, "url": 3000},
        required=("text",),
    ),
    "workflow_button": Shape(
        parts={"text": Part(PLAIN, 75)}, strings=_ACTION, required=("text", "workflow")
    ),
    "overflow": Shape(
        parts={"confirm": _CONFIRM},
        strings=_ACTION,
        lists={"options": Items(5, ("option",))},
        required=("options",),
    ),
    **dict.fromkeys(CHOICES, _CHOICE),
    **dict.fromkeys((*SELECTS, *PICKERS, *INPUTS, "rich_text_input", "file_input"), _FIELD),
    **dict.fromkeys(
        ("static_select", "multi_static_select"),
        Shape(parts=_PLACEHOLDER, strings=_ACTION, lists=_OPTIONS),
    ),
    "plain_text_input": Shape(parts=_PLACEHOLDER, strings={**_ACTION, "initial_value": 3000}),
}

_BLOCKS = {
    **dict.fromkeys((*MESSAGE_BLOCKS, "alert"), Shape(strings={"block_id": 255})),
    "section": Shape(
        parts={"text": Part(ANY_TEXT), "accessory": Part(("image", *ACTION_ELEMENTS))},
        strings={"block_id": 255},
        lists={"fields": Items(10, ANY_TEXT, text=2000)},
    ),
    "header": Shape(
        parts={"text": Part(PLAIN, 150)}, strings={"block_id": 255}, required=("text",)
    ),
    "context": Shape(
        strings={"block_id": 255},
        lists={"elements": Items(10, ("image", *ANY_TEXT))},
        required=("elements",),
    ),
    "actions": Shape(
        strings={"block_id": 255},
        lists={"elements": Items(25, ACTION_ELEMENTS)},
        required=("elements",),
    ),
    "input": Shape(
        parts={
            "label": Part(PLAIN, 2000),
            "hint": Part(PLAIN, 2000),
            "element": Part(INPUT_ELEMENTS),
        },
        strings={"block_id": 255},
        required=("label", "element"),
    ),
    "image": Shape(
        parts={"title": Part(PLAIN, 2000)},
        strings={"block_id": 255, "image_url": 3000, "alt_text": 2000},
        required=("alt_text",),
    ),
    "markdown": Shape(strings={"text": MOST_MARKDOWN}, required=("text",)),
    "data_visualization": Shape(
        parts={"chart": Part(("chart",))},
        strings={"block_id": 255, "title": 50},
        required=("title", "chart"),
    ),
}

SHAPES: Mapping[str, Shape] = {**_OBJECTS, **_ELEMENTS, **_BLOCKS}

VIEW = Shape(
    parts={"title": Part(PLAIN, 24), "submit": Part(PLAIN, 24), "close": Part(PLAIN, 24)},
    strings={"private_metadata": 3000, "callback_id": 255, "external_id": 255},
    required=("type", "blocks"),
)
