"""How far judging has seen the ledger, and which companies' past may hold more than it saw.

Why: whoever was once at a level stays a former one. A rescore need not look at all of history for
that where it knows what of the past is new to it: activities of days judged long ago, actors who
stand for a company anew, candidates that count by now, and what people said of companies. That a
bot is none after all, or that a word on somebody is taken back, is rare, so a count and a sum of
ids are enough to know that it happened.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

import numpy as np
from sqlmodel import Session

from ledger import meta, numbers, successions
from ledger.bands import COUNTS
from ledger.numbers import Longs
from ledger.successions import Span
from ledger.tables import DOUBTED, Activity, Actor, Affiliation, Company

JUDGED: Final = "judged"
TABLES: Final[dict[str, type[numbers.Numbered]]] = {
    "activity": Activity,
    "affiliation": Affiliation,
    "actor": Actor,
    "company": Company,
}
BOTS = """
SELECT COUNT(*), COALESCE(SUM(id), 0) FROM actor
WHERE standing NOT IN ('person', 'staff') AND standing IN ('bot', 'suspect') AND id <= ?
"""
# Only these let a row stand again that stood no more.
TAKEN_BACK = """
SELECT COUNT(*), COALESCE(SUM(id), 0) FROM correction
WHERE action IN ('unlink', 'undo') OR undone_at IS NOT NULL
"""
SPOKEN = """
SELECT (SELECT COUNT(*) FROM correction), (SELECT COUNT(*) FROM refusal),
 (SELECT COUNT(*) FROM tag)
"""
OUTDATED = "SELECT COUNT(superseded_at) FROM affiliation"
CANDIDATES = """
SELECT 0, group_concat(id) FROM affiliation
WHERE id BETWEEN ? AND ? AND {doubted}
"""
STANDING = """
SELECT DISTINCT company_id FROM affiliation
WHERE superseded_at IS NULL AND +company_id IS NOT NULL
 AND (confidence >= ? OR +company_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)))
 AND {new} LIMIT ?
"""
LATE = "actor_id IN (SELECT actor_id FROM activity WHERE id > ? AND day <= ?)"
ANEW = "id > ?"
RISEN = "id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Marks:
    """What was there at a rescore: the highest ids, who counted for nobody, the days' time zone.

    `bots` and `taken_back` are a count and a sum of ids; `candidates` are the ids of affiliations
    too doubtful to count, packed; `said` are the spans of companies that do not simply count for
    themselves. All but the rules and the zone are empty where another version kept them.
    """

    rules: str  # their version
    zone: str
    highest: Mapping[str, int]
    bots: tuple[int, ...] = ()
    taken_back: tuple[int, ...] = ()
    candidates: str = ""
    said: tuple[Span, ...] = ()


def present(session: Session, rules_version: str) -> Marks:
    """The marks of this moment."""
    highest = {name: numbers.highest_id(session, table) for name, table in TABLES.items()}
    query = CANDIDATES.format(doubted=DOUBTED)
    found = numbers.ranged(session, Affiliation, query)
    candidates = np.concatenate([np.zeros(0, np.int64), *found])
    return Marks(
        rules_version,
        meta.get(session, meta.TIMEZONE) or "",
        highest,
        _counted(session, BOTS, highest["actor"]),
        _counted(session, TAKEN_BACK),
        _packed(candidates),
        tuple(span for spans in successions.read(session).spans.values() for span in spans),
    )


def digest(session: Session, rules_version: str) -> str:
    """A short text that is another one once anything changed that judging or asking goes by."""
    said = [*_counted(session, SPOKEN), _counted(session, OUTDATED)]
    text = json.dumps([asdict(present(session, rules_version)), said])
    return hashlib.sha256(text.encode()).hexdigest()


def kept(session: Session) -> Marks | None:
    """The marks of the last rescore, if there was one."""
    text = meta.get(session, JUDGED)
    if text is None:
        return None
    known: dict[str, Any] = json.loads(text)
    for name in ("bots", "taken_back"):
        known[name] = tuple(known.get(name, ()))
    known["said"] = tuple(Span(*span) for span in known.get("said", ()))
    names = {field.name for field in fields(Marks)}
    return Marks(**{name: value for name, value in known.items() if name in names})


def keep(session: Session, marks: Marks) -> None:
    """Keeps them for the next rescore."""
    meta.put(session, JUDGED, json.dumps(asdict(marks)))


def touched(session: Session, since: Marks, now: Marks, until: int, most: int) -> set[int] | None:
    """Companies whose past may hold more than it did at some marks, on days up to `until`.

    `until` counts from 1970-01-01. None: any company may be one, or there are more than `most`.
    """
    if _is_any(session, since, now):
        return None
    confirmed = json.dumps([span.company for span in now.said if span.least])
    found = {span.company for span in set(since.said) ^ set(now.said)}
    for new, *more in (
        (LATE, since.highest["activity"], until),
        (ANEW, since.highest["affiliation"]),
        (RISEN, json.dumps(_risen(since, now))),
    ):
        query, asked = STANDING.format(new=new), (COUNTS, confirmed, *more, most + 1)
        found.update(session.connection().exec_driver_sql(query, asked).scalars())
    roots = successions.read(session).roots(found)
    return roots if max(len(found), len(roots)) <= most else None


def _is_any(session: Session, since: Marks, now: Marks) -> bool:
    """Whether something happened by which any company's past may be another."""
    if (since.rules, since.zone, since.taken_back) != (now.rules, now.zone, now.taken_back):
        return True
    if any(now.highest[table] < since.highest[table] for table in TABLES):
        return True
    return _counted(session, BOTS, since.highest["actor"]) != since.bots


def _counted(session: Session, query: str, *values: int) -> tuple[int, ...]:
    return tuple(int(one) for one in session.connection().exec_driver_sql(query, values).one())


def _risen(since: Marks, now: Marks) -> list[int]:
    """Affiliations that were too doubtful, and are no more."""
    then, still = _unpacked(since.candidates), _unpacked(now.candidates)
    risen: list[int] = np.setdiff1d(then, still, assume_unique=True).tolist()
    return risen


def _packed(ids: Longs) -> str:
    """Ids as text: a bit each, for they may be as many as there are people."""
    there = np.zeros(ids.max(initial=-1) + 1, np.bool_)
    there[ids] = True
    return base64.b64encode(zlib.compress(np.packbits(there).tobytes())).decode()


def _unpacked(text: str) -> Longs:
    if not text:
        return np.zeros(0, np.int64)
    packed = zlib.decompress(base64.b64decode(text))
    return np.flatnonzero(np.unpackbits(np.frombuffer(packed, np.uint8)))
