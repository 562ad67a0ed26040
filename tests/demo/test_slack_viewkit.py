"""The limit checker on whole views: modals and Home tabs."""

from typing import Any

import pytest

from demo.slack import view_problems

Json = dict[str, Any]


def plain(size: int) -> Json:
    return {"type": "plain_text", "text": "x" * size}


def section(**held: Any) -> Json:
    return {"type": "section", **held}


def entry() -> Json:
    element = {"type": "plain_text_input", "action_id": "a"}
    return {"type": "input", "label": plain(1), "element": element}


def modal(**changed: Any) -> Json:
    return {"type": "modal", "title": plain(24), "blocks": [section(text=plain(1))], **changed}


VIEWS = [
    (
        "title",
        modal(title=plain(25)),
        "must be less than 25 characters [json-pointer:/view/title/text]",
    ),
    ("close", modal(close=plain(25)), "[json-pointer:/view/close/text]"),
    ("a hundred and one", modal(blocks=[{"type": "divider"}] * 101), "no more than 100 items"),
    ("submit", modal(submit=plain(25)), "[json-pointer:/view/submit/text]"),
    ("metadata", modal(private_metadata="m" * 3001), "[json-pointer:/view/private_metadata]"),
    ("callback", modal(callback_id="c" * 256), "[json-pointer:/view/callback_id]"),
    ("input, no submit", modal(blocks=[entry()]), "missing required field: submit"),
    ("no blocks", {"type": "modal", "title": plain(1)}, "missing required field: blocks"),
    ("block inside", modal(blocks=[section()]), "[json-pointer:/view/blocks/0]"),
    ("a type unknown", modal(type="dialog"), "unsupported type: dialog"),
    ("no view", [], "must be an object"),
    ("too big", modal(blocks=[section(fields=[plain(2000)] * 10)] * 13), "250000 bytes"),
]


@pytest.mark.parametrize(("view", "complaint"), [r[1:] for r in VIEWS], ids=[r[0] for r in VIEWS])
def test_a_broken_view_is_named(view: object, complaint: str) -> None:
    assert any(complaint in line for line in view_problems(view)), view_problems(view)


def test_a_good_modal_and_a_good_home() -> None:
    assert view_problems(modal(blocks=[entry()], submit=plain(24))) == []
    assert view_problems({"type": "home", "blocks": [section(text=plain(1))]}) == []
    untitled = modal()
    del untitled["title"]
    assert view_problems(untitled) == ["missing required field: title [json-pointer:/view]"]
