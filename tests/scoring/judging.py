"""A company's days, written down in a line each, and judged by the rules without their caps."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from ledger import actors, companies, intake, notices
from ledger.engine import Ledger, Session
from ledger.naming import CompanyName
from ledger.tables import Actor
from scoring.rescore import Assessment, Rescored, assess, rescore
from scoring.rules import Rules, read_rules
from tests import whose
from tests.builders import actor, draft

FIRST = date(2026, 6, 1)
ACME = "acme.example"


def day(number: int) -> date:
    """Days are counted from the story's first one."""
    return FIRST + timedelta(days=number)


def noon(number: int) -> datetime:
    """The moment at which things happen on a day."""
    return datetime.combine(day(number), time(12), UTC)


def named(domain: str) -> CompanyName:
    """A company as a rule names it."""
    return CompanyName(domain, domain.partition(".")[0].title(), domain.partition(".")[0])


def uncapped(folder: Path) -> Rules:
    """The packaged rules without caps: a download is five points, whenever it comes."""
    text = (files("rules") / "points.toml").read_text(encoding="utf-8")
    (folder / "uncapped.toml").write_text(re.sub(r"(?m)^(day|week|month) = .*$", "", text))
    return read_rules(folder / "uncapped.toml")


@dataclass(frozen=True)
class Judging:
    """A ledger and rules; `points` and the days of a story are whole numbers."""

    ledger: Ledger
    rules: Rules

    def earn(
        self,
        number: int,
        points: int,
        domain: str = ACME,
        who: str = "ada",
        confidence: int = 95,
        kind: str = "download",
    ) -> None:
        """Somebody of a company earns points on a day, and is recognised by a rule."""
        with self.ledger.write() as session:
            one = draft(
                f"{who} {number} {kind}", kind, noon(number), actor(who), count=points // 5 or 1
            )
            intake.record(session, [one], ZoneInfo("UTC"), noon(number))
            person, company = _actor(session, who), named(domain)
            whose.found(session, person, company, day(number), noon(number), confidence)

    def link(self, number: int, domain: str | None, who: str = "ada") -> None:
        """A human says whom somebody stands for; None: for nobody."""
        with self.ledger.write() as session:
            company = named(domain) if domain else None
            whose.said(session, _actor(session, who), company, noon(number))

    def judge(self, number: int, today: int | None = None) -> Rescored:
        """Rescores as of a day."""
        now = number if today is None else today
        return rescore(self.ledger, self.rules, day(number), day(now), noon(now))

    def judge_all(self, numbers: Iterable[int]) -> list[tuple[int, int, int]]:
        """Rescores day by day; the changes of level as (day, from, to)."""
        return [
            (number, change.from_level, change.to_level)
            for number in numbers
            for change in self.judge(number).changes
        ]

    def assess(self, number: int) -> dict[str, Assessment]:
        """Every listed company on a day, in the order of the list."""
        with self.ledger.read() as session:
            return {one.key: one for one in assess(session, self.rules, day(number))}

    def told(self) -> list[str]:
        """The rises that were queued for telling, oldest first."""
        with self.ledger.read() as session:
            return [one.key for one in notices.with_prefix(session, "oql3:")]

    def ignore(self, domain: str) -> None:
        """The company never counts again."""
        with self.ledger.write() as session:
            [company] = companies.find(session, domain)
            company.ignored = True


def _actor(session: Session, key: str) -> Actor:
    found = actors.by_identity(session, "files", key)
    if found is None:
        raise LookupError(f"nobody called {key} earned anything yet")
    return found
