"""A workspace with one of each kind of person, and every door of the service to knock at."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from slack_bolt import App

from bot import roles_reader
from bot.clock import now
from bot.routes import ROUTES
from bot.services import Services, services_of
from bot.slack_app import build_app
from bot.workspaces import open_workspaces
from demo.slack import Channel, Person, Slack, open_workspace
from ledger.schema import open_ledger
from scoring.rules import read_rules
from tests.bot.received import made
from tests.bot.scene import did, happened, member, pulls
from tests.bot.stage import settings_of
from tests.promises.knocking import OURS, Entry

Given = ParamSpec("Given")
Made = TypeVar("Made")

PARTNER, SOMEWHERE = "T0PARTNER", "T0SOMEWHERE"
COMPANY, SOMEBODY = "canaryworks.example", "Ottilie Canary"  # what no outsider may read

# The outsiders stand in the channels that make others DevRel and a team, and gain nothing by it;
# Lefty is named in ADMINS besides.
OUTSIDERS: Final = (
    Person("gus", is_restricted=True),
    Person("uma", is_ultra_restricted=True),
    Person("connie", team_id=PARTNER, is_stranger=True),
    Person("wanda", team_id=SOMEWHERE),
    Person("botty", is_bot=True),
    Person("lefty", deleted=True, is_owner=True),
)
PEOPLE: Final = (
    Person("ellis", is_admin=True),
    *(Person(name) for name in ("dana", "sam", "pia", "olive")),
    *OUTSIDERS,
)
_ALL: Final = [one.name for one in OUTSIDERS]
CHANNELS: Final = (
    Channel("#leads", members=["dana", *_ALL]),
    Channel("#dql-sales", members=["sam", *_ALL]),
    Channel("#dql-product", members=["pia"]),
    Channel("#private", is_private=True, members=["dana"]),
    Channel("#shared", members=["dana", "connie"]),
    "#general",
)


def entries() -> list[Entry]:
    """Every verb, button, choice, form, shortcut and select of the service."""
    verbs = [
        Entry("verb", f"{command} {verb}".strip(), route.permit)
        for command, table in ROUTES.verbs.items()
        for verb, route in table.items()
    ]
    clicks = [Entry("click", name, route.permit) for name, route in ROUTES.clicks.items()]
    forms = [Entry("form", name, route.permit) for name, route in ROUTES.forms.items()]
    shortcuts = [Entry("shortcut", name, route.permit) for name, route in ROUTES.shortcuts.items()]
    selects = [Entry("options", name, route.permit) for name, route in ROUTES.options.items()]
    return [*verbs, *clicks, *forms, *shortcuts, *selects]


class AtOnce(Executor):
    """Does what it is given before it goes on, so that an answer is there when it is looked for."""

    def submit(
        self, fn: Callable[Given, Made], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Made]:
        """As any executor does, but that what fails is raised at once."""
        done: Future[Made] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


@dataclass(frozen=True)
class House:
    """The app, its workspace, and a ledger with a company, a person and a referral in it."""

    slack: Slack
    services: Services
    app: App

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self.services.ledger.read() as session:
            return [tuple(row) for row in session.connection().exec_driver_sql(query)]

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables, but the audit list."""
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        tables = sorted({name for (name,) in self.rows(named)} - {"audit"})
        return {name: self.rows(f"SELECT * FROM {name}") for name in tables}

    def audited(self) -> list[tuple[Any, ...]]:
        """The audit list, oldest first: by whom, under which name, what was done to what."""
        return self.rows("SELECT by, by_name, action, subject, object FROM audit ORDER BY id")


@contextmanager
def opened_house(folder: Path) -> Iterator[House]:
    """The house, for as long as the block lasts."""
    with open_workspace(team=OURS, people=PEOPLE, channels=CHANNELS) as slack:
        named = [slack.person(name).id for name in ("ellis", "lefty")]
        settings = settings_of(slack, folder).model_copy(update={"admins": tuple(named)})
        ledger = open_ledger(settings.database_url, ZoneInfo("UTC"))
        [workspace] = open_workspaces(settings)
        services = services_of(settings, ledger, read_rules(), [workspace])
        roles_reader.refresh(services, workspace.reading, now())
        furnish(services)
        at_once = AtOnce()
        try:
            yield House(slack, services, build_app(workspace, services, now, at_once, at_once))
        finally:
            ledger.close()


def furnish(services: Services) -> None:
    """A company with somebody known by name, and a referral to sales."""
    today = now() - timedelta(hours=1)
    somebody = member("U0OTTILIE", SOMEBODY, COMPANY, OURS)
    happened(services, [*pulls(COMPANY, 10, today), did(somebody, at=today)], today)
    made(services, now=today)
