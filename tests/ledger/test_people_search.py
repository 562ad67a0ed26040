"""The person who is meant is found by the first letters of any of their names, however written."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlmodel import Session

from ledger import actors, affiliations, companies, forgotten, intake, people_search, person_words
from ledger.drafts import ActorDraft, Standing
from ledger.engine import Ledger
from ledger.naming import CompanyName
from ledger.people_search import Found
from ledger.schema import open_ledger
from ledger.tables import Actor
from ledger.weighed import Answer, Recognition
from tests.builders import NOW, draft
from tests.conftest import UTC_ZONE
from tests.ledger.forgetful import KEY
from tests.ledger.speaking import say

DAY = timedelta(days=1)
TODAY = NOW.date()
ROBOTICS = CompanyName("acme-robotics.example", "Acme Robotics", "acmerobotics")
GLOBEX = CompanyName("globex.example", "Globex", "globex")
PEOPLE = {
    "ada-l": "Ada Lovelace",
    "jose99": "José Ñúñez",
    "olga": "Ольга Иванова",
    "taro": "山田太郎",
    "chulsoo": "김철수",
    "ferris": "🦀 Ferris",
    "Octo_Cat": "",
    "nameless": "<!channel> & *Sons*",
    "": "Straße O'Neil",
}


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger with all of them, of whom Ada stands for a company."""
    url = f"sqlite:///{tmp_path_factory.mktemp('people') / 'ledger.db'}"
    ledger = open_ledger(url, UTC_ZONE)
    with ledger.write() as session:
        ids = remember(session, *(ActorDraft("github", h, h, name) for h, name in PEOPLE.items()))
        stand_for(session, ids[0], ROBOTICS)
    yield ledger
    ledger.close()


def remember(session: Session, *drafts: ActorDraft) -> list[int]:
    return list(actors.remember(session, drafts, NOW).values())


def stand_for(session: Session, actor_id: int, named: CompanyName, confidence: int = 95) -> None:
    found = Recognition(named, "mail domain", confidence)
    affiliations.settle_all(session, [Answer(actor_id, (found,))], TODAY, NOW)


def found(session: Session, typed: str) -> list[str]:
    return [one.handle for one in people_search.find(session, typed, TODAY)]


@pytest.mark.parametrize(
    ("typed", "handles"),
    [
        ("ada", ["ada-l"]),
        ("ADA LOVE", ["ada-l"]),
        ("love ad", ["ada-l"]),
        ("@ada-l", ["ada-l"]),
        ("ada-x", []),
        ("ovelace", []),
        ("jose nun", ["jose99"]),
        ("JOSÉ", ["jose99"]),
        ("José", ["jose99"]),  # the same, of two signs
        ("jose9", ["jose99"]),
        ("ольга", ["olga"]),
        ("ИВАН", ["olga"]),
        ("山田", ["taro"]),
        ("太郎", ["taro"]),
        ("田郎", []),
        ("철수", ["chulsoo"]),
        ("🦀", ["ferris"]),
        ("octo", ["Octo_Cat"]),
        ("cat", ["Octo_Cat"]),
        ("<!channel>", ["nameless"]),
        ("strasse", [""]),
        ("STRAẞE oneil", []),
        ("straße neil", [""]),
        ("acme", ["ada-l"]),
        ("acme-robotics.example", ["ada-l"]),
        ("acme robotics", ["ada-l"]),
        ("lovelace acme", ["ada-l"]),
        ("jose acme", []),
        ("%", []),
        ("_", []),
        ("", []),
        ("  ", []),
        ("\ud800", []),
    ],
)
def test_a_person_is_found_by_how_any_word_begins(
    peopled: Ledger, typed: str, handles: list[str]
) -> None:
    with peopled.read() as session:
        assert found(session, typed) == handles


@given(typed=st.text(max_size=200))
@example("a" * 500)
@example("x " * 100)
@example("\x00")
def test_whatever_is_typed_is_answered(peopled: Ledger, typed: str) -> None:
    with peopled.read() as session:
        assert len(people_search.find(session, typed, TODAY)) <= len(PEOPLE)


@given(name=st.text(max_size=300), handle=st.text("abcDEF_-9é", max_size=30))
@example("山" * 300, "")
@example("a " * 300, "")
def test_the_words_of_any_name_are_few_and_found_by_it(name: str, handle: str) -> None:
    known = person_words.words_of(handle, name)
    assert len(known) <= person_words.MOST_WORDS
    assert len(set(known)) == len(known)
    for word in known:
        assert 0 < len(word) <= person_words.MOST_LETTERS
        assert word.encode()
    for text in (name, name.upper(), name.swapcase()):
        first = person_words.words(text)[:1]
        assert not first or handle or first[0][: person_words.MOST_LETTERS] in known or "ß" in name


def test_who_is_found_comes_with_company_and_count(peopled: Ledger) -> None:
    with peopled.read() as session:
        [ada] = people_search.find(session, "ada", TODAY)
        assert ada == Found(ada.actor_id, "Ada Lovelace", "github", "ada-l", "Acme Robotics", 0)


def test_the_last_to_be_active_come_first(ledger: Ledger) -> None:
    with ledger.write() as session:
        sams = [ActorDraft("files", f"{n}", f"sam{n}", "Sam") for n in range(4)]
        remember(session, *sams)
        done = [
            draft(f"{n}", at=NOW - days * DAY, who=sams[n], count=n + 5)
            for n, days in ((0, 9), (1, 0), (2, 3))
        ]
        intake.record(session, done, UTC_ZONE, NOW)
        shown = people_search.find(session, "sam", TODAY)
        assert [(one.handle, one.activities) for one in shown] == [
            ("sam1", 6),
            ("sam2", 7),
            ("sam0", 5),
            ("sam3", 0),
        ]
        assert [one.handle for one in people_search.find(session, "sam", TODAY, 2)] == [
            "sam1",
            "sam2",
        ]


def test_of_very_many_those_are_shown_who_are_called_just_so(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_search, "LOOKED_AT", 3)
    with ledger.write() as session:
        names = ["Sam", "Samantha", "Samson", "Sammy", "Samir"]
        remember(session, *(ActorDraft("files", n, n.lower(), n) for n in names))
        assert found(session, "sam") == ["samir", "sammy", "sam"]


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.PERSON])
def test_only_persons_are_found(ledger: Ledger, standing: Standing) -> None:
    with ledger.write() as session:
        [who] = remember(session, ActorDraft("github", "1", "robo", "Robo", standing))
        stand_for(session, who, GLOBEX)
        actor = session.get_one(Actor, who)
        actor.standing = standing
        session.flush()
        assert found(session, "robo") == found(session, "globex") == []


def test_who_is_forgotten_is_found_no_more(ledger_url: str) -> None:
    ledger = open_ledger(ledger_url, UTC_ZONE, KEY.of)
    try:
        with ledger.write() as session:
            ada, _ = remember(
                session,
                ActorDraft("github", "1", "ada", "Ada Lovelace"),
                ActorDraft("github", "2", "grace", "Grace Lovelace"),
            )
            stand_for(session, ada, GLOBEX)
            forgotten.forget(session, session.get_one(Actor, ada), NOW)
            assert found(session, "ada") == found(session, "globex") == []
            assert found(session, "lovelace") == ["grace"]
            remember(session, ActorDraft("github", "1", "ada", "Ada Lovelace"))  # told again
            assert found(session, "ada") == []
    finally:
        ledger.close()


def test_who_is_called_otherwise_is_found_by_the_new_name_alone(ledger: Ledger) -> None:
    with ledger.write() as session:
        for handle, name in (("ada", "Ada Byron"), ("ada", "Ada Lovelace"), ("countess", "")):
            remember(session, ActorDraft("github", "1", handle, name))
        assert found(session, "byron") == []
        assert found(session, "ada") == found(session, "lovelace") == ["countess"]
        assert found(session, "countess ada") == ["countess"]


def test_people_of_a_company_are_those_of_today_however_it_came_to_be(ledger: Ledger) -> None:
    with ledger.write() as session:
        ada, grace, linus = remember(
            session, *(ActorDraft("github", h, h) for h in ("ada", "grace", "linus"))
        )
        stand_for(session, ada, ROBOTICS)
        stand_for(session, grace, GLOBEX)
        stand_for(session, linus, GLOBEX, 30)  # a candidate counts for nobody
        ended = Recognition(GLOBEX, "mail domain", 95, ends=TODAY - DAY)
        [left] = remember(session, ActorDraft("github", "left", "left"))
        affiliations.settle_all(session, [Answer(left, (ended,))], TODAY, NOW)
        assert found(session, "globex") == ["grace"]
        say(session, "merge", ROBOTICS.domain, GLOBEX.domain)
        shown = people_search.find(session, "globex", TODAY)
        assert sorted((one.handle, one.company_name) for one in shown) == [
            ("ada", "Globex"),
            ("grace", "Globex"),
        ]
        assert found(session, "acme") == ["ada"]
        assert companies.find(session, "acme")[0].name == "Globex"
