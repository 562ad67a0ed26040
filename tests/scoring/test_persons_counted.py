"""People are counted as persons wherever they are counted: lists, cards, gates, signals, words."""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import as_file, files
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import actors, companies, evidenced, intake
from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind
from ledger.engine import Ledger, Session
from scoring.rescore import assess, card, signals_of
from scoring.rules import Rules, read_rules
from tests import whose
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.scoring.judging import named

TODAY = NOW.date()
Crowd = Sequence[tuple[str, str]]  # accounts, each with the hashes of its addresses: "" or "xy"

_stories = count()


@pytest.fixture(scope="module")
def rules() -> Rules:
    """Rules with gates that count people."""
    with as_file(files("rules") / "community.toml") as path:
        return read_rules(path)


def account(name: str, addresses: str) -> ActorDraft:
    """An account with these addresses, each of a host of its own."""
    told = (Signal(SignalKind.EMAIL_DOMAIN, f"{one[0]}.example", one) for one in addresses.split())
    return ActorDraft("files", name, handle=name, signals=tuple(told))


def come(session: Session, domain: str, crowd: Crowd) -> int:
    """Each opens an issue and looks at a page of high value; returns the company's id."""
    for name, addresses in crowd:
        who = account(name, addresses)
        done = [
            ActivityDraft("files", f"{name}:{kind}", kind, NOW, who, count=2)
            for kind in ("issue", "web_view_high_value")
        ]
        intake.record(session, done, UTC_ZONE, NOW)
        [one] = actors.find(session, "files", name)
        whose.found(session, one, named(domain), date(2026, 1, 1), NOW)
    [company] = companies.find(session, domain)
    return company.id


def counted(session: Session, rules: Rules, company_id: int) -> Mapping[str, set[int]]:
    """How many people are told of the company, by where it is told; several gates say several."""
    found = card(session, rules, company_id, TODAY)
    assert found is not None
    everybody = {one.company_id: one for one in assess(session, rules, TODAY)}
    return {
        "in the list": {everybody[company_id].people},
        "on the card": {found.one.people},
        "by name": {len(found.seen)},
        "gates": {one.figure for one in found.one.gates if one.need.startswith("people")},
        "signals": {one.people for one in signals_of(session, rules, company_id, TODAY)},
        "known by": {sum(many for _, _, many in evidenced.by_evidence(session, company_id))},
    }


@pytest.mark.parametrize(
    ("crowd", "people"),
    [
        ([("ada", "")], 1),
        ([("ada", ""), ("bo", "")], 2),
        ([("ada", "x"), ("ada-2", "x"), ("ada-3", "x")], 1),
        ([("ada", "x"), ("ada-2", "x y"), ("bo", "z"), ("ada-3", "y")], 2),
        ([("ada", "x"), ("bo", "y"), ("cy", "")], 3),
    ],
    ids=["one", "two", "three accounts", "two, one of them by two addresses", "three"],
)
def test_everybody_counts_once_and_everywhere_the_same(
    ledger: Ledger, rules: Rules, crowd: Crowd, people: int
) -> None:
    with ledger.write() as session:
        told = counted(session, rules, come(session, "acme.example", crowd))
    assert all(figures == {people} for figures in told.values()), told


def test_somebody_with_an_account_elsewhere_counts_at_both_and_ties_the_others(
    ledger: Ledger, rules: Rules
) -> None:
    """Whom the third account stands for makes no difference to who is one person."""
    with ledger.write() as session:
        other = come(session, "globex.example", [("ada-3", "x y")])
        acme = come(session, "acme.example", [("ada", "x"), ("ada-2", "y")])
        for company in (other, acme):
            assert all(one == {1} for one in counted(session, rules, company).values())


ADDRESSES = st.sampled_from(("", "w", "x", "y", "w x", "x y"))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ADDRESSES, min_size=1, max_size=5), st.integers(0, 4), st.sampled_from("wxyz"))
def test_who_is_split_in_two_accounts_of_one_address_raises_no_count(
    ledger: Ledger, rules: Rules, crowd: list[str], at: int, address: str
) -> None:
    story = next(_stories)  # of its own, so that one ledger serves all examples
    which = at % len(crowd)
    crowd[which] = crowd[which] or address

    def of(told: Sequence[str], domain: str) -> Crowd:
        hashes = (" ".join(f"{one}-{domain}" for one in own.split()) for own in told)
        return [(f"{domain}-{number}", own) for number, own in enumerate(hashes)]

    split = [*crowd, crowd[which].split()[0]]
    with ledger.write() as session:
        whole = come(session, f"one{story}.example", of(crowd, f"one{story}.example"))
        twice = come(session, f"two{story}.example", of(split, f"two{story}.example"))
        before, after = (counted(session, rules, company) for company in (whole, twice))
    assert before == after
