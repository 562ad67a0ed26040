"""Only who may sees or changes leads: each role at every door in every kind of place."""

from collections.abc import Iterator

import pytest

from bot.permits import Permit
from bot.roles import Role
from tests.promises.conftest import Record
from tests.promises.doors import COMPANY, SOMEBODY, House, opened_house
from tests.promises.knocking import Who
from tests.promises.refusing import ENTRIES, REFUSED, heard_at, kept_out

# Written out once more, so that no permit is widened by a slip of the pen. What is named in neither
# of the two takes DevRel.
FOR_ALL = """
/dql list, /dql status, /dql report, /oql, /oql why, /oql top, /oql new, /oql rising, /oql falling,
/oql quiet, /oql follow, /oql unfollow, /oql following, /oql digest, referral_older, company_open,
company_why, company_follow, company_unfollow, companies_page, companies_back, companies_csv,
following_page, following_back, why_page, why_back, why_csv, digest_rest, report_page
"""
FOR_TEAMS = """
/oql handoff, referral_accept, referral_decline, referral_ask, referral_outcome, referral_hand_on,
referral_reopen, referral_correct, referral_snooze, company_handoff, company_handoff_undo,
referral_decline_form,
referral_ask_form, referral_correct_form, referral_outcome_form, referral_hand_on_form,
company_handoff_form
"""
MAY = {
    Permit.ANYONE: set(Role) - {Role.NOBODY},
    Permit.TEAMS: {Role.ADMIN, Role.DEVREL, Role.TEAM},
    Permit.DEVREL: {Role.ADMIN, Role.DEVREL},
}

INSIDE = [
    (Who("ellis"), Role.ADMIN),
    (Who("dana"), Role.DEVREL),
    (Who("sam"), Role.TEAM),
    (Who("pia"), Role.TEAM),
    (Who("olive"), Role.MEMBER),
]
WENT_WRONG = "Sorry, something went wrong"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(tmp_path_factory.mktemp("doors")) as opened:
        yield opened


def test_promise_19_each_door_takes_what_it_should() -> None:
    found = {permit: {one.name for one in ENTRIES if one.permit is permit} for permit in Permit}
    assert found[Permit.ANYONE] == named(FOR_ALL)
    assert found[Permit.TEAMS] == named(FOR_TEAMS)
    assert found[Permit.ADMIN] == set()
    assert len(ENTRIES) > 90


def named(text: str) -> set[str]:
    return {one.strip() for one in text.replace("\n", " ").split(",")}


@pytest.mark.parametrize(("who", "role"), INSIDE[2:], ids=str)
def test_promise_19_whose_role_is_not_enough_gets_no_further(
    house: House, record: Record, who: Who, role: Role
) -> None:
    closed = [one for one in ENTRIES if role not in MAY[one.permit]]
    cells = kept_out(house, who, role.value, closed, (COMPANY, SOMEBODY))
    record(f"{who}, a {role}, at every door that is closed to them", cells, "doors")


def test_promise_19_what_is_anothers_teams_stays_theirs(house: House, record: Record) -> None:
    theirs = [one for one in ENTRIES if one.permit is Permit.TEAMS]
    cells = kept_out(house, Who("pia"), Role.TEAM.value, theirs, (COMPANY, SOMEBODY))
    record("pia of product, at every door of sales", cells, "doors")


@pytest.mark.parametrize(("who", "role"), INSIDE, ids=str)
def test_promise_19_who_may_is_let_in(house: House, record: Record, who: Who, role: Role) -> None:
    known = len(house.audited())
    open_ones = [
        one
        for one in ENTRIES
        if role in MAY[one.permit] and not (who.name == "pia" and one.permit is Permit.TEAMS)
    ]
    cells = [(one, place) for one in open_ones if one.kind == "verb" for place in one.places]
    for entry, place in cells:
        heard = heard_at(house, who, entry, place)
        assert heard.public == []
        assert heard.private, (entry.name, place)
        assert REFUSED not in str(heard), (entry.name, place)
        assert WENT_WRONG not in str(heard), (entry.name, place)
    assert "refused" not in [row[2] for row in house.audited()[known:]]
    record(f"{who}, a {role}, types what they may", len(cells), "verbs")
