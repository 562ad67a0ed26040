"""What gates, channels and pages of a rules file speak of must be there, and be possible."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from scoring.rules_gates import MOST_WINDOW, Need, need
from scoring.rules_lines import Place

Finding = tuple[Place, str]


def gates(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Gates of unknown categories or kinds, and those that can never hold."""
    for number, level in enumerate(tables(content, "levels")):
        for index, gate in enumerate(tables(level, "gates")):
            at: Place = ("levels", number, "gates", index)
            yield from _scope(content, gate, at)
            yield from _possible(content, gate, at)


def participation(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Kinds that are not there, and kinds in two channels of participation."""
    owner: dict[str, str] = {}
    for channel, kinds in table(content, "channels").items():
        for kind in _texts(kinds):
            at: Place = ("channels", channel)
            yield from known("kind", kind, kinds_of(content), at)
            if owner.setdefault(kind, channel) != channel:
                yield at, f'"{kind}" is already in "{owner[kind]}"; keep one of the two'


def views(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Page patterns of unknown kinds, and those that can never match."""
    for index, page in enumerate(tables(content, "pages")):
        yield from known("kind", page.get("kind"), kinds_of(content), ("pages", index, "kind"))
        match, at = page.get("match"), ("pages", index, "match")
        if not isinstance(match, str) or not match.strip():
            continue
        if "://" in match or "?" in match or "#" in match:
            mend = "write /pricing* for any host, or docs.acme.example/sso/*"
            yield at, f'"match" is a host and a path, without https://, ? and #: {mend}'
        elif any(letter.isspace() for letter in match.strip()):
            yield at, '"match" has a space in it; write %20 where the address has one'
        elif not any(sign in match for sign in "/.*"):
            word = match.strip()
            yield at, f'"match" is a host and a path, and "{word}" is none; did you mean "/{word}"?'


def known(what: str, value: object, names: Collection[str], at: Place) -> Iterator[Finding]:
    """A finding if a text is none of the names; silent where there are none, or it is no text."""
    if isinstance(value, str) and names and value not in names:
        near = get_close_matches(value, names, n=1)
        meant = f'; did you mean "{near[0]}"?' if near else ""
        yield at, f'no {what} "{value}"; allowed: {", ".join(dict.fromkeys(names))}{meant}'


def table(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A table of a table; empty where there is none, or something else."""
    value = content.get(key)
    return value if isinstance(value, dict) else {}


def tables(content: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """A list of tables in the file's order; what is no table stands empty, to keep the count."""
    value = content.get(key)
    found = value if isinstance(value, list) else []
    return [one if isinstance(one, dict) else {} for one in found]


def _scope(content: Mapping[str, Any], gate: Mapping[str, Any], at: Place) -> Iterator[Finding]:
    if "category" in gate and "kinds" in gate:
        yield at, 'has both "category" and "kinds": keep one'
    elif gate.get("kinds") == []:
        yield (*at, "kinds"), '"kinds" must not be empty; leave it out for activities of any kind'
    categories = table(content, "categories")
    yield from known("category", gate.get("category"), categories, (*at, "category"))
    for kind in _texts(gate.get("kinds")):
        yield from known("kind", kind, kinds_of(content), (*at, "kinds"))


def _possible(content: Mapping[str, Any], gate: Mapping[str, Any], at: Place) -> Iterator[Finding]:
    channels, window = len(table(content, "channels")), gate.get("window_days")
    own = window if isinstance(window, int) and 1 <= window <= MOST_WINDOW else None
    for one in _needs(gate.get("needs")):
        if one.metric == "channels" and one.least > channels:
            mend = "add channels or ask for fewer"
            yield (*at, "needs"), f'"{one.text}" cannot hold: [channels] has {channels}; {mend}'
        elif one.window > MOST_WINDOW:
            wrong = f"needs {one.window} days, and a window has {MOST_WINDOW} at most"
            yield (*at, "needs"), f'"{one.text}" {wrong}'
        elif own is not None and one.window > own:
            wrong = f'is too short for "{one.text}": say {one.window} or more, or leave it out'
            yield (*at, "window_days"), f'"window_days" {wrong}'


def _needs(value: object) -> Iterator[Need]:
    for one in _texts([value] if isinstance(value, str) else value):
        try:
            yield need(one)
        except ValueError:  # The model names it, with its line.
            continue


def kinds_of(content: Mapping[str, Any]) -> list[str]:
    """Every kind of a file's categories."""
    categories = table(content, "categories")
    return [kind for name in categories for kind in table(table(categories, name), "kinds")]


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
