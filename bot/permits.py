"""What each command, button, form, shortcut and select needs, and who may: asked at every entry.

Why at each: a form that was opened and a message that was posted outlive a role. Hiding a button
is no check, so the check stands where the handler is called, and what is refused says whom to ask.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Generic, TypeVar

from bot.answers import About, Answer, Asker, Denied, Options, Press, Sought
from bot.grammar import Word
from bot.roles import Role
from bot.services import Services
from bot.views.refused import not_of_workspace, refused

log = logging.getLogger(__name__)

_DEVREL = frozenset({Role.ADMIN, Role.DEVREL})


class Permit(Enum):
    """Who may: the name that a refusal gives them, and their roles."""

    ANYONE = "every full member of this workspace", frozenset(Role) - {Role.NOBODY}
    TEAMS = "the team and DevRel", _DEVREL | {Role.TEAM}
    DEVREL = "DevRel", _DEVREL
    ADMIN = "an administrator", frozenset({Role.ADMIN})

    def __init__(self, who: str, roles: frozenset[Role]) -> None:
        self.who, self.roles = who, roles


Verb = Callable[[Services, Sequence[Word], Asker, datetime], Answer]
Click = Callable[[Services, Press, Asker, datetime], Answer]
Form = Callable[[Services, Mapping[str, str], str, Asker, datetime], Answer]
Shortcut = Callable[[Services, About, Asker, datetime], Answer]
Typed = Callable[[Services, Sought, Asker, datetime], Options]

Run = TypeVar("Run", Verb, Click, Form, Shortcut, Typed)


@dataclass(frozen=True, slots=True)
class Entry(Generic[Run]):
    """What is done, and who may have it done. A handler asks `may_act` where a team owns it."""

    run: Run
    permit: Permit


@dataclass(frozen=True)
class Routes:
    """The entries of one area: verbs by command, the others by the id that Slack hands back.

    The verb "" answers a line of the command that begins with no verb.
    """

    verbs: Mapping[str, Mapping[str, Entry[Verb]]] = field(default_factory=dict)
    clicks: Mapping[str, Entry[Click]] = field(default_factory=dict)
    forms: Mapping[str, Entry[Form]] = field(default_factory=dict)
    shortcuts: Mapping[str, Entry[Shortcut]] = field(default_factory=dict)
    options: Mapping[str, Entry[Typed]] = field(default_factory=dict)


def permitted(permit: Permit, asker: Asker) -> bool:
    """Whether somebody's role is enough."""
    return asker.role in permit.roles


def may_act(asker: Asker, team: str) -> bool:
    """Whether somebody may take a step for `team`: one of its own, DevRel or an administrator."""
    return asker.role in _DEVREL or (asker.role is Role.TEAM and team in asker.teams)


def sees_names(asker: Asker) -> bool:
    """Whether people of the community are named to somebody, beyond their own team's cards."""
    return asker.role in _DEVREL


def refusal(services: Services, permit: Permit, asker: Asker, what: str) -> Denied:
    """What somebody hears whose role is not enough for `what`; the log names the role alone."""
    log.info("refused: %s takes %s, asked by a %s", what, permit.name, asker.role.value)
    role = Role.ADMIN if permit is Permit.ADMIN else Role.DEVREL
    asked = services.roles.holding(role)
    is_guest = asker.role is Role.NOBODY
    return Denied(refused({"who": permit.who, "ask": list(asked), "is_guest": is_guest}), what)


def elsewhere(what: str) -> Denied:
    """What somebody hears who is not of the workspace that Leadlight was installed in."""
    log.info("refused: %s, asked from another workspace", what)
    return Denied(not_of_workspace(), what)


def not_of_team(services: Services, team: str, asker: Asker, what: str) -> Denied:
    """What somebody hears who may take no step for `team`."""
    log.info("refused: %s is for another team, asked by a %s", what, asker.role.value)
    asked = services.roles.holding(Role.DEVREL)
    who = f"{team} and DevRel"
    return Denied(refused({"who": who, "ask": list(asked), "is_guest": False}), what)
