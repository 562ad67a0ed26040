"""The made-up community as told: the same twice, invented throughout, and readable as files."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.views.referral import ORIGINS
from collectors import activity_file
from collectors.batch import Batch
from collectors.reading import Reading
from demo import community
from demo.community import (
    INTRODUCTIONS,
    KNOWN,
    REFERRALS,
    STAFF,
    Joined,
    generate,
    welcome,
    write_files,
)
from demo.community.cast import Habit
from demo.community.traces import opened_past
from demo.slack import problems
from identity.pseudonym import Pseudonyms
from ledger import handoffs, referrals
from scoring.rules import read_rules
from tests.demo.test_community_feed import first_days

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def read(file: Path) -> Iterator[Batch]:
    kinds, secret = frozenset(read_rules().kinds), Pseudonyms(b"a key for rehearsals only")
    with file.open("rb") as stream:
        yield from activity_file.read(stream, file.name, Reading(kinds, NOW, secret))


def test_forty_companies_each_of_its_own_name_and_domain() -> None:
    companies = generate().companies
    assert len(companies) == 40
    assert len({one.domain for one in companies}) == len({one.name for one in companies}) == 40


def test_everybody_is_invented() -> None:
    made = generate()
    addresses = [one.domain for one in made.organisations]
    addresses += [person.email for person in made.people if person.email]
    addresses += [one.what.email for one in first_days(1, 30) if isinstance(one.what, Joined)]
    addresses += [one.contact for one in REFERRALS if "@" in one.contact]
    assert {address.rpartition(".")[2] for address in addresses} == {"example"}
    logins = [person.login for person in made.people if person.login]
    assert len(set(logins)) == len(logins)


def test_whoever_wrote_in_slack_has_an_address_there() -> None:
    spoken = [one for one in generate().people if one.said or one.joined is not None]
    assert spoken
    assert all(person.email for person in spoken)


def test_a_seed_and_a_moment_tell_the_same_again(tmp_path: Path) -> None:
    def told(folder: str, seed: int, now: datetime) -> tuple[list[bytes], list[object]]:
        made = generate(seed)
        place = tmp_path / folder
        place.mkdir()
        files = [file.read_bytes() for file in write_files(place, made, now)]
        return files, [opened_past(made, now), first_days(seed, 3, now)]

    first = told("one", 4, NOW)
    assert told("two", 4, NOW) == first
    assert told("three", 5, NOW) != first
    assert told("four", 4, NOW + DAY) != first


def test_every_row_can_be_read_but_the_one_that_was_cut_off(tmp_path: Path) -> None:
    batches = [batch for file in write_files(tmp_path, generate(), NOW) for batch in read(file)]
    drafts = [draft for batch in batches for draft in batch.drafts]
    assert 1_000 < len(drafts) < 15_000
    assert len({(draft.source, draft.external_id) for draft in drafts}) == len(drafts)
    assert [one.place.split()[0] for batch in batches for one in batch.rejected] == ["views.jsonl"]
    assert [batch.unknown_columns for batch in batches if batch.unknown_columns] == []
    past = [(NOW - draft.occurred_at) / DAY for draft in drafts]
    assert 0 < min(past) < 1.5
    assert community.SPAN - 1 < max(past) <= community.SPAN + 0.5


@given(since=st.integers(0, 120), length=st.integers(0, 120), every=st.integers(1, 30))
def test_a_habit_holds_from_its_first_day_to_its_last(since: int, length: int, every: int) -> None:
    until = since - length
    days = [
        ago for ago in range(since + 40, until - 40, -1) if Habit("x", since, until, every).on(ago)
    ]
    assert days == list(range(since, until - 1, -every))
    assert Habit("x", since, None, every).on(since - every * 1_000)


def test_whoever_sales_won_was_handed_over_and_won() -> None:
    """So that no card calls a customer merely handed over."""
    won = {
        one.company
        for one in REFERRALS
        if one.team == "sales" and one.steps[-1].outcome == "customer"
    }
    stood = {one.domain: one.handoffs[-1].state for one in KNOWN if one.handoffs}
    assert won
    assert {one: stood.get(one) for one in won} == dict.fromkeys(won, "won")


def test_every_referral_is_one_that_the_service_could_have_made() -> None:
    teams = read_rules().teams
    assert 25 <= len(REFERRALS) <= 40
    for one in REFERRALS:
        assert one.origin in ORIGINS
        made, *later = one.steps
        assert (made.step, made.days_ago) == (referrals.MADE, one.days_ago)
        state, team = referrals.OPEN, one.team
        for before, step in zip(one.steps, later, strict=False):
            assert state in referrals.FOLLOWS[step.step], one
            assert step.days_ago < before.days_ago or before.step == referrals.MADE, one
            state = {
                referrals.ASKED: state,
                referrals.HANDED: referrals.OPEN,
                referrals.REOPENED: referrals.OPEN,
                referrals.CORRECTED: state,
            }.get(step.step, step.step)
            team = step.team or team
            if step.step == referrals.OUTCOME:
                assert step.outcome in teams[team].outcomes
                assert (team == "sales") == (step.value is not None), one
            if step.step in (referrals.DECLINED, referrals.NO_OUTCOME, referrals.ASKED):
                assert step.note, "a no and a question have their words"


def test_referrals_are_at_every_stage_and_with_every_team() -> None:
    assert {step.step for one in REFERRALS for step in one.steps} == {
        *(referrals.MADE, referrals.ACCEPTED, referrals.DECLINED, referrals.HANDED),
        *(referrals.OUTCOME, referrals.NO_OUTCOME, referrals.ASKED),
        *(referrals.REOPENED, referrals.CORRECTED),
    }
    assert {one.team for one in REFERRALS} == set(read_rules().teams)
    domains = {company.domain for company in generate().companies}
    assert {one.company for one in REFERRALS} <= {*domains, ""}
    assert STAFF.domain not in {one.company for one in REFERRALS}


def test_two_quarters_have_something_to_report() -> None:
    made = [one.days_ago for one in REFERRALS]
    assert len([ago for ago in made if ago <= 52]) >= 15
    assert len([ago for ago in made if ago > 90]) >= 5
    sold = [s for one in REFERRALS for s in one.steps if s.outcome == "customer" and s.value]
    assert len(sold) >= 4


def test_what_is_known_of_companies_is_something_the_service_keeps() -> None:
    domains = {company.domain for company in generate().companies}
    for one in KNOWN:
        assert one.domain in domains
        assert {said.state for said in one.handoffs} <= set(handoffs.STATES)
        days = [said.days_ago for said in one.handoffs]
        assert days == sorted(days, reverse=True)
        assert not one.tags or one.handoffs, "a tag is dated by the last hand-off"
    names = {person.name for person in generate().people}
    assert {name for one in INTRODUCTIONS for name in (one.first, one.second)} <= names


def test_the_welcome_is_a_message_that_slack_takes() -> None:
    text, blocks = welcome()
    assert problems(blocks) == []
    assert len(community.TO_TRY) == 5
    shown = blocks[1]["text"]["text"]
    assert [line for line in community.TO_TRY if line not in shown] == []
    assert text
