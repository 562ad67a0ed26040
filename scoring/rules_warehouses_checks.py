"""What must hold for a warehouse of the rules file to be asked, and for its answer to be of use."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from scoring.rules_lines import Place
from scoring.rules_scopes import Finding, kinds_of, known, table, tables
from scoring.rules_warehouses import BY_URL, PRINTED

WHO: Final = ("actor", "email", "company", "domain", "ip")
RESERVED: Final = ("github", "slack", "http", "beacon")
WITHOUT_FILES: Final = ("postgresql", *PRINTED)

_SECRET: Final = re.compile(r"password|passwd|secret|token|://[^/@\s]*:[^/@\s]*@", re.IGNORECASE)
_UNQUOTED: Final = re.compile(r"['\"\\\x00-\x1f]")


def warehouses(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Warehouses that cannot be asked, or whose answer would be of no use."""
    seen: set[object] = set()
    for index, one in enumerate(tables(content, "warehouses")):
        at: Place = ("warehouses", index)
        name = one.get("name")
        if isinstance(name, str) and name in RESERVED:
            yield (*at, "name"), f'"{name}" is a source of its own; give the warehouse another name'
        elif isinstance(name, str) and name in seen:
            yield (*at, "name"), f'"{name}" is taken by another warehouse'
        seen.add(name if isinstance(name, str) else None)
        yield from _place(one, at)
        yield from _kinds(one, kinds_of(content), at)
        yield from _who(one, at)


def _place(one: Mapping[str, Any], at: Place) -> Iterator[Finding]:
    networks = table(one, "networks")
    for place, key in ((one, at), (networks, (*at, "networks"))):
        if place and ("table" in place) == ("files" in place):
            yield key, 'needs either "table" or "files"'
        elif "files" in place and one.get("engine") in WITHOUT_FILES:
            yield (*key, "files"), f'"files" cannot be read by {one["engine"]}: name a "table"'
    if _SECRET.search(str(one.get("connect", ""))):
        mend = "leave the password to the client's own place (PGPASSFILE, PGSERVICEFILE, …)"
        yield (*at, "connect"), f"holds a secret: {mend}"


def _kinds(one: Mapping[str, Any], kinds: Collection[str], at: Place) -> Iterator[Finding]:
    columns, by_value = table(one, "columns"), table(one, "kinds")
    for key, value in (("kind", one.get("kind")), ("otherwise", one.get("otherwise"))):
        yield from known("kind", value or None, (BY_URL, *kinds), (*at, key))
    for value, kind in by_value.items():
        yield from known("kind", kind, (BY_URL, *kinds), (*at, "kinds", value))
        if _UNQUOTED.search(value):
            yield (*at, "kinds", value), "has a quote, a backslash or a control character in it"
    if by_value and not columns.get("kind"):
        yield (*at, "kinds"), 'needs to know which column holds the value: say "kind" in columns'
    asked = {one.get("kind", BY_URL)} if not by_value else set(map(str, by_value.values()))
    if BY_URL in asked and columns and not columns.get("url"):
        mend = 'say "url" in columns, or a "kind"'
        yield at, f"has kinds by address, and no address: {mend}"


def _who(one: Mapping[str, Any], at: Place) -> Iterator[Finding]:
    columns = table(one, "columns")
    if columns and not any(columns.get(who) for who in WHO):
        yield (*at, "columns"), f"say not who: fill one of {', '.join(WHO)}"
    if columns.get("ip") and not table(one, "networks"):
        mend = "add [warehouses.networks], a table of prefixes and their owners"
        yield (*at, "columns", "ip"), f"addresses alone name nobody: {mend}"
