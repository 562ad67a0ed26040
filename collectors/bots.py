"""Tells programs from people by the agent that a request names, after a kept public list.

The list is that of the package crawler-user-agents (MIT), which appears monthly. It holds search
engines, monitors, feed readers, and also the tools that people download with (curl, Wget, HTTP
libraries): those never look at a page, yet what they fetch is a download like any other.

Why not one expression of the whole list: with 1,500 alternatives an agent takes a third of a
millisecond, and a log of a month holds thousands. Most are plain words, found by how they begin.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

Sort = Literal["", "tool", "bot"]
BY_BOTS = "by bots"  # why a row is left out, for people

_WORD = re.compile(r"(?:[\w\s/;:@!,=<>#&~'\"%-]|\\[^\w\s]){3,}")
_READ = re.compile(r"_(?:view|search)(?:_|$)")  # kinds: doc_view, doc_view_high_value, doc_search
_BEGINNING = 3
_TOOL = "http-library"
_SOME_AGENTS = 10_000
_LONGEST_REMEMBERED = 500  # characters: what is remembered must fit into memory, whoever asks


class _Listed:
    """One half of the list: plain words by their first letters, and the rest as an expression."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._words: dict[str, list[str]] = defaultdict(list)
        rest = []
        for pattern in patterns:
            if _WORD.fullmatch(pattern):
                word = re.sub(r"\\(.)", r"\1", pattern)
                self._words[word[:_BEGINNING]].append(word)
            else:
                rest.append(pattern)
        self._rest = re.compile("|".join(rest))

    def names(self, agent: str) -> bool:
        """Whether any pattern is found in the agent, in the list's own case."""
        parts = {agent[at : at + _BEGINNING] for at in range(len(agent) - _BEGINNING + 1)}
        begun = parts & self._words.keys()
        return any(word in agent for part in begun for word in self._words[part]) or bool(
            self._rest.search(agent)
        )


def is_bot(agent: str) -> bool:
    """Whether nobody reads what this agent asks for; an absent agent is no bot's."""
    return bool(sort_of(agent))


def is_nobodys(kind: str, agent: str) -> bool:
    """Whether an activity counts for nobody, since a program did it.

    A tool counts but where somebody must have read: what was viewed or searched.
    """
    sort = sort_of(agent)
    return sort == "bot" or (sort == "tool" and is_read(kind))


def is_read(kind: str) -> bool:
    """Whether somebody must have read for this kind to count: a view, or a search."""
    return bool(_READ.search(kind))


def sort_of(agent: str) -> Sort:
    """What an agent is: "bot", "tool" for what people fetch files with, "" for a browser."""
    return _remembered(agent) if len(agent) <= _LONGEST_REMEMBERED else _looked_up(agent)


def _looked_up(agent: str) -> Sort:
    bots, tools = _lists()
    if bots.names(agent):
        return "bot"
    return "tool" if tools.names(agent) else ""


_remembered = lru_cache(maxsize=_SOME_AGENTS)(_looked_up)


@lru_cache(maxsize=1)
def _lists() -> tuple[_Listed, _Listed]:
    bots, tools = patterns()
    return _Listed(bots), _Listed(tools)


def patterns() -> tuple[list[str], list[str]]:
    """The list's expressions: those of bots, and those of tools that people download with."""
    # Here, because the package reads its list when it is imported, and few commands need it.
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA as LISTED

    tools = [one["pattern"] for one in LISTED if _TOOL in one.get("tags", ())]
    bots = [one["pattern"] for one in LISTED if _TOOL not in one.get("tags", ())]
    return bots, tools
