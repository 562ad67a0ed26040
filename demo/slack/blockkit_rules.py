"""Block Kit's rules that no table of limits can hold: one function a kind of block or element."""

from collections import Counter
from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any

_TABLES = {"table": (100, 20), "data_table": (201, 20)}
_MOST_TABLE_CHARACTERS = 20_000
_CELLS = ("raw_text", "raw_number", "rich_text")
_MOST_LABEL = 20
_MOST_POINTS = 20


def line(message: str, at: str) -> str:
    """A complaint with its place, as Slack words it."""
    return f"{message} [json-pointer:{at}]"


def _section(block: Mapping[str, Any], at: str) -> list[str]:
    said = block.get("text") is not None or block.get("fields") is not None
    return [] if said else [line("missing required field: text or fields", at)]


def _button(element: Mapping[str, Any], at: str) -> list[str]:
    if element.get("style") in (None, "primary", "danger"):
        return []
    return [line(f"unsupported style: {element['style']}", f"{at}/style")]


def _select(element: Mapping[str, Any], at: str) -> list[str]:
    one = (element.get("options") is None) != (element.get("option_groups") is None)
    return [] if one else [line("exactly one of options and option_groups is required", at)]


def _image(block: Mapping[str, Any], at: str) -> list[str]:
    shown = block.get("image_url") or block.get("slack_file")
    return [] if shown else [line("missing required field: image_url or slack_file", at)]


def _table(block: Mapping[str, Any], at: str) -> list[str]:
    rows = block.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return [line("must be an array of arrays", f"{at}/rows")]
    most_rows, most_cells = _TABLES[block["type"]]
    found = []
    if len(rows) > most_rows:
        found.append(line(f"no more than {most_rows} items allowed", f"{at}/rows"))
    for number, row in enumerate(rows):
        if len(row) > most_cells:
            found.append(line(f"no more than {most_cells} items allowed", f"{at}/rows/{number}"))
        wrong = {str(c.get("type")) if isinstance(c, Mapping) else str(c) for c in row}
        for kind in sorted(wrong - set(_CELLS)):
            found.append(line(f"unsupported type: {kind}", f"{at}/rows/{number}"))
    if block["type"] == "data_table" and _characters(rows) > _MOST_TABLE_CHARACTERS:
        limit = f"must be less than {_MOST_TABLE_CHARACTERS + 1} characters"
        found.append(line(limit, f"{at}/rows"))
    return found


def _characters(held: object) -> int:
    """The characters of every `text` inside, however deep."""
    if isinstance(held, list):
        return sum(map(_characters, held))
    if not isinstance(held, Mapping):
        return 0
    own = len(held["text"]) if isinstance(held.get("text"), str) else 0
    return own + sum(_characters(value) for value in held.values())


def _chart(chart: Mapping[str, Any], at: str) -> list[str]:
    kind = chart.get("type")
    if kind == "pie":
        held = chart.get("segments")
        return _positive(held, at) if held else [line("missing required field: segments", at)]
    if kind not in ("bar", "line", "area"):
        return [line(f"unsupported type: {kind}", f"{at}/type")]
    missing = [name for name in ("series", "axis_config") if not chart.get(name)]
    if missing:
        return [line(f"missing required field: {name}", at) for name in missing]
    return _axes(chart, at)


def _positive(segments: Any, at: str) -> list[str]:
    wrong = [n for n, one in enumerate(segments) if not _number(one) or one["value"] <= 0]
    return [line("must be a number above 0", f"{at}/segments/{n}/value") for n in wrong]


def _number(point: Any) -> bool:
    value = point.get("value") if isinstance(point, Mapping) else None
    return isinstance(value, Real) and not isinstance(value, bool)


def _axes(chart: Mapping[str, Any], at: str) -> list[str]:
    """Each series says a number for each category, in any order, under a name of its own."""
    config = chart["axis_config"]
    categories = config.get("categories") if isinstance(config, Mapping) else None
    at_categories = f"{at}/axis_config/categories"
    if not isinstance(categories, list) or not categories:
        return [line("must be an array of labels", at_categories)]
    found = []
    if len(categories) > _MOST_POINTS:
        found.append(line(f"no more than {_MOST_POINTS} items allowed", at_categories))
    if any(not isinstance(c, str) or len(c) > _MOST_LABEL for c in categories):
        found.append(line(f"must be less than {_MOST_LABEL + 1} characters", at_categories))
    known = [one for one in chart["series"] if isinstance(one, Mapping)]
    names = Counter(one.get("name") for one in known)
    found += [line(f"name already exists: {n}", at) for n, times in names.items() if times > 1]
    for number, series in enumerate(known):
        found += _series(series, categories, f"{at}/series/{number}/data")
    return found


def _series(series: Mapping[str, Any], categories: list[Any], at: str) -> list[str]:
    points = [point for point in series.get("data") or [] if isinstance(point, Mapping)]
    found = [] if all(map(_number, points)) else [line("must be numbers", at)]
    if {point.get("label") for point in points} != set(categories):
        found.append(line("labels must match axis_config.categories", at))
    return found


RULES: Mapping[str, Callable[[Mapping[str, Any], str], list[str]]] = {
    "section": _section,
    "button": _button,
    "static_select": _select,
    "multi_static_select": _select,
    "image": _image,
    "table": _table,
    "data_table": _table,
    "chart": _chart,
}
