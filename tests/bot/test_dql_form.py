"""The form of a referral: what is chosen in it, what is wrong in it, and what comes of it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answers import Answer, Asker, Done, Errors, Open, Press, Say, Update
from bot.dql import forms, verbs
from bot.dql.checks import REFUSED
from bot.services import Services
from bot.views.plain import as_text
from bot.views.referral import alerted
from ledger import actors, forgotten, referrals
from ledger.drafts import ActorDraft
from ledger.schema import open_ledger
from ledger.tables_desk import Referral
from tests.bot.referred import texts
from tests.bot.scene import NOW, TEAM, ask, asker, did, github, happened, opened, pulls, said
from tests.ledger.forgetful import KEY

BLANK = json.dumps({"actor": None, "seen": None})


def kept(services: Services) -> list[Referral]:
    with services.ledger.read() as session:
        return referrals.recent(session, 100)


def values(**typed: str) -> dict[str, str]:
    """A form filled in, but for what is said otherwise."""
    form = {"person": "new:Ada", "contact": "", "company": "", "team": "sales", "why": "wants SSO"}
    return {**form, "origin": "booth", "origin_detail": "", "link": "", **typed}


def submit(
    services: Services, typed: dict[str, str], metadata: str = BLANK, who: Asker | None = None
) -> Answer:
    return forms.submit(services, typed, metadata, who or asker(), NOW)


def shown(answer: Answer) -> dict[str, str]:
    """What the fields of a form hold that took another's place."""
    assert isinstance(answer, Update), answer
    return opened(Open(answer.view))


def test_a_form_is_a_referral_and_its_receipt_takes_its_place(here: Services) -> None:
    answer = submit(here, values(company="Anvil Works", contact=" ada@anvil.example "))
    assert isinstance(answer, Done)
    assert answer.message is not None
    assert as_text(answer.message).splitlines()[0].startswith("DQL-1: Ada of Anvil Works is handed")
    [one] = kept(here)
    assert (one.person_contact, one.link, one.consent) == ("ada@anvil.example", "", "")


def test_all_that_is_wrong_in_a_form_is_said_by_field(here: Services) -> None:
    typed = values(person="new:?", why="...", link="x", team="legal")
    typed["company.7"] = "gmail.com"
    del typed["company"]
    answer = submit(here, typed)
    assert isinstance(answer, Errors)
    assert answer.fields == {
        "person": "Who is it? Give a name.",
        "team": "legal is no team: choose another.",
        "why": "Say in a few words why this team.",
        "company.7": "gmail.com is no company's domain (free): name the company",
        "link": "Write the whole address, such as https://github.com/acme/anvil/issues/7.",
    }
    assert kept(here) == []


@pytest.mark.parametrize("person", ["", "99", "²", "-1", "9" * 30, ":", "x:Ada"])
def test_somebody_who_is_gone_is_asked_for_again(here: Services, person: str) -> None:
    answer = submit(here, values(person=person))
    assert isinstance(answer, Errors)
    assert answer.fields == {"person": forms.GONE}


def test_the_same_form_sent_twice_is_one_referral(here: Services) -> None:
    again = asker(request="view:V1")
    first, second = (submit(here, values(), who=again) for _ in range(2))
    assert first == second
    assert len(kept(here)) == 1


def test_a_repeat_is_shown_in_the_form_and_made_when_it_is_sent_again(here: Services) -> None:
    said(here, '/dql refer Ada sales "asked" from talk')
    who = asker(request="view:V2")
    answer = submit(here, values(), who=who)
    assert isinstance(answer, Update)
    assert shown(answer) == values()
    assert answer.view["submit"]["text"] == "Refer anyway"
    [warning, _] = texts(answer.view)
    assert warning.startswith(":warning: *Ada* was already referred to sales on <!date^")
    assert warning.endswith(" by <@U1>: DQL-1, waiting for an answer.")
    assert len(kept(here)) == 1
    made = submit(here, values(), answer.view["private_metadata"], who)
    assert isinstance(made, Done)
    assert len(kept(here)) == 2


def test_a_repeat_of_another_person_is_shown_too(here: Services) -> None:
    said(here, '/dql refer Ada sales "asked" from talk')
    said(here, '/dql refer Bo sales "asked" from talk')
    seen = json.dumps({"actor": None, "seen": 1})
    warned = submit(here, values(person="new:Bo"), seen)
    assert isinstance(warned, Update)
    assert "*Bo*" in str(texts(warned.view))
    assert isinstance(submit(here, values(), seen), Done)


@pytest.mark.parametrize(
    ("undone", "team", "days", "asks"),
    [
        (False, "sales", 0, True),
        (False, "product", 0, False),
        (False, "sales", 91, False),
        (True, "sales", 0, False),
    ],
)
def test_what_is_a_repeat(here: Services, undone: bool, team: str, days: int, asks: bool) -> None:
    submit(here, values())
    if undone:
        said(here, "/dql undo DQL-1")
    later = NOW + timedelta(days=days)
    answer = forms.submit(here, values(team=team), BLANK, asker(), later)
    assert isinstance(answer, Update if asks else Done)


def test_the_earlier_one_can_be_looked_at(here: Services) -> None:
    submit(here, values(why="wants SSO"))
    answer = verbs.look(here, Press("1", {}), asker(), NOW)
    assert isinstance(answer, Say)
    assert "wants SSO" in as_text(answer.message)
    assert "[" not in as_text(answer.message)


def test_a_known_person_brings_company_and_contact_and_what_was_typed_stays(
    here: Services,
) -> None:
    happened(
        here,
        [
            did(github("ada", "1", "anvil.example")),
            did(github("bo", "2", "rocket.example")),
            did(github("cy", "3")),
        ],
    )
    metadata, typed = BLANK, values(person="1", why="")

    def choose(**now: str) -> dict[str, str]:
        """Chooses it in the form as it stands, and gives what that shows then."""
        nonlocal metadata, typed
        answer = forms.choose(here, Press("", {**typed, **now}, metadata), asker(), NOW)
        typed = shown(answer)
        assert isinstance(answer, Update)
        metadata = answer.view["private_metadata"]
        return {name.partition(".")[0]: text for name, text in typed.items()}

    ada = {"person": "1:Ada", "company": "anvil.example", "contact": "github: ada", "team": "sales"}
    assert ada.items() <= choose().items()
    bo = {"person": "2:Bo", "company": "rocket.example", "contact": "github: bo"}
    assert bo.items() <= choose(person="2").items()
    mended = {"contact.2": "bo@home.example", "person": "3"}
    assert choose(**mended) | {"company": "", "contact": "bo@home.example"} == choose()
    known = choose(person="1")
    assert (known["company"], known["contact"]) == ("anvil.example", "bo@home.example")
    assert isinstance(submit(here, {**typed, "why": "wants SSO"}, metadata), Done)
    [one] = kept(here)
    assert (one.actor_id, one.person_name) == (1, "Ada")
    assert one.person_contact == "bo@home.example"
    assert one.company_id is not None


def test_what_a_team_hopes_to_hear_stands_under_it(here: Services) -> None:
    sales = here.rules.teams["sales"].model_copy(
        update={"looking_for": "a budget & a date", "questions": ("Who signs?", "By when?")}
    )
    teams = {**here.rules.teams, "sales": sales}
    here.rules = here.rules.model_copy(update={"teams": teams})
    answer = forms.choose(here, Press("sales", values(), BLANK), asker(), NOW)
    assert isinstance(answer, Update)
    assert texts(answer.view) == [
        "*sales* looks for: a budget &amp; a date\n• Who signs?\n• By when?"
    ]


def test_consent_is_asked_where_the_team_asks_first(here: Services) -> None:
    assert "consent" not in shown(forms.choose(here, Press("", values(), BLANK), asker(), NOW))
    hiring = values(team="recruiting")
    assert shown(forms.choose(here, Press("", hiring, BLANK), asker(), NOW))["consent"] == ""
    asked = submit(here, hiring)  # sent in before the field was there
    assert isinstance(asked, Update)
    assert shown(asked) == {**hiring, "consent": ""}
    assert texts(asked.view)[0] == f":warning: {forms.AGREED}"
    submit(here, {**hiring, "consent": "yes"})
    assert [one.consent for one in kept(here)] == ["yes"]


def test_whoever_said_no_is_not_handed_on(here: Services) -> None:
    answer = submit(here, values(team="recruiting", consent="no"))
    assert isinstance(answer, Errors)
    assert answer.fields == {"consent": REFUSED}
    submit(here, values(team="sales", consent="no"))  # of a team that was chosen before this one
    assert [(one.team, one.consent) for one in kept(here)] == [("sales", "")]


def test_which_team_asks_first_is_said_in_the_rules(here: Services) -> None:
    first, later = (
        here.rules.teams[team].model_copy(update={"asks_consent": asks})
        for team, asks in (("sales", True), ("recruiting", False))
    )
    teams = {**here.rules.teams, "sales": first, "recruiting": later}
    here.rules = here.rules.model_copy(update={"teams": teams})
    submit(here, values(person="new:Ada", team="recruiting", consent="yes"))
    submit(here, values(person="new:Bo", team="sales", consent="not asked"))
    assert {(one.team, one.consent) for one in kept(here)} == {
        ("recruiting", ""),
        ("sales", "not asked"),
    }
    assert isinstance(submit(here, values(person="new:Cy", team="sales")), Update)


def test_whoever_was_forgotten_is_not_picked(here: Services, ledger_url: str) -> None:
    keyed = open_ledger(ledger_url, here.zone, KEY.of)
    services = replace(here, ledger=keyed)
    try:
        happened(services, [did(github("ada", "1"))])
        with keyed.write() as session:
            [ada] = actors.find(session, "github", "ada")
            forgotten.forget(session, ada, NOW)
        answer = submit(services, values(person="1:Ada"))
        assert answer == Errors({"person": forms.GONE})
    finally:
        keyed.close()


def test_somebody_of_whom_only_the_id_is_known_is_called_as_they_were_typed(
    here: Services,
) -> None:
    happened(here, [did(ActorDraft("slack", f"{TEAM}:U9"), "slack_message")])
    form = ask(here, "/dql refer <@U9|gil>")
    assert isinstance(form, Open)
    typed = values(person=opened(form)["person"])
    assert isinstance(submit(here, typed, form.view["private_metadata"]), Done)
    assert [(one.person_name, one.actor_id) for one in kept(here)] == [("gil", 1)]


def test_a_company_without_a_domain_is_called_by_its_name(here: Services) -> None:
    happened(here, [did(github("ada", "1"))])
    said(here, '/oql link github:ada "Anvil Works"')
    assert opened(ask(here, "/dql refer github:ada"))["company.1"] == "Anvil Works"


def test_the_form_behind_an_alert_knows_the_company(here: Services) -> None:
    happened(here, pulls("anvil.example", 1))
    filled = opened(forms.open_for_company(here, alerted("1")))
    assert (filled["company"], filled["team"]) == ("anvil.example", "sales")
    assert filled["origin"] == "OQL alert"
    assert opened(forms.open_for_company(here, "1"))["origin"] == ""  # of a card: asked for there
    assert opened(forms.open_for_company(here, alerted("99")))["company"] == ""


def test_the_form_behind_an_alert_is_for_the_team_that_the_rules_offer(here: Services) -> None:
    announce = here.rules.announce.model_copy(update={"team": "partnerships"})
    here.rules = here.rules.model_copy(update={"announce": announce})
    assert opened(forms.open_for_company(here, "99"))["team"] == "partnerships"
