"""Reads a rules file into frozen rules, or names every mistake in it, each with its line."""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scoring.rules_checks import findings
from scoring.rules_lines import Place, key_lines, line_of
from scoring.rules_model import Announce, Category, Level, Rules, Team

__all__ = ["Announce", "Category", "Level", "Problem", "Rules", "RulesError", "Team", "read_rules"]

DEFAULT: Final = "rules/points.toml"
_MODELS: Final[dict[str, type[BaseModel]]] = {
    "categories": Category,
    "levels": Level,
    "announce": Announce,
    "teams": Team,
}
_NAMES: Final = "lower-case letters, digits, _ and -, with a letter first"
# What a reader of TOML understands better than the model's own words.
_WORDS: Final = {
    "missing": "is missing",
    "string_type": "must be a text in quotes",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": f"is no name: {_NAMES}",
    "int_type": "must be a whole number",
    "too_short": "must not be empty",
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
    "mapping_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: the file, the line (from 1), and what is wrong with how to mend it."""

    file: str
    line: int
    wrong: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.wrong}"


class RulesError(ValueError):
    """A rules file that cannot be used; `problems` holds every mistake, by line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda one: one.line))
        super().__init__("\n".join(map(str, self.problems)))


def read_rules(path: Path | str | None = None) -> Rules:
    """The rules of a file, or the packaged point system; RulesError names all that is wrong."""
    file = DEFAULT if path is None else str(path)
    text = _text(path, file)
    content = _parse(text, file)
    problems: list[tuple[Place, str]] = list(findings(content))
    try:
        rules = Rules.model_validate(content)
    except ValidationError as error:
        problems += [_told(detail) for detail in error.errors()]
    if problems:
        lines = key_lines(text)
        raise RulesError([Problem(file, line_of(at, lines), wrong) for at, wrong in problems])
    return rules


def _text(path: Path | str | None, file: str) -> str:
    try:
        source = files("rules") / "points.toml" if path is None else Path(path)
        return source.read_bytes().decode("utf-8-sig")
    except OSError as error:
        wrong = f"cannot be read ({error.strerror}); check the path and its permissions"
        raise RulesError([Problem(file, 1, wrong)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RulesError([Problem(file, line, "is not UTF-8; save it as UTF-8")]) from error


def _parse(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=_number)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        raise RulesError([Problem(file, line, f"is not TOML: {error}")]) from error


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # Beyond any range: no number, and refused as such where it stands.
        return Decimal("NaN")


def _told(detail: ErrorDetails) -> tuple[Place, str]:
    """A finding of the model in the words of whoever wrote the file."""
    place = tuple(part for part in detail["loc"] if part != "[key]")
    kind = detail["type"]
    key = next(part for part in reversed(place) if isinstance(part, str))
    if kind == "extra_forbidden":
        return place, _unknown(key, place[:-1])
    if kind == "literal_error":
        return place, f'"{key}" must be one of {detail["ctx"]["expected"].replace(" or ", ", ")}'
    if kind == "value_error":
        return place, f'"{key}" {detail["ctx"]["error"]}'
    if kind in {"greater_than_equal", "less_than_equal"}:
        return place, f'"{key}" {detail["msg"].replace("Input should", "must").lower()}'
    if kind == "missing" and place[:-1]:
        return place, f'"{key}" is missing in "{".".join(map(str, place[:-1]))}"'
    return place, f'"{key}" {_WORDS.get(kind, detail["msg"])}'


def _unknown(key: str, place: Place) -> str:
    model = _MODELS[str(place[0])] if place else Rules
    allowed = [field.alias or name for name, field in model.model_fields.items()]
    near = get_close_matches(key, allowed, n=1)
    meant = f'; did you mean "{near[0]}"?' if near else ""
    return f'unknown key "{key}"; allowed: {", ".join(allowed)}{meant}'
