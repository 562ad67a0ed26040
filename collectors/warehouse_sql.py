"""Builds the one query that a warehouse is asked: events of some days in, their tallies out.

Days are those of the ledger's zone, told as their bounds in UTC, so that no engine needs to know
the zone, and none reads more of the table than these days: what is compared is the bare column.
Addresses and agents are judged once each, not once a row; what names nobody stays behind. An asked
day also comes as a row that counts 0, so that an answer says of itself which days it replaces.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from collectors.bots import is_read
from collectors.warehouse_agents import portable_agents
from collectors.warehouse_asked import COLUMNS, WHO, Bounds, Events, Kind, Networks
from collectors.warehouse_dialects import Dialect

# The first three numbers of an IPv4, the first three groups of an IPv6 address as it is written.
PREFIX: Final = "^[0-9]+[.][0-9]+[.][0-9]+|^[0-9a-fA-F]+::|^[0-9a-fA-F]+:[0-9a-fA-F]+:[0-9a-fA-F]*"
_BOT, _TOOL = 2, 1
_UNITS: Final = {"unix": 1, "unix-ms": 1_000}  # a second


def query(events: Events, days: Sequence[Bounds], dialect: Dialect) -> str:
    """The query for some days in a row; its columns are `COLUMNS`, its rows are by day."""
    return _Query(events, days, dialect).text()


def left_out(events: Events, days: Sequence[Bounds], dialect: Dialect) -> str:
    """The query for why rows became no tally: keys of `LEFT_OUT`, and how many rows each."""
    return _Query(events, days, dialect).fates()


class _Query:
    """The parts of one query; each names those that it stands on."""

    def __init__(self, events: Events, days: Sequence[Bounds], dialect: Dialect) -> None:
        self._events, self._days, self._dialect = events, days, dialect
        self._who = [name for name in WHO if events.who.get(name)]
        views = {
            view: None
            for kind in events.kinds.values()
            for view in [(kind, topic) for _, kind, topic in kind.views]
            + ([kind.otherwise] if kind.otherwise else [])
        }
        self._pages = {view: number for number, view in enumerate(views, 1)}

    def text(self) -> str:
        answer = f"{self._told()}\nUNION ALL\n{self._asked()}"
        # Around both: one engine sorts the last part of a union alone.
        sorted_by_day = f"{_selected(', '.join(COLUMNS), answer)}\nORDER BY 2"
        return f"{self._with({'counted': self._counted()})}\n{sorted_by_day}"

    def fates(self) -> str:
        cases = [("p.page = 0", "'kind'")]
        if self._events.user_agent:
            cases.append((f"NOT {self._of_people()}", "'bot'"))
        cases.append((_somebody(self._named("e")), "'count'"))
        fate = _case(cases, "'nobody'")
        judged = f" SELECT {fate} AS fate\n{self._joined()}{self._owned('e')}"
        return f"{self._with({'judged': judged})}\nSELECT fate, COUNT(*) FROM judged GROUP BY fate"

    def _with(self, last: Mapping[str, str]) -> str:
        """What rows are judged by, and then the last part, which stands on it."""
        e = self._events
        parts = {"page": self._page()}
        if e.user_agent:
            parts["agent"] = self._agent()
        if e.ip and e.networks:
            parts["owners"] = self._owners(e.networks)
        parts |= last
        return "WITH " + ",\n".join(f"{name} AS (\n{text}\n)" for name, text in parts.items())

    def _of(self, select: str) -> str:
        return f"{select} FROM {self._events.table} WHERE {self._within()}"

    def _distinct(self, columns: Mapping[str, str]) -> str:
        """The different values of columns, each once.

        As the least of each group: of a plain key an optimizer moves what is asked of it before
        the grouping, and judges a hundred million rows in place of some thousand values.
        """
        if not columns:
            return "SELECT 1 AS one"
        values = {name: _or_empty(column) for name, column in columns.items()}
        least = ", ".join(f"MIN({value}) AS least_{name}" for name, value in values.items())
        return f"{self._of(f'SELECT {least}')} GROUP BY {', '.join(values.values())}"

    def _within(self) -> str:
        first, last = self._days[0].begins, self._days[-1].ends
        time = self._events.time
        wanted = f" AND ({self._events.where})" if self._events.where else ""
        return f"{time} >= {self._moment(first)} AND {time} < {self._moment(last)}{wanted}"

    def _moment(self, at: datetime) -> str:
        if unit := _UNITS.get(self._events.written):
            return str(int(at.timestamp()) * unit)
        return f"TIMESTAMP '{at:%Y-%m-%d %H:%M:%S}'"

    def _page(self) -> str:
        """Each address that was asked for, with the number of its kind and topic; 0 for none."""
        keys = {"given": self._events.kind, "url": self._events.url}
        names = "".join(f"u.least_{name} AS {name}, " for name in self._page_keys())
        distinct = self._distinct({name: keys[name] for name in self._page_keys()})
        return _selected(f"{names}{self._number()} AS page", distinct)

    def _page_keys(self) -> list[str]:
        e = self._events
        return ["given"] * bool(e.kind) + ["url"] * bool(e.url)

    def _number(self) -> str:
        if not self._events.kind:
            return self._number_of(self._events.kinds[""])
        cases = [
            (f"u.least_given = '{value}'", self._number_of(kind))
            for value, kind in self._events.kinds.items()
        ]
        return _case(cases, "0")

    def _number_of(self, kind: Kind) -> str:
        otherwise = str(self._pages[kind.otherwise]) if kind.otherwise else "0"
        matches = self._dialect.matches
        views = kind.views if self._events.url else ()
        cases = [
            (matches.format("u.least_url", expression), str(self._pages[name, topic]))
            for expression, name, topic in views
        ]
        return _case(cases, otherwise)

    def _agent(self) -> str:
        """Each agent that asked: a bot, a tool, or 0 for a browser."""
        e, (bots, tools) = self._events, portable_agents()
        cases = [
            (self._dialect.matches.format("u.least_agent", expression), str(sort))
            for sort, expressions in ((_BOT, bots), (_TOOL, tools))
            for expression in expressions
        ]
        distinct = self._distinct({"agent": e.user_agent})
        return _selected(f"u.least_agent AS agent, {_case(cases, '0')} AS sort", distinct)

    def _counted(self) -> str:
        """How often, by day, page and whoever it was."""
        e = self._events
        keys = ["e.day", "p.page", *(f"e.{name}" for name in self._group())]
        wanted = ["p.page > 0"] + [self._of_people()] * bool(e.user_agent)
        times = "SUM(e.times)" if e.count else "COUNT(*)"
        return "\n".join(
            [
                f" SELECT {', '.join(keys)}, {times} AS times",
                self._joined(),
                f" WHERE {_all(wanted)}",
                f" GROUP BY {', '.join(keys)}",
            ]
        )

    def _joined(self) -> str:
        """Each event with what was judged of its page and agent."""
        pages = _all(f"p.{key} = e.{key}" for key in self._page_keys())
        agents = "\n JOIN agent a ON a.agent = e.agent" if self._events.user_agent else ""
        return f" FROM (\n{self._event()}\n ) e\n JOIN page p ON {pages}{agents}"

    def _of_people(self) -> str:
        """Whether it was no bot, and no tool where people do not read with one."""
        fetched = [str(n) for (kind, _), n in self._pages.items() if not is_read(kind)]
        tool = f" OR (a.sort = {_TOOL} AND p.page IN ({', '.join(fetched)}))"
        return f"(a.sort = 0{tool if fetched else ''})"

    def _group(self) -> list[str]:
        return [*self._who, *(["prefix"] if self._events.ip else [])]

    def _event(self) -> str:
        e = self._events
        columns = [f"{self._day()} AS day"]
        columns += [f"{_or_empty(e.who[name])} AS {name}" for name in self._who]
        columns += [f"{_or_empty(e.kind)} AS given"] if e.kind else []
        columns += [f"{_or_empty(e.url)} AS url"] if e.url else []
        columns += [f"{_or_empty(e.user_agent)} AS agent"] if e.user_agent else []
        columns += [f"{e.count} AS times"] if e.count else []
        columns += [f"{self._prefix()} AS prefix"] if e.ip else []
        return self._of(f"  SELECT {', '.join(columns)}\n ")

    def _day(self) -> str:
        *before, last = self._days
        time = self._events.time
        cases = [(f"{time} < {self._moment(one.ends)}", f"DATE '{one.day}'") for one in before]
        return _case(cases, f"DATE '{last.day}'")

    def _prefix(self) -> str:
        """Of addresses alone: whoever is named otherwise needs no network."""
        found = self._dialect.found.format(_or_empty(self._events.ip), PREFIX)
        named = _all(f"{_or_empty(self._events.who[name])} = ''" for name in self._who)
        return _case([(named, _or_empty(found))], "''") if self._who else _or_empty(found)

    def _told(self) -> str:
        """The answer: numbers as kinds and topics, prefixes as their owners, nobody left out."""
        pages = self._pages.items()
        kinds = _case([(f"c.page = {number}", f"'{kind}'") for (kind, _), number in pages], "''")
        topics = _case([(f"c.page = {number}", f"'{topic}'") for (_, topic), number in pages], "''")
        named, owned = self._named("c"), self._owned("c")
        columns = [f"'{self._events.source}'", "c.day", kinds, topics]
        columns += [named.get(name, "''") for name in (*WHO, "owner")]
        columns.append("CAST(SUM(c.times) AS BIGINT)")
        told = ", ".join(f"{one} AS {name}" for one, name in zip(columns, COLUMNS, strict=True))
        keys = ["c.day", "c.page", *(f"c.{name}" for name in self._who), *["n.owned"] * bool(owned)]
        wanted = f"WHERE {_somebody(named)}\nGROUP BY {', '.join(keys)}"
        return f"SELECT {told}\nFROM counted c{owned}\n{wanted}"

    def _named(self, rows: str) -> dict[str, str]:
        """All that may name somebody, each "" where it does not."""
        who = {name: f"{rows}.{name}" for name in self._who}
        return who | ({"owner": "COALESCE(n.owned, '')"} if self._owned(rows) else {})

    def _owned(self, rows: str) -> str:
        has_owners = self._events.ip and self._events.networks
        return f"\nLEFT JOIN owners n ON n.near = {rows}.prefix" if has_owners else ""

    def _owners(self, n: Networks) -> str:
        """One owner of each prefix: a table with two of them must not count twice."""
        one_each = f"{n.prefix} AS near, MIN({n.owner}) AS owned"
        return f" SELECT {one_each} FROM {n.table} GROUP BY {n.prefix}"  # noqa: S608  (see below)

    def _asked(self) -> str:
        empty = ", ".join(["''"] * (len(COLUMNS) - 3))
        source = self._events.source
        rows = (f"SELECT '{source}', DATE '{one.day}', {empty}, 0" for one in self._days)
        return "\nUNION ALL ".join(rows)


def _selected(columns: str, source: str) -> str:
    # Columns are the operator's own SQL, by design; what comes from elsewhere is checked as a name.
    return f" SELECT {columns}\n FROM ({source}) u"  # noqa: S608


def _or_empty(column: str) -> str:
    return f"COALESCE({column}, '')"


def _somebody(named: Mapping[str, str]) -> str:
    return " OR ".join(f"{one} <> ''" for one in named.values())


def _case(cases: Iterable[tuple[str, str]], otherwise: str) -> str:
    whens = " ".join(f"WHEN {when} THEN {then}" for when, then in cases)
    return f"CASE {whens} ELSE {otherwise} END" if whens else otherwise


def _all(conditions: Iterable[str]) -> str:
    return " AND ".join(conditions) or "1 = 1"
