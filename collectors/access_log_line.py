"""One line of a web server's access log, common or combined format, taken apart.

A virtual host before the address (Apache's `%v:%p`) is read; whatever follows the agent is not. A
line whose last quote never closes still gives its page, without referer and agent: clients send
what they like, and some servers cut it off.

Why the request is taken apart in a second step: the same few make most lines, and what was asked
for is remembered by the request as it stands.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

HALF_HOUR = 1_800  # seconds

_QUOTED = r'[^"\\]*+(?:\\.[^"\\]*+)*+'
_LINE = re.compile(
    r"(?:([\w.-]+)(?::\d+)? )??"  # virtual host
    r"(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+) "  # address
    r"\S+ [^\[\]]*+"  # identity and user: never used
    r"\[(\d\d/[A-Z][a-z][a-z]/\d\d\d\d:\d\d:\d\d):\d\d ([+-]\d\d\d\d)\] "
    rf'("{_QUOTED}" \d\d\d) (?:\d+|-)'
    rf'(?: "{_QUOTED}" "({_QUOTED})")?'  # referer; agent
)
_REQUEST = re.compile(rf'"([A-Z]+) ([^ "\\]*+(?:\\.[^ "\\]*+)*+)(?: {_QUOTED})?" (\d\d\d)')
_NAMED = re.compile(r"(?:\S+ )?[A-Za-z][\w.-]* \S+ [^\[\]]*\[\d\d/[A-Z][a-z]{2}/\d{4}:")
_HALF_HOURS = ("00", "30")  # of zones
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}


def take_apart(text: str) -> tuple[str, ...] | None:
    """The six parts of one line; None for what is no line of an access log.

    They are host ("" where the log names none), address, minute ("17/May/2015:10:05") and zone
    ("+0200"), request in its quotes with the status behind them, and agent.
    """
    found = _LINE.match(text)
    return found.groups("") if found else None


def requested(request: str) -> tuple[str, ...]:
    """Method, target as it was asked for, and status of a line's request.

    Method and target are "" for what was no request.
    """
    found = _REQUEST.fullmatch(request)
    return found.groups() if found else ("", "", request[-3:])


def in_half_hour(minute: str, zone: str) -> str:
    """The first minute of the same half hour, where it can be told without a calendar."""
    if zone[3:] in _HALF_HOURS and minute[15] < "6":
        return minute[:15] + ("00" if minute[15] < "3" else "30")
    return minute


def fault_of(text: str) -> str:
    """Why a line could not be taken apart, with the mend."""
    if _NAMED.match(text):
        return "names its visitor by host, not by address: log addresses (Apache's %a)"
    return "not a line of the common or combined log format"


def half_hour(minute: str, zone: str) -> datetime | None:
    """When the half hour began in which that minute is, aware, UTC; None for no such moment."""
    try:
        at = datetime(
            int(minute[7:11]),
            _MONTHS[minute[3:6]],
            int(minute[:2]),
            int(minute[12:14]),
            int(minute[15:17]),
            tzinfo=timezone(
                timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[3:5])),
            ),
        )
        seconds = int(at.timestamp())
        return datetime.fromtimestamp(seconds - seconds % HALF_HOUR, UTC)
    except (KeyError, ValueError, OverflowError):
        return None
