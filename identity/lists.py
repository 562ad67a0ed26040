"""Reads the word lists of `data/`: one "kind value" a line, `#` for a remark."""

from importlib.resources import files


def listed(name: str) -> list[tuple[str, str]]:
    """The (kind, value) pairs of a list, in its order; a value may hold blanks."""
    text = files("identity").joinpath("data", name).read_text(encoding="utf-8")
    rows = (line.partition(" ") for line in text.splitlines() if line and line[0] != "#")
    return [(kind, value) for kind, _, value in rows]


def values(name: str, kind: str) -> frozenset[str]:
    """The values of one kind of a list."""
    return frozenset(value for listed_kind, value in listed(name) if listed_kind == kind)
