"""Reads a column map: a TOML file that says which columns of an export mean what.

Column names are compared in lower case; "properties.$ip" is what stands within. Where a list is
given, the first column that is filled counts.
"""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

BY_URL: Final = "by-url"  # in the place of a kind: a view, whose kind its URL decides
_TIMES: Final = ("iso", "utc", "unix-ms")


class MapError(ValueError):
    """A column map that cannot be used; the message has a line for every mistake in it."""


def _columns(told: Any) -> Any:
    """One name or several, in lower case."""
    names = [told] if isinstance(told, str) else told
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise ValueError("is no column name, nor a list of them")
    return tuple(name.lower() for name in names)


def _lowered(told: Any) -> Any:
    return {key.lower(): value for key, value in told.items()} if isinstance(told, dict) else told


def _time(told: Any) -> Any:
    if told not in _TIMES and not (isinstance(told, str) and "%" in told):
        raise ValueError(f"is none of {', '.join(_TIMES)}, nor a pattern such as %d.%m.%Y %H:%M")
    return told


Columns = Annotated[tuple[str, ...], BeforeValidator(_columns)]
Values = Annotated[dict[str, tuple[str, ...]], BeforeValidator(_lowered)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kinds(_Table):
    """The kind by what a column holds. `otherwise` is for what is not listed; "" leaves it out."""

    column: Columns
    values: dict[str, str]
    otherwise: str | None = None


class Who(_Table):
    """Where a row tells who it was."""

    actor: Columns = ()
    email: Columns = ()
    company: Columns = ()
    domain: Columns = ()
    ip: Columns = ()


class ColumnMap(_Table):
    """What the columns of an export mean.

    `time` is how `occurred_at` is written: "iso" (with its offset, or Unix seconds), "utc" (without
    one, and meant in UTC), "unix-ms", or a pattern of strptime's, in UTC unless it reads an offset.
    `each` is a list in a row, every item of which is an activity. `only` and `without` list what a
    column must hold, or must not. `ignore` are columns known to be of no use; "*" is all others.
    """

    source: str = Field(pattern=r"^\w[\w./-]{0,63}$")
    id: Columns = Field(min_length=1)
    occurred_at: Columns = Field(min_length=1)
    time: Annotated[str, BeforeValidator(_time)] = "iso"
    kind: str | Kinds
    who: Who
    url: Columns = ()
    title: Columns = ()
    count: Columns = ()
    user_agent: Columns = ("user_agent",)
    each: str = ""
    only: Values = Field(default_factory=dict)
    without: Values = Field(default_factory=dict)
    ignore: Columns = ()

    def kinds(self) -> tuple[str, ...]:
        """The kinds that it can give to a row."""
        if isinstance(self.kind, str):
            return (self.kind,)
        return (*self.kind.values.values(), self.kind.otherwise or "")

    def named(self) -> frozenset[str]:
        """Every column that it speaks of."""
        by_value = self.kind.column if isinstance(self.kind, Kinds) else ()
        who = (self.who.actor, self.who.email, self.who.company, self.who.domain, self.who.ip)
        free = (self.url, self.title, self.count, self.user_agent)
        lists = (self.id, self.occurred_at, by_value, *who, *free)
        return frozenset(
            name for one in (*lists, self.only, self.without, self.ignore) for name in one
        )


def packaged() -> list[str]:
    """The names of the maps that come with Leadlight."""
    folder = files("rules") / "maps"
    return sorted(one.name.removesuffix(".toml") for one in folder.iterdir())


def read_map(path: str, kinds: frozenset[str]) -> ColumnMap:
    """The map of a file, or the packaged one of a name ("posthog"); `kinds` are the rules file's.

    Raises MapError, which names the file, the key, and what is wrong.
    """
    try:
        found = ColumnMap.model_validate(tomllib.loads(_text(path)))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MapError(f"{path}: not TOML: {error}") from None
    except ValidationError as error:
        raise MapError("\n".join(_told(path, detail) for detail in error.errors())) from None
    wrong = sorted({kind for kind in found.kinds() if kind} - kinds - {BY_URL})
    if wrong:
        raise MapError(
            f"{path}: kind: {', '.join(wrong)} is not in the rules file; see `leadlight rules show`"
        )
    return found


def _text(path: str) -> str:
    file = Path(path)
    if not file.is_file() and path in packaged():
        return (files("rules") / "maps" / f"{path}.toml").read_text("utf-8")
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        mend = f"name a file, or one of {', '.join(packaged())}"
        raise MapError(f"{path}: cannot be read ({error.strerror}): {mend}") from None
    except UnicodeDecodeError:
        raise MapError(f"{path}: not UTF-8: save it as UTF-8") from None


def _told(path: str, detail: Any) -> str:
    place = ".".join(str(part) for part in detail["loc"] if part not in ("str", "Kinds"))
    if detail["type"] == "extra_forbidden":
        return f"{path}: {place}: no such key"
    if detail["type"] == "missing":
        return f"{path}: {place}: is missing"
    return f"{path}: {place}: {detail['msg'].removeprefix('Value error, ')}"
