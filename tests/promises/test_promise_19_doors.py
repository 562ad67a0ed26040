"""Only who may sees or changes leads: every person at every door in every kind of place."""

from collections.abc import Iterator, Sequence

import pytest

from bot.permits import Permit
from bot.roles import Role
from tests.promises.conftest import Record
from tests.promises.doors import (
    COMPANY,
    PARTNER,
    SOMEBODY,
    SOMEWHERE,
    House,
    entries,
    opened_house,
)
from tests.promises.knocking import HOME, Entry, Heard, Who, With, knock

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
ENTRIES = entries()

# Each with what the audit list calls them. Connie and Wanda knock from where they are at home, and
# as if they were of ours.
OUTSIDE = [
    (Who("gus"), "nobody"),
    (Who("uma"), "nobody"),
    (Who("connie"), "nobody"),
    (Who("connie", PARTNER), "another workspace"),
    (Who("wanda"), "nobody"),
    (Who("wanda", SOMEWHERE), "another workspace"),
    (Who("botty"), "nobody"),
    (Who("lefty"), "nobody"),
]
INSIDE = [
    (Who("ellis"), Role.ADMIN),
    (Who("dana"), Role.DEVREL),
    (Who("sam"), Role.TEAM),
    (Who("pia"), Role.TEAM),
    (Who("olive"), Role.MEMBER),
]
# What the forms of the teams need to get as far as the question whose team it is.
FILLED = {
    "reason": "no fit for us",
    "question": "How many are they?",
    "why": "they know them",
    "outcome": "opportunity",
    "value": "",
    "link": "",
    "note": "",
    "team": "product",
    "state": "MQL",
    "day": "",
}
REFUSED = "Sorry: "
WENT_WRONG = "Sorry, something went wrong"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(tmp_path_factory.mktemp("doors")) as opened:
        yield opened


def given_to(entry: Entry) -> With:
    """What makes sense at a door: the company, the referral, a form filled in."""
    text = COMPANY if entry.name in ("/oql", "/oql why", "/oql follow") else ""
    is_of_referral = entry.kind == "form" and entry.name.startswith("referral")
    metadata = '{"id": 1, "seen": 1}' if is_of_referral else "1"
    value = "1:7" if entry.name == "referral_snooze" else "1"
    return With(text, value, metadata, FILLED)


def heard_at(house: House, who: Who, entry: Entry, place: str) -> Heard:
    return knock(house.slack, house.app, who, entry, place, given_to(entry))


def is_no(heard: Heard, entry: Entry) -> bool:
    """Whether a refusal, and nothing else, was told to whoever asked, and nothing to others."""
    if heard.public or heard.offered:
        return False
    if entry.kind == "options":  # there is no room for a reason
        return not heard.private
    return len(heard.private) == 1 and REFUSED in heard.private[0]


def kept_out(
    house: House, who: Who, as_what: str, doors: Sequence[Entry], secret: Sequence[str]
) -> int:
    """Knocks at each in every place: a private no, a row of the audit list, and nothing else."""
    before, known = house.everything(), len(house.audited())
    cells = [(entry, place) for entry in doors for place in entry.places]
    let_in, told = [], []
    for entry, place in cells:
        heard = heard_at(house, who, entry, place)
        if not is_no(heard, entry):
            let_in.append((entry.name, place))
        # What a home tab shows besides is the role's own: tests/bot/test_home.py.
        if place != HOME or as_what not in list(Role)[:-1]:
            told += [(entry.name, place) for one in secret if one in str(heard)]
    assert (let_in, told) == ([], [])
    user = house.slack.person(who.name).id
    noted = [(*row[:3], row[4]) for row in house.audited()[known:]]
    assert noted == [(user, "", "refused", as_what)] * len(cells)
    assert house.everything() == before
    return len(cells)


def test_promise_19_each_door_takes_what_it_should() -> None:
    found = {permit: {one.name for one in ENTRIES if one.permit is permit} for permit in Permit}
    assert found[Permit.ANYONE] == named(FOR_ALL)
    assert found[Permit.TEAMS] == named(FOR_TEAMS)
    assert found[Permit.ADMIN] == set()
    assert len(ENTRIES) > 90


def named(text: str) -> set[str]:
    return {one.strip() for one in text.replace("\n", " ").split(",")}


@pytest.mark.parametrize(("who", "as_what"), OUTSIDE, ids=str)
def test_promise_19_who_is_outside_gets_in_nowhere(
    house: House, record: Record, who: Who, as_what: str
) -> None:
    cells = kept_out(house, who, as_what, ENTRIES, (COMPANY, SOMEBODY))
    record(f"{who}, as {as_what}, at every door in every place", cells, "doors")


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
