"""Reads a rules file into frozen rules, or names every mistake in it, each with its line."""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scoring.rules_checks import findings
from scoring.rules_gates import Gate, Need
from scoring.rules_lines import Place, key_lines, line_of
from scoring.rules_model import (
    Announce,
    Category,
    Columns,
    Level,
    Networks,
    Page,
    Project,
    Quiet,
    Reminders,
    Route,
    Rules,
    Team,
    Warehouse,
)

__all__ = [
    "PACKAGED",
    "Announce",
    "Category",
    "Gate",
    "Level",
    "Need",
    "Page",
    "Problem",
    "Project",
    "Quiet",
    "Reminders",
    "Route",
    "Rules",
    "RulesError",
    "Team",
    "Warehouse",
    "parse_rules",
    "read_rules",
    "text_of",
]

PACKAGED: Final = ("points", "signals", "community")
_MODELS: Final[dict[str, type[BaseModel]]] = {
    "categories": Category,
    "levels": Level,
    "gates": Gate,
    "pages": Page,
    "project": Project,
    "announce": Announce,
    "routes": Route,
    "quiet": Quiet,
    "reminders": Reminders,
    "teams": Team,
    "warehouses": Warehouse,
    # Tables within the tables above, by their own names.
    "columns": Columns,
    "networks": Networks,
}
_NESTED: Final = ("gates", "columns", "networks")
_NAMES: Final = "lower-case letters, digits, _ and -, with a letter first"
# What a reader of TOML understands better than the model's own words.
_WORDS: Final = {
    "missing": "is missing",
    "string_type": "must be a text in quotes",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": f"is no name: {_NAMES}",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "too_short": "must not be empty",
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
    "mapping_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: the file, the line, and what is wrong with how to mend it.

    Lines count from 1; 0 is the file as a whole.
    """

    file: str
    line: int
    wrong: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.wrong}"


class RulesError(ValueError):
    """A rules file that cannot be used; `problems` holds every mistake, by line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda one: one.line))
        super().__init__("\n".join(map(str, self.problems)))


def read_rules(path: Path | str | None = None) -> Rules:
    """The rules of a file, by default the packaged point system.

    A bare name of `PACKAGED` ("signals") is the packaged file of this name, wherever Leadlight is
    started; a file of one's own that is called so is "./signals".

    Raises:
        RulesError: with every mistake of the file, each with its line.
    """
    return parse_rules(*text_of(path))


def text_of(path: Path | str | None = None) -> tuple[str, str]:
    """What a rules file is called in messages, and its text; `path` as in `read_rules`.

    Raises:
        RulesError: it cannot be read.
    """
    name = PACKAGED[0] if path is None else str(path)
    file = f"rules/{name}.toml" if name in PACKAGED else name
    return file, _text(files("rules") / f"{name}.toml" if name in PACKAGED else Path(name), file)


def parse_rules(file: str, text: str) -> Rules:
    """The rules that a text holds; messages call it `file`.

    Raises:
        RulesError: with every mistake, each with its line.
    """
    content = _parse(text, file)
    problems: list[tuple[Place, str]] = list(findings(content))
    try:
        rules = Rules.model_validate(content)
    except ValidationError as error:
        problems += [_told(detail) for detail in error.errors() if not _repeats(detail)]
    if problems:
        lines = key_lines(text)
        raise RulesError([Problem(file, line_of(at, lines), wrong) for at, wrong in problems])
    return rules


def _text(source: Traversable, file: str) -> str:
    try:
        return source.read_bytes().decode("utf-8-sig")
    except OSError as error:
        wrong = f"cannot be read ({error.strerror}); check the path and its permissions"
        raise RulesError([Problem(file, 0, wrong)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RulesError([Problem(file, line, "is not UTF-8; save it as UTF-8")]) from error


def _parse(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=_number)
    except RecursionError as error:
        raise RulesError([Problem(file, 1, "is nested too deeply to be read")]) from error
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits.
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        raise RulesError([Problem(file, line, f"is not TOML: {error}")]) from error


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # Beyond any range: no number, and refused as such where it stands.
        return Decimal("NaN")


def _repeats(detail: ErrorDetails) -> bool:
    """A list is also called too short for its wrong entries, each of which is named itself."""
    return detail["type"] == "too_short" and bool(detail["input"])


def _told(detail: ErrorDetails) -> tuple[Place, str]:
    """A finding of the model in the words of whoever wrote the file."""
    place = tuple(part for part in detail["loc"] if part != "[key]")
    kind = detail["type"]
    key = next(part for part in reversed(place) if isinstance(part, str))
    if kind == "extra_forbidden":
        return place, _unknown(key, place[:-1])
    if kind == "literal_error":
        return place, f'"{key}" must be one of {detail["ctx"]["expected"].replace(" or ", ", ")}'
    if kind in {"string_too_long", "too_long"}:
        parts = "letters" if kind == "string_too_long" else "entries"
        return place, f'"{key}" has more than {detail["ctx"]["max_length"]} {parts}'
    if kind == "value_error":
        return place, f'"{key}" {detail["ctx"]["error"]}'
    if kind in {"greater_than_equal", "less_than_equal"}:
        return place, f'"{key}" {detail["msg"].replace("Input should", "must").lower()}'
    if kind == "missing" and place[:-1]:
        within = ".".join(part for part in place[:-1] if isinstance(part, str))
        return place, f'"{key}" is missing in "{within}"'
    return place, f'"{key}" {_WORDS.get(kind, detail["msg"])}'


def _unknown(key: str, place: Place) -> str:
    within = [part for part in place if part in _NESTED or part == place[0]]
    model = _MODELS[str(within[-1])] if within else Rules
    allowed = [field.alias or name for name, field in model.model_fields.items()]
    near = get_close_matches(key, allowed, n=1)
    meant = f'; did you mean "{near[0]}"?' if near else ""
    return f'unknown key "{key}"; allowed: {", ".join(allowed)}{meant}'
