"""Who knocks at a door and may not come in: a no, to them alone, and a row of the audit list."""

from collections.abc import Sequence
from typing import Final

from bot.roles import Role
from tests.promises.doors import COMPANY, House, entries
from tests.promises.knocking import HOME, Entry, Heard, Who, With, knock

ENTRIES: Final = entries()
# What the forms of the teams need to get as far as the question whose team it is.
FILLED: Final = {
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
REFUSED: Final = "Sorry: "


def given_to(entry: Entry) -> With:
    """What makes sense at a door: the company, the referral, a form filled in."""
    text = COMPANY if entry.name in ("/oql", "/oql why", "/oql follow") else ""
    is_of_referral = entry.kind == "form" and entry.name.startswith("referral")
    metadata = '{"id": 1, "seen": 1}' if is_of_referral else "1"
    value = "1:7" if entry.name == "referral_snooze" else "1"
    return With(text, value, metadata, FILLED)


def heard_at(house: House, who: Who, entry: Entry, place: str) -> Heard:
    """What is answered to them there."""
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
