"""What comes back to a person from the app, and what an ack does to the person's screen."""

from dataclasses import dataclass, field

from demo.slack.methods_views import form_of, replace_form, stack_up
from demo.slack.model import Json, Refused, View
from demo.slack.passes import Link
from demo.slack.respond import respond
from demo.slack.state import Workspace


@dataclass
class Answer:
    """What came back: the ack's payload, or in `failed` why there is none, as Slack words it.

    `responses` grows with what the app posts to the `response_url`. After a form: `errors` by
    `block_id`, `closed`, or the `view` that took its place.
    """

    payload: Json = field(default_factory=dict)
    failed: str = ""
    responses: list[Json] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    view: View | None = None

    @property
    def text(self) -> str:
        """The text of the ack."""
        return str(self.payload.get("text") or "")

    @property
    def blocks(self) -> list[Json]:
        """The blocks of the ack."""
        blocks: list[Json] = self.payload.get("blocks") or []
        return blocks


def to_command(ws: Workspace, link: Link, payload: Json) -> Answer:
    """A command's ack is a message: to the person alone unless it says `in_channel`."""
    answer = Answer(payload, responses=link.posts)
    try:
        if payload:
            respond(ws, link, payload)
    except Refused as refused:
        answer.failed = f"invalid_command_response: {refused.error} {refused.beside}"
    return answer


def to_form(ws: Workspace, view: View, payload: Json) -> Answer:
    """A submission's ack closes the modal, or shows errors or another view in it or upon it."""
    answer, action = Answer(payload), payload.get("response_action")
    try:
        if action == "errors":
            answer.errors = _errors(payload.get("errors") or {}, view)
        elif action == "update":
            replace_form(ws, view, form_of(payload.get("view")))
            answer.view = view
        elif action == "push":
            answer.view = stack_up(ws, view.owner, form_of(payload.get("view")), afresh=False)
        else:
            close(ws, view, everything=action == "clear")
            answer.closed = True
    except Refused as refused:
        answer.failed = f"invalid_view_response: {refused.error} {refused.beside}"
    return answer


def _errors(errors: dict[str, str], view: View) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not errors or set(errors) - inputs:
        raise Refused("errors_of_no_input", errors=sorted(errors), inputs=sorted(inputs))
    return errors


def close(ws: Workspace, view: View, *, everything: bool) -> None:
    """Take the modal on top away from its owner's screen, or all of them."""
    with ws.changing():
        stack = ws.stacks.get(view.owner, [])
        ws.stacks[view.owner] = [] if everything else stack[:-1]
