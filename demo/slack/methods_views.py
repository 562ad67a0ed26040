"""The Web API's `views.*` methods, and the modal stack that each person sees."""

from typing import Any

from demo.slack.blockkit import view_problems
from demo.slack.calls import Args, Method, member
from demo.slack.messages import explained, with_ids
from demo.slack.model import Json, Refused, View
from demo.slack.state import Workspace

_MOST_STACKED = 3


def form_of(given: Any) -> Json:
    """A view as the app sent it, with its ids filled in; `Refused` as Slack refuses."""
    found = view_problems(given)
    if found:
        raise Refused("invalid_arguments", errors=found, **explained(found))
    form: Json = {**given, "blocks": with_ids(given["blocks"])}
    return form


def _sent(args: Args, kind: str) -> Json:
    given = args.structure("view", "invalid_arguments")
    form = form_of(given)
    if form["type"] != kind:
        complaint = f"must be a {kind} [json-pointer:/view/type]"
        raise Refused("invalid_arguments", **explained([complaint]))
    return form


def stack_up(ws: Workspace, person_id: str, form: Json, *, afresh: bool) -> View:
    """Show a modal to a person: alone, or on top of those already open (at most 3)."""
    with ws.changing():
        stack = [] if afresh else ws.stacks.get(person_id, [])
        if len(stack) >= _MOST_STACKED:
            raise Refused("push_limit_reached")
        view = View(ws.new_id("V"), person_id, form, ws.stamp())
        if stack:
            view.root, view.previous = stack[0], stack[-1]
        ws.views[view.id] = view
        ws.stacks[person_id] = [*stack, view.id]
    return view


def replace_form(ws: Workspace, view: View, form: Json) -> None:
    """Show something else in an open view; its hash changes."""
    with ws.changing():
        view.form, view.hash = form, ws.stamp()


def opened(ws: Workspace, args: Args) -> Json:
    """`views.open`."""
    form = _sent(args, "modal")
    person = ws.passes.use_trigger(args.required("trigger_id"))
    return {"view": ws.view_as_slack(stack_up(ws, person, form, afresh=True))}


def push(ws: Workspace, args: Args) -> Json:
    """`views.push`."""
    form = _sent(args, "modal")
    person = ws.passes.use_trigger(args.required("trigger_id"))
    return {"view": ws.view_as_slack(stack_up(ws, person, form, afresh=False))}


def update(ws: Workspace, args: Args) -> Json:
    """`views.update`, by `view_id` or `external_id`, of a view that is still open."""
    form = _sent(args, "modal")
    view = _open_view(ws, args)
    _same(view, args)
    replace_form(ws, view, form)
    return {"view": ws.view_as_slack(view)}


def _open_view(ws: Workspace, args: Args) -> View:
    external = args.text("external_id")
    for stack in ws.stacks.values():
        for view in (ws.views[name] for name in stack):
            if view.id == args.text("view_id"):
                return view
            if external and view.form.get("external_id") == external:
                return view
    raise Refused("not_found")


def _same(view: View, args: Args) -> None:
    if args.text("hash") and args.text("hash") != view.hash:
        raise Refused("hash_conflict")


def publish(ws: Workspace, args: Args) -> Json:
    """`views.publish`: somebody's Home tab."""
    form = _sent(args, "home")
    person = member(ws, args.required("user_id"))
    with ws.changing():
        home = ws.homes.get(person.id) or View(ws.new_id("V"), person.id, form, "")
        _same(home, args)
        ws.homes[person.id] = ws.views[home.id] = home
        replace_form(ws, home, form)
    return {"view": ws.view_as_slack(home)}


METHODS = {
    "views.open": Method(opened),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
