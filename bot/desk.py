"""Where requests of people are answered: within their acknowledgement, or after it, never not.

Each is worked on beside the socket's own thread. What is ready in time goes back with the
acknowledgement; what is not is told by the request's own response link, in its form, or at last
in a direct message. An unexpected error is told too, with an id that stands in the log; a form
keeps what was typed into it.
"""

import logging
import secrets
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime
from functools import partial

from slack_bolt import Ack, BoltResponse, Respond
from slack_sdk.errors import SlackClientError

from bot.answers import Answer, Asker, Denied, Done, Errors, Later, Open, Options, Say, Update
from bot.charting import answer_as_set
from bot.in_time import InTurn, in_time
from bot.permits import elsewhere
from bot.replies import Replies
from bot.roles_reader import UnknownError, membership
from bot.services import Services
from bot.slack_payloads import Body, asked_for, asker_of, is_at_home
from bot.views import blocks as b
from bot.views.refilled import refilled
from bot.views.refused import not_known, went_wrong
from bot.workspaces import Workspace
from ledger import audits
from ledger.spoken import By

log = logging.getLogger(__name__)

Work = Callable[[Asker], Answer]

# A form's last word must not overtake the acknowledgement that put "one moment" in its place.
BEHIND_ACK = 0.5  # seconds


class Desk:
    """Answers the requests of one workspace, with `later` beside the acknowledgements.

    What is known to take long runs on `slow`, so that reports never use up the threads on which
    others are answered in time. `clock` gives aware UTC moments.
    """

    def __init__(
        self,
        workspace: Workspace,
        services: Services,
        clock: Callable[[], datetime],
        later: Executor,
        slow: Executor,
    ) -> None:
        self._workspace, self._services = workspace, services
        self._clock, self._later, self._slow = clock, later, slow
        self.replies = Replies(workspace, services, clock)

    def command(self, work: Work, body: Body, ack: Ack, respond: Respond) -> BoltResponse:
        """A slash command: its answer is the acknowledgement's text."""
        answered = self._in_time(work, body, partial(self._tell, body, respond))
        if answered is None:
            return ack(text=_patience().text, response_type="ephemeral")
        if isinstance(answered, Later):
            self._finish(answered, body, partial(self._tell, body, respond))
        if isinstance(answered, Say | Later | Done) and answered.message is not None:
            said = answered.message
            return ack(text=said.text, blocks=list(said.blocks), response_type="ephemeral")
        return ack()

    def press(self, work: Work, body: Body, ack: Ack, respond: Respond | None) -> BoltResponse:
        """A button, a choice or a shortcut: acknowledged without a word, answered after that."""
        telling = InTurn(partial(self._tell, body, respond))
        answered = self._in_time(work, body, telling.last)
        if answered is not None:
            self._later.submit(telling.last, answered)
        elif body.get("response_url") or is_at_home(body):  # a form has no room for it
            self._later.submit(telling.first, Say(_patience()))
        return ack()

    def form(self, work: Work, body: Body, ack: Ack) -> BoltResponse:
        """A form: its faults are shown in it, its answer in its place."""
        tell = partial(self._tell_form, body)
        answered = self._in_time(work, body, tell, is_form=True)
        if isinstance(answered, Say | Done | Update):
            self.beside(partial(self.replies.refresh_home, asker_of(body).user_id))
        match answered:
            case None:
                return ack(response_action="update", view=b.notice_view(_patience()))
            case Errors(fields):
                return ack(response_action="errors", errors=dict(fields))
            case Update(view) | Open(view):
                return ack(response_action="update", view=view)
            case Later():
                self._finish(answered, body, tell)
        if answered.message is not None:
            return ack(response_action="update", view=b.notice_view(answered.message))
        return ack()

    def options(self, work: Callable[[Asker], Options], body: Body, ack: Ack) -> BoltResponse:
        """What a select offers; nothing where it cannot be had in time."""
        offered: list[Options] = []

        def keep(asker: Asker) -> Answer:
            found = work(asker)
            offered.append(found)
            return Denied(b.message(""), found.denied) if found.denied else Done()

        self._in_time(keep, body, lambda answered: None)
        return ack(options=[dict(one) for found in offered[:1] for one in found.options])

    def show_home(self, user_id: str) -> None:
        """Shows a person's home tab, soon; whose standing Slack does not tell waits for it."""
        self.beside(partial(self._show_home, user_id))

    def beside(self, work: Callable[[], None]) -> None:
        """Does what no acknowledgement waits for; its faults are logged."""
        self._later.submit(self._safely, work)

    def _show_home(self, user_id: str) -> None:
        membership(self._services, self._workspace.reading, user_id, self._clock())
        self.replies.show_home(user_id)

    def _in_time(
        self,
        work: Work,
        body: Body,
        late: Callable[[Answer], None],
        *,
        is_form: bool = False,
    ) -> Answer | None:
        def opened(asker: Asker) -> Answer:
            answered = work(asker)
            if isinstance(answered, Open) and not is_form:
                return self.replies.open(answered, body, self.beside)
            return answered

        return in_time(partial(self._attempt, opened, body), late, self._later)

    def _attempt(self, work: Work, body: Body) -> Answer:
        """Runs what a person asked for, as whoever they are now."""
        try:
            asker = self._known(asker_of(body))
            is_ours = asker.team_id == self._services.team_id
            answered = work(asker) if is_ours else elsewhere(asked_for(body))
            if isinstance(answered, Denied):
                self._note(asker, answered.what, asker.role if is_ours else "another workspace")
            return answer_as_set(self._services, answered)
        except UnknownError as error:
            log.error("who asks could not be looked up: %s", error)
            return _undone(body, not_known())
        except Exception:  # whatever it was, who waits hears of it, with an id for the log
            code = secrets.token_hex(4)
            log.exception("a request failed (id %s)", code)
            return _undone(body, went_wrong(code))

    def _known(self, asker: Asker) -> Asker:
        """With what they are now; Slack is not asked for whoever writes from elsewhere."""
        if asker.team_id != self._services.team_id:
            return asker
        found = membership(self._services, self._workspace.reading, asker.user_id, self._clock())
        return replace(asker, role=found.role, teams=found.teams)

    def _note(self, asker: Asker, what: str, role: str) -> None:
        """Keeps who was refused what: the id alone, for an outsider's name is not ours to keep."""
        with self._services.ledger.write() as session:
            by = By(asker.user_id, "", self._clock())
            audits.note(session, by, audits.REFUSED, what, role)

    def _finish(self, begun: Later, body: Body, tell: Callable[[Answer], None]) -> None:
        """Has the answer made that Slack could not wait for; an error is told like any other."""
        self._slow.submit(lambda: tell(self._attempt(lambda _: Say(begun.work()), body)))

    def _tell(self, body: Body, respond: Respond | None, answered: Answer) -> None:
        if isinstance(answered, Later):
            self._safely(partial(self.replies.tell, body, respond, Say(answered.message)))
            self._finish(answered, body, partial(self._tell, body, respond))
            return
        self._safely(partial(self.replies.tell, body, respond, answered))

    def _tell_form(self, body: Body, answered: Answer) -> None:
        time.sleep(BEHIND_ACK)
        if isinstance(answered, Later):
            self._finish(answered, body, partial(self._tell_form, body))
            return
        self._safely(partial(self.replies.tell_form, body, answered))
        self._safely(partial(self.replies.refresh_home, asker_of(body).user_id))

    def _safely(self, work: Callable[[], None]) -> None:
        """After the acknowledgement there is nobody left to raise to but the log."""
        try:
            work()
        except UnknownError as error:
            log.error("who asks could not be looked up: %s", error)
        except (SlackClientError, OSError) as error:
            log.error("an answer did not reach its asker: %s", error)
        except Exception:  # a thread's edge: raised further it would be lost without a word
            log.exception("an answer could not be told")


def _undone(body: Body, why: b.Message) -> Answer:
    """Says why nothing came of it; what was typed into a form is offered once more."""
    if body.get("type") == "view_submission":
        return Update(refilled(body["view"], said=why))
    return Say(why)


def _patience() -> b.Message:
    line = "One moment: this takes longer than usual. The answer comes here."
    return b.message(line, b.section(line))
