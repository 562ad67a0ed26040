"""DuckDB's answers: days replaced whole, the answer as a file, a mistake that is told."""

import json
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from bot import warehouses
from bot.commands.opening import Opened
from bot.warehouse_engines import opened
from collectors import warehouse_file
from collectors.errors import SourceError
from collectors.warehouse_rows import cells_of
from tests.scale.asking import SOURCE, WAREHOUSE, opened_in, tallies, write_rules
from tests.scale.events import FIRST, events, write_events, write_networks

NOW = datetime(2025, 11, 4, 12, tzinfo=UTC)


def _rules(folder: Path) -> Path:
    write_networks(folder / "networks.csv")
    place = f'files = "{folder / "events.jsonl"}"'
    networks = f'files = "{folder / "networks.csv"}"'
    told = WAREHOUSE.format(engine="duckdb", connect="", place=place, networks=networks)
    return write_rules(folder, told)


def _ask(o: Opened, first: date | None = None, now: datetime = NOW) -> warehouses.Asked:
    [warehouse] = o.rules.warehouses
    return warehouses.ask(o.services, o.settings, warehouse, lambda: now, first)


def test_a_day_that_is_asked_again_is_replaced_whole(tmp_path: Path) -> None:
    """What came late counts, what is gone does not, and the same again changes nothing."""
    rows, rules = events(), _rules(tmp_path)
    write_events(tmp_path / "events.jsonl", rows)
    with opened_in(tmp_path, rules, "asked") as o:
        first = _ask(o)
        assert (first.days, first.changed) == (90, first.tallies)
        assert _ask(o).changed == 0
        assert _ask(o, FIRST.date()).changed == 0
        before = tallies(o.ledger)
        late = dict(rows[0], happened=int(datetime(2025, 11, 3, 9, tzinfo=UTC).timestamp()))
        late |= {"event": "pull", "agent": "", **dict.fromkeys(("email", "company", "ip"), "")}
        write_events(tmp_path / "events.jsonl", [*rows, late | {"actor": "user-9", "domain": ""}])
        assert (_ask(o).changed, _ask(o).changed) == (1, 0)
        gained = tallies(o.ledger) - before
        assert [(who, kind, n) for (_, who, kind, _), n in gained.items()] == [
            ("user-9", "download", 1)
        ]
        write_events(tmp_path / "events.jsonl", rows)
        assert _ask(o).changed == 1
        assert tallies(o.ledger) == before


def test_an_answer_as_a_file_is_the_same(tmp_path: Path) -> None:
    """The printed query's answer, in any order, comes to the same tallies."""
    rules = _rules(tmp_path)
    write_events(tmp_path / "events.jsonl", events())
    with opened_in(tmp_path, rules, "asked") as o:
        _ask(o)
        [warehouse] = o.rules.warehouses
        days = FIRST.date(), NOW.date() - timedelta(days=1)
        text = warehouses.text_of(o.rules, warehouse, o.services, *days)
        with opened(SOURCE, "duckdb") as asked:
            asked.view(warehouses.EVENTS, warehouse.files)
            asked.view(warehouses.NETWORKS, str(tmp_path / "networks.csv"))
            rows = [cells_of(row) for row in asked.rows(text)]
        told = tallies(o.ledger)
    with opened_in(tmp_path, rules, "filed") as o:
        answer = "".join(json.dumps(row) + "\n" for row in reversed(rows)).encode()
        reading = warehouses.reading_of(o.rules, o.settings, NOW)
        for _ in range(2):
            result = warehouses.Asked()
            found = warehouse_file.read(BytesIO(answer), "answer.jsonl", reading)
            warehouses.store(o.services, found, result, lambda: NOW)
        assert tallies(o.ledger) == told
        assert (result.rejected, result.changed) == ([], 0)


def test_a_mistake_is_told_with_the_warehouse(tmp_path: Path) -> None:
    """And without the address that stands in the cell that could not be read."""
    write_events(tmp_path / "events.jsonl", [{"happened": "ada@acme.example"}])
    with opened_in(tmp_path, _rules(tmp_path), "asked") as o:
        with pytest.raises(SourceError, match=f"warehouse {SOURCE}") as error:
            _ask(o)
        assert "ada@" not in str(error.value)
