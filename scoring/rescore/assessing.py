"""Companies as they are listed: level and since when, scores, people, last activity."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from ledger import companies, levels, successions
from ledger.bands import VERIFIED
from ledger.companies import Named
from ledger.engine import Session
from ledger.types import day_number, day_of_number
from scoring import series
from scoring.counts import Counts, Ints, Longs
from scoring.gates import gate_figures
from scoring.kernel import WINDOWS
from scoring.levels import NEVER, standings
from scoring.rescore import former, reading
from scoring.rescore.board import LONGEST, board
from scoring.rules_model import Rules
from scoring.standing import NOBODY, Standing


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """One need of one gate, and what a company has of it."""

    level: str
    scope: str  # what the gate looks at, as people say it
    window_days: int
    need: str
    figure: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """A company on a day, as it is listed. Points are hundredths.

    `gates` is filled where one company was asked for.
    """

    company_id: int
    key: str
    name: str
    standing: Standing
    level: str
    people: int  # distinct persons in 90 days
    last_activity: date | None
    verified: bool
    note: str = ""  # why a former company is one: see `rescore.former`
    gates: tuple[GateAnswer, ...] = ()

    @property
    def since(self) -> date | None:
        """The first day of the present level."""
        return None if self.standing.since is None else day_of_number(self.standing.since)

    def score(self, window: int) -> int:
        """The points of a window, in hundredths."""
        return self.standing.scores[window]


@dataclass(frozen=True, slots=True)
class _Presence:
    """Who was there, one entry a company: persons in 90 days, the last day, the best evidence."""

    people: Longs
    last_day: Ints
    confidence: Ints


def assess(
    session: Session, rules: Rules, as_of: date, company_id: int | None = None
) -> tuple[Assessment, ...]:
    """Every company with an activity in 90 days or a level, by score, then name; or one alone."""
    return of_companies(session, rules, as_of, None if company_id is None else [company_id])


def top(session: Session, rules: Rules, as_of: date, most: int) -> tuple[Assessment, ...]:
    """The companies with the most points at the rules' window, those without any left out."""
    found = board(session, rules, as_of)
    totals = found.totals(rules.window_days)
    least = np.partition(totals, -most)[-most] if len(totals) > most else 0
    wanted = found.ids[(totals >= least) & (totals > 0)]
    if len(wanted) > most:  # several have the fewest points of them: the name decides
        names = companies.by_ids(session, wanted.tolist())
        points = dict(zip(found.ids.tolist(), totals.tolist(), strict=True))
        by_rank = sorted(
            names.values(), key=lambda one: (-points[one.id], one.name.casefold(), one.key)
        )
        wanted = np.array([one.id for one in by_rank[:most]], np.int64)
    return of_companies(session, rules, as_of, wanted.tolist())[:most]


def of_companies(
    session: Session, rules: Rules, as_of: date, ids: Collection[int] | None
) -> tuple[Assessment, ...]:
    """These of the companies with an activity in 90 days or a level, or all of them."""
    last = day_number(as_of)
    counts, best = reading.with_confidence(session, rules, reading.BEGINNING, last, ids)
    return listed(session, rules, as_of, ids, counts, best)


def listed(
    session: Session,
    rules: Rules,
    as_of: date,
    ids: Collection[int] | None,
    counts: Counts,
    best: Ints,
) -> tuple[Assessment, ...]:
    """The same from columns of the whole past up to that day, with the best confidences."""
    last = day_number(as_of)
    presence = _presence(counts, best, last)
    qualified = levels.once(session, as_of, ids)
    names = companies.by_ids(session, counts.ids.tolist() + sorted(qualified))
    found, standing_of = [], list(_standings(rules, counts, last))
    said = successions.read(session)
    gone = said.succeeded(last) & qualified
    notes = _notes(session, rules, as_of, counts.ids, standing_of, qualified, presence)
    for number, (standing, note) in enumerate(zip(standing_of, notes, strict=True)):
        company = names[int(counts.ids[number])]
        if company.id in gone and note in (former.UNVERIFIED, former.OTHER_RULES):
            note = former.SUCCEEDED
        one = _assessment(rules, company, standing, note, presence, number)
        if one.level != "none" or presence.last_day[number] > last - LONGEST:
            found.append(one)
    for company_id in qualified - set(counts.ids.tolist()) - said.unlisted:
        note = former.SUCCEEDED if company_id in gone else former.UNVERIFIED
        found.append(_silent(rules, names[company_id], note))
    if ids is not None and len(ids) == 1:
        found = [replace(one, gates=_gates(rules, counts, last)) for one in found]
    window = rules.window_days
    return tuple(sorted(found, key=lambda one: (-one.score(window), one.name.casefold(), one.key)))


def _standings(rules: Rules, counts: Counts, last: int) -> Iterator[Standing]:
    """Every company's, in order; the whole past tells since when, and who was once higher."""
    if not counts.companies:
        return
    today = series.day(rules, counts, last)
    totals = {window: today.scores[window].sum(axis=1) for window in WINDOWS}
    first = int(counts.day.min())
    for block in series.series(rules, counts, first, last):
        now = standings(block.levels, first)
        for offset in range(len(now.level)):
            number, since = block.start + offset, int(now.since[offset])
            earned = today.scores[rules.window_days][number].tolist()
            yield Standing(
                level=int(now.level[offset]),
                former=bool(now.former[offset]),
                since=None if since == NEVER else since,
                scores={window: int(points[number]) for window, points in totals.items()},
                categories=dict(zip(rules.categories, earned, strict=True)),
            )


def _presence(counts: Counts, best: Ints, last: int) -> _Presence:
    recent = counts.person & (counts.day > last - LONGEST)
    pairs = np.unique((counts.company[recent].astype(np.int64) << 32) | counts.actor[recent])
    last_day = np.zeros(counts.companies, np.int32)
    np.maximum.at(last_day, counts.company, counts.day)
    return _Presence(np.bincount(pairs >> 32, minlength=counts.companies), last_day, best)


def _notes(
    session: Session,
    rules: Rules,
    as_of: date,
    ids: Longs,
    found: Sequence[Standing],
    qualified: Collection[int],
    presence: _Presence,
) -> list[str]:
    """Why each company is a former one, "" where it is none; also of who is one by record alone."""
    certain = (presence.confidence >= VERIFIED).tolist()
    rows = list(zip(ids.tolist(), found, certain, strict=True))
    lapsed = {one for one, now, _ in rows if one in qualified and now.code == 0}
    others = former.by_other_rules(
        session, rules, as_of, {one for one, _, sure in rows if sure and one in lapsed}
    )
    doubted = lapsed - others
    return [
        former.COLD * now.former
        or former.UNVERIFIED * (one in doubted)
        or former.OTHER_RULES * (one in others)
        for one, now, _ in rows
    ]


def _assessment(
    rules: Rules, company: Named, standing: Standing, note: str, presence: _Presence, number: int
) -> Assessment:
    if note and not standing.former:
        standing = replace(standing, former=True)
    return Assessment(
        company_id=company.id,
        key=company.key,
        name=company.name,
        standing=standing,
        level=rules.level_name(standing.level, former=standing.former),
        people=int(presence.people[number]),
        last_activity=day_of_number(int(presence.last_day[number])),
        verified=bool(presence.confidence[number] >= VERIFIED),
        note=note,
    )


def _silent(rules: Rules, company: Named, note: str) -> Assessment:
    """A company that is on record, and for which nobody stands any more."""
    return Assessment(
        company_id=company.id,
        key=company.key,
        name=company.name,
        standing=replace(NOBODY, former=True),
        level=rules.level_name(0, former=True),
        people=0,
        last_activity=None,
        verified=note == former.SUCCEEDED,  # nobody took back who its people were
        note=note,
    )


def _gates(rules: Rules, counts: Counts, last: int) -> tuple[GateAnswer, ...]:
    """What the only company of the columns has of each need of each gate."""
    if not counts.companies:
        return ()
    return tuple(
        GateAnswer(
            level=rules.level_names[one.level],
            scope=one.gate.scope,
            window_days=one.window,
            need=need.need.text,
            figure=int(need.figures[0]),
            holds=bool(need.holds[0]),
        )
        for one in gate_figures(rules, counts, last)
        for need in one.needs
    )
