"""What is known of one person, for that person to read: in words, and whole for programs.

`person.csv` leaves out what only the ledger needs, such as rows' numbers and hashes, and calls the
rest by names that need no manual; `person.json` has every column as it is kept.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.cells import cell
from bot.commands.exported import Sheet
from ledger.exporting_person import Line

HEAD: Final = ("what", "which", "about", "value")
WHOLE: Final = ("table", "row", "column", "value")
NAMED: Final = {"referral": "DQL-{}", "introduction": "introduction {}", "correction": "{}"}

_SAID: Final = {"at": "when", "by": "said by (id)", "by_name": "said by", "company": "company"}

# How a table is called, and its columns; a column that is not named here is the ledger's own.
WORDS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "actor": (
        "account",
        {
            "source": "where",
            "key": "id there",
            "handle": "handle",
            "name": "name",
            "standing": "counts as",
            "first_seen": "known since",
            "bot_said": "somebody said whether it is a bot",
        },
    ),
    "evidence": (
        "evidence of a company",
        {
            "kind": "kind",
            "value": "what",
            "domain": "mail domain or site",
            "first_seen": "first seen",
            "last_seen": "last seen",
            "ended_at": "shown no more since",
        },
    ),
    "affiliation": (
        "company they stand for",
        {
            "company": "company",
            "valid_from": "from",
            "valid_until": "until",
            "staff": "our own people",
            "evidence": "why",
            "confidence": "how certain, of 100",
            "source": "decided by a rule or a human",
            "decided_by": "decided by (id)",
            "decided_at": "decided",
            "superseded_at": "held until",
        },
    ),
    "referral": (
        "referral",
        {
            "made_at": "made",
            "person_name": "person",
            "person_contact": "contact",
            "company": "company",
            "company_name": "company as typed",
            "team": "team",
            "why": "why",
            "origin": "where from",
            "origin_detail": "which one",
            "link": "link",
            "consent": "agreed to be contacted",
            "referrer": "referred by (id)",
            "referrer_name": "referred by",
            "state": "state",
            "snoozed_until": "nobody is reminded before",
        },
    ),
    "referral_step": (
        "step of a referral",
        {
            **_SAID,
            "step": "step",
            "team": "team",
            "note": "note",
            "outcome": "outcome",
            "value": "worth, in hundredths",
        },
    ),
    "introduction": (
        "introduction",
        {
            "made_at": "made",
            "first_name": "one person",
            "first_contact": "contact of the one",
            "second_name": "the other person",
            "second_contact": "contact of the other",
            "why": "why",
            "origin": "where from",
            "origin_detail": "which one",
            "consent": "both agreed",
            "referrer": "introduced by (id)",
            "referrer_name": "introduced by",
            "undone_at": "taken back",
        },
    ),
    "audit": ("thing done", {**_SAID, "action": "what", "subject": "of what", "object": "which"}),
    "correction": (
        "correction",
        {
            **_SAID,
            "action": "what",
            "subject": "of what",
            "object": "which",
            "valid_from": "from",
            "valid_until": "until",
            "note": "note",
            "before": "what stood before",
            "undone_at": "undone",
            "undone_by": "undone by (id)",
        },
    ),
    "handoff": ("hand-off", {**_SAID, "state": "state", "day": "since", "note": "note"}),
    "job": ("error of a job", {"name": "job", "ended_at": "when", "error": "what went wrong"}),
    "notice": (
        "message of Leadlight",
        {
            "kind": "kind",
            "channel": "to",
            "facts": "what it tells",
            "state": "state",
            "created_at": "caused",
            "sent_at": "sent",
            "error": "what went wrong",
        },
    ),
    "follow": ("company followed", {"user_id": "by (id)", "company": "company", "since": "since"}),
    "tag": ("tag of a company", {**_SAID, "tag": "tag"}),
    "hush": ("company snoozed", {**_SAID, "until": "until"}),
    "refusal": ("suggestion turned down", {**_SAID, "kind": "kind", "key": "of whom"}),
    "inbox_event": (
        "event of Slack",
        {
            "payload": "what it told",
            "received_at": "received",
            "state": "state",
            "handled_at": "read",
            "error": "what went wrong",
        },
    ),
}


def sheets(lines: Sequence[Line]) -> Iterator[Sheet]:
    """Both files, a thing a line."""
    yield Sheet("person.csv", HEAD, (tuple(map(cell, row)) for row in _told(lines)))
    whole = ((one.table, one.row, one.column, one.value) for one in lines)
    yield Sheet("person.json", WHOLE, whole)


def _told(lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    of_step = {one.row: one.value for one in lines if one.column == "referral_id"}
    counted: dict[str, dict[str, int]] = {}
    for one in lines:
        called, columns = WORDS[one.table]
        rows = counted.setdefault(one.table, {})
        number = rows.setdefault(one.row, len(rows) + 1)
        if one.table == "referral_step":
            which = NAMED["referral"].format(of_step[one.row])
        else:
            which = NAMED.get(one.table, str(number)).format(one.row)
        if about := columns.get(one.column):
            yield called, which, about, _in_words(one.value)


def _in_words(value: str) -> str:
    """What was kept as JSON as its texts, each with its name."""
    if not value.startswith(("{", "[")):
        return value
    try:
        return "; ".join(_leaves(json.loads(value), ""))
    except ValueError:  # a text that only begins so
        return value


def _leaves(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, key.replace("_", " "))
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one, name)
    elif value not in (None, "", False):
        yield f"{name}: {value}" if name else str(value)
