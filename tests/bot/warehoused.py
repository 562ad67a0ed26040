"""A warehouse of files of the last days, and the rules that name it."""

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from bot.clock import now

COLUMNS = "happened,event,email"
RULES = """
[[warehouses]]
name = "{name}"
engine = "{engine}"
{place}
kinds = {{ pull = "download", read = "doc_view" }}
late_days = 2
back_days = 5

[warehouses.columns]
time = "happened"
kind = "event"
email = "email"
"""


@dataclass(frozen=True)
class Warehouse:
    """A folder of event files; each says what happened on one day, counted back from today."""

    folder: Path

    @property
    def rules(self) -> str:
        """RULES_FILE with the warehouse `site-events`, and `big`, which a team asks itself."""
        path = self.folder / "rules.toml"
        if not path.exists():
            place = f'files = "{self.folder}/events-*.csv"'
            told = RULES.format(name="site-events", engine="duckdb", place=place)
            told += RULES.format(name="big", engine="bigquery", place='table = "site.events"')
            path.write_text((files("rules") / "points.toml").read_text() + told)
        return str(path)

    def hold(self, ago: int, *events: str) -> None:
        """The events of a day, as `pull ada@acme.example`, in place of what it held."""
        rows = [f"{day(ago)} 12:00:00,{event.replace(' ', ',')}" for event in events]
        (self.folder / f"events-{ago}.csv").write_text("\n".join([COLUMNS, *rows, ""]))


def day(ago: int) -> date:
    """A day before today, in UTC."""
    return now().date() - timedelta(days=ago)
