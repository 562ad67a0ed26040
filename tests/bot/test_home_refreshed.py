"""The home tab over a real socket: a button answers on it, a form opened there redraws it."""

from bot.clock import now
from bot.dql.referring import refer
from bot.dql.steps import Doer
from bot.views.blocks import Message
from bot.views.company_card import OPEN
from bot.views.plain import as_text
from bot.views.referral import Draft, about
from bot.views.referral_card import ACCEPT, DECLINE
from demo.slack import Fault, View, words
from tests.bot.scene import happened, pulls
from tests.bot.stage import Stage, rows

ACCEPTED = "SELECT id FROM referral WHERE state = 'accepted' AND id >= ?"
ADA = Draft(person="Ada", team="sales", why="asked for SSO", origin="booth")


def seen(stage: Stage, text: str) -> View:
    """Dana's home tab, once it shows something."""

    def shows() -> View | None:
        home = stage.slack.home_of("dana")
        told = as_text(Message("", tuple(home.blocks))) if home is not None else ""
        return home if text in told else None

    return stage.slack.wait_for(shows)


def test_a_form_and_a_button_leave_it_as_things_stand(stage: Stage) -> None:
    dana = Doer(stage.slack.person("dana").id, "dana")
    views = (f"view:{number}" for number in range(2))
    first, second = (about(refer(stage.services, ADA, dana, one, now()).facts) for one in views)
    stage.slack.open_home("dana")
    home = seen(stage, "2 waiting for an answer")
    stage.slack.click("dana", home, DECLINE, first)
    stage.slack.wait_for(lambda: stage.slack.view_of("dana"))
    assert stage.slack.submit("dana", None, {"reason": {"value": "No need for it"}}).errors == {}
    home = seen(stage, "1 waiting for an answer · 1 declined")
    stage.slack.click("dana", home, ACCEPT, second)
    seen(stage, "1 accepted · 1 declined")


def test_two_pressed_after_each_other_are_both_accepted(stage: Stage) -> None:
    dana = Doer(stage.slack.person("dana").id, "dana")
    told = [refer(stage.services, ADA, dana, f"two:{n}", now()).facts for n in range(2)]
    made = [facts["id"] for facts in told]
    stage.slack.open_home("dana")
    for facts in told:
        stage.slack.click("dana", seen(stage, f"DQL-{facts['id']}"), ACCEPT, about(facts))
        stage.slack.wait_for(lambda: rows(stage, ACCEPTED, made[0]))
    assert stage.slack.wait_for(lambda: len(rows(stage, ACCEPTED, made[0])) == 2)


def test_a_company_is_shown_at_the_top(stage: Stage) -> None:
    happened(stage.services, pulls("acme.example", 3, now()), now())
    stage.slack.open_home("dana")
    home = seen(stage, "acme.example")
    stage.slack.click("dana", home, OPEN)
    shown = as_text(Message("", tuple(seen(stage, "[Why these points]").blocks)))
    assert shown.index("[Why these points]") < shown.index("What I referred")


def test_an_answer_that_the_tab_does_not_show_comes_as_a_message(stage: Stage) -> None:
    happened(stage.services, pulls("solo.example", 3, now()), now())
    stage.slack.open_home("dana")
    home = seen(stage, "solo.example")
    stage.slack.faults.next("views.publish", Fault("refused", error="not_enabled"))
    stage.slack.click("dana", home, OPEN)
    stage.slack.wait_for(
        lambda: any("Why these points" in words(one) for one in stage.slack.messages("@dana"))
    )
