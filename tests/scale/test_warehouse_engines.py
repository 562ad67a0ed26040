"""The same made-up events, by a warehouse's query and by our own intake: the same tallies."""

from datetime import UTC, date, datetime
from pathlib import Path

from bot import warehouses
from bot.commands.import_files import bring
from bot.commands.imported import Result
from bot.commands.opening import Opened
from tests.mmdb import write_mmdb
from tests.scale.asking import SOURCE, WAREHOUSE, opened_in, tallies, write_rules
from tests.scale.events import NETWORKS, events, write_activities, write_events, write_networks

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
