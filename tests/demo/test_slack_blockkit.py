"""The limit checker: each limit holds at its last good size and breaks one beyond it."""

from typing import Any

import pytest

from demo.slack import problems
from demo.slack.blockkit import Surface

Json = dict[str, Any]


def plain(size: int) -> Json:
    return {"type": "plain_text", "text": "x" * size}


def mrkdwn(size: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * size}


def button(number: int = 0, **changed: Any) -> Json:
    return {"type": "button", "text": plain(1), "action_id": f"b{number}", **changed}


def option(number: int = 0, **changed: Any) -> Json:
    return {"text": plain(1), "value": str(number), **changed}


def options(size: int) -> list[Json]:
    return [option(number) for number in range(size)]


def section(**held: Any) -> Json:
    return {"type": "section", **held}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def select(**held: Any) -> Json:
    return actions({"type": "static_select", "action_id": "s", **held})


def chosen(kind: str, size: int) -> Json:
    return actions({"type": kind, "action_id": "c", "options": options(size)})


def confirming(**changed: Any) -> Json:
    whole = dict.fromkeys(("title", "text", "confirm", "deny"), plain(1))
    return actions(button(confirm=whole | changed))


def entry(**changed: Any) -> Json:
    return {
        "type": "input",
        "label": plain(1),
        "element": {"type": "plain_text_input", "action_id": "a"},
        **changed,
    }


def chart(kind: str = "pie", **held: Any) -> Json:
    return {"type": "data_visualization", "title": "t", "chart": {"type": kind, **held}}


def bars(categories: int, rows: int = 1, **changed: Any) -> Json:
    data = [{"label": f"c{number}", "value": number} for number in range(categories)]
    many = [{"name": f"s{number}", "data": data} for number in range(rows)]
    axis = {"categories": [point["label"] for point in data]}
    return chart("bar", **{"series": many, "axis_config": axis, **changed})


def points(size: int, label: int = 1) -> list[Json]:
    return [{"label": "x" * label, "value": number + 1} for number in range(size)]


def table(rows: int, cells: int, text: int = 1, kind: str = "table") -> Json:
    cell = {"type": "raw_text", "text": "c" * text}
    return {"type": kind, "rows": [[cell] * cells] * rows}


def context(size: int) -> Json:
    return {"type": "context", "elements": [plain(1)] * size}


def image(size: int) -> Json:
    return {"type": "image", "image_url": "https://a.example", "alt_text": "a" * size}


def _series(name: str, **changed: Any) -> list[Json]:
    return [{"name": name, "data": [{"label": "c0", "value": 0, **changed}]}]


# What is built, the last size that Slack takes, and where the one beyond it is refused.
LIMITS = [
    ("section text", lambda n: section(text=mrkdwn(n)), 3000, "/blocks/0/text/text"),
    ("field", lambda n: section(fields=[plain(n)]), 2000, "/blocks/0/fields/0/text"),
    ("fields", lambda n: section(fields=[plain(1)] * n), 10, "/blocks/0/fields"),
    ("header", lambda n: {"type": "header", "text": plain(n)}, 150, "/blocks/0/text/text"),
    ("context elements", lambda n: context(n), 10, "/elements"),
    ("actions", lambda n: actions(*map(button, range(n))), 25, "/blocks/0/elements"),
    ("button text", lambda n: actions(button(text=plain(n))), 75, "/elements/0/text/text"),
    ("button value", lambda n: actions(button(value="v" * n)), 2000, "/elements/0/value"),
    ("button url", lambda n: actions(button(url="u" * n)), 3000, "/elements/0/url"),
    ("action_id", lambda n: actions(button(action_id="a" * n)), 255, "/elements/0/action_id"),
    ("block_id", lambda n: section(text=plain(1), block_id="b" * n), 255, "/blocks/0/block_id"),
    ("options", lambda n: select(options=options(n)), 100, "/elements/0/options"),
    ("option text", lambda n: select(options=[option(text=plain(n))]), 75, "/0/text/text"),
    ("option value", lambda n: select(options=[option(value="v" * n)]), 150, "/options/0/value"),
    (
        "option description",
        lambda n: select(options=[option(description=plain(n))]),
        75,
        "/description/text",
    ),
    (
        "option groups",
        lambda n: select(option_groups=[{"label": plain(1), "options": options(1)}] * n),
        100,
        "/elements/0/option_groups",
    ),
    (
        "placeholder",
        lambda n: select(options=options(1), placeholder=plain(n)),
        150,
        "/placeholder/text",
    ),
    (
        "option group label",
        lambda n: select(option_groups=[{"label": plain(n), "options": options(1)}]),
        75,
        "/option_groups/0/label/text",
    ),
    ("radio buttons", lambda n: chosen("radio_buttons", n), 10, "/elements/0/options"),
    ("checkboxes", lambda n: chosen("checkboxes", n), 10, "/elements/0/options"),
    ("overflow", lambda n: chosen("overflow", n), 5, "/elements/0/options"),
    ("confirm text", lambda n: confirming(text=plain(n)), 300, "/confirm/text/text"),
    ("confirm title", lambda n: confirming(title=plain(n)), 100, "/confirm/title/text"),
    ("confirm button", lambda n: confirming(deny=plain(n)), 30, "/confirm/deny/text"),
    (
        "text to begin with",
        lambda n: entry(element={"type": "plain_text_input", "initial_value": "x" * n}),
        3000,
        "/element/initial_value",
    ),
    ("image url", lambda n: image(1) | {"image_url": "u" * n}, 3000, "/blocks/0/image_url"),
    ("data table rows", lambda n: table(n, 1, kind="data_table"), 201, "/blocks/0/rows"),
    ("data table cells", lambda n: table(1, n, kind="data_table"), 20, "/blocks/0/rows/0"),
    ("input label", lambda n: entry(label=plain(n)), 2000, "/blocks/0/label/text"),
    ("input hint", lambda n: entry(hint=plain(n)), 2000, "/blocks/0/hint/text"),
    ("image alt", lambda n: image(n), 2000, "/blocks/0/alt_text"),
    ("markdown", lambda n: {"type": "markdown", "text": "m" * n}, 12_000, "/blocks"),
    ("table rows", lambda n: table(n, 1), 100, "/blocks/0/rows"),
    ("table cells", lambda n: table(1, n), 20, "/blocks/0/rows/0"),
    ("data table characters", lambda n: table(1, 1, n, "data_table"), 20_000, "/blocks/0/rows"),
    ("chart title", lambda n: chart(segments=points(1)) | {"title": "t" * n}, 50, "/title"),
    ("chart segments", lambda n: chart(segments=points(n)), 6, "/chart/segments"),
    ("chart label", lambda n: chart(segments=points(1, n)), 20, "/segments/0/label"),
    ("chart points", lambda n: bars(n), 20, "/series/0/data"),
    ("chart categories", lambda n: bars(n), 20, "/axis_config/categories"),
    ("chart series", lambda n: bars(2, n), 6, "/chart/series"),
    ("chart series name", lambda n: bars(1, series=_series("s" * n)), 20, "/series/0/name"),
]


@pytest.mark.parametrize(
    ("build", "most", "at"), [row[1:] for row in LIMITS], ids=[r[0] for r in LIMITS]
)
def test_a_limit_holds_to_the_last_and_no_further(build: Any, most: int, at: str) -> None:
    assert problems([build(most)]) == []
    beyond = problems([build(most + 1)])
    assert beyond
    assert any(line.endswith(f"{at}]") for line in beyond), beyond


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_blocks_on_a_surface(surface: Surface, most: int) -> None:
    divider = {"type": "divider"}
    assert problems([divider] * most, surface) == []
    assert problems([divider] * (most + 1), surface) == [
        f"no more than {most} items allowed [json-pointer:/blocks]"
    ]


BROKEN = [
    ("a section says nothing", section(), "missing required field: text or fields"),
    ("unknown block", {"type": "sections"}, "unsupported type: sections"),
    ("no block at all", "hello", "must be an object"),
    ("header in mrkdwn", {"type": "header", "text": mrkdwn(1)}, "unsupported type: mrkdwn"),
    ("empty text", section(text=plain(0)), "must be more than 0 characters"),
    ("text is a number", section(text={"type": "mrkdwn", "text": 7}), "must be a string"),
    ("text is a string", section(text="hello"), "must be an object"),
    ("no elements", actions(), "no fewer than 1 items allowed"),
    ("elements is an object", {"type": "actions", "elements": {}}, "must be an array"),
    ("input among actions", actions({"type": "plain_text_input"}), "unsupported type: plain"),
    ("style", actions(button(style="warning")), "unsupported style: warning"),
    ("same action twice", actions(button(1), button(1)), "action_id already exists: b1"),
    ("select without options", select(), "exactly one of options and option_groups"),
    ("image without address", {"type": "image", "alt_text": "a"}, "image_url or slack_file"),
    (
        "image without words",
        {"type": "image", "image_url": "u"},
        "missing required field: alt_text",
    ),
    ("rows are no table", {"type": "table", "rows": ["a"]}, "must be an array of arrays"),
    ("a cell unknown", {"type": "table", "rows": [[{"type": "text"}]]}, "unsupported type: text"),
    ("chart unknown", chart("donut", segments=points(1)), "unsupported type: donut"),
    ("pie without segments", chart(), "missing required field: segments"),
    ("pie of nothing", chart(segments=[{"label": "a", "value": 0}]), "must be a number above 0"),
    ("bars without series", bars(1, series=None), "missing required field: series"),
    ("bars without axis", bars(1, axis_config=None), "missing required field: axis_config"),
    ("axis without labels", bars(1, axis_config={"x_label": "x"}), "must be an array of labels"),
    ("a long category", bars(1, axis_config={"categories": ["c" * 21]}), "less than 21 characters"),
    ("a value in words", bars(1, series=_series("s", value="7")), "must be numbers"),
    ("another label", bars(1, series=_series("s", label="x")), "labels must match"),
    ("a name twice", bars(1, series=_series("s") * 2), "name already exists: s"),
    ("input without label", entry(label=None), "missing required field: label"),
]


@pytest.mark.parametrize(
    ("block", "complaint"), [row[1:] for row in BROKEN], ids=[r[0] for r in BROKEN]
)
def test_a_broken_block_is_named(block: object, complaint: str) -> None:
    assert any(complaint in line for line in problems([block])), problems([block])


def test_what_only_blocks_together_can_break() -> None:
    twice = [section(text=plain(1), block_id="same"), {"type": "divider", "block_id": "same"}]
    assert problems(twice) == ["block_id already exists: same [json-pointer:/blocks]"]
    halves = [{"type": "markdown", "text": "m" * 6001}] * 2
    assert problems(halves) == ["markdown together must be less than 12001 [json-pointer:/blocks]"]
    charts = [chart(segments=points(1))] * 3
    assert problems(charts) == [
        "no more than 2 data_visualization blocks allowed [json-pointer:/blocks]"
    ]
    assert problems({"type": "section"}) == ["must be an array [json-pointer:/blocks]"]
    assert problems([{"type": "markdown", "text": "m"}], "modal") == [
        "unsupported type: markdown [json-pointer:/blocks/0/type]"
    ]
