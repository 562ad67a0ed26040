"""Acts for the person in front of the page: each request becomes one interaction, then an answer.

An interaction blocks until the app has acked, so it runs in a worker thread. Where it fails, the
person reads what Slack would tell: beside a message in a line that only they see, elsewhere in
the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from demo.page import asked
from demo.slack import Answer, Message, Refused, Slack, View
from demo.slack.messages import hint
from demo.slack.model import Json
from demo.slack.typed import escape


@dataclass(frozen=True)
class _Act:
    model: type[asked.Asked]
    run: Callable[[Slack, Any], Json]


class Acts:
    """Answers `POST /page/act/ACTION`."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def act(self, request: Request) -> Response:
        """One thing that somebody does."""
        act = _ACTS.get(request.path_params["action"])
        if act is None:
            return _refused(f"there is no such action: there are {', '.join(_ACTS)}", 404)
        try:
            wanted = act.model.model_validate_json(await request.body())
            return JSONResponse(await run_in_threadpool(act.run, self._slack, wanted))
        except ValidationError as error:
            first = error.errors()[0]
            return _refused(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", 400)
        except Refused as refused:
            return _refused(refused.error, 409)
        except (LookupError, TimeoutError) as error:
            return _refused(str(error), 409)


def _refused(error: str, status: int) -> Response:
    return JSONResponse({"ok": False, "error": error}, status_code=status)


def _told(answer: Answer) -> Json:
    return {"ok": not answer.failed, "error": answer.failed, "errors": answer.errors}


def _where(slack: Slack, person: str, where: asked.Where) -> Message | View:
    return _view(slack, person, where.view) if where.view else _message(slack, person, where)


def _view(slack: Slack, person: str, view_id: str) -> View:
    user, view = slack.person(person), slack.workspace.views.get(view_id)
    if view is None or view.owner != user.id:
        raise LookupError(f"{user.name} sees no view {view_id}: it may be closed")
    return view


def _message(slack: Slack, person: str, where: asked.Where) -> Message:
    for message in slack.ephemerals(person):
        if (message.channel, message.ts) == (where.channel, where.ts):
            return message
    return slack.workspace.message(slack.workspace.channel(where.channel), where.ts)


def _send(slack: Slack, wanted: asked.Send) -> Json:
    line, place = wanted.text.strip(), slack.workspace.channel(wanted.channel).id
    if not line.startswith("/"):
        slack.say(wanted.person, place, line, wanted.thread or None)
        return {"ok": True}
    name = line.split()[0]
    known = [command.name for command in slack.workspace.commands]
    failed = ""
    if name not in known:
        failed = f"`{escape(name)}` is not a command here. There are {', '.join(known)}."
    elif wanted.thread:
        failed = f"`{name}` cannot be used in a thread. Write it in the channel."
    else:
        answer = slack.command(wanted.person, place, line)
        if answer.failed:
            failed = f"`{name}` failed with the error “{escape(answer.failed)}”."
    if failed:
        person = slack.person(wanted.person).id
        hint(slack.workspace, person, place, failed, thread_ts=wanted.thread)
    return {"ok": True}


def _click(slack: Slack, wanted: asked.Click) -> Json:
    where = _where(slack, wanted.person, wanted.where)
    answer = slack.click(
        wanted.person,
        where,
        wanted.action_id,
        wanted.value,
        block_id=wanted.block_id,
        values=wanted.values,
    )
    if answer.failed and isinstance(where, Message):
        return _explained(slack, wanted.person, where, answer.failed)
    return _told(answer)


def _explained(slack: Slack, person: str, message: Message, failed: str) -> Json:
    """Tells in a line beside the message, so that nothing is left to tell in the answer."""
    said = f"That did not work: the app failed with the error “{escape(failed)}”."
    thread = message.thread_ts if message.is_reply else ""
    hint(slack.workspace, slack.person(person).id, message.channel, said, thread_ts=thread)
    return {"ok": False, "error": ""}


def _options(slack: Slack, wanted: asked.Options) -> Json:
    where = _where(slack, wanted.person, wanted.where)
    found = slack.options(
        wanted.person, wanted.action_id, wanted.typed, where=where, block_id=wanted.block_id
    )
    return {"ok": True, "options": found}


def _submit(slack: Slack, wanted: asked.Submit) -> Json:
    view = _view(slack, wanted.person, wanted.view)
    return _told(slack.submit(wanted.person, view, wanted.values))


def _close(slack: Slack, wanted: asked.Close) -> Json:
    return _told(slack.close(wanted.person, everything=wanted.everything))


def _shortcut(slack: Slack, wanted: asked.UseShortcut) -> Json:
    if wanted.where is None:
        return _told(slack.shortcut(wanted.person, wanted.callback_id))
    message = _message(slack, wanted.person, wanted.where)
    answer = slack.message_shortcut(wanted.person, message, wanted.callback_id)
    if answer.failed:
        return _explained(slack, wanted.person, message, answer.failed)
    return _told(answer)


def _open_home(slack: Slack, wanted: asked.Open) -> Json:
    slack.open_home(wanted.person)
    return {"ok": True}


_ACTS = {
    "send": _Act(asked.Send, _send),
    "click": _Act(asked.Click, _click),
    "options": _Act(asked.Options, _options),
    "submit": _Act(asked.Submit, _submit),
    "close": _Act(asked.Close, _close),
    "shortcut": _Act(asked.UseShortcut, _shortcut),
    "open_home": _Act(asked.Open, _open_home),
}
