"""A ledger with some weeks of past, rules beside the packaged ones, and a page read strictly."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from sqlalchemy import inspect

from bot.dql.referring import refer
from bot.dql.steps import Doer, Taken, step
from bot.services import Services
from bot.views.referral import Draft
from ledger import referrals
from ledger.engine import Ledger
from tests.scoring.judging import Judging, noon, uncapped

BY: Final = Doer("U1", "sam")
VOID: Final = {"meta", "rect", "line", "polyline"}  # what closes itself here


def lower_rules(folder: Path) -> Path:
    """The packaged rules without caps, with OQL2 from 20 and OQL3 from 40 points, as a file."""
    uncapped(folder)
    text = (folder / "uncapped.toml").read_text("utf-8")
    text = text.replace("from = 40", "from = 20").replace("from = 70", "from = 40")
    path = folder / "lower.toml"
    path.write_text(text.replace('name = "points"', 'name = "lower"'), "utf-8")
    return path


def three_companies(ledger: Ledger, folder: Path) -> Judging:
    """Acme has 40 points from day 0 on and 80 from day 10; Bolt 45 from day 5; Cog has 15."""
    judging = Judging(ledger, uncapped(folder))
    judging.earn(0, 40)
    judging.earn(10, 40)
    judging.earn(5, 45, "bolt.example", "bo")
    judging.earn(5, 15, "cog.example", "cy")
    return judging


def handed(services: Services, domain: str, number: int, team: str, outcome: str) -> None:
    """A referral made on a day of the story, and what came of it a week later."""
    draft = Draft(person=domain, team=team, why="asked", origin="booth", company=domain)
    made = refer(services, draft, BY, f"request:{domain}:{team}", noon(number))
    for taken in (Taken(referrals.ACCEPTED), Taken(referrals.OUTCOME, outcome=outcome)):
        step(services, made.facts["id"], taken, BY, noon(number + 7))


def content(ledger: Ledger) -> list[str]:
    """Every row of every table, as text, sorted."""
    with ledger.read() as session:
        connection = session.connection()
        return sorted(
            f"{table}: {tuple(row)}"
            for table in inspect(connection).get_table_names()
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')
        )


class Page(HTMLParser):
    """A page whose tags all close in order; what it shows, and what it would fetch or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.asks: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []
        assert "url(" not in text and "@import" not in text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        fetching = {"src", "href", "xlink:href", "action", "data", "srcset"}
        self.asks += [f"{tag} {name}" for name, _ in attrs if name in fetching or name[:2] == "on"]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
