"""The real Bolt app and its socket, connected to a workspace on this machine."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot import roles_reader
from bot.clock import now
from bot.dql.referring import refer
from bot.dql.steps import Doer
from bot.heard import Heard
from bot.outbox import outbox_of
from bot.service import REPORTS, REQUESTS
from bot.services import Services, services_of
from bot.settings import Settings
from bot.slack_app import build_app
from bot.sockets import Socket
from bot.views.referral import Draft
from bot.workspaces import Workspace, open_workspaces
from demo.slack import Message, Slack
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import read_rules

NOWHERE_ELSE: Final[Mapping[str, str]] = {}


@dataclass(frozen=True)
class Stage:
    """A workspace, and Leadlight in it."""

    slack: Slack
    services: Services
    workspace: Workspace
    app: Heard
    socket: Socket


def settings_of(slack: Slack, folder: Path, **more: object) -> Settings:
    """What connects Leadlight to that workspace, with a ledger in `folder` or where `more` says."""
    return Settings.model_validate(
        {
            "database_url": f"sqlite:///{folder / 'ledger.db'}",
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token,
            "slack_api_url": slack.api_url,
            "leads_channel": "#leads",
            **more,
        }
    )


@contextmanager
def connected(
    slack: Slack,
    folder: Path,
    on_gap: Callable[[], None] = lambda: None,
    where: Mapping[str, str] = NOWHERE_ELSE,
) -> Iterator[Stage]:
    """Leadlight in that workspace, for as long as the block lasts.

    Its ledger is in `folder`, or where these settings say.
    """
    settings = settings_of(slack, folder, **where)
    rules = read_rules()
    ledger = open_ledger(settings.database_url, ZoneInfo("UTC"))
    [workspace] = open_workspaces(settings)
    services = services_of(settings, ledger, rules, [workspace])
    roles_reader.refresh(services, workspace.reading, now())
    with ThreadPoolExecutor(REQUESTS) as later, ThreadPoolExecutor(REPORTS) as slow:
        app = build_app(workspace, services, now, later, slow)
        socket = Socket(workspace, app, on_gap)
        try:
            socket.connect()
            slack.wait_connected()
            yield Stage(slack, services, workspace, app, socket)
        finally:
            socket.close()
            ledger.close()


def handed_over(stage: Stage) -> Message:
    """A new referral of Dana's to sales, as its team sees it."""
    draft = Draft(person="Ada", team="sales", why="asked for SSO", origin="booth")
    by = Doer(stage.slack.person("dana").id, "dana")
    request = f"test:{rows(stage, 'SELECT COUNT(*) FROM referral')[0][0]}"
    number = refer(stage.services, draft, by, request, now()).facts["id"]
    outbox = outbox_of(stage.services, stage.workspace)
    outbox.pace = outbox.pace * 0
    outbox.deliver()
    return stage.slack.wait_for_message("#dql-sales", f"DQL-{number}:")


def rows(stage: Stage, query: str, *values: object) -> list[tuple[Any, ...]]:
    """What a query finds in the stage's ledger."""
    with stage.services.ledger.read() as session:
        found = session.connection().exec_driver_sql(query, values)
        return [tuple(row) for row in found]


@contextmanager
def held_up(ledger: Ledger) -> Iterator[None]:
    """Nobody else can store anything for as long as the block lasts, beside a writer or not."""
    with ledger.write() as session:
        if not ledger.is_file:
            session.connection().exec_driver_sql("LOCK TABLE inbox_event IN EXCLUSIVE MODE")
        yield
