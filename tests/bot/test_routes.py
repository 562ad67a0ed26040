"""Whatever can be pressed, sent in or typed has a route, and every route can be reached."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot import commands_text
from bot.answers import Asker, Say
from bot.permits import Permit
from bot.roles import Role
from bot.routes import ROUTES
from bot.services import Services
from bot.views.help import EVERYBODY, GROUPS, LEADS, usage
from bot.views.home import home
from bot.views.plain import as_text
from tests.bot import told
from tests.bot.scene import NOW, asker
from tests.bot.test_views import forms, messages

Element = Mapping[str, Any]


def shown() -> Iterator[Mapping[str, Any]]:
    """Every block of every view that the bot can build."""
    for _, message in messages("Acme"):
        yield from message.blocks
    for _, view in forms("Acme"):
        yield from view["blocks"]
    yield from home(told.home("Acme", 9))["blocks"]  # with more to review than it shows


def pressed() -> Iterator[Element]:
    """Elements of which Slack tells when they are used; a button that is a link needs no answer."""
    for block in shown():
        within = [*block.get("elements", ()), block.get("accessory") or {}]
        if block.get("dispatch_action"):
            within.append(block["element"])
        yield from (one for one in within if "action_id" in one and "url" not in one)


def selects() -> Iterator[Element]:
    """Selects whose options are asked for."""
    for block in shown():
        for one in (block.get("element") or {}, *block.get("elements", ())):
            if one.get("type", "").endswith("external_select"):
                yield one


def test_every_button_and_choice_does_something() -> None:
    ids = {one["action_id"] for one in pressed()}
    assert ids - ROUTES.clicks.keys() == set(), "nothing answers these"
    assert ROUTES.clicks.keys() - ids == set(), "no view shows these"


def test_every_form_is_taken() -> None:
    ids = {view["callback_id"] for _, view in forms("Acme") if view.get("callback_id")}
    assert ids == ROUTES.forms.keys()


def test_every_select_that_asks_is_answered() -> None:
    assert {one["action_id"] for one in selects()} == ROUTES.options.keys()


def test_the_help_says_what_only_devrel_may() -> None:
    for command, verbs in ROUTES.verbs.items():
        for title, lines in GROUPS[command].items():
            named = set(re.findall(rf"`{command} ([a-z]+)(?![a-z.])", " ".join(lines)))
            permits = {verbs[verb].permit for verb in named}
            everybody = title == "For everybody"
            assert (permits == {Permit.ANYONE}) == everybody, (command, title)
            assert Permit.ANYONE not in permits or everybody


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        (asker(), None),
        (asker(role=Role.TEAM, teams=("sales",)), (EVERYBODY, LEADS)),
        (asker(role=Role.TEAM, teams=("product",)), (EVERYBODY,)),
        (asker(role=Role.MEMBER), (EVERYBODY,)),
        (asker(role=Role.NOBODY), ()),
    ],
)
def test_the_help_names_nothing_that_would_refuse_who_reads_it(
    services: Services, who: Asker, titles: tuple[str, ...] | None
) -> None:
    for command in ROUTES.verbs:
        answer = commands_text.run(services, command, "help", who, NOW)
        assert isinstance(answer, Say)
        text = as_text(answer.message)
        for title in GROUPS[command]:
            assert (title in text.splitlines()) == (titles is None or title in titles), (
                command,
                title,
            )
        assert ("DevRel can do more" in text) == bool(titles)
        assert ("not guests" in text) == (titles == ())


def test_every_verb_is_in_the_help_and_no_other() -> None:
    for command, verbs in ROUTES.verbs.items():
        text = as_text(usage(command))
        named = set(re.findall(rf"{command} ([a-z]+)(?![a-z.])", text)) - {"help"}
        assert named == {verb for verb in verbs if verb}, command
