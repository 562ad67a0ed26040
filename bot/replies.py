"""How an answer reaches whoever asked, once it is no longer the acknowledgement itself."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Respond
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.answers import Answer, Done, Errors, Open, Replace, Say, Update
from bot.home import home_facts
from bot.services import Services
from bot.slack_addresses import takes_answers
from bot.slack_payloads import Body, asker_of, is_at_home
from bot.views import blocks as b
from bot.views.chart import without_charts
from bot.views.home import home
from bot.views.refilled import refilled
from bot.workspaces import Workspace
from ledger.errors import DatabaseError

log = logging.getLogger(__name__)

# Slack's words for a form that somebody closed or changed meanwhile: nothing is left to do there.
MOVED_ON = ("hash_conflict", "not_found", "expired_trigger_id")


class Replies:
    """Tells answers in one workspace.

    Its calls raise SlackClientError or OSError where Slack cannot be told.
    """

    def __init__(
        self, workspace: Workspace, services: Services, clock: Callable[[], datetime]
    ) -> None:
        self._workspace, self._services, self._clock = workspace, services, clock
        self._from_home: set[str] = set()  # who ever opened a form on their home tab

    def open(self, form: Open, body: Body, beside: Callable[[Callable[[], None]], None]) -> Answer:
        """Opens a form; says so where Slack does not let one. `beside` does what nobody awaits."""
        try:
            opened = self._workspace.forms.views_open(trigger_id=body["trigger_id"], view=form.view)
        except (SlackClientError, OSError) as error:
            log.warning("a form could not be opened: %s", error)
            line = "Slack did not let me open the form. Please try again."
            return Say(b.message(line, b.section(line)))
        if is_at_home(body):
            self._from_home.add(asker_of(body).user_id)
        if form.named is not None:
            beside(partial(self._name, form.stranger, form.named, opened["view"]))
        return Done()

    def _name(
        self, stranger: str, named: Callable[[str], dict[str, Any]], view: Mapping[str, Any]
    ) -> None:
        """Puts a name into a form that was opened, unless somebody was quicker to change it."""
        user = self._workspace.reading.users_info(user=stranger)["user"]
        profile = user.get("profile") or {}
        told = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"))
        name = next(filter(None, told), "").strip()
        if name:
            self._show_form({"view": view}, named(name), view["hash"])

    def tell(self, body: Body, respond: Respond | None, answered: Answer) -> None:
        """An answer to a command, a button, a choice or a shortcut."""
        if isinstance(answered, Update):
            self._show_form(body, answered.view, body["view"]["hash"])
        elif is_at_home(body):
            self.show_home(asker_of(body).user_id, _said(answered))
        elif isinstance(answered, Replace):
            self._respond(body, respond, answered.message, replace=True)
        elif (said := _said(answered)) is not None:
            self._say(body, respond, said)

    def tell_form(self, body: Body, answered: Answer) -> None:
        """An answer to a form that was acknowledged by "one moment"."""
        if isinstance(answered, Update | Open):
            view = answered.view
        elif isinstance(answered, Errors):
            view = refilled(body["view"], answered.fields)
        else:
            view = b.notice_view(_said(answered) or b.message("Done."))
        self._show_form(body, view, None)

    def show_home(self, user_id: str, said: b.Message | None = None) -> None:
        """Publishes a person's home tab, with an answer at its top; what fails is logged.

        An answer that cannot be shown there is told in a direct message.
        """
        try:
            view = home(home_facts(self._services, user_id, self._clock()), said)
            self._workspace.posting.views_publish(user_id=user_id, view=view)
        except (SlackClientError, OSError, DatabaseError) as error:
            log.error("a home tab could not be shown: %s", error)
            if said is not None:
                self._direct(user_id, said)

    def refresh_home(self, user_id: str) -> None:
        """Shows a home tab anew to whoever sent in a form, if they open forms there."""
        if user_id in self._from_home:
            self.show_home(user_id)

    def _say(self, body: Body, respond: Respond | None, said: b.Message) -> None:
        """Where it was asked: on top of the form, beneath the message, or in a window."""
        if body.get("view"):
            self._workspace.forms.views_push(
                trigger_id=body["trigger_id"], view=b.notice_view(without_charts(said))
            )
        elif body.get("response_url"):
            self._respond(body, respond, said, replace=False)
        else:
            self._workspace.forms.views_open(
                trigger_id=body["trigger_id"], view=b.notice_view(without_charts(said))
            )

    def _respond(
        self, body: Body, respond: Respond | None, said: b.Message, *, replace: bool
    ) -> None:
        """By the request's link; when that is used up or too old, in a direct message."""
        if respond is not None and self._is_slacks(respond.response_url):
            answer = respond(
                text=said.text,
                blocks=list(said.blocks),
                response_type="ephemeral",
                replace_original=replace,
            )
            if answer.status_code == 200:
                return
            log.warning("a response link took no answer (HTTP %s)", answer.status_code)
        self._direct(asker_of(body).user_id, said)

    def _is_slacks(self, link: str | None) -> bool:
        """Whether a response link leads to Slack; one that leads elsewhere is told in the log."""
        if takes_answers(link or "", self._workspace.reading.base_url):
            return True
        log.warning("a response link leads to somewhere that is not Slack's: it is not used")
        return False

    def _direct(self, user_id: str, said: b.Message) -> None:
        self._workspace.posting.chat_postMessage(
            channel=user_id, text=said.text, blocks=list(without_charts(said).blocks)
        )

    def _show_form(self, body: Body, view: dict[str, Any], seen: str | None) -> None:
        """Shows something else in an open form, unless it has changed since it was `seen`."""
        try:
            self._workspace.forms.views_update(
                view_id=body["view"]["id"], view=view, **({"hash": seen} if seen else {})
            )
        except SlackApiError as error:
            if error.response.get("error") not in MOVED_ON:
                raise
            log.info("a form had moved on: %s", error.response.get("error"))


def _said(answered: Answer) -> b.Message | None:
    return answered.message if isinstance(answered, Say | Replace | Done) else None
