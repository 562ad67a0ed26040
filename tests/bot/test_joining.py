"""One company has one record: whoever comes first, whoever leaves, however its name is spelled."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from sqlmodel import select

from bot.services import Services
from ledger import corrections, organisations
from ledger.bands import CROWD
from ledger.corrections import By
from ledger.drafts import Signal, SignalKind
from ledger.tables import Company
from tests.bot.scene import NOW
from tests.bot.test_recognising import came, mail, person, standing

TEXT, ORG, TEAM = SignalKind.COMPANY_TEXT, SignalKind.GITHUB_ORG, SignalKind.SLACK_TEAM
ACME, GLOBEX = "acme.example", "globex.example"
DANA = By("U1", "Dana", NOW)
DAY = timedelta(days=1)


def text(words: str) -> Signal:
    return Signal(TEXT, words)


def whose(services: Services) -> dict[str, tuple[str | None, int]]:
    """The company of each at present, and how sure that is in hundredths."""
    return {who: spans[-1][:2] for who, spans in standing(services).items()}


PEOPLE = (
    person("writes", text("Acme Bolts")),
    person("mails", mail(), text("Acme Bolts")),
    person("only mails", mail()),
    person("more", text("ACME Bolts Holdings")),
)


@pytest.mark.parametrize("order", list(permutations(range(len(PEOPLE)))))
def test_a_text_and_a_domain_end_as_one_whichever_comes_first(
    here: Services, order: tuple[int, ...]
) -> None:
    for number in order:
        came(here, PEOPLE[number])
    assert whose(here) == {
        "writes": (ACME, 85),
        "mails": (ACME, 95),
        "only mails": (ACME, 75),
        "more": (ACME, 85),
    }


@pytest.mark.parametrize("first", ["writes", "waverer"])
def test_a_domain_lends_its_name_only_while_somebody_stands_for_it(
    here: Services, first: str
) -> None:
    """The waverer has an address at Globex too, until a colleague makes the other one surer."""
    people = [person("writes", text("Globex")), person("waverer", mail(GLOBEX), mail())]
    for one in sorted(people, key=lambda one: one.key != first):
        came(here, one)
    assert whose(here)["writes"] == (GLOBEX, 60)
    came(here, person("colleague", mail()))
    assert whose(here) == {
        "writes": ("name:globex", 60),
        "waverer": (ACME, 75),
        "colleague": (ACME, 75),
    }
    came(here, person("back", mail(GLOBEX)))
    assert {whose(here)[who][0] for who in ("writes", "back")} == {GLOBEX}


def test_a_name_is_known_no_longer_than_somebody_vouches_for_it(here: Services) -> None:
    """Both turn out to be robots; who wrote the name is as unsure as before they came."""
    came(here, person("a", mail()), person("b", mail()), person("writes", text("Acme")))
    assert whose(here)["writes"] == (ACME, 85)
    came(here, person("a", mail(), handle="a-bot"), person("b", mail(), handle="b-bot"))
    with here.ledger.write() as session:
        session.connection().exec_driver_sql(
            "UPDATE actor_signal SET value = 'other.example', domain = 'other.example' "
            "WHERE kind = 'email_domain'"
        )
        session.connection().exec_driver_sql("UPDATE actor SET stale = TRUE WHERE key <> 'writes'")
    came(here)
    assert whose(here)["writes"] == ("name:acme", 60)


def test_the_second_domain_of_a_company_vouches_for_its_name(here: Services) -> None:
    came(here, person("a", mail("fb.com")), person("b", mail("fb.com")))
    came(here, person("writes", text("Facebook")))
    assert whose(here)["writes"] == ("facebook.com", 85)


LINK = SignalKind.BLOG_DOMAIN


@pytest.mark.parametrize(
    ("signals", "sure"),
    [((text(ACME),), 60), ((text("Acme"), Signal(LINK, ACME)), 65), ((text("@acme"),), 85)],
)
def test_a_name_is_no_evidence_for_itself(
    here: Services, signals: tuple[Signal, ...], sure: int
) -> None:
    with here.ledger.write() as session:
        organisations.keep(session, {"acme": ("Acme", ACME)}, NOW, 30 * DAY)
    came(here, person("a", *signals))
    came(here, person("b", *signals), person("c", *signals))
    assert whose(here) == dict.fromkeys("abc", (ACME, sure))


def test_whoever_wrote_a_name_is_weighed_again_when_another_company_takes_it(
    here: Services,
) -> None:
    team = "acme-team.example"
    with here.ledger.write() as session:
        organisations.keep(session, {"acme": ("Acme", ACME)}, NOW, 30 * DAY)
    people = [person(f"t{number}", mail(team)) for number in range(CROWD)]
    people += [person("org", text("@acme")), person("writes", text("ACME GmbH"))]
    came(here, *people)
    found = {who: company for who, (company, _) in whose(here).items()}
    assert (found["org"], found["writes"]) == (ACME, ACME)
    assert {found[f"t{number}"] for number in range(CROWD)} == {team}


def test_a_domain_in_other_letters_vouches_for_its_name(here: Services) -> None:
    came(here, person("a", mail("zürich-bolts.example")), person("b", mail("zürich-bolts.example")))
    came(here, person("writes", text("Zürich Bolts")))
    assert whose(here)["writes"] == ("xn--zrich-bolts-thb.example", 85)


def test_a_domain_that_a_person_gave_vouches_for_the_name(here: Services) -> None:
    came(here, person("writes", text("Acme")), person("a", mail()))
    with here.ledger.write() as session:
        acme = session.exec(select(Company).where(Company.domain == ACME)).one()
        corrections.alias(session, acme, "domain", "bolts.example", DANA)
    came(here, person("b", mail("bolts.example")), person("c", mail("bolts.example")))
    assert whose(here)["c"] == (ACME, 75)
    assert whose(here)["writes"] == (ACME, 85)


def test_an_organisation_vouches_by_its_domain(here: Services) -> None:
    with here.ledger.write() as session:
        organisations.keep(session, {"acme": ("Acme", ACME)}, NOW, 30 * DAY)
    came(here, person("member", text("Acme Inc."), Signal(ORG, "acme")))
    came(here, person("writes", text("Acme")))
    assert whose(here) == {"member": (ACME, 95), "writes": (ACME, 85)}


@pytest.mark.parametrize("said_first", [True, False])
@pytest.mark.parametrize(
    ("kind", "value", "signal"),
    [("org", "rockets", text("Pilot @rockets")), ("team", "T9", Signal(TEAM, "T9"))],
)
def test_what_a_person_placed_stands_for_that_company(
    here: Services, kind: str, value: str, signal: Signal, said_first: bool
) -> None:
    came(here, person("a", mail()), *([] if said_first else [person("who", signal)]))
    with here.ledger.write() as session:
        acme = session.exec(select(Company).where(Company.domain == ACME)).one()
        corrections.alias(session, acme, kind, value, DANA)
    came(here, *([person("who", signal)] if said_first else []))
    assert whose(here)["who"] == (ACME, 100)
    with here.ledger.write() as session:
        corrections.unalias(session, kind, value, DANA)
    came(here)
    assert whose(here)["who"][0] != ACME


def test_our_own_people_are_ours_whatever_was_placed(here: Services) -> None:
    came(here, person("a", mail()))
    with here.ledger.write() as session:
        acme = session.exec(select(Company).where(Company.domain == ACME)).one()
        corrections.alias(session, acme, "team", "T9", DANA)
    ours = replace(here, own_domains=frozenset({"rocket.example"}))
    came(ours, person("who", mail("rocket.example"), Signal(TEAM, "T9")))
    assert whose(here)["who"][0] is None


def test_a_crowd_that_comes_late_takes_the_parts_of_its_company_in(here: Services) -> None:
    came(here, person("part", text("Acme Rocket Division")))
    for number in range(CROWD):
        assert whose(here)["part"] == ("name:acmerocketdivision", 60)
        came(here, person(f"p{number}", mail()))
    assert whose(here)["part"][0] == ACME


@pytest.mark.parametrize("order", [1, -1])
def test_the_shown_name_is_the_better_spelled_one(here: Services, order: int) -> None:
    for words in ("Acme Rockets", "acme", "Acme", "acme.example")[::order]:
        came(here, person(words, mail(), text(words)))
    with here.ledger.read() as session:
        assert session.exec(select(Company.name)).all() == ["Acme"]
