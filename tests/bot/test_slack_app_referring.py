"""Referring over a real socket: the line and its Undo, the form that grows, the shortcuts."""

import pytest

from bot import passes
from bot.clock import now
from bot.outbox import outbox_of
from demo.slack import Message, View, words
from ledger import intake
from ledger.drafts import ActivityDraft
from tests.bot.referred import filled
from tests.bot.scene import did, github
from tests.bot.stage import Stage, rows


def happened(stage: Stage, *drafts: ActivityDraft) -> None:
    """Records and recognises, at the hour of the stage."""
    services = stage.services
    with services.ledger.write() as session:
        intake.record(session, list(drafts), services.zone, now())
    passes.recognise(services, now)


def states(stage: Stage, name: str) -> list[str]:
    found = rows(stage, "SELECT state FROM referral WHERE person_name = ? ORDER BY id", name)
    return [str(one[0]) for one in found]


def receipt(stage: Stage, name: str) -> Message:
    """What Dana was told privately of somebody."""
    return next(one for one in stage.slack.ephemerals("dana")[::-1] if name in words(one))


def form_of(stage: Stage) -> View:
    return stage.slack.wait_for_view("dana", "Refer to a team")


def shown(stage: Stage) -> str:
    """All that Dana's open forms show."""
    return str([view.blocks for view in stage.slack.views_of("dana")])


def deliver(stage: Stage) -> None:
    outbox = outbox_of(stage.services, stage.workspace)
    outbox.pace = outbox.pace * 0
    outbox.deliver()


def test_a_line_refers_at_once_and_undo_takes_it_back_everywhere(stage: Stage) -> None:
    slack = stage.slack
    line = '/dql refer "Una Ward" sales "asked about SSO pricing" from booth "KubeCon EU"'
    assert slack.command("dana", "#general", line).failed == ""
    deliver(stage)
    card = slack.wait_for_message("#dql-sales", "Una Ward")
    told = receipt(stage, "Una Ward")
    slack.click("dana", told, "referral_undo")
    slack.wait_for(lambda: "no longer referred to sales" in words(told))
    assert states(stage, "Una Ward") == ["withdrawn"]
    deliver(stage)
    slack.wait_for(lambda: "withdrawn" in words(card).lower())
    assert "referral_accept" not in str(card.blocks)


def test_a_form_grows_with_what_is_chosen_and_keeps_what_was_typed(stage: Stage) -> None:
    slack = stage.slack
    happened(stage, did(github("ida", "910", "anvil.example"), at=now()))
    slack.command("dana", "#general", "/dql refer")
    [ida, new] = slack.options("dana", "referral_person", "ida")
    assert (ida["text"]["text"], new["value"]) == ("Ida · anvil.example · 1 activity", "new:ida")
    typed = {"why": {"value": "asked for SSO"}, "origin": {"value": "talk"}}
    slack.click("dana", form_of(stage), "referral_person", ida, values=typed)
    slack.wait_for(lambda: "anvil.example" in shown(stage))
    slack.click("dana", form_of(stage), "referral_team", "recruiting")
    slack.wait_for(lambda: "consent" in shown(stage))
    answer = slack.submit("dana", form_of(stage), {"consent": {"value": "yes"}})
    assert answer.view is not None
    assert "*Ida* of anvil.example is handed to recruiting" in str(answer.view.blocks)
    slack.close("dana", everything=True)
    kept = "SELECT why, origin, consent, person_contact FROM referral WHERE person_name = 'Ida'"
    assert rows(stage, kept) == [("asked for SSO", "talk", "yes", "github: ida")]


def test_a_repeat_asks_first_can_be_looked_at_and_is_undone_in_the_form(stage: Stage) -> None:
    slack = stage.slack
    line = '/dql refer "Cy Coe" sales "asked" from talk'
    slack.command("dana", "#general", line)
    slack.command("dana", "#general", "/dql refer")
    again = slack.submit("dana", form_of(stage), filled("Cy Coe"))
    assert again.view is not None
    assert states(stage, "Cy Coe") == ["open"]
    slack.click("dana", again.view, "referral_look")
    slack.wait_for(lambda: "Referred by" in shown(stage))
    slack.close("dana")
    made = slack.submit("dana", form_of(stage), filled("Cy Coe"))
    assert made.view is not None
    assert states(stage, "Cy Coe") == ["open", "open"]
    slack.click("dana", made.view, "referral_undo")
    slack.wait_for(lambda: "no longer referred" in shown(stage))
    assert states(stage, "Cy Coe") == ["open", "withdrawn"]
    slack.close("dana", everything=True)


def test_a_message_is_referred_with_author_channel_and_link(stage: Stage) -> None:
    slack = stage.slack
    message = slack.say("sam", "#general", "does it run on ARM?")
    slack.message_shortcut("dana", message, "dql_refer_message")
    form = form_of(stage)
    sam = slack.person("sam").id
    link = f"{slack.url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    for part in (sam, "#general", link):
        assert part in shown(stage) + str(form.form)
    slack.wait_for(lambda: "new:Sam" in shown(stage))  # whom Slack tells once the form is open
    typed = filled("Sam Hill")
    answer = slack.submit("dana", form, {"person.named": typed.pop("person"), **typed})
    assert answer.view is not None
    slack.close("dana", everything=True)
    kept = rows(stage, "SELECT origin_detail, link FROM referral WHERE person_name = 'Sam Hill'")
    assert kept == [("#general", link)]


def test_the_shortcut_from_anywhere_opens_the_form(stage: Stage) -> None:
    stage.slack.shortcut("dana", "dql_refer_global")
    assert form_of(stage)
    stage.slack.close("dana", everything=True)


def test_two_people_are_introduced(stage: Stage) -> None:
    slack = stage.slack
    slack.command("dana", "#general", '/dql intro "Ada Byte" "Bo Brown" "both run it on ARM"')
    form = slack.wait_for_view("dana", "Introduce two people")
    answer = slack.submit("dana", form, {"consent": {"value": "yes"}})
    assert answer.view is not None
    assert "*Ada Byte* and *Bo Brown* are recorded" in str(answer.view.blocks)
    slack.close("dana", everything=True)
    assert rows(stage, "SELECT first_name, consent FROM introduction") == [("Ada Byte", "yes")]


@pytest.mark.parametrize("shortcut", ["dql_refer_message", "dql_refer_global"])
def test_who_may_not_refer_hears_it_from_a_shortcut(stage: Stage, shortcut: str) -> None:
    slack = stage.slack
    message = slack.say("sam", "#general", "hello")
    newcomer = slack.join(f"new-{shortcut[-6:]}")
    if shortcut == "dql_refer_message":
        slack.message_shortcut(newcomer, message, shortcut)
    else:
        slack.shortcut(newcomer, shortcut)

    def told() -> bool:
        seen = [one.blocks for one in slack.ephemerals(newcomer)]
        seen += [one.blocks for one in slack.views_of(newcomer)]
        return "only DevRel can do this" in str(seen)

    slack.wait_for(told)
