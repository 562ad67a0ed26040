"""By which names companies are known, and on whose word: the same in SQL as in the rules."""

from collections.abc import Iterator

import pytest

from identity.agreement import labels
from ledger import companies, known_names, names_lent
from ledger.engine import Ledger, Session
from ledger.naming import CompanyName
from ledger.weighed import Answer, Recognition, is_word_alone, vouches
from tests.ledger.speaking import peopled, person, settle

ACME, GLOBEX = "acme.example", "globex.example"
BOLT, TEAM = "bolt.example", "bolt-team.example"


def named(domain: str) -> CompanyName:
    spelled = labels(domain)
    return CompanyName(domain, domain, spelled[0], "", spelled)


@pytest.fixture
def session(ledger: Ledger) -> Iterator[Session]:
    """Ada, Grace and Edsger, and three companies of whom the first two have people."""
    with ledger.write() as session:
        peopled(session)
        yield session


@pytest.mark.parametrize(
    ("evidence", "its"),
    [
        ("mail domain acme.example (2 people)", True),
        ('mail domain acme.example (2 people), although profile text "Globex"', True),
        ("mail domain eu.acme.example (3 people)", True),
        ("mail domain globex.example (3 people)", False),
        ('profile text "Acme" and mail domain acme.example', True),
        ('profile text "Acme" and link acme.example and mail domain acme.example', True),
        ('profile text "acme" and its organisation\'s domain acme.example', True),
        ('profile text "Acme" and member of @acme, of acme.example', True),
        ('profile text "Acme" and member of @acme', False),
        ('profile text "acme.example"', False),
        ('profile text "ACME.example", one of 2', False),
        ('profile text "Acme" and link acme.example', False),
        ('profile text "acme-bolts.example", a domain of acme.example', False),
        ('profile text "this and that of acme.example"', False),
        ('profile text "Acme", although mail domain acme.example (2 people)', False),
        ("Slack workspace of acme.example", True),
        ('Slack workspace "Acme" and profile text "acme.example"', True),
        ("network address of acme.example", True),
        ("stated by the sender: Acme.example", True),
        ("no evidence", False),
    ],
)
def test_who_vouches_for_a_name(session: Session, evidence: str, its: bool) -> None:
    assert vouches(evidence, ACME) is its
    settle(session, "ada", Recognition(named(ACME), evidence, 60))
    settle(session, "grace", Recognition(None, "gone", 0))
    assert known_names.domains(session, ["acme"], labels) == ({"acme": ACME} if its else {})


@pytest.mark.parametrize("confidence", [50, 49])
def test_a_candidate_vouches_for_nothing(session: Session, confidence: int) -> None:
    settle(session, "grace", Recognition(None, "gone", 0))
    settle(session, "ada", Recognition(named(ACME), f"mail domain {ACME}", confidence))
    known = known_names.domains(session, ["acme"], labels)
    assert known == ({"acme": ACME} if confidence >= 50 else {})


def test_a_word_that_is_not_a_profiles_is_no_word_alone() -> None:
    assert not is_word_alone("mail domain acme.example (1 person)")
    assert is_word_alone('profile text "Acme"')


def test_names_that_are_asked_for_are_those_of_all(session: Session) -> None:
    every = known_names.every(session, labels)
    assert set(every.values()) == {ACME, GLOBEX}
    asked = [*every, "initech", "nobody", ""]
    assert known_names.domains(session, asked, labels) == every
    assert known_names.domains(session, asked[:1], labels) == {asked[0]: every[asked[0]]}
    assert known_names.domains(session, [], labels) == {}
    ids = [one.id for one in companies.find(session, ACME)]
    of_acme = known_names.of_companies(session, ids, labels)
    assert {one.name for one in of_acme} == {name for name, its in every.items() if its == ACME}


def test_a_name_that_nobody_vouches_for_is_held_all_the_same(session: Session) -> None:
    settle(session, "ada", Recognition(named(BOLT), f"mail domain {BOLT} (1 person)", 30))
    assert known_names.called(session, ["bolt"], labels) == ({}, {"bolt": BOLT})
    settle(session, "ada", Recognition(named(BOLT), f"mail domain {BOLT} (2 people)", 75))
    assert known_names.called(session, ["bolt"], labels) == ({"bolt": BOLT}, {})


def test_of_two_companies_of_one_name_one_is_outdone(session: Session) -> None:
    for who, domain in (("ada", TEAM), ("edsger", BOLT)):
        settle(session, who, Recognition(named(domain), f"mail domain {domain}", 95))
    assert known_names.domains(session, ["bolt"], labels) == {"bolt": BOLT}
    assert {one.domain for one in known_names.outdone(session, ["bolt"], labels)} == {TEAM}


def test_whoever_had_the_name_of_another_is_weighed_again(session: Session) -> None:
    """Ada is as sure as can be of the one, until the other takes the name by right."""
    settle(session, "ada", Recognition(named(TEAM), f"mail domain {TEAM}", 95))
    at_bolt = Recognition(named(BOLT), f"mail domain {BOLT}", 75)
    was = names_lent.before(session, [Answer(person(session, "edsger").id, (at_bolt,))], labels)
    settle(session, "edsger", at_bolt)
    [bolt] = companies.find(session, BOLT)
    names_lent.tell(session, was, [bolt.id], [], labels)
    session.expire_all()
    waits = {who: person(session, who).stale for who in ("ada", "grace", "edsger")}
    assert waits == {"ada": True, "grace": False, "edsger": True}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("query", [known_names.CALLED, known_names.THESE])
def test_names_are_found_without_reading_all(session: Session, query: str) -> None:
    told = session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {query.format(known=known_names.KNOWN)}", ("[]",)
    )
    plan = [str(step[-1]) for step in told]
    aliases = [step for step in plan if "SEARCH a USING" in step]
    assert len(aliases) == 1
    assert "INDEX" in aliases[0]
    assert ("value=?" in aliases[0]) is (query == known_names.CALLED)
    scanned = [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE" not in step]
    assert [step for step in scanned if step not in ("SCAN own", "SCAN CONSTANT ROW")] == []


@pytest.mark.sqlite_only
@pytest.mark.parametrize("statement", [names_lent.GIVE_BACK, names_lent.DROP])
def test_names_are_withdrawn_without_reading_all(session: Session, statement: str) -> None:
    told = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ("[]",))
    plan = [str(step[-1]) for step in told]
    assert any("company_alias USING INDEX ix_company_alias_company_id" in step for step in plan)
    assert not [step for step in plan if "SCAN company_alias" in step]


def test_answers_of_nobody_concern_no_company(session: Session) -> None:
    assert names_lent.before(session, [], labels) == (frozenset(), frozenset())
    of_nobody = Answer(person(session, "edsger").id, (Recognition(None, "no evidence", 0),))
    assert names_lent.before(session, [of_nobody], labels).company_ids == frozenset()
