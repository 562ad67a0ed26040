"""Rules with a warehouse, what commands open on them, and what a ledger holds afterwards."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.commands.opening import Opened
from bot.identity_key import hiding
from bot.ip_database import IpDatabases
from bot.services import services_of
from bot.settings import Settings
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import read_rules
from tests.scale.events import ZONE

SOURCE = "site-events"
PAGES = """
[[pages]]
match = "docs.acme.example/sso/*"
kind = "doc_view_high_value"
topic = "sso"

[[pages]]
match = "docs.acme.example/*"
kind = "doc_view"

[[pages]]
match = "*.acme.example/über/*"
kind = "web_view"
topic = "about"
"""
WAREHOUSE = """
[[warehouses]]
name = "site-events"
engine = "{engine}"
{connect}
{place}
time = "unix"
kinds = {{ docs = "doc_view", site = "web_view", blog = "blog_view", pull = "download" }}

[warehouses.columns]
time = "happened"
url = "url"
user_agent = "agent"
kind = "event"
actor = "actor"
email = "email"
company = "company"
domain = "domain"
ip = "ip"

[warehouses.networks]
{networks}
"""


def write_rules(folder: Path, warehouse: str) -> Path:
    """The packaged rules with pages and a warehouse."""
    path = folder / "rules.toml"
    path.write_text((files("rules") / "points.toml").read_text() + PAGES + warehouse)
    return path


@contextmanager
def opened_in(
    folder: Path, rules: Path, name: str, databases: tuple[Path, ...] = (), zone: str = ZONE
) -> Iterator[Opened]:
    """What a command would open there, with a ledger of that name."""
    settings = Settings(
        database_url=f"sqlite:///{folder / name}.db",
        rules_file=str(rules),
        timezone=ZoneInfo(zone),
        identity_key="a key of sixteen bytes and more",
    )
    read = read_rules(rules)
    with IpDatabases(databases) as networks:
        ledger = open_ledger(settings.database_url, settings.timezone, hiding(settings))
        try:
            services = services_of(settings, ledger, read, [])
            yield Opened(settings, read, ledger, services, networks.owner_of)
        finally:
            ledger.close()


def tallies(ledger: Ledger) -> Counter[tuple[int, str, str, str]]:
    """How often, by day, whoever it was, kind and topic; networks are told by their owner."""
    query = """
    SELECT t.day, CASE WHEN a.key LIKE 'network:%' THEN 'network:' || COALESCE(s.value, '')
      ELSE a.key END, t.kind, t.topic, t.count
    FROM tally t JOIN actor a ON a.id = t.actor_id
    LEFT JOIN actor_signal s ON s.actor_id = a.id AND a.key LIKE 'network:%'
    """
    counted: Counter[tuple[int, str, str, str]] = Counter()
    with ledger.read() as session:
        for day, who, kind, topic, count in session.connection().exec_driver_sql(query):
            counted[day, who, kind, topic] += count
    return counted
