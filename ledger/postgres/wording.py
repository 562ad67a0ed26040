"""A statement of the ledger in PostgreSQL's words: text in, text out, and nothing else.

Why words are changed where statements could be written twice: there are some 150 of them, and two
texts that must mean the same drift apart. Each is written once, for both as far as that goes; what
remains are the few words below. Values in quotation marks and quoted names are left as they are.
Why a statement is taken apart and not searched: a bracket inside a call, a question mark inside a
text, look the same to a search.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias

from ledger.postgres.patterns import like_told, regular_expression

SIGN: Final = re.compile(
    r"""(?P<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*")
    |(?P<left_out>\s+|--[^\n]*|/\*.*?\*/)
    |(?P<unnamed>\?)
    |(?P<named>:[A-Za-z_]\w*)
    |(?P<call>[A-Za-z_]\w*\()
    |(?P<word>[A-Za-z_][\w.]*(?:\.\*)?|\d[\w.]*)
    |(?P<mark>::|\|\||<<|>>|<>|<=|>=|==|!=|.)""",
    re.VERBOSE | re.DOTALL,
)
PATH: Final = re.compile(r"'\$(?:\.(\w+)|\[(\d+)\])'")
# As JSON writes them: a NUL, and either half of a character without the other.
UNREADABLE: Final = (
    r"\\u0000|\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F].."
)
KNOWN_STATEMENTS: Final = 4_096  # of some kilobytes each at most: chunks of 500 make the longest

# Behind these a plus adds nothing: it keeps SQLite from an index.
BEFORE_A_TERM: Final = re.compile(
    "[(,=<>]|[<>]=|<>|AND|OR|NOT|WHERE|BY|ON|SELECT|HAVING|WHEN|THEN|ELSE|CASE"
)
# What follows a table that goes by its own name.
AFTER_A_TABLE: Final = re.compile(
    "[,)]|WHERE|CROSS|JOIN|LEFT|INNER|ON|GROUP|ORDER|LIMIT|UNION|HAVING|RETURNING|AND|OR"
)
# Where the table that a join names has no more to say.
AFTER_A_JOIN: Final = re.compile("CROSS|JOIN|LEFT|INNER|ON|WHERE|GROUP|ORDER|LIMIT|UNION|RETURNING")
RENAMED: Final = {"char": "chr", "instr": "strpos"}
SOURCE: Final = "json_array_elements_text("


@dataclass(frozen=True, slots=True)
class _Brackets:
    """What stands in brackets, behind the name of what is called if anything is."""

    name: str
    inside: "list[_Part]" = field(default_factory=list)


_Part: TypeAlias = "str | _Brackets"


@lru_cache(KNOWN_STATEMENTS)
def in_postgresql(statement: str) -> str:
    """A statement that goes to the driver as it is, with `?` or `:name` where its values go.

    Raises ValueError where its brackets do not match.
    """
    return _said(_parts(_signs(statement), statement))


def _signs(statement: str) -> Iterator[str]:
    for found in SIGN.finditer(statement):
        kind, sign = found.lastgroup, found.group()
        if kind == "unnamed":
            yield "%s"
        elif kind == "named":
            yield f"%({sign[1:]})s"
        elif kind != "left_out":
            yield sign.replace("%", "%%")  # the driver reads a single one as a value's place


def _parts(signs: Iterator[str], statement: str) -> list[_Part]:
    """The signs, with what stands in brackets as one part."""
    opened = [_Brackets("")]
    for sign in signs:
        if sign.endswith("(") and sign[0] not in "'\"":
            opened.append(_Brackets(sign[:-1]))
        elif sign == ")":
            closed = opened.pop()
            if not opened:
                break
            opened[-1].inside.append(closed)
        else:
            opened[-1].inside.append(sign)
    if len(opened) != 1:
        raise ValueError(f"the brackets of a statement do not match: {statement}")
    return opened[0].inside


def _said(parts: Sequence[_Part]) -> str:
    words = [_called(part) if isinstance(part, _Brackets) else part for part in parts]
    for change in (_without_hints, _without_order, _with_aliases, _with_patterns):
        words = list(change(words))
    return "".join(
        word if not place or word in (",", ";") else f" {word}" for place, word in enumerate(words)
    )


def _called(brackets: _Brackets) -> str:
    name = brackets.name.lower()
    if name in CALLS:
        return CALLS[name](brackets.inside)
    several = name in ("max", "min") and "," in brackets.inside
    if several:  # of the values of a row; both know the one of a column by the same name
        return f"{'GREATEST' if name == 'max' else 'LEAST'}({_said(brackets.inside)})"
    return f"{RENAMED.get(name, brackets.name)}({_said(brackets.inside)})"


def _joined(inside: Sequence[_Part]) -> str:
    """`group_concat` of numbers or texts, with commas between."""
    is_distinct = inside[0] == "DISTINCT"
    each = f"CAST({_said(inside[is_distinct:])} AS TEXT)"
    return f"string_agg({'DISTINCT ' if is_distinct else ''}{each}, ',')"


def _listed(inside: Sequence[_Part]) -> str:
    """`json_group_array`: an empty list, where PostgreSQL finds nothing at all."""
    return f"COALESCE(CAST(json_agg({_said(inside)}) AS TEXT), '[]')"


def _taken_out(inside: Sequence[_Part]) -> str:
    """`json_extract`, of one step into an object or a list; always a text.

    Objects are what the ledger keeps, and hold what strangers wrote: a NUL or half a character,
    which JSON can say and PostgreSQL does not read, is none of what is taken out of them.
    """
    *value, _, path = inside
    step = PATH.fullmatch(str(path))
    if step is None:
        raise ValueError(f"json_extract knows paths of one step, such as '$.id', not {path}")
    name, index = step.groups()
    if not name:
        return f"(CAST({_said(value)} AS JSON) ->> {index})"
    whole = f"regexp_replace({_said(value)}, '{UNREADABLE}', '\\\\ufffd', 'g')"
    return f"(CAST({whole} AS JSON) ->> '{name}')"


def _object(inside: Sequence[_Part]) -> str:
    """`json_object`: as text, since that is how the ledger keeps JSON."""
    return f"CAST(json_build_object({_said(inside)}) AS TEXT)"


def _elements(inside: Sequence[_Part]) -> str:
    """`json_each`, whose `value` is always a text: numbers are CAST where they are compared."""
    return f"{SOURCE}CAST({_said(inside)} AS JSON))"


CALLS: Final[dict[str, Callable[[Sequence[_Part]], str]]] = {
    "group_concat": _joined,
    "json_group_array": _listed,
    "json_extract": _taken_out,
    "json_object": _object,
    "json_each": _elements,
}


def _without_hints(words: Sequence[str]) -> Iterator[str]:
    """Without what tells SQLite which index to read, or not to."""
    for place, word in enumerate(words):
        before = words[place - 1] if place else "("
        is_named = "INDEXED" in words[max(place - 2, 0) : place + 1]  # INDEXED BY its_name
        if not is_named and not (word == "+" and BEFORE_A_TERM.fullmatch(before)):
            yield word


def _without_order(words: Sequence[str]) -> Iterator[str]:
    """A CROSS JOIN tells SQLite to read its tables in this order; ON belongs to a plain one."""
    for place, word in enumerate(words):
        after = (one for one in words[place + 2 :] if AFTER_A_JOIN.fullmatch(one))
        if not (word == "CROSS" and next(after, "") == "ON"):
            yield word


def _with_aliases(words: Sequence[str]) -> Iterator[str]:
    """With the name of its column behind each list that is read as a table."""
    alias = -1
    for place, word in enumerate(words):
        if place == alias:
            continue
        if not word.startswith(SOURCE):
            yield word
            continue
        after = words[place + 1] if place + 1 < len(words) else ")"
        own = AFTER_A_TABLE.fullmatch(after)
        alias = -1 if own else place + 1
        yield f"{word} AS {'json_each' if own else after}(value)"


def _with_patterns(words: Sequence[str]) -> Iterator[str]:
    """LIKE and GLOB, whose signs and whose case mean another thing."""
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        if word == "NOT" and words[place + 1 : place + 2] == ["GLOB"]:
            continue
        if word == "GLOB":
            yield "!~" if before == "NOT" else "~"
        elif before == "GLOB":
            yield regular_expression(word)
        elif word == "LIKE":
            yield "ILIKE"
        elif before == "LIKE":
            yield like_told(word, words[place + 1 : place + 2])
        else:
            yield word
