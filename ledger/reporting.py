"""What the report counts: everybody handed to a team, with what came of it, and introductions.

Withdrawn referrals and introductions that were undone count nowhere, so they are not read at all.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ledger import companies, successions
from ledger.referral_steps import ACCEPTED, HANDED, OUTCOME, WITHDRAWN, Told, outcomes
from ledger.referral_steps import Came as Came
from ledger.types import day_in, day_number
from ledger.whom import Whom

CUSTOMER: Final = "customer"  # the tag

REFERRALS = """
SELECT r.id, r.made_at, r.team, r.state, r.origin, r.origin_detail, r.person_name, r.company_id,
  r.company_name, r.level
FROM referral r WHERE r.state <> :withdrawn AND (r.made_at >= :first AND r.made_at < :last
 OR EXISTS (SELECT 1 FROM referral_step s WHERE s.referral_id = r.id AND s.step = :outcome
  AND s.at >= :first AND s.at < :last))
ORDER BY r.id
"""
STEPS = """
SELECT s.referral_id, s.step, s.at, s.outcome, s.value
FROM json_each(?) wanted
CROSS JOIN referral_step s ON s.referral_id = CAST(wanted.value AS BIGINT)
ORDER BY s.at, s.id
"""
FIRST_REFERRALS = """
SELECT company_id, made_at, MIN(id) FROM referral
WHERE company_id IS NOT NULL AND state <> ? GROUP BY company_id, made_at
"""
# Since when a company is somebody's already: handed over, or known as a customer.
TAKEN = """
SELECT company_id, MIN(at) FROM handoff WHERE state <> 'none' GROUP BY company_id
UNION ALL SELECT company_id, at FROM tag WHERE tag = ?
"""
INTRODUCTIONS = """
SELECT first_actor_id, first_name, second_actor_id, second_name FROM introduction
WHERE undone_at IS NULL AND made_at >= ? AND made_at < ?
"""
REFERRED = "SELECT company_id, made_at FROM referral WHERE company_id IS NOT NULL AND state <> ?"
INTRODUCED = """
SELECT first_actor_id, made_at FROM introduction
WHERE undone_at IS NULL AND first_actor_id IS NOT NULL
UNION ALL SELECT second_actor_id, made_at FROM introduction
WHERE undone_at IS NULL AND second_actor_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Handed:
    """A referral as the report sees it, in the team that has it now.

    `reached_at` is when that team got it, `accepted_at` when it said yes. `outcomes` are oldest
    first, each as it was last corrected. `company` is its key, `company_name` what people call it;
    both are "" where none is named. `is_sourced` says that DevRel brought the company: it is known
    which one, and it was news at the handoff: at no level then or before, without an earlier
    referral, not handed over already, no customer.
    """

    id: int
    made_at: datetime
    team: str
    state: str
    origin: str
    origin_detail: str
    person: str
    company: str
    company_name: str
    is_sourced: bool
    reached_at: datetime
    accepted_at: datetime | None
    outcomes: tuple[Came, ...]


@dataclass(frozen=True, slots=True)
class Introductions:
    """How many introductions there were, and how many people met by them."""

    made: int
    people: int


def handed(session: Session, first: datetime, last: datetime) -> list[Handed]:
    """The referrals made from `first` up to, not including, `last`, or with an outcome then.

    Each with all that came of it until now; by rising number. An outcome that was corrected to none
    is none.
    """
    asked = {
        "first": _seconds(first),
        "last": _seconds(last),
        "withdrawn": WITHDRAWN,
        "outcome": OUTCOME,
    }
    rows = list(session.connection().exec_driver_sql(REFERRALS, asked))
    steps = _steps(session, [row[0] for row in rows])
    known = _Known(session)
    names = companies.by_ids(session, {known.root(row[7]) for row in rows if row[7]})
    found = []
    for number, made, team, state, origin, detail, person, company_id, typed, level in rows:
        company = names[known.root(company_id)] if company_id else None
        reached, accepted, came = _life(made, steps[number])
        if not _is_in(asked, made, came):
            continue
        found.append(
            Handed(
                id=number,
                made_at=_moment(made),
                team=team,
                state=state,
                origin=origin,
                origin_detail=detail,
                person=person,
                company=company.key if company else typed,
                company_name=company.name if company else typed,
                is_sourced=not level and known.is_news(company_id, made, number),
                reached_at=reached,
                accepted_at=accepted,
                outcomes=came,
            )
        )
    return found


def introductions(session: Session, first: datetime, last: datetime) -> Introductions:
    """Those made from `first` up to, not including, `last`; a person counts once."""
    span = (_seconds(first), _seconds(last))
    rows = list(session.connection().exec_driver_sql(INTRODUCTIONS, span))
    people = {
        actor or name.strip().lower()
        for one, one_name, other, other_name in rows
        for actor, name in ((one, one_name), (other, other_name))
    }
    return Introductions(len(rows), len(people))


def touched(session: Session, zone: ZoneInfo, confidence: int) -> list[tuple[int, int]]:
    """Company and day (from 1970-01-01) of whoever was ever referred or introduced.

    A company is the one for which its people counted on that day; people who were introduced stand
    for one by affiliations of this confidence, in hundredths, and more.
    """
    said, connection = successions.read(session), session.connection()
    found = []
    for company, at in connection.exec_driver_sql(REFERRED, (WITHDRAWN,)):
        day = _day(at, zone)
        found.append((said.present(company, day), day))
    introduced = sorted(
        (_day(at, zone), actor) for actor, at in connection.exec_driver_sql(INTRODUCED)
    )
    if not introduced:
        return found
    whom = Whom(session, confidence)
    for day, several in groupby(introduced, key=lambda pair: pair[0]):
        company_of, _ = whom.on(day)
        found += [(int(company_of[actor]), day) for _, actor in several if company_of[actor]]
    return found


class _Known:
    """Which companies were no news at a moment, merged ones by the company they are today."""

    def __init__(self, session: Session) -> None:
        self._said = successions.read(session)
        connection = session.connection()
        self._referred: dict[int, tuple[int, int]] = {}
        for company, made, number in connection.exec_driver_sql(FIRST_REFERRALS, (WITHDRAWN,)):
            root = self.root(company)
            self._referred[root] = min(self._referred.get(root, (made, number)), (made, number))
        self._taken: dict[int, int] = {}
        for company, at in connection.exec_driver_sql(TAKEN, (CUSTOMER,)):
            root = self.root(company)
            self._taken[root] = min(self._taken.get(root, at), at)

    def root(self, company_id: int) -> int:
        """The company that this one was merged into, or itself."""
        return self._said.present(company_id, -successions.EVER)

    def is_news(self, company_id: int | None, made: int, number: int) -> bool:
        """Whether nobody had it before this referral; of none that is known nobody can say so."""
        if company_id is None:
            return False
        root = self.root(company_id)
        return self._referred[root] == (made, number) and self._taken.get(root, made) >= made


def _steps(session: Session, numbers: list[int]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = defaultdict(list)
    rows = session.connection().exec_driver_sql(STEPS, (json.dumps(numbers),))
    for number, step, at, outcome, value in rows:
        found[number].append((step, _moment(at), outcome, value))
    return found


def _life(made: int, steps: list[Told]) -> tuple[datetime, datetime | None, tuple[Came, ...]]:
    """When its present team got it, when that team accepted, what came of it."""
    reached, accepted = _moment(made), None
    for step, at, _, _ in steps:
        if step == HANDED:
            reached, accepted = at, None
        elif step == ACCEPTED:
            accepted = at
    return reached, accepted, tuple(outcomes(steps))


def _is_in(asked: Mapping[str, Any], made: int, came: Sequence[Came]) -> bool:
    """Whether it was made in the span, or still has an outcome in it once all is corrected."""
    moments = (made, *(_seconds(one.at) for one in came))
    return any(asked["first"] <= one < asked["last"] for one in moments)


def _day(seconds: int, zone: ZoneInfo) -> int:
    return day_number(day_in(zone, _moment(seconds)))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
