"""Asks a warehouse for its days' tallies and stores them: what is due, a month at a time.

Today is not asked, as it is not over. Of the days before, those not asked yet are due, and the last
few once more, for events come late. How far it came is kept with the zone whose days they are: in
another zone all is asked anew.
"""

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from bot import deliveries
from bot.identity_key import pseudonyms
from bot.services import Services
from bot.settings import Settings
from bot.warehouse_engines import Engine, opened
from collectors.reading import Reading
from collectors.warehouse_asked import LEFT_OUT, Events, Kind, Networks, bounds
from collectors.warehouse_dialects import DIALECTS
from collectors.warehouse_rows import Told, cells_of, days_of, in_order
from collectors.warehouse_sql import left_out, query
from ledger import cursors, tallied
from ledger.drafts import Rejected
from ledger.engine import Session
from ledger.types import day_number
from scoring.pages import page_rule
from scoring.portable_pages import portable_views
from scoring.rules import Rules, Warehouse
from scoring.rules_warehouses import BY_URL, PRINTED

log = logging.getLogger(__name__)

JOB: Final = "warehouse:"  # before a name: the job's, and the cursor's
EVERY: Final = timedelta(days=1)
AT_ONCE: Final = timedelta(days=30)  # of one query
EVENTS, NETWORKS = "warehouse_events", "warehouse_networks"  # views of files


@dataclass
class Asked:
    """What came of asking: `changed` are tallies that came, changed or went.

    `left_out` is there where rows were asked for and no tally came: the rows by reason.
    """

    days: int = 0
    tallies: int = 0
    changed: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    left_out: Counter[str] | None = None


def asked_by_schedule(rules: Rules) -> list[Warehouse]:
    """The warehouses that have an engine here."""
    return [one for one in rules.warehouses if one.engine not in PRINTED]


def ask(
    services: Services,
    settings: Settings,
    warehouse: Warehouse,
    clock: Callable[[], datetime],
    first: date | None = None,
    advance: Callable[[int], object] = lambda _: None,
) -> Asked:
    """Asks for the days that are due, or for all from `first` on, and stores what is told.

    `advance` is called with how many more days are done. Raises SourceError where the engine cannot
    be asked; the days until then are stored.
    """
    since, last = due(services, warehouse, clock(), first)
    if last < since:
        return Asked()
    with opened(warehouse.name, warehouse.engine, warehouse.connect) as engine:
        return ask_opened(engine, services, settings, warehouse, clock, (since, last), advance)


def ask_opened(
    engine: Engine,
    services: Services,
    settings: Settings,
    warehouse: Warehouse,
    clock: Callable[[], datetime],
    days: tuple[date, date],
    advance: Callable[[int], object] = lambda _: None,
) -> Asked:
    """The same of an engine that is open, for the days from the first to the last."""
    asked, rules = Asked(), services.intake or services.rules
    reading = reading_of(rules, settings, clock())
    _name_files(engine, warehouse)
    for since, until in _spans(*days):
        rows = engine.rows(text_of(rules, warehouse, services, since, until))
        named = ((f"warehouse {warehouse.name} row {n}", row) for n, row in enumerate(rows, 1))
        cells = ((place, cells_of(row)) for place, row in named)
        store(services, in_order(days_of(cells, reading)), asked, clock)
        with services.ledger.write() as session:
            _came_to(session, services, warehouse.name, until, clock())
        advance((until - since).days + 1)
    if not asked.tallies and not asked.rejected:
        asked.left_out = _left_out(engine, services, warehouse, days)
        told = ", ".join(f"{rows} {reason}" for reason, rows in asked.left_out.most_common())
        log.info("warehouse %s: no tally came; left out: %s", warehouse.name, told or "no row")
    return asked


def text_of(
    rules: Rules,
    warehouse: Warehouse,
    services: Services,
    first: date,
    last: date,
    engine: str = "",
) -> str:
    """The query for the days from `first` to `last`, as an engine spells it: its own by default."""
    dialect = DIALECTS[engine or warehouse.engine]
    return query(events_of(rules, warehouse), bounds(first, last, services.zone), dialect)


def store(
    services: Services,
    found: Iterable[Told | Rejected],
    asked: Asked,
    clock: Callable[[], datetime],
) -> None:
    """Replaces each day that was told, in a transaction of its own; counts into `asked`."""
    for one in found:
        if isinstance(one, Rejected):
            asked.rejected.append(one)
            continue
        with services.ledger.write() as session:
            done = tallied.replace(session, one.source, one.day, one.drafts, clock())
            if done.changed:
                _note(session, one, services.today(clock()), clock())
        asked.days += 1
        asked.tallies += done.tallies
        asked.changed += done.changed


def due(
    services: Services, warehouse: Warehouse, now: datetime, first: date | None = None
) -> tuple[date, date]:
    """The days to ask for, from the first to the last; the last before the first for none."""
    yesterday = services.today(now) - timedelta(days=1)
    if first is not None:
        return first, yesterday
    with services.ledger.read() as session:
        kept = cursors.read(session, JOB + warehouse.name)
    told = json.loads(kept) if kept else {}
    if told.get("zone") != services.zone.key:
        return yesterday - timedelta(days=warehouse.back_days - 1), yesterday
    last = min(date.fromisoformat(told["until"]), yesterday)
    return last + timedelta(days=1 - warehouse.late_days), yesterday


def reading_of(rules: Rules, settings: Settings, now: datetime) -> Reading:
    """What readers of tallies are told."""
    return Reading(frozenset(rules.kinds), now, pseudonyms(settings), page_rule(rules))


def events_of(rules: Rules, warehouse: Warehouse) -> Events:
    """A warehouse of the rules file as its query needs it."""
    columns = warehouse.columns
    said = warehouse.kinds or {"": warehouse.kind}
    return Events(
        source=warehouse.name,
        table=warehouse.table or EVENTS,
        time=columns.time,
        kinds={value: _kind(rules, warehouse, kind) for value, kind in said.items()},
        written=warehouse.time,
        where=warehouse.where,
        url=columns.url,
        user_agent=columns.user_agent,
        kind=columns.kind if warehouse.kinds else "",
        count=columns.count,
        ip=columns.ip,
        who={name: getattr(columns, name) for name in ("actor", "email", "company", "domain")},
        networks=_networks(warehouse),
    )


def _networks(warehouse: Warehouse) -> Networks | None:
    told = warehouse.networks
    return Networks(told.table or NETWORKS, told.prefix, told.owner) if told else None


def _kind(rules: Rules, warehouse: Warehouse, kind: str) -> Kind:
    given = "" if kind == BY_URL else kind
    otherwise = given or warehouse.otherwise
    return Kind(portable_views(rules, given), (otherwise, "") if otherwise else None)


def _spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    while first <= last:
        until = min(first + AT_ONCE - timedelta(days=1), last)
        yield first, until
        first = until + timedelta(days=1)


def _left_out(
    engine: Engine, services: Services, warehouse: Warehouse, days: tuple[date, date]
) -> Counter[str]:
    rules = services.intake or services.rules
    events, dialect = events_of(rules, warehouse), DIALECTS[warehouse.engine]
    found: Counter[str] = Counter()
    for first, last in _spans(*days):
        text = left_out(events, bounds(first, last, services.zone), dialect)
        found.update({LEFT_OUT[str(fate)]: int(str(rows)) for fate, rows in engine.rows(text)})
    return found


def _name_files(engine: Engine, warehouse: Warehouse) -> None:
    if warehouse.files:
        engine.view(EVENTS, warehouse.files)
    if warehouse.networks and warehouse.networks.files:
        engine.view(NETWORKS, warehouse.networks.files)


def _came_to(session: Session, services: Services, name: str, until: date, now: datetime) -> None:
    """Keeps how far a warehouse was asked; days that are asked again take it no further back."""
    kept = cursors.read(session, JOB + name)
    told = json.loads(kept) if kept else {}
    zone = services.zone.key
    last = max(told["until"], until.isoformat()) if told.get("zone") == zone else until.isoformat()
    cursors.save(session, JOB + name, json.dumps({"zone": zone, "until": last}), now)


def _note(session: Session, told: Told, today: date, now: datetime) -> None:
    """Notes what the source delivered, as `bot.deliveries` finds it of single activities."""
    noted = deliveries.known(session, today)
    source = noted.sources.setdefault(told.source, deliveries.Delivered())
    source.intake.add(day_number(today))
    for kind in {draft.kind for draft in told.drafts}:
        source.kinds[kind] = max(day_number(told.day), source.kinds.get(kind, 0))
        source.days.add(day_number(told.day))
    deliveries.keep(session, noted, now)
