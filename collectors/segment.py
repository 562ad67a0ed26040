"""Reads calls as Segment's libraries make them: pages and events as activities, traits as evidence.

A page is what the URL rules or its address say it is; an event counts only when it is called like
a kind of the rules ("Doc Search" is `doc_search`): nothing is guessed. `identify` and `group` tell
at which company a known user is. An anonymous id is a browser's cookie, and no person: who clears
it comes back with another. Who has neither is known by what else the call says: a mail address, a
company, a network.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from collectors.activity_row import COLUMNS, met, read_row
from collectors.activity_who import Unreadable
from collectors.addresses import MAIL, may_hold
from collectors.bots import is_bot
from collectors.page_kind import kind_of_page
from collectors.reading import Reading
from ledger.drafts import ActivityDraft, ActorDraft

SOURCE: Final = "segment"

Digest = Callable[[str], str]  # a keyed hash: what stands for a call without an id
Call = Mapping[str, Any]

_IGNORED: Final = ("alias", "screen")
_HAPPENED: Final = ("timestamp", "originalTimestamp")
_EVENT = re.compile(r"[\w][\w .,:/-]{0,59}")
_LONGEST = 300
_HALF_HOUR: Final = 1_800  # seconds


def read(
    call: object, type: str, reading: Reading, digest: Digest
) -> ActivityDraft | ActorDraft | None:
    """What a call tells: an activity, evidence of an actor, or None for nothing of use.

    `type` is the path's ("track", "page", …); "" means that the call names it. A call without a
    time happened at `reading.now`. Raises Unreadable with a reason for whoever sends the calls.
    """
    if not isinstance(call, dict):
        raise Unreadable("not a JSON object")
    type = type or _text(call, "type")
    if type in _IGNORED or (type == "page" and is_bot(_text(call, "context", "userAgent"))):
        return None
    if type in ("identify", "group"):
        return _evidence(call, type, reading, digest)
    if type not in ("page", "track"):
        raise Unreadable("type: none of track, page, identify, group, alias, screen")
    url = _page_url(call)
    cells = {
        **_who(call, type, digest),
        "id": _id(call, reading, digest),
        "kind": _event_kind(call, reading) if type == "track" else kind_of_page(url, reading),
        "occurred_at": _moment(call, reading),
        "url": url,
        "title": _title(call),
        "ip": _text(call, "context", "ip"),
    }
    return read_row(_kept(cells), reading)


def _evidence(call: Call, type: str, reading: Reading, digest: Digest) -> ActorDraft | None:
    """The user with the signals of the call; None where it has none, or no user."""
    cells = _kept(_who(call, type, digest))
    if type == "group":
        cells |= _kept(_company(call.get("traits")))
    if not cells.get("actor") or not cells.keys() & {"email", "company", "domain"}:
        return None
    return met(cells, reading)


def _who(call: Call, type: str, digest: Digest) -> dict[str, str]:
    """Who made the call; the traits of a `group` are the company's, not the user's."""
    user, visitor = _text(call, "userId"), _text(call, "anonymousId")
    traits = call.get("traits") if type != "group" else None
    shared = _at(call, "context", "traits")
    company = _company(_at(traits, "company")) or _company(_at(shared, "company"))
    return {
        **company,
        "source": SOURCE,
        "actor": user or (f"visitor:{digest(visitor)}" if visitor else ""),
        "email": _email(traits) or _email(shared),
    }


def _email(traits: object) -> str:
    """The trait, where it is a mail address: what a form let through must not cost the activity."""
    told = _text(traits, "email")
    return told if "@" in told and MAIL.fullmatch(told) else ""


def _company(told: object) -> dict[str, str]:
    """A company by its name, or by name and site as `group` and the trait `company` have them."""
    if isinstance(told, str):
        return {"company": told}
    domain = _text(told, "domain") or _text(told, "website")
    return _kept({"company": _text(told, "name"), "domain": domain})


def _page_url(call: Call) -> str:
    return _text(call, "properties", "url") or _text(call, "context", "page", "url")


def _event_kind(call: Call, reading: Reading) -> str:
    name = _text(call, "event")
    kind = re.sub(r"[\s-]+", "_", name.strip()).lower()
    if kind in reading.kinds:
        return kind
    if not _EVENT.fullmatch(name) or may_hold(name):
        raise Unreadable("event: not a kind of the rules file")
    raise Unreadable(f'event "{name}" is not called like a kind of the rules file')


def _id(call: Call, reading: Reading, digest: Digest) -> str:
    """The call's own id, else a hash of what it says; when it was sent is no part of that.

    What does not say when it happened is another thing in another half hour: else a page that a
    user looks at every day would count once for ever.
    """
    if named := _text(call, "messageId"):
        return named
    content = {key: value for key, value in call.items() if key != "sentAt"}
    if not any(_text(call, name) for name in _HAPPENED):
        content["half hour"] = int(reading.now.timestamp()) // _HALF_HOUR
    try:
        return digest(json.dumps(content, sort_keys=True, default=str))
    except RecursionError:
        raise Unreadable("nested too deeply") from None


def _moment(call: Call, reading: Reading) -> str:
    told = (_text(call, name) for name in (*_HAPPENED, "sentAt"))
    return next(filter(None, told), reading.now.isoformat())


def _title(call: Call) -> str:
    told = (_text(call, "properties", "title"), _text(call, "context", "page", "title"))
    return next(filter(None, (*told, _text(call, "name"))), "")[:_LONGEST]


def _kept(cells: Mapping[str, str]) -> dict[str, str]:
    return {column: cell for column, cell in cells.items() if cell and column in COLUMNS}


def _at(value: object, *path: str) -> object:
    """What stands at a path of keys; None where it ends earlier."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _text(value: object, *path: str) -> str:
    """The text or whole number at a path, as text; "" for anything else."""
    found = _at(value, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found.strip() if isinstance(found, str) else ""
