"""Interacting with the app as a person: commands, clicks, forms, shortcuts, each answered in 3 s.

Each call blocks until the app has acked, or until Slack's client would have given up. Call them
from any thread but the server's own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from demo.slack import forms, payloads
from demo.slack.answers import Answer, close, to_command, to_form
from demo.slack.events import enveloped
from demo.slack.holding_back import complaints
from demo.slack.messages import elements
from demo.slack.model import Json, Message, Person, View
from demo.slack.people import Acting
from demo.slack.typed import command_text


class Ask(Protocol):
    """Sends an envelope; returns what `on_ack` makes of the ack, or why there was none."""

    def __call__(self, envelope: Json, on_ack: Callable[[Json], Answer]) -> Answer | str: ...


@dataclass
class Interacting(Acting):
    """Does what an app answers; `ask` sends an envelope and waits for its ack."""

    ask: Ask

    def command(self, person: Person | str, channel: str, line: str) -> Answer:
        """Type a command, such as `/dql refer @sam sales`; the ack is shown as Slack shows it."""
        user, place = self.person(person), self._place(channel)
        name, _, rest = line.partition(" ")
        link = self.workspace.passes.link(user.id, place.id)
        text = command_text(self.workspace, rest.strip())
        payload = payloads.command(self.workspace, user, link, name, text)
        return self._asked("slash_commands", payload, partial(to_command, self.workspace, link))

    def _asked(self, kind: str, payload: Json, on_ack: Callable[[Json], Answer] = Answer) -> Answer:
        answer = self.ask(enveloped(kind, payload, answerable=True), on_ack)
        return Answer(failed=answer) if isinstance(answer, str) else answer

    def click(
        self,
        person: Person | str,
        where: Message | View,
        action_id: str,
        value: Any = None,
        *,
        block_id: str = "",
        values: forms.Filled | None = None,
    ) -> Answer:
        """Press a button or choose in a message or view.

        `value` tells buttons of one `action_id` apart, or is what is chosen (an option's value,
        a person, a channel); `block_id` tells blocks apart that share an `action_id`; `values`
        is what was filled in besides. Raises `LookupError` naming what there is to press.
        """
        user = self.person(person)
        action = self._action(where.blocks, block_id, action_id, value)
        place = action["block_id"]
        filled = {block: dict(actions) for block, actions in (values or {}).items()}
        if action["type"] not in ("button", "overflow"):
            filled.setdefault(place, {})[action_id] = value
        state = forms.state(self.workspace, where.blocks, filled)
        if isinstance(where, View):
            payload = payloads.view_action(self.workspace, user, where, action, state)
            return self._asked("interactive", payload)
        link = self.workspace.passes.link(user.id, where.channel, where)
        payload = payloads.message_action(self.workspace, user, link, where, action, state)
        return self._asked("interactive", payload, partial(Answer, responses=link.posts))

    def _action(self, blocks: list[Json], block_id: str, action_id: str, value: Any) -> Json:
        there = [(block, element) for block in blocks for element in elements(block)]
        for block, element in there:
            if element["action_id"] != action_id or block_id not in ("", block["block_id"]):
                continue
            action = {"block_id": block["block_id"], **element}
            if element["type"] != "button":
                return action | forms.chosen(self.workspace, element, value)
            if value in (None, element.get("value")):
                return action
        names = [(element["action_id"], element.get("value")) for _, element in there]
        raise LookupError(f"no {action_id} with value {value!r} to press: there are {names}")

    def submit(
        self,
        person: Person | str,
        view: View | None = None,
        values: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Answer:
        """Fill in and submit a modal, by default the one on top: `{block_id: {action_id: …}}`.

        What Slack's client itself holds back (a required field left empty) comes as `errors`.
        """
        user, shown = self.person(person), view or self.view_of(person)
        if shown is None:
            raise LookupError(f"{self.person(person).name} has no modal open")
        filled = forms.state(self.workspace, shown.blocks, values or {})
        held_back = complaints(shown.blocks, filled)
        if held_back:
            return Answer(errors=held_back)
        payload = payloads.view_submission(self.workspace, user, shown, filled)
        return self._asked("interactive", payload, partial(to_form, self.workspace, shown))

    def close(self, person: Person | str, *, everything: bool = False) -> Answer:
        """Close the modal on top, or all of them; the app hears of each that asked to be told."""
        user, top = self.person(person), self.view_of(person)
        if top is None:
            raise LookupError(f"{user.name} has no modal open")
        everything = everything or bool(top.form.get("clear_on_close"))
        gone = self.views_of(person)[::-1] if everything else [top]
        close(self.workspace, top, everything=everything)
        answer = Answer(closed=True)
        for view in gone:
            if view.form.get("notify_on_close"):
                told = payloads.view_closed(self.workspace, user, view, cleared=everything)
                answer = self._asked("interactive", told)
                answer.closed = True
        return answer

    def options(
        self,
        person: Person | str,
        action_id: str,
        typed: str,
        *,
        where: Message | View | None = None,
        block_id: str = "",
    ) -> list[Json]:
        """What an external select, by default in the modal on top, offers for what was typed.

        Options in groups come as one list. Raises `LookupError` where there is no such select,
        `TimeoutError` in Slack's words where the app did not answer.
        """
        user, seen = self.person(person), where or self.view_of(person)
        for block in seen.blocks if seen else []:
            ids = [element["action_id"] for element in elements(block)]
            if seen and action_id in ids and block_id in ("", block["block_id"]):
                place = (block["block_id"], action_id)
                asked = payloads.suggestion(self.workspace, user, seen, place, typed)
                answer = self._asked("interactive", asked)
                if answer.failed:
                    raise TimeoutError(answer.failed)
                return forms.offered(answer.payload)
        raise LookupError(f"{user.name} sees no {action_id} to type in")

    def shortcut(self, person: Person | str, callback_id: str) -> Answer:
        """Use a global shortcut."""
        user = self.person(person)
        asked = payloads.global_shortcut(self.workspace, user, callback_id)
        return self._asked("interactive", asked)

    def message_shortcut(self, person: Person | str, message: Message, callback_id: str) -> Answer:
        """Use a shortcut from a message's menu."""
        user = self.person(person)
        link = self.workspace.passes.link(user.id, message.channel, message)
        asked = payloads.message_shortcut(self.workspace, user, link, message, callback_id)
        return self._asked("interactive", asked, partial(Answer, responses=link.posts))
