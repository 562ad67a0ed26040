"""The select of people, and the shortcuts: whoever is meant, from wherever the moment is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answers import About, Done, Open, Press, Say, Sought, Update
from bot.dql import forms, options, shortcuts
from bot.dql.shortcuts import refer_author
from bot.services import Services
from bot.views.plain import as_text
from bot.views.referral_form import VALUE, person_select
from ledger.drafts import ActorDraft, Signal, SignalKind, Standing
from ledger.schema import open_ledger
from tests.bot.referred import texts
from tests.bot.scene import NOW, TEAM, ask, asker, did, github, happened, member, opened, said
from tests.ledger.forgetful import KEY

DAY = timedelta(days=1)


def test_people_are_offered_by_name_handle_and_company(here: Services) -> None:
    happened(here, [did(github("ada", "1", "anvil.example")), did(github("bo", "2"))])
    happened(here, [did(github("ada", "1", "anvil.example"), "pull_request")])
    for typed in ("ad", "ANVIL"):
        offered = options.offer_people(here, Sought(typed), asker(), NOW).options
        assert [(one["text"]["text"], one["value"]) for one in offered] == [
            ("Ada · anvil.example · 2 activities", "1:Ada"),
            (f"Somebody new: {typed}", f"new:{typed}"),
        ]
    [bo, _] = options.offer_people(here, Sought("bo"), asker(), NOW).options
    assert bo["text"]["text"] == "Bo · 1 activity"


@pytest.mark.parametrize("typed", ["", "  ", "?", "🎉"])
def test_nobody_is_offered_for_nothing(here: Services, typed: str) -> None:
    assert list(options.offer_people(here, Sought(typed), asker(), NOW).options) == []


def test_no_more_is_offered_than_slack_takes(here: Services) -> None:
    crowd = [did(github(f"ada{n}" + "x" * 90, str(n), "anvil.example")) for n in range(120)]
    happened(here, crowd)
    offered = options.offer_people(here, Sought("ada"), asker(), NOW).options
    assert len(offered) == 100
    long = options.offer_people(here, Sought("ada " * 90), asker(), NOW).options
    for one in (*offered, *long):
        assert 0 < len(one["text"]["text"]) <= 75
        assert len(one["value"]) <= VALUE


def offered(services: Services, typed: str, company: int | None = None) -> list[str]:
    """The lines that the select shows; that of a company's form is its own."""
    select = person_select("person", "Who", "", None, company)
    found = options.offer_people(services, Sought(typed, select["block_id"]), asker(), NOW)
    return [one["text"]["text"] for one in found.options]


def test_who_shares_a_name_is_told_apart_by_the_account(here: Services) -> None:
    one, other = github("ada", "1"), member("U7", "Ada", "anvil.example")
    happened(here, [did(one), did(other, "slack_message"), did(github("adam", "2"))])
    assert offered(here, "ada")[:-1] == [
        "Adam · 1 activity",
        "Ada (slack: ada) · anvil.example · 1 activity",
        "Ada (github: ada) · 1 activity",
    ]


def test_somebody_with_two_accounts_is_offered_once(here: Services, ledger_url: str) -> None:
    keyed = open_ledger(ledger_url, here.zone, KEY.of)
    services = replace(here, ledger=keyed)
    try:
        hashed = keyed.address_hash("ada@anvil.example")
        mail = (Signal(SignalKind.EMAIL_DOMAIN, "anvil.example", hashed),)
        both = [replace(who, signals=mail) for who in (github("ada", "1"), member("U7", "Ada"))]
        happened(services, [did(both[0]), did(both[1], "slack_message", NOW - DAY)])
        assert offered(services, "ada") == ["Ada · 1 activity", "Somebody new: ada"]
        assert opened(ask(services, "/dql refer Ada"))["person"] == "1:Ada"
    finally:
        keyed.close()


def test_a_form_from_a_company_offers_its_people_first(here: Services) -> None:
    ada, bo = github("ada", "1", "anvil.example"), github("bo", "2", "anvil.example")
    happened(here, [did(ada, at=NOW - DAY), did(bo), did(github("abe", "3"))])
    form = forms.open_for_company(here, "1")
    [who] = [one for one in form.view["blocks"] if one.get("block_id", "").startswith("person")]
    assert (who["block_id"], who["element"]["min_query_length"]) == ("person.1", 0)
    assert offered(here, "", 1) == [
        "Bo · anvil.example · 1 activity",
        "Ada · anvil.example · 1 activity",
    ]
    assert offered(here, "a", 1) == [
        "Bo · anvil.example · 1 activity",  # whose company begins so
        "Ada · anvil.example · 1 activity",
        "Abe · 1 activity",
        "Somebody new: a",
    ]
    metadata = form.view["private_metadata"]
    typed = {**opened(form), "person.1": "1:Ada", "why": "wants SSO", "origin": "booth"}
    grown = forms.choose(here, Press("", typed, metadata), asker(), NOW)
    assert isinstance(grown, Update)
    kept = opened(Open(grown.view))
    assert (kept["person.1"], kept["company.1"]) == ("1:Ada", "anvil.example")
    sent = forms.submit(here, kept, grown.view["private_metadata"], asker(), NOW)
    assert isinstance(sent, Done)


def about(author: str = "U7", team: str = TEAM, channel: str = "help", bot: bool = False) -> About:
    link = "https://acme.slack.example/archives/C1/p1"
    return About("C1", channel, "1.0", link, "" if bot else author, team, bot)


def test_a_message_gives_its_author_its_channel_and_its_link(here: Services) -> None:
    happened(here, [did(member("U7", "Dee", "anvil.example"), "slack_signup")])
    answer = refer_author(here, about(), asker(), NOW)
    filled = opened(answer)
    assert (filled["person"], filled["company.1"]) == ("1:Dee", "anvil.example")
    assert (filled["origin"], filled["origin_detail"]) == ("Slack", "#help")
    assert filled["link"] == "https://acme.slack.example/archives/C1/p1"


@pytest.mark.parametrize(("author", "team"), [("U8", TEAM), ("U7", "T9"), ("U9", TEAM)])
def test_an_author_nobody_knows_is_asked_for(here: Services, author: str, team: str) -> None:
    nameless = member("U9", "")
    happened(here, [did(member("U7", "Dee"), "slack_signup"), did(nameless, "slack_message")])
    answer = refer_author(here, about(author, team), asker(), NOW)
    assert isinstance(answer, Open)
    assert (opened(answer)["person"], opened(answer)["contact"]) == ("", "")
    [note] = texts(answer.view)
    assert f"I have not met <@{author}> yet" in note
    assert (answer.stranger, answer.named is None) == (author, False)


def test_the_name_that_slack_tells_stands_in_a_field_of_its_own(here: Services) -> None:
    form = refer_author(here, about("U8"), asker(), NOW)
    assert isinstance(form, Open)
    assert form.named is not None
    named = form.named("Ivo Tarn")
    assert opened(Open(named))["person.named"] == "new:Ivo Tarn"
    assert "not met" not in str(named)
    typed = {**opened(Open(named)), "team": "sales", "why": "asked for SSO"}
    assert isinstance(forms.submit(here, typed, named["private_metadata"], asker(), NOW), Done)
    text = said(here, "/dql status 1")
    assert "Ivo Tarn" in text
    assert "Contact: @U8" in text


def test_of_whom_a_name_is_known_slack_is_not_asked(here: Services) -> None:
    happened(here, [did(member("U7", "Dee"), "slack_signup")])
    form = refer_author(here, about(), asker(), NOW)
    assert isinstance(form, Open)
    assert (form.stranger, form.named) == ("", None)


def test_the_team_gets_the_mention_of_whoever_was_not_met(here: Services) -> None:
    form = refer_author(here, about("U8"), asker(), NOW)
    assert isinstance(form, Open)
    fields = {"person": "new:Ivo Tarn", "team": "sales", "why": "asked for SSO"}
    typed = {**opened(form), **fields}
    chosen = forms.choose(here, Press("", typed, form.view["private_metadata"]), asker(), NOW)
    assert isinstance(chosen, Update)
    assert "not met" not in str(chosen.view)  # a name is there
    made = forms.submit(here, typed, chosen.view["private_metadata"], asker(), NOW)
    assert isinstance(made, Done)
    assert "Contact: @U8" in said(here, "/dql status 1")


def test_somebody_of_another_workspace_is_who_they_are_there(here: Services) -> None:
    happened(here, [did(member("U7", "Kim", "anvil.example", team="T9"), "slack_message")])
    assert (
        opened(refer_author(here, about("U7", "T9"), asker(), NOW))["company.1"] == "anvil.example"
    )


@pytest.mark.parametrize("channel", ["", "directmessage", "privategroup"])
def test_a_conversation_without_a_name_is_not_named(here: Services, channel: str) -> None:
    assert opened(refer_author(here, about(channel=channel), asker(), NOW))["origin_detail"] == ""


@pytest.mark.parametrize("bot", [True, False])
def test_an_app_is_not_referred(here: Services, bot: bool) -> None:
    robot = ActorDraft("slack", f"{TEAM}:U7", name="Robo", standing=Standing.BOT)
    happened(here, [did(robot, "slack_message")])
    answer = refer_author(here, about(bot=bot), asker(), NOW)
    assert isinstance(answer, Say)
    assert as_text(answer.message).startswith("An app wrote this: only people can be referred.")


def test_the_shortcut_from_anywhere_opens_the_empty_form(here: Services) -> None:
    answer = shortcuts.refer_anybody(here, About(), asker(), NOW)
    assert set(opened(answer).values()) == {""}
    assert answer == ask(here, "/dql refer")
