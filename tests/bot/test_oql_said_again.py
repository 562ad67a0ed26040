"""What people did to companies, said again: who was first, what is gone, what became another."""

import pytest

from bot.answers import Done, Say
from bot.roles import Role
from bot.services import Services
from bot.views import company_card as card
from bot.views import company_forms as forms
from bot.views.plain import as_text
from ledger import audits
from ledger.drafts import ActorDraft
from tests.bot.pressing import id_of, only, pressed, sent_in
from tests.bot.scene import asker, did, github, happened, of, pulls, said

ACME = "acme.example"
WRONG = {verb: text for text, verb in forms.WRONGS.items()}


@pytest.fixture
def known(here: Services) -> Services:
    """A company of two people with a name, and another one."""
    ada = github("ada", "1", ACME)
    rocket = github("bo", "2", "rocket.example")
    happened(here, [*pulls(ACME, 8), did(ada, "pull_request"), did(rocket)])
    return here


def audited(services: Services) -> int:
    with services.ledger.read() as session:
        return len(audits.recent(session, 9))


@pytest.mark.parametrize("whose", ["acme", "rocket"])
def test_what_became_another_company_says_which(known: Services, whose: str) -> None:
    said(known, "/oql successor rocket.example is acme.example from 2026-11-19")
    told = said(known, f"/oql {whose}.example")
    expected = {
        "acme": "rocket.example until 19 Nov 2026",
        "rocket": "now acme.example, from 19 Nov 2026 on",
    }
    assert expected[whose] in told


def test_who_has_no_name_is_counted_alone(known: Services) -> None:
    nameless = ActorDraft("registry", "f" * 32, signals=of(ACME))
    happened(known, [did(nameless, "download")])
    told = said(known, f"/oql {ACME}")
    assert "f" * 32 not in told
    assert "3 people in 90 days" in told
    assert "… and 1 more" in told


def test_a_button_of_another_version_says_where_its_thing_is_shown(here: Services) -> None:
    text = as_text(only(pressed(here, "company_former", "7"), Say).message)
    assert "/dql status DQL-12 or /oql acme.com shows how its thing stands" in text


@pytest.mark.parametrize(
    "action", [card.FOLLOW, card.WHY, card.HUSH, card.NOT_A_LEAD, card.WRONG, card.HANDOFF]
)
def test_every_button_of_a_company_that_is_gone_says_so(here: Services, action: str) -> None:
    answer = pressed(here, action, "99")
    assert "This company is there no more" in as_text(only(answer, Say).message)


@pytest.mark.parametrize("form", [forms.HANDOFF_FORM, forms.WRONG_FORM])
def test_a_form_of_a_company_that_is_gone_says_so(here: Services, form: str) -> None:
    values = {"state": "MQL", "wrong": WRONG["unverify"], "day": "2026-11-19"}
    answer = only(sent_in(here, form, values, "99"), Done)
    assert answer.message is not None
    assert "This company is there no more" in as_text(answer.message)


SAID = "by @U1 on 20 Nov 2026"


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (card.CUSTOMER, f"is tagged customer already, {SAID}. /oql untag {ACME} customer takes it"),
        (card.HUSH, f"is snoozed before 20 Dec 2026 already, {SAID}. /oql unsnooze {ACME} ends"),
        (card.NOT_A_LEAD, f"is left out of every list, {SAID}. /oql heed {ACME} takes it in"),
    ],
)
def test_whoever_comes_second_is_told_who_was_first_and_the_way_back(
    known: Services, action: str, told: str
) -> None:
    company = str(id_of(known, ACME))
    pressed(known, action, company)
    count = audited(known)
    second = pressed(known, action, company, asker("U2"))
    assert told in as_text(only(second, Say).message)
    assert audited(known) == count


def test_a_snooze_by_lines(known: Services) -> None:
    assert "before 20 Dec 2026" in said(known, f"/oql snooze {ACME}")
    assert said(known, f"/oql unsnooze {ACME}") == f"{ACME} is told of again."
    assert said(known, f"/oql unsnooze {ACME}") == f"{ACME} is not snoozed."


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("why acme", "/oql why acme-labs.example "),
        ("follow acme", "/oql follow acme-labs.example "),
        ("tag acme big fish", "/oql tag acme-labs.example big fish "),
        ("handoff acme MQL 2026-11-02", "/oql handoff acme-labs.example MQL 2026-11-02 "),
        ("handoff acme", "/oql handoff acme-labs.example "),
    ],
)
def test_where_several_fit_the_lines_keep_what_was_asked(
    known: Services, line: str, kept: str
) -> None:
    happened(known, pulls("acme-labs.example", 1))
    text = said(known, f"/oql {line}")
    assert text.startswith("Several companies fit.")
    assert kept in text


@pytest.mark.parametrize("action", [card.CUSTOMER, card.HUSH, card.NOT_A_LEAD])
def test_the_way_back_is_a_button_too_for_whoever_comes_second(
    known: Services, action: str
) -> None:
    company = str(id_of(known, ACME))
    before = said(known, f"/oql {ACME}")
    pressed(known, action, company)
    assert said(known, f"/oql {ACME}") != before
    second = only(pressed(known, action, company, asker("U2")), Say).message
    [button] = second.blocks[-1]["elements"]
    pressed(known, button["action_id"], button["value"], asker("U2"))
    assert said(known, f"/oql {ACME}") == before


def test_the_line_that_takes_it_in_again_is_told_to_whoever_may(known: Services) -> None:
    said(known, f"/oql ignore {ACME}")
    company = str(id_of(known, ACME))
    assert f"/oql heed {ACME} takes it in" in said(known, f"/oql {ACME}")
    seen = pressed(known, card.OPEN, company, asker("U9", role=Role.MEMBER))
    told = as_text(only(seen, Say).message)
    assert "heed" not in told
    assert "DevRel can take it in" in told
