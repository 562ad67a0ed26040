"""How each kind of answer reaches people over a real socket, by entries made for this test."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from bot import routes
from bot.answers import (
    About,
    Answer,
    Asker,
    Done,
    Errors,
    Later,
    Open,
    Options,
    Press,
    Replace,
    Say,
    Sought,
    Update,
)
from bot.permits import Entry, Permit, Routes
from bot.routes import ROUTES, joined
from bot.services import Services
from bot.views import blocks as b
from demo.slack import Message, words
from tests.bot.stage import Stage

FORM, PERSON = "rehearsed_form", "rehearsed_person"


def told(text: str) -> b.Message:
    return b.message(text, b.section(text))


def form(title: str, metadata: str = "") -> dict[str, Any]:
    """A form with a select that offers what is typed for, and tells when something is chosen."""
    element = {"type": "external_select", "action_id": PERSON, "min_query_length": 0}
    choice = {"type": "input", "block_id": "who", "label": b.plain("Who", 20), "element": element}
    field = b.text_input("why", "Why", optional=True)
    return b.modal(FORM, title, "Send", metadata, {**choice, "dispatch_action": True}, field)


def open_about(services: Services, about: About, asker: Asker, now: datetime) -> Answer:
    if about.is_bot:
        return Say(told("That was a bot."))
    return Open(form(about.channel_name or "global", f"{about.author} {about.permalink}"))


def grow(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    return Update(form(press.value, f"{press.values['who']} {press.values['why']}"))


def offer(services: Services, sought: Sought, asker: Asker, now: datetime) -> Options:
    typed = sought.text
    if typed == "boom":
        raise RuntimeError("rehearsed")
    return Options([{"text": b.plain(f"{typed} Byte", 75), "value": f"7 {typed}"}])


def take(
    services: Services, values: Mapping[str, str], metadata: str, asker: Asker, now: datetime
) -> Answer:
    answers: dict[str, Answer] = {
        "wrong": Errors({"why": "Say why."}),
        "next": Update(form("next", values["who"])),
        "done": Done(told("Sent.")),
        "slow": Later(told("At once."), lambda: told("In the end.")),
    }
    return answers.get(values["why"], Done())


def pressed(answer: Answer) -> Entry[Any]:
    return Entry(lambda services, press, asker, now: answer, Permit.TEAMS)


REHEARSED = Routes(
    clicks={
        "rehearsed_page": pressed(Replace(told("Page 2"))),
        "rehearsed_say": pressed(Say(told("Beside it"))),
        "rehearsed_slow": pressed(Later(told("At once."), lambda: told("In the end."))),
        PERSON: Entry(grow, Permit.TEAMS),
    },
    forms={FORM: Entry(take, Permit.TEAMS)},
    shortcuts={"rehearsed": Entry(open_about, Permit.TEAMS)},
    options={PERSON: Entry(offer, Permit.TEAMS)},
)


@pytest.fixture(autouse=True)
def rehearsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "ROUTES", joined(ROUTES, REHEARSED))


def shown(stage: Stage, action_id: str, to: str = "dana") -> Message:
    """A private message with that button."""
    row = b.actions(b.button("Press", action_id, "1"))
    user = stage.slack.person(to).id
    stage.workspace.posting.chat_postEphemeral(
        channel="#general", user=user, text="Page 1", blocks=[row]
    )
    return stage.slack.ephemerals(to)[-1]


def test_a_page_takes_the_place_of_the_one_before(stage: Stage) -> None:
    page = shown(stage, "rehearsed_page")
    stage.slack.click("dana", page, "rehearsed_page")
    stage.slack.wait_for(lambda: "Page 2" in words(page))
    assert stage.slack.ephemerals("dana")[-1] is page


@pytest.mark.parametrize(
    ("action_id", "answers"),
    [("rehearsed_say", ["Beside it"]), ("rehearsed_slow", ["At once.", "In the end."])],
)
def test_an_answer_stands_beside_its_button(
    stage: Stage, action_id: str, answers: list[str]
) -> None:
    answer = stage.slack.click("dana", shown(stage, action_id), action_id)
    stage.slack.wait_for(lambda: len(answer.responses) == len(answers))
    assert [one["text"] for one in answer.responses] == answers
    assert {one["response_type"] for one in answer.responses} == {"ephemeral"}


def test_a_message_shortcut_knows_author_and_link(stage: Stage) -> None:
    slack, sam = stage.slack, stage.slack.person("sam")
    first = slack.say("sam", "#general", "who runs it?")
    answer = slack.say("sam", "#general", "we do", first)
    for message, within in ((first, ""), (answer, f"?thread_ts={first.ts}&cid={first.channel}")):
        slack.message_shortcut("dana", message, "rehearsed")
        opened = slack.wait_for_view("dana", "general")
        link = f"{slack.url}/archives/{message.channel}/p{message.ts.replace('.', '')}{within}"
        assert opened.form["private_metadata"] == f"{sam.id} {link}"
        slack.close("dana")


def test_a_bots_message_is_known_as_one_and_answered_beside_it(stage: Stage) -> None:
    stage.workspace.posting.chat_postMessage(channel="#general", text="I am a bot")
    message = stage.slack.wait_for_message("#general", "I am a bot")
    answer = stage.slack.message_shortcut("dana", message, "rehearsed")
    stage.slack.wait_for(lambda: answer.responses)
    assert answer.responses[0]["text"] == "That was a bot."


def test_a_global_shortcut_opens_and_its_refusal_too(stage: Stage) -> None:
    stage.slack.shortcut("dana", "rehearsed")
    assert stage.slack.wait_for_view("dana", "global").form["private_metadata"] == " "
    stage.slack.close("dana")
    guest = stage.slack.join("shortcutter", is_restricted=True)
    stage.slack.shortcut(guest, "rehearsed")
    told = stage.slack.wait_for_view(guest, "Leadlight")
    assert "I answer full members" in str(told.blocks)


def test_a_select_offers_what_is_typed_for_and_its_choice_changes_the_form(stage: Stage) -> None:
    slack = stage.slack
    slack.shortcut("dana", "rehearsed")
    view = slack.wait_for_view("dana", "global")
    offered = slack.options("dana", PERSON, "Ada")
    assert [one["text"]["text"] for one in offered] == ["Ada Byte"]
    slack.click("dana", view, PERSON, offered[0], values={"why": {"value": "typed"}})
    grown = slack.wait_for_view("dana", "7 Ada")
    assert (grown.id, grown.form["private_metadata"]) == (view.id, "7 Ada typed")
    slack.close("dana")


@pytest.mark.parametrize("typed", ["", "boom"])
def test_a_select_without_an_answer_offers_nothing(stage: Stage, typed: str) -> None:
    who = stage.slack.join(f"typist-{typed or 'guest'}", is_restricted=not typed)
    asked = "dana" if typed else who
    stage.slack.shortcut("dana", "rehearsed")
    view = stage.slack.wait_for_view("dana", "global")
    assert stage.slack.options(asked, PERSON, typed, where=view) == []
    stage.slack.close("dana")


@pytest.mark.parametrize(
    ("why", "errors", "shows"),
    [
        ("wrong", {"why": "Say why."}, ""),
        ("next", {}, "next"),
        ("done", {}, "Sent."),
        ("", {}, ""),
    ],
)
def test_a_form_is_answered_in_its_place(
    stage: Stage, why: str, errors: dict[str, str], shows: str
) -> None:
    stage.slack.shortcut("dana", "rehearsed")
    view = stage.slack.wait_for_view("dana", "global")
    chosen = {"text": b.plain("Ada", 20), "value": "7"}
    answer = stage.slack.submit("dana", view, {"who": {PERSON: chosen}, "why": {"value": why}})
    assert (answer.failed, answer.errors) == ("", errors)
    assert shows in (str(answer.view.form) if answer.view else "")
    assert answer.closed == (not why)
    if not answer.closed:
        stage.slack.close("dana", everything=True)


def test_a_slow_form_says_so_at_once_and_has_its_answer_in_the_end(stage: Stage) -> None:
    stage.slack.shortcut("dana", "rehearsed")
    view = stage.slack.wait_for_view("dana", "global")
    chosen = {"text": b.plain("Ada", 20), "value": "7"}
    answer = stage.slack.submit("dana", view, {"who": {PERSON: chosen}, "why": {"value": "slow"}})
    assert answer.view is not None
    assert "At once." in str(answer.view.blocks)
    stage.slack.wait_for(lambda: "In the end." in str(stage.slack.view_of("dana")))
    stage.slack.close("dana", everything=True)


def test_an_id_that_two_areas_claim_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="two areas claim rehearsed_page, rehearsed_person"):
        joined(REHEARSED, Routes(clicks=REHEARSED.clicks))
