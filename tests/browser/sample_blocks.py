"""Blocks of every kind that the page draws, as an app writes them."""

import zlib
from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str, **held: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **held}


def button(text: str, action: str, value: str = "1", **held: Any) -> Json:
    held = {"action_id": action, "value": value, **held}
    return {"type": "button", "text": plain(text), **held}


def option(value: str, **held: Any) -> Json:
    return {"text": plain(value.title()), "value": value, **held}


def options(*values: str) -> list[Json]:
    return [option(value) for value in values]


def entry(block: str, kind: str, **element: Any) -> Json:
    """An input block; the block's own keys go by an underscore."""
    own: Json = {name[1:]: element.pop(name) for name in list(element) if name.startswith("_")}
    inner: Json = {"type": kind, "action_id": "value", **element}
    label = plain(block.capitalize())
    return {"type": "input", "block_id": block, "label": label, "element": inner, **own}


TEAMS = options("sales", "product", "marketing")
CONFIRM = {
    "title": plain("Are you sure?"),
    "text": mrkdwn("*Sam* will be told."),
    "confirm": plain("Yes, drop it"),
    "deny": plain("Keep it"),
    "style": "danger",
}


def every_field() -> list[Json]:
    return [
        entry("why", "plain_text_input", multiline=True, max_length=40, _hint=plain("In a line.")),
        entry("note", "plain_text_input", placeholder=plain("Anything else"), _optional=True),
        entry("team", "static_select", options=TEAMS, placeholder=plain("Choose a team")),
        entry("who", "users_select", _optional=True),
        entry("room", "channels_select", _optional=True),
        entry("company", "external_select", min_query_length=2, _optional=True),
        entry("tags", "multi_static_select", options=TEAMS, max_selected_items=2, _optional=True),
        entry("people", "multi_users_select", _optional=True),
        entry("kinds", "checkboxes", options=options("call", "mail"), _optional=True),
        entry("heat", "radio_buttons", options=options("cold", "warm"), _optional=True),
        entry("day", "datepicker", initial_date="2026-11-20", _optional=True),
        entry("seats", "number_input", is_decimal_allowed=False, min_value="1", _optional=True),
        entry("mail", "email_text_input", _optional=True),
    ]


def form(title: str = "Refer a company", *blocks: Json, **held: Any) -> Json:
    shown: Json = {"title": plain(title), "submit": plain("Refer"), "close": plain("Cancel")}
    shown |= {"type": "modal", "callback_id": "form", "notify_on_close": True}
    return {**shown, "blocks": list(blocks) or every_field(), **held}


CHART: Json = {
    "type": "data_visualization",
    "title": "Companies by level",
    "chart": {
        "type": "bar",
        "axis_config": {
            "categories": ["2 Nov", "9 Nov", "16 Nov", "23 Nov"],
            "x_label": "Week of",
            "y_label": "Companies",
        },
        "series": [
            {
                "name": name,
                "data": [
                    {"label": week, "value": value}
                    for week, value in zip(
                        ("2 Nov", "9 Nov", "16 Nov", "23 Nov"), values, strict=True
                    )
                ],
            }
            for name, values in {
                "OQL1": (14, 16, 15, 19),
                "OQL2": (6, 7, 9, 8),
                "OQL3": (1, 1, 2, 4),
            }.items()
        ],
    },
}


def charted(kind: str) -> Json:
    return {**CHART, "chart": {**CHART["chart"], "type": kind}}


PIE = {
    "type": "data_visualization",
    "title": "Referrals by outcome",
    "chart": {
        "type": "pie",
        "segments": [
            {"label": label, "value": value}
            for label, value in {"won": 5, "lost": 3, "open": 9, "declined": 1}.items()
        ],
    },
}


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


TABLE = {
    "type": "table",
    "block_id": "table",
    "column_settings": [{}, {"align": "right"}, {"is_wrapped": True}],
    "rows": [
        [cell("Company"), cell("Points"), cell("Why")],
        [cell("Lumen Freight"), cell("82.5"), cell("Pull requests, docs and weekly installs")],
        [cell("Harbor Cloud"), cell("41"), cell("Installs")],
    ],
}
DATA_TABLE = {
    "type": "data_table",
    "block_id": "pages",
    "caption": "All companies",
    "page_size": 3,
    "rows": [[cell("Company"), cell("Points")]]
    + [[cell(f"Company {n}"), {"type": "raw_number", "value": n}] for n in range(1, 6)],
}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Rich, "},
                {"type": "text", "text": "bold", "style": {"bold": True}},
                {"type": "text", "text": " and "},
                {"type": "link", "url": "https://docs.lantern.example", "text": "linked"},
                {"type": "emoji", "name": "tada"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
                for words in ("Read", "Write")
            ],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "pip install"}]},
    ],
}


def card() -> list[Json]:
    menu = {"type": "overflow", "action_id": "overflow", "options": options("snooze", "mute")}
    return [
        {"type": "header", "text": plain("Lumen Freight reached OQL3")},
        section(
            "*Lumen Freight* (lumenfreight.example) has 82.5 points in 30 days.", accessory=menu
        ),
        section("`██████░░░░` Docs: *20* of 30\n`██████████` Downloads: *20* of 20 (cap reached)"),
        {
            "type": "section",
            "fields": [mrkdwn("*People*\n7 in 90 days"), mrkdwn("*Since*\n16 Nov 2026")],
        },
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("Rules `points.toml` · <https://a.example|why>")]},
        {
            "type": "actions",
            "block_id": "deeds",
            "elements": [
                button("Refer to sales", "refer", style="primary"),
                button("Slow", "slow"),
                button("Drop", "drop", style="danger", confirm=CONFIRM),
                {"type": "static_select", "action_id": "team", "options": TEAMS},
            ],
        },
    ]


def png(width: int = 96, height: int = 40) -> bytes:
    """A picture of two colours, written by hand."""

    def chunk(kind: bytes, held: bytes) -> bytes:
        summed = zlib.crc32(kind + held)
        return len(held).to_bytes(4, "big") + kind + held + summed.to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    row = b"\0" + b"\x0b\x7a\x75" * (width // 2) + b"\xf2\xb5\x44" * (width - width // 2)
    pixels = zlib.compress(row * height)
    head = chunk(b"IHDR", size + b"\x08\x02\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
