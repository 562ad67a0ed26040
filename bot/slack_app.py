"""The Bolt app of a workspace: what arrives is answered here, and nowhere else.

Events are stored before they are acknowledged and read later, so that a crash loses none and a
poisoned one hurts nobody. Requests of people are answered within their acknowledgement; whatever
goes wrong, the person hears of it, with an id that stands in the log too.
"""

import logging
import re
import secrets
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from functools import partial

from slack_bolt import Ack, App, BoltResponse, Respond
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackClientError

from bot import commands_text, dql, receiving
from bot.answers import Answer, Asker, Done, Errors, Later, Open, Say
from bot.clicks import CLICKS
from bot.clients import reading_client
from bot.home import home_facts
from bot.services import Services
from bot.slack_payloads import Body, asker_of, event_id, is_at_home, typed_into
from bot.views import blocks as b
from bot.views.home import home
from bot.views.referral import DECLINE_FORM, FORM, OUTCOME_FORM
from bot.workspaces import Workspace
from collectors.slack_events import strip
from ledger import inbox
from ledger.errors import DatabaseError

log = logging.getLogger(__name__)

STORED = ("team_join", "message", "reaction_added")
HOME = "app_home_opened"
ANYTHING = re.compile(".*")

Clock = Callable[[], datetime]


def build_app(workspace: Workspace, services: Services, clock: Clock, later: Executor) -> App:
    """The app of one workspace; commands and buttons only in the internal one.

    `later` runs what must not delay an acknowledgement.
    """

    def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=workspace.team_id,
            bot_token=workspace.reading.token,
            bot_id=workspace.bot_id,
            bot_user_id=workspace.bot_user_id,
        )

    app = App(
        client=reading_client(None, workspace.reading.base_url),  # `authorize` gives the token
        authorize=authorize,
        process_before_response=True,
        logger=logging.getLogger("bolt"),
    )
    listen(app, workspace, services, clock, later)
    if workspace.role == "internal":
        answer(app, workspace, services, clock, later)
    return app


def listen(
    app: App, workspace: Workspace, services: Services, clock: Clock, later: Executor
) -> None:
    """Stores sign-ups, messages and reactions, shows the home tab, acknowledges everything else."""

    @app.event(ANYTHING)
    def event(body: Body, ack: Ack) -> BoltResponse:
        kind = body.get("event", {}).get("type")
        if workspace.collects and kind in STORED:
            stripped = strip(body)
            team_id = str(body.get("team_id") or workspace.team_id)
            with services.ledger.write() as session:
                inbox.store(session, team_id, event_id(body), stripped, clock())
        if workspace.role == "internal" and kind == HOME and body["event"].get("tab") == "home":
            later.submit(_show_home, workspace, services, body["event"]["user"], clock())
        return ack()


def answer(
    app: App, workspace: Workspace, services: Services, clock: Clock, later: Executor
) -> None:
    """Answers commands, buttons and forms."""

    def run(work: Callable[[Asker], Answer], body: Body) -> Answer:
        return attempt(work, asker_of(body), services)

    @app.command(re.compile("/(dql|oql)"))
    def command(body: Body, ack: Ack, respond: Respond) -> BoltResponse:
        def work(asker: Asker) -> Answer:
            return commands_text.run(
                services, body["command"], body.get("text") or "", asker, clock()
            )

        answered = run(work, body)
        _work_on(answered, later, body, respond, services)
        return _ack_command(answered, body, ack, workspace)

    forms = {FORM: dql.submit, DECLINE_FORM: receiving.decline, OUTCOME_FORM: receiving.record}

    @app.action(ANYTHING)
    def action(body: Body, ack: Ack, respond: Respond) -> BoltResponse:
        pressed = body["actions"][0]

        def work(asker: Asker) -> Answer:
            click = CLICKS.get(pressed.get("action_id", ""))
            return click(services, pressed["value"], asker, clock()) if click else Done()

        answered = run(work, body)
        if isinstance(answered, Open):
            answered = _opened(answered, body, workspace) or Done()
        if isinstance(answered, Say | Done) and answered.message is not None:
            show = partial(_show_home, workspace, services, asker_of(body).user_id, clock())
            later.submit(show if is_at_home(body) else partial(_tell, respond), answered.message)
        return ack()

    @app.view(ANYTHING)
    def submission(body: Body, ack: Ack) -> BoltResponse:
        view = body["view"]

        def work(asker: Asker) -> Answer:
            values, metadata = typed_into(view), view.get("private_metadata", "")
            return forms[view["callback_id"]](services, values, metadata, asker, clock())

        return _ack_form(run(work, body), ack)


def attempt(work: Callable[[Asker], Answer], asker: Asker, services: Services) -> Answer:
    """Runs what a person asked for; an unexpected error is told to them, and logged whole."""
    if asker.team_id != services.team_id:
        return Say(b.message("Only members of the workspace I was installed in can do this."))
    try:
        return work(asker)
    except Exception:
        code = secrets.token_hex(4)
        log.exception("a request failed (id %s)", code)
        line = (
            f"Sorry, something went wrong on my side (error id `{code}`). Whoever runs Leadlight "
            "finds the reason in the log under that id."
        )
        return Say(b.message(line, b.section(line)))


def _ack_command(answered: Answer, body: Body, ack: Ack, workspace: Workspace) -> BoltResponse:
    if isinstance(answered, Open):
        answered = _opened(answered, body, workspace) or Done()
    if isinstance(answered, Say | Later | Done) and answered.message is not None:
        said = answered.message
        return ack(text=said.text, blocks=list(said.blocks), response_type="ephemeral")
    return ack()


def _work_on(
    answered: Answer, later: Executor, body: Body, respond: Respond, services: Services
) -> None:
    """Makes the answer that Slack could not wait for; an error is told like any other."""
    if not isinstance(answered, Later):
        return

    def finish() -> None:
        said = attempt(lambda _: Say(answered.work()), asker_of(body), services)
        if isinstance(said, Say):
            _tell(respond, said.message)

    later.submit(finish)


def _ack_form(answered: Answer, ack: Ack) -> BoltResponse:
    if isinstance(answered, Errors):
        return ack(response_action="errors", errors=dict(answered.fields))
    if isinstance(answered, Say | Done) and answered.message is not None:
        return ack(response_action="update", view=b.notice_view(answered.message))
    return ack()


def _opened(form: Open, body: Body, workspace: Workspace) -> Say | None:
    """Opens a form; what to say where Slack does not let one."""
    try:
        workspace.forms.views_open(trigger_id=body["trigger_id"], view=form.view)
    except (SlackClientError, OSError) as error:
        log.warning("a form could not be opened: %s", error)
        line = "Slack did not let me open the form. Please try again."
        return Say(b.message(line, b.section(line)))
    return None


def _show_home(
    workspace: Workspace,
    services: Services,
    user_id: str,
    now: datetime,
    said: b.Message | None = None,
) -> None:
    """Publishes a person's home tab, with an answer at its top where a button there was pressed.

    Done after the ack, so that whatever fails is logged here.
    """
    try:
        view = home(home_facts(services, user_id, now), said)
        workspace.posting.views_publish(user_id=user_id, view=view)
    except (SlackClientError, OSError, DatabaseError) as error:
        log.error("the home tab of %s could not be shown: %s", user_id, error)


def _tell(respond: Respond, message: b.Message) -> None:
    try:
        respond(
            text=message.text,
            blocks=list(message.blocks),
            response_type="ephemeral",
            replace_original=False,
        )
    except (SlackClientError, OSError) as error:
        log.error("an answer did not reach its asker: %s", error)
