"""What must hold between the tables of a rules file, checked even where single values are wrong.

Why on the file's raw content: a model's own cross checks run only once every field is right, and
whoever edits the file should hear of all mistakes at once. A value that cannot be read is passed
over here, because the model names it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.rules_lines import Place
from scoring.rules_model import FORMER, NONE, hundredths

Finding = tuple[Place, str]


def findings(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Each mistake between tables: the key it stands at and what is wrong, with the mend."""
    levels = content.get("levels")
    tables = [one for one in levels if isinstance(one, dict)] if isinstance(levels, list) else []
    yield from _kinds_twice(_table(content, "categories"))
    yield from _names(tables)
    yield from _thresholds(tables)
    yield from _announced(_table(content, "announce"), tables)


def _kinds_twice(categories: Mapping[str, Any]) -> Iterator[Finding]:
    owner: dict[str, str] = {}
    for category in categories:
        for kind in _table(_table(categories, category), "kinds"):
            if owner.setdefault(kind, category) != category:
                place = ("categories", category, "kinds", kind)
                yield place, f'"{kind}" is already in "{owner[kind]}"; keep one of the two'


def _names(levels: list[dict[str, Any]]) -> Iterator[Finding]:
    seen = {NONE: "watching", FORMER: "a former level"}
    for number, level in enumerate(levels):
        name = level.get("name")
        if isinstance(name, str) and name in seen:
            yield ("levels", number, "name"), f'"{name}" is taken: it names {seen[name]}'
        elif isinstance(name, str):
            seen[name] = f"level {number + 1}"


def _thresholds(levels: list[dict[str, Any]]) -> Iterator[Finding]:
    highest, below = 0, "0 points"
    for number, level in enumerate(levels):
        given = [key for key in ("above", "from") if key in level]
        if len(given) != 1:
            mend = "keep one" if given else "say `above = 10` or `from = 10`"
            yield ("levels", number), f'needs exactly one of "above" and "from": {mend}'
            continue
        least = _least(given[0], level[given[0]])
        if least is not None and least <= highest:
            wrong = f"must be higher than {below}: levels stand lowest first"
            yield ("levels", number, given[0]), wrong
        elif least is not None:
            highest, below = least, f'"{level.get("name")}" ({given[0]} = {level[given[0]]})'


def _least(key: str, value: object) -> int | None:
    try:
        return hundredths(value) + (key == "above")
    except ValueError:  # The model names it, with its line.
        return None


def _announced(announce: Mapping[str, Any], levels: list[dict[str, Any]]) -> Iterator[Finding]:
    names = [one["name"] for one in levels if isinstance(one.get("name"), str)]
    level = announce.get("level")
    if isinstance(level, str) and names and level not in names:
        yield (
            ("announce", "level"),
            f'no level "{level}"; allowed: {", ".join(dict.fromkeys(names))}',
        )


def _table(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = content.get(key)
    return value if isinstance(value, dict) else {}
