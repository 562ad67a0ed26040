"""Whoever is the third to write an @handle makes it count for the first two as well."""

from itertools import permutations

import pytest

from bot import passes
from bot.services import Services
from ledger import actors, corrected_people, forgotten, handles, organisations
from ledger.drafts import ActorDraft, Signal, SignalKind, Standing
from ledger.engine import PSEUDONYM
from ledger.spoken import By
from tests.bot.scene import NOW
from tests.bot.test_recognising import DAY, came, standing
from tests.ledger.forgetful import KEY


def writes(key: str, text: str, standing: Standing = Standing.PERSON) -> ActorDraft:
    signals = (Signal(SignalKind.COMPANY_TEXT, text),)
    return ActorDraft("files", key, signals=signals, standing=standing)


def sure(here: Services) -> dict[str, int]:
    return {who: spans[-1][1] for who, spans in standing(here).items()}


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_third_one_makes_it_count_whoever_came_first(
    here: Services, order: tuple[int, ...]
) -> None:
    written = {"ada": "@Hooli", "bo": "@hooli", "cy": "@hoolicon", "di": "@HOOLI"}
    people = [writes(*one) for one in written.items()]
    for at in order:
        came(here, people[at])
    assert sure(here) == {"ada": 60, "bo": 60, "cy": 40, "di": 60}


@pytest.mark.parametrize(
    "other",
    [
        writes("ci", "@hooli", Standing.BOT),
        writes("bo", "Engineer @hooli"),
        writes("bo", "@hooli @initech"),
    ],
)
def test_who_is_no_third_one(here: Services, other: ActorDraft) -> None:
    came(here, writes("ada", "@hooli"), writes("di", "@hooli"))
    came(here, other)
    assert sure(here)["ada"] == 40


def test_a_name_that_the_organisation_shows_makes_it_count(here: Services) -> None:
    came(here, writes("ada", "@hooli"))
    with here.ledger.write() as session:
        organisations.keep(session, {"hooli": ("Hooli XYZ", None)}, NOW, 30 * DAY)
    came(here)
    assert sure(here) == {"ada": 60}


def test_whoever_wrote_two_of_them_is_weighed_to_an_end(here: Services) -> None:
    came(here, writes("ada", "@hooli"), writes("bo", "@hooli"), writes("di", "@hooli"))
    came(here, writes("ada", "@emca"), writes("bo", "@initech"), now=NOW + 2 * DAY)
    came(here, writes("cy", "@hooli"), now=NOW + 3 * DAY)
    assert sure(here)["cy"] == 60


@pytest.mark.parametrize("said", ["forget", "bot"])
def test_who_is_gone_leaves_the_others_candidates(here: Services, said: str) -> None:
    came(here, writes("ada", "@hooli"), writes("bo", "@Hooli"), writes("cy", "@hooli"))
    assert sure(here)["ada"] == 60
    with here.ledger.write() as session:
        [cy] = actors.find(session, "files", "cy")
        if said == "forget":
            session.info[PSEUDONYM] = KEY.of
            forgotten.forget(session, cy, NOW)
        else:
            corrected_people.bot(session, cy, By("U1", "Dana", NOW), is_bot=True)
    passes.recognise(here, lambda: NOW)
    assert {who: sure(here)[who] for who in ("ada", "bo")} == {"ada": 40, "bo": 40}


def test_people_are_counted_however_they_write_it(here: Services) -> None:
    came(here, writes("ada", "@Hooli"), writes("bo", "@hOOLI"), writes("cy", "@x"))
    with here.ledger.read() as session:
        assert handles.writers(session, {"hooli", "x", "emca"}) == {"hooli": 2, "x": 1}
        assert handles.writers(session, set()) == {}
