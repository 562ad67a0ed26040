"""The card of a company: who sees what on it, what its buttons do, and what is left behind."""

import pytest

from bot import commands_text
from bot.answers import Done, Errors, Open, Replace, Say
from bot.dql.referring import refer
from bot.dql.steps import Doer, Taken, step
from bot.roles import Role
from bot.services import Services
from bot.views import company_card as card
from bot.views import company_forms as forms
from bot.views.plain import as_text
from bot.views.referral import Draft
from ledger import audits, handoffs, referrals
from ledger.drafts import ActorDraft, Signal, SignalKind
from tests.bot.pressing import id_of, only, pressed, sent_in, values_of
from tests.bot.scene import (
    NOW,
    ask,
    asker,
    did,
    github,
    happened,
    member,
    opened,
    pulls,
    said,
)

ACME = "acme.example"
MEMBER = asker("U9", role=Role.MEMBER)


def audited(services: Services) -> list[tuple[str, str, str, str]]:
    with services.ledger.read() as session:
        return [(one.by, one.action, one.subject, one.object) for one in audits.recent(session, 9)]


def test_names_are_told_to_devrel_alone(known: Services) -> None:
    told = said(known, f"/oql {ACME}")
    assert "\n• Ada · github:ada · last seen 20 Nov 2026" in told
    assert "• Mira · slack:mira · last seen 11 Oct 2026" in told
    value = str(id_of(known, ACME))
    shown = as_text(only(pressed(known, card.OPEN, value, MEMBER), Say).message)
    assert "3 people in 90 days" in shown
    assert "ada" not in shown.lower()
    assert "mira" not in shown.lower()
    assert "[Follow]  [Why these points]" in shown
    assert "Refer" not in shown


def test_the_card_shows_every_category_and_what_a_sentence_says_of_the_chart(
    known: Services,
) -> None:
    told = said(known, f"/oql {ACME}")
    assert "▰▰▰▰▰▱▱▱▱▱ Downloads: 25 of 50" in told
    assert "▱▱▱▱▱▱▱▱▱▱ Blog" in told
    assert "To OQL2: 10 more points" in told
    assert "week by week: 0 on 28 Aug, 30 on 20 Nov; at most 30 on 20 Nov." in told


@pytest.mark.parametrize("charts", ["block", "image"])
def test_a_chart_stands_where_the_setting_says_so(known: Services, charts: str) -> None:
    known.charts = "block" if charts == "block" else "image"
    message = only(ask(known, f"/oql {ACME}"), Say).message
    kinds = [block["type"] for block in message.blocks]
    assert ("data_visualization" in kinds) == (charts == "block")
    assert "week by week" in as_text(message)


@pytest.mark.parametrize("who", ["github:ada", "<@U7|mira>", "slack:@mira", "GitHub:ADA"])
def test_a_company_by_somebody_of_it(known: Services, who: str) -> None:
    assert said(known, f"/oql {who}").startswith(f"{ACME}: OQL1")


def test_whom_somebody_stands_for_is_told_to_devrel_alone(known: Services) -> None:
    answer = commands_text.run(known, "/oql", "github:ada", MEMBER, NOW)
    text = as_text(only(answer, Say).message)
    assert ACME not in text
    assert "DevRel" in text


def test_whoever_stands_for_nobody_is_told_apart_from_whoever_is_unknown(known: Services) -> None:
    happened(known, [did(github("cy", "3"))])
    assert "Cy stands for no company today." in said(known, "/oql github:cy")
    assert "Nobody called github:zed has been seen" in said(known, "/oql github:zed")


def test_whose_company_is_in_doubt_is_told_with_where_to_answer(known: Services) -> None:
    mail = (Signal(SignalKind.EMAIL_DOMAIN, "doubt.example"),)
    wren = ActorDraft("github", "7", "wrenab", "Whyn Abara", signals=mail)
    happened(known, [did(wren)])
    asked = "stands for no company today. The review queue asks whether it is doubt.example."
    for who in ("github:wrenab", '"whyn abara"', "whyn abara", "Whyn"):
        told = said(known, f"/oql {who}")
        assert asked in told
        assert "Such as /oql review" in told
    assert "doubt.example" in said(known, "/oql review")
    answer = commands_text.run(known, "/oql", "whyn abara", MEMBER, NOW)
    assert "doubt.example" not in as_text(only(answer, Say).message)


def test_a_referrals_outcome_is_named_with_its_value(known: Services) -> None:
    draft = Draft(person="Bo", company=ACME, team="sales", why="SSO", origin="booth")
    refer(known, draft, Doer("U1", "dana"), "view:V1", NOW)
    for what in (
        Taken(referrals.ACCEPTED),
        Taken(referrals.OUTCOME, outcome="opportunity", value=900_000),
        Taken(referrals.CORRECTED, outcome="customer", value=1_800_000),
    ):
        step(known, 1, what, Doer("U1", "dana"), NOW)
    assert "• DQL-1 Bo to sales, 20 Nov 2026: customer, 18,000" in said(known, f"/oql {ACME}")


def test_a_person_by_name_is_found_for_devrel_alone(known: Services) -> None:
    assert said(known, "/oql Mira").startswith(f"{ACME}: OQL1")
    answer = commands_text.run(known, "/oql", "mira", MEMBER, NOW)
    assert "no company called mira" in as_text(only(answer, Say).message)
    happened(known, [did(member("U8", "Mira Two", "rocket.example"), "slack_signup")])
    assert "no company called Mira" in said(known, "/oql Mira")


def test_whom_one_mentioned_is_shown_by_name(known: Services) -> None:
    happened(known, [did(member("U8", "Cy"), "slack_signup")])
    assert "/oql link @cy acme.com" in said(known, "/oql <@U8|cy>")


def test_a_sign_is_no_company(known: Services) -> None:
    told = said(known, "/oql 😀")
    assert told.startswith("😀 is no company's name.")
    assert "/oql acme.com" in told
    assert "/oql why" not in told


def test_a_button_of_a_company_that_is_gone_says_so(known: Services) -> None:
    told = as_text(only(pressed(known, card.OPEN, "9999"), Say).message)
    assert "This company is there no more" in told


def test_who_has_referrals_alone_is_shown_with_them(known: Services) -> None:
    draft = Draft(person="Bo", company="solo.example", team="sales", why="SSO", origin="booth")
    refer(known, draft, Doer("U1", "dana"), "view:V1", NOW)
    said(known, "/oql tag solo.example vip")
    told = said(known, "/oql solo.example")
    assert "no activity in the last 90 days" in told
    assert "• DQL-1 Bo to sales, 20 Nov 2026: waiting for an answer" in told
    assert "Tagged vip" in told


def test_whose_team_takes_leads_over_may_say_how_far_they_are(known: Services) -> None:
    for teams, there in ((("sales",), True), (("product",), False)):
        member_of = asker("U9", role=Role.TEAM, teams=teams)
        answer = commands_text.run(known, "/oql", ACME, member_of, NOW)
        message = only(answer, Say).message
        assert bool(values_of(message, card.HANDOFF)) is there
        assert not values_of(message, card.HUSH)


def test_several_that_fit_have_a_button_each(known: Services) -> None:
    happened(known, pulls("acme-labs.example", 1))
    message = only(ask(known, "/oql acme"), Say).message
    assert sorted(values_of(message, card.OPEN)) == sorted(
        [str(id_of(known, ACME)), str(id_of(known, "acme-labs.example"))]
    )


TOGGLES = [
    (card.FOLLOW, card.UNFOLLOW, "You follow acme.example now", "follow", ""),
    (card.HUSH, card.UNHUSH, "unasked before 20 Dec 2026", "hush", "2026-12-20"),
    (card.CUSTOMER, card.NO_CUSTOMER, "tagged customer now", "tag", "customer"),
]


@pytest.mark.parametrize(("on", "off", "line", "action", "object"), TOGGLES)
def test_a_button_of_the_card_turns_into_its_way_back(
    known: Services, on: str, off: str, line: str, action: str, object: str
) -> None:
    value = f"{id_of(known, ACME)} card"
    shown = only(pressed(known, on, value), Replace).message
    assert line in as_text(shown).splitlines()[0]
    assert (values_of(shown, on), values_of(shown, off)) == ([], [value])
    assert audited(known) == [("U1", action, ACME, object)]
    back = only(pressed(known, off, value), Replace).message
    assert (values_of(back, on), values_of(back, off)) == ([value], [])
    assert len(audited(known)) == 2


@pytest.mark.parametrize(("on", "off", "line", "action", "object"), TOGGLES)
def test_of_another_message_it_says_a_line_and_leaves_the_message(
    known: Services, on: str, off: str, line: str, action: str, object: str
) -> None:
    value = str(id_of(known, ACME))
    told = only(pressed(known, on, value), Say).message
    assert line in as_text(told)
    assert values_of(told, off) == [value], "the way back stands with it"
    only(pressed(known, off, value), Say)
    assert len(audited(known)) == 2
    only(pressed(known, off, value), Say)
    assert len(audited(known)) == 2, "what is so already is no change"


@pytest.mark.parametrize(
    "action",
    [
        *(card.HUSH, card.UNHUSH, card.CUSTOMER, card.NO_CUSTOMER),
        *(card.NOT_A_LEAD, card.WRONG, card.HANDOFF),
    ],
)
def test_others_may_follow_and_no_more(known: Services, action: str) -> None:
    value = f"{id_of(known, ACME)} card"
    assert "DevRel" in as_text(only(pressed(known, action, value, MEMBER), Say).message)
    assert audited(known) == []
    only(pressed(known, card.FOLLOW, value, MEMBER), Replace)
    assert audited(known) == [("U9", "follow", ACME, "")]


def test_forms_ask_again_who_sends_them_in(known: Services) -> None:
    value = f"{id_of(known, ACME)} card"
    for form in (forms.HANDOFF_FORM, forms.WRONG_FORM):
        answer = sent_in(known, form, {"state": "MQL", "wrong": "x"}, value, MEMBER)
        assert "DevRel" in as_text(only(answer, Say).message)
    assert audited(known) == []


@pytest.mark.parametrize("key", [ACME, "name:anvilworks"])
def test_not_a_lead_can_be_undone(known: Services, key: str) -> None:
    said(known, '/oql link github:bo "Anvil Works"')
    value = f"{id_of(known, key)} card"
    told = as_text(only(pressed(known, card.NOT_A_LEAD, value), Replace).message)
    assert "[Undo]" in told
    assert "left out of every list" in said(known, f"/oql {key}")
    number = told.split("/oql undo ")[1].split()[0]
    said(known, f"/oql undo {number}")
    assert "left out" not in said(known, f"/oql {key}")


def test_a_button_of_a_company_that_was_merged_means_whoever_it_counts_as(known: Services) -> None:
    old = str(id_of(known, "rocket.example"))
    said(known, f"/oql merge rocket.example into {ACME}")
    assert as_text(only(pressed(known, card.OPEN, old), Say).message).startswith(f"{ACME}: ")
    assert "You follow acme.example now" in as_text(
        only(pressed(known, card.FOLLOW, old), Say).message
    )


# --- Hand-off -------------------------------------------------------------------------------------


def test_a_hand_off_from_the_card_is_dated_and_kept(known: Services) -> None:
    value = f"{id_of(known, ACME)} card"
    form = only(pressed(known, card.HANDOFF, value), Open)
    assert opened(form)["state"] == "none"
    metadata = form.view["private_metadata"]
    values = {"state": "SQL", "day": "2026-11-10", "note": "deal 12"}
    answer = only(sent_in(known, forms.HANDOFF_FORM, values, metadata), Done)
    assert answer.message is not None
    assert as_text(answer.message) == f"{ACME} is at SQL since 10 Nov 2026."
    assert "Hand-off: SQL since 10 Nov 2026, says @U1, “deal 12”" in said(known, f"/oql {ACME}")
    assert audited(known) == [("U1", "hand-off", ACME, "SQL")]
    assert opened(pressed(known, card.HANDOFF, value))["state"] == "SQL"
    again = only(sent_in(known, forms.HANDOFF_FORM, values, metadata), Done)
    assert again.message is not None
    assert "already" in as_text(again.message)
    assert len(audited(known)) == 1


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        ("2026-11-21", "21 Nov 2026 has not come yet"),
        ("soon", "'soon' is no day"),
        ("1066-01-01", "range"),
    ],
)
def test_a_hand_off_on_a_day_that_cannot_be_is_refused_at_its_field(
    known: Services, day: str, wrong: str
) -> None:
    value = str(id_of(known, ACME))
    answer = sent_in(known, forms.HANDOFF_FORM, {"state": "won", "day": day}, value)
    assert wrong in only(answer, Errors).fields["day"]
    with known.ledger.read() as session:
        assert handoffs.history(session, int(value)) == []


# --- Wrong company --------------------------------------------------------------------------------

WRONG = {verb: text for text, verb in forms.WRONGS.items()}


@pytest.mark.parametrize(
    ("verb", "other", "told"),
    [
        ("merge", "rocket.example", "counts as rocket.example"),
        ("alias", "acme-labs.example", "acme-labs.example"),
        ("successor", "rocket.example", "rocket.example"),
        ("parent", "rocket.example", "rocket.example"),
        ("unverify", "", ACME),
    ],
)
def test_what_is_wrong_becomes_a_correction(
    known: Services, verb: str, other: str, told: str
) -> None:
    form = only(pressed(known, card.WRONG, f"{id_of(known, ACME)} card"), Open)
    values = {"wrong": WRONG[verb], "other": other, "day": "2026-11-01"}
    answer = only(sent_in(known, forms.WRONG_FORM, values, form.view["private_metadata"]), Done)
    assert answer.message is not None
    text = as_text(answer.message)
    assert told in text
    assert "[Undo]" in text
    listed = said(known, "/oql corrections")
    assert ACME in listed


@pytest.mark.parametrize(
    ("verb", "other", "field"),
    [
        ("merge", "", "other"),
        ("merge", "nobody.example", "other"),
        ("parent", ACME, "other"),
        ("alias", "gmail.com", "other"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    known: Services, verb: str, other: str, field: str
) -> None:
    values = {"wrong": WRONG[verb], "other": other}
    answer = sent_in(known, forms.WRONG_FORM, values, str(id_of(known, ACME)))
    assert list(only(answer, Errors).fields) == [field]
    assert "Nobody has corrected anything" in said(known, "/oql corrections")
