"""The Bolt app of a workspace: what arrives is answered here, and nowhere else.

Events are stored before they are acknowledged and read later, so that a crash loses none and a
poisoned one hurts nobody. Requests of people are answered by `bot.desk`, each after the permit of
its entry in `bot.routes` was asked for.
"""

import logging
import re
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime

from slack_bolt import Ack, App, BoltResponse, Respond
from slack_bolt.authorization import AuthorizeResult

from bot import commands_text, routes
from bot.answers import Answer, Asker, Options, Sought
from bot.clients import reading_client
from bot.desk import Desk
from bot.heard import Heard, Shown
from bot.keeping import Keeping
from bot.roles_reader import JOB as ROLES
from bot.services import Services
from bot.slack_payloads import Body, about_of, press_of, typed_into
from bot.workspaces import Workspace
from ledger import jobs

HOME = "app_home_opened"
MEMBERS = ("member_joined_channel", "member_left_channel")
ANYTHING = re.compile(".*")

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def build_app(
    workspace: Workspace, services: Services, clock: Clock, later: Executor, slow: Executor
) -> Heard:
    """The app of one workspace; commands and buttons only in the internal one.

    `later` runs what must not delay an acknowledgement, `slow` what is known to take long.
    """

    def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=workspace.team_id,
            bot_token=workspace.reading.token,
            bot_id=workspace.bot_id,
            bot_user_id=workspace.bot_user_id,
        )

    is_internal = workspace.role == "internal"
    desk = Desk(workspace, services, clock, later, slow)
    app = Heard(
        services,
        Keeping(workspace, services, clock),
        look_up(services, desk, clock) if is_internal else {},
        client=reading_client(None, workspace.reading.base_url),  # `authorize` gives the token
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,  # bot.http.slack_requests does it; a socket needs none
        logger=logging.getLogger("bolt"),
    )
    if is_internal:
        answer(app, services, desk, workspace.url, clock)
        take_forms(app, services, desk, clock)
    return app


def look_up(services: Services, desk: Desk, clock: Clock) -> Shown:
    """Shows the home tab, and reads anew who may do what when somebody enters a channel of ours."""

    def read_roles() -> None:
        with services.ledger.write() as session:
            jobs.hasten(session, ROLES, clock())

    def home(event: Body) -> None:
        user = event.get("user")
        if event.get("tab") == "home" and isinstance(user, str):
            desk.show_home(user)

    def members(event: Body) -> None:
        channel = event.get("channel")
        if isinstance(channel, str) and channel in services.roles.channels:
            desk.beside(read_roles)

    return {HOME: home, **dict.fromkeys(MEMBERS, members)}


def answer(app: App, services: Services, desk: Desk, url: str, clock: Clock) -> None:
    """Answers commands, buttons, choices and shortcuts; `url` is the workspace's."""

    @app.command(re.compile("/(dql|oql)"))
    def command(body: Body, ack: Ack, respond: Respond) -> BoltResponse:
        def work(asker: Asker) -> Answer:
            text = body.get("text") or ""
            return commands_text.run(services, body["command"], text, asker, clock())

        return desk.command(work, body, ack, respond)

    @app.action(ANYTHING)
    def action(body: Body, ack: Ack, respond: Respond) -> BoltResponse:
        def work(asker: Asker) -> Answer:
            action_id = body["actions"][0].get("action_id", "")
            return routes.press(services, action_id, press_of(body), asker, clock())

        return desk.press(work, body, ack, respond)

    @app.shortcut(ANYTHING)
    def shortcut(body: Body, ack: Ack, respond: Respond) -> BoltResponse:
        def work(asker: Asker) -> Answer:
            about = about_of(body, url)
            return routes.use_shortcut(services, body["callback_id"], about, asker, clock())

        return desk.press(work, body, ack, respond)


def take_forms(app: App, services: Services, desk: Desk, clock: Clock) -> None:
    """Takes forms, and offers what their selects are typed for."""

    @app.view(ANYTHING)
    def submission(body: Body, ack: Ack) -> BoltResponse:
        def work(asker: Asker) -> Answer:
            view = body["view"]
            values, metadata = typed_into(view), view.get("private_metadata", "")
            return routes.send_in(services, view["callback_id"], values, metadata, asker, clock())

        return desk.form(work, body, ack)

    @app.options(ANYTHING)
    def options(body: Body, ack: Ack) -> BoltResponse:
        def work(asker: Asker) -> Options:
            sought = Sought(body.get("value") or "", body.get("block_id") or "")
            return routes.offer(services, body["action_id"], sought, asker, clock())

        return desk.options(work, body, ack)
