"""Every entry from Slack in one place: what a command, button, form, shortcut or select runs.

Each area keeps a table of its own; an id that two of them claim is a mistake that ends the start.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from bot.answers import About, Answer, Asker, Done, Options, Press, Say, Sought
from bot.digests.verb import ROUTES as DIGESTS
from bot.dql.receiving_routes import RECEIVING
from bot.dql.routes import ROUTES as REFERRING
from bot.oql.pressed import GoneError, gone
from bot.oql.routes import ROUTES as OQL
from bot.permits import Routes, permitted, refusal
from bot.reporting.verb import ROUTES as REPORT
from bot.services import Services
from bot.views.help import former

Item = TypeVar("Item")


def joined(*areas: Routes) -> Routes:
    """All areas as one table.

    Raises:
        ValueError: two areas claim the same verb or id.
    """
    commands = {command for area in areas for command in area.verbs}
    return Routes(
        verbs={
            command: _union([area.verbs.get(command, {}) for area in areas])
            for command in sorted(commands)
        },
        clicks=_union([area.clicks for area in areas]),
        forms=_union([area.forms for area in areas]),
        shortcuts=_union([area.shortcuts for area in areas]),
        options=_union([area.options for area in areas]),
    )


def _union(tables: Sequence[Mapping[str, Item]]) -> dict[str, Item]:
    union: dict[str, Item] = {}
    for table in tables:
        if twice := union.keys() & table.keys():
            raise ValueError(f"two areas claim {', '.join(sorted(twice))}: rename one")
        union.update(table)
    return union


ROUTES = joined(REFERRING, RECEIVING, OQL, DIGESTS, REPORT)


def press(
    services: Services, action_id: str, pressed: Press, asker: Asker, now: datetime
) -> Answer:
    """A button or a choice; one of another version says where its thing is shown now."""
    route = ROUTES.clicks.get(action_id)
    if route is None:
        return Say(former())
    if not permitted(route.permit, asker):
        return refusal(services, route.permit, asker, action_id)
    try:
        return route.run(services, pressed, asker, now)
    except GoneError:
        return Say(gone())


def send_in(
    services: Services,
    callback_id: str,
    values: Mapping[str, str],
    metadata: str,
    asker: Asker,
    now: datetime,
) -> Answer:
    """A form.

    Raises:
        KeyError: no form of ours has that id.
    """
    route = ROUTES.forms[callback_id]
    if not permitted(route.permit, asker):
        return refusal(services, route.permit, asker, callback_id)
    try:
        return route.run(services, values, metadata, asker, now)
    except GoneError:
        return Done(gone())


def use_shortcut(
    services: Services, callback_id: str, about: About, asker: Asker, now: datetime
) -> Answer:
    """A shortcut.

    Raises:
        KeyError: no shortcut of ours has that id.
    """
    route = ROUTES.shortcuts[callback_id]
    if not permitted(route.permit, asker):
        return refusal(services, route.permit, asker, callback_id)
    return route.run(services, about, asker, now)


def offer(
    services: Services, action_id: str, sought: Sought, asker: Asker, now: datetime
) -> Options:
    """What a select offers; nothing to whom it offers nothing: Slack shows no reason there."""
    route = ROUTES.options.get(action_id)
    if route is None:
        return Options(())
    if not permitted(route.permit, asker):
        return Options((), denied=refusal(services, route.permit, asker, action_id).what)
    return route.run(services, sought, asker, now)
