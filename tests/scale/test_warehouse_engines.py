"""The same made-up events, by a warehouse's query and by our own intake: the same tallies."""

import json
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from bot import warehouses
from bot.commands.import_files import bring
from bot.commands.imported import Result
from bot.commands.opening import Opened
from bot.warehouse_engines import opened
from collectors import warehouse_file
from collectors.errors import SourceError
from collectors.warehouse_rows import cells_of
from tests.mmdb import write_mmdb
from tests.scale.asking import SOURCE, WAREHOUSE, opened_in, tallies, write_rules
from tests.scale.events import (
    FIRST,
    NETWORKS,
    events,
    write_activities,
    write_events,
    write_networks,
)

NOW = datetime(2025, 11, 4, 12, tzinfo=UTC)
NOBODYS = "network:"


def test_tallies_are_those_of_our_own_intake(engine: str, folder: Path) -> None:
    """Day by day in a zone whose clocks change meanwhile; networks of nobody stay behind."""
    rows = events()
    rules = _rules(folder, engine)
    write_events(folder / "events.jsonl", rows)
    with opened_in(folder, rules, "asked") as o:
        asked = _ask(o)
        told = tallies(o.ledger)
    business = {"company": {"name": "", "domain": "", "type": "business"}}
    records = {
        network: {"company": {**business["company"], "domain": owner, "name": owner}}
        for network, owner in NETWORKS.items()
    }
    database = write_mmdb(folder / "networks.mmdb", records)
    write_activities(folder / "activities.jsonl", rows, SOURCE)
    with opened_in(folder, rules, "imported", (database,)) as o:
        result = Result()
        bring(o, str(folder / "activities.jsonl"), result)
        own = tallies(o.ledger)
    assert result.rejected == [] == asked.rejected
    assert told == {key: n for key, n in own.items() if key[1] != NOBODYS}
    assert len(told) == asked.tallies > 400
    assert {who for _, who, _, _ in own} - {NOBODYS} == {who for _, who, _, _ in told}


def _rules(folder: Path, engine: str) -> Path:
    write_networks(folder / "networks.csv")
    place = f'files = "{folder / "events.jsonl"}"'
    networks = f'files = "{folder / "networks.csv"}"'
    connect = 'connect = "local[1]"' if engine == "spark" else ""
    told = WAREHOUSE.format(engine=engine, connect=connect, place=place, networks=networks)
    return write_rules(folder, told)


def _ask(o: Opened, first: date | None = None, now: datetime = NOW) -> warehouses.Asked:
    [warehouse] = o.rules.warehouses
    return warehouses.ask(o.services, o.settings, warehouse, lambda: now, first)


def test_a_day_that_is_asked_again_is_replaced_whole(duckdb: str, folder: Path) -> None:
    """What came late counts, what is gone does not, and the same again changes nothing."""
    rows, rules = events(), _rules(folder, duckdb)
    write_events(folder / "events.jsonl", rows)
    with opened_in(folder, rules, "asked") as o:
        first = _ask(o)
        assert (first.days, first.changed) == (90, first.tallies)
        assert _ask(o).changed == 0
        assert _ask(o, FIRST.date()).changed == 0
        before = tallies(o.ledger)
        late = dict(rows[0], happened=int(datetime(2025, 11, 3, 9, tzinfo=UTC).timestamp()))
        late |= {"event": "pull", "agent": "", **dict.fromkeys(("email", "company", "ip"), "")}
        write_events(folder / "events.jsonl", [*rows, late | {"actor": "user-9", "domain": ""}])
        assert (_ask(o).changed, _ask(o).changed) == (1, 0)
        gained = tallies(o.ledger) - before
        assert [(who, kind, n) for (_, who, kind, _), n in gained.items()] == [
            ("user-9", "download", 1)
        ]
        write_events(folder / "events.jsonl", rows)
        assert _ask(o).changed == 1
        assert tallies(o.ledger) == before


def test_an_answer_as_a_file_is_the_same(duckdb: str, folder: Path) -> None:
    """The printed query's answer, in any order, comes to the same tallies."""
    rules = _rules(folder, duckdb)
    write_events(folder / "events.jsonl", events())
    with opened_in(folder, rules, "asked") as o:
        _ask(o)
        [warehouse] = o.rules.warehouses
        days = FIRST.date(), NOW.date() - timedelta(days=1)
        text = warehouses.text_of(o.rules, warehouse, o.services, *days)
        with opened(SOURCE, duckdb) as asked:
            asked.view(warehouses.EVENTS, warehouse.files)
            asked.view(warehouses.NETWORKS, str(folder / "networks.csv"))
            rows = [cells_of(row) for row in asked.rows(text)]
        told = tallies(o.ledger)
    with opened_in(folder, rules, "filed") as o:
        answer = "".join(json.dumps(row) + "\n" for row in reversed(rows)).encode()
        reading = warehouses.reading_of(o.rules, o.settings, NOW)
        for _ in range(2):
            result = warehouses.Asked()
            found = warehouse_file.read(BytesIO(answer), "answer.jsonl", reading)
            warehouses.store(o.services, found, result, lambda: NOW)
        assert tallies(o.ledger) == told
        assert (result.rejected, result.changed) == ([], 0)


def test_a_mistake_is_told_with_the_warehouse(duckdb: str, folder: Path) -> None:
    """And without the address that stands in the cell that could not be read."""
    write_events(folder / "events.jsonl", [{"happened": "ada@acme.example"}])
    with opened_in(folder, _rules(folder, duckdb), "asked") as o:
        with pytest.raises(SourceError, match=f"warehouse {SOURCE}") as error:
            _ask(o)
        assert "ada@" not in str(error.value)
