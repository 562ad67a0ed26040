"""Who was referred before: by name, by any account, by the address that one of two has."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from ledger import actors, referrals, twins
from ledger.drafts import ActorDraft, Signal, SignalKind
from ledger.engine import Ledger
from ledger.schema import open_ledger
from ledger.tables_desk import Referral
from ledger.twins import Person, spelled
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.ledger.forgetful import KEY

MAIL = "Ada+news@Acme.example"
SINCE = NOW - timedelta(days=90)


@pytest.fixture
def keyed(ledger_url: str) -> Iterator[Ledger]:
    opened = open_ledger(ledger_url, UTC_ZONE, KEY.of)
    yield opened
    opened.close()


def of(ledger: Ledger, source: str, key: str, mail: str = "") -> ActorDraft:
    host, hashed = mail.rpartition("@")[2].lower(), ledger.address_hash(mail)
    signals = (Signal(SignalKind.EMAIL_DOMAIN, host, hashed),) if mail else ()
    return ActorDraft(source, key, handle=key, name=f"Ada {source}", signals=signals)


def made(session: Session, name: str, actor_id: int | None = None, contact: str = "") -> int:
    row = Referral(
        request_key=f"{name}{actor_id}{contact}",
        made_at=NOW,
        person_name=name,
        person_contact=contact,
        actor_id=actor_id,
        team="sales",
        why="asked",
        origin="talk",
        referrer="U1",
        level=0,
        points=0,
    )
    return referrals.make(session, row)[0].id


def twin(session: Session, name: str, actor_id: int | None = None, contact: str = "") -> int | None:
    found = twins.twin_within(session, Person(name, actor_id, contact), "sales", SINCE)
    return found.id if found else None


@pytest.mark.parametrize(
    ("earlier", "typed", "is_one"),
    [
        ("ada@acme.example", "Ada@ACME.example", True),
        ("mail her: ada+oss@acme.example", "ada@acme.example", True),
        ("ada@acme.example", "bo@acme.example", False),
        ("info@acme.example", "info@acme.example", False),
        ("@ada", "@Ada", True),
        ("github: ada", "github: ada", True),
        ("https://ada.example/me", "https://ada.example/me", True),
        ("ask Dana", "ask Dana", False),
        ("", "", False),
    ],
)
def test_the_contact_that_was_typed(ledger: Ledger, earlier: str, typed: str, is_one: bool) -> None:
    with ledger.write() as session:
        first = made(session, "Ada", contact=earlier)
        assert twin(session, "A. Lovelace", contact=typed) == (first if is_one else None)


@pytest.mark.parametrize("typed_first", [True, False])
def test_an_account_and_the_address_that_it_is_known_by(keyed: Ledger, typed_first: bool) -> None:
    with keyed.write() as session:
        known = actors.remember(session, [of(keyed, "github", "ada", MAIL)], NOW)
        picked, typed = ("Ada", known["github", "ada"], "github: ada"), ("Countess", None, MAIL)
        before, after = (typed, picked) if typed_first else (picked, typed)
        first = made(session, *before)
        assert twin(session, *after) == first
        assert twin(session, "Bo", None, "bo@acme.example") is None


def test_another_account_of_the_same_person(keyed: Ledger) -> None:
    with keyed.write() as session:
        both = [of(keyed, source, "ada", MAIL) for source in ("github", "forum")]
        known = actors.remember(session, [*both, of(keyed, "forum", "bo")], NOW)
        first = made(session, "Ada", known["github", "ada"])
        assert twin(session, "Countess", known["forum", "ada"]) == first
        assert twin(session, "Bo", known["forum", "bo"]) is None


def test_a_key_is_not_made_for_a_question(ledger_url: str) -> None:
    def none_yet(purpose: str, value: str) -> str:
        raise AssertionError("nobody's address is kept")

    opened = open_ledger(ledger_url, UTC_ZONE, none_yet)
    try:
        with opened.write() as session:
            first = made(session, "Ada", contact=MAIL)
            assert twin(session, "Countess", contact=MAIL) == first
            assert twin(session, "Bo", contact="bo@acme.example") is None
    finally:
        opened.close()


def test_a_spelling_is_its_own_spelling() -> None:
    for text in (MAIL, "@Ada", "github: Ada", "ask Dana", "mail: a@b.example"):
        assert spelled(spelled(text)) == spelled(text)
