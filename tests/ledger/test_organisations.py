"""The organisations that profiles name: who is asked for, what is kept, whom it concerns."""

from datetime import timedelta

import pytest
from sqlmodel import select, update

from ledger import actors, organisations
from ledger.drafts import Signal, SignalKind
from ledger.engine import Ledger, Session
from ledger.tables import Actor
from tests.builders import NOW, actor

MONTH = timedelta(days=30)
ACME = ("Acme", "acme.example")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@acme", {"acme"}),
        ("  @Acme-IO ", {"acme-io"}),
        ("Acme, @globex and @Initech.", {"globex", "initech"}),
        ("@acme/@globex", {"acme", "globex"}),
        ("ada@acme.example", set()),
        ("Acme @ Berlin", set()),
        ("@-acme", set()),
        ("@" + "a" * 39, {"a" * 39}),
        ("@" + "a" * 40, set()),
        ("Acme", set()),
    ],
)
def test_what_a_text_names_with_an_at(text: str, found: set[str]) -> None:
    assert organisations.handles(text) == found


def test_each_is_asked_for_once_and_again_when_it_is_due(ledger: Ledger) -> None:
    with ledger.write() as session:
        organisations.remember_wanted(session, {"acme", "globex"}, NOW)
        organisations.remember_wanted(session, {"acme", "initech"}, NOW + MONTH)
        assert organisations.wanted(session, 9, NOW) == ["acme", "globex"]
        assert organisations.wanted(session, 1, NOW) == ["acme"]
        organisations.keep(session, {"acme": ACME, "globex": None}, NOW, 2 * MONTH)
        assert organisations.wanted(session, 9, NOW + MONTH) == ["initech"]
        assert organisations.wanted(session, 9, NOW + 2 * MONTH) == ["initech", "acme", "globex"]


def test_what_is_no_organisation_is_known_by_nothing(ledger: Ledger) -> None:
    with ledger.write() as session:
        organisations.keep(session, {"acme": ACME, "ada": None}, NOW, MONTH)
        asked = {"acme", "ada", "globex"}
        assert organisations.by_login(session, asked) == {"acme": ACME}
        organisations.keep(session, {"acme": None}, NOW, MONTH)
        assert organisations.by_login(session, asked) == {}


@pytest.mark.parametrize(
    ("before", "now", "concerned"),
    [
        (None, ACME, {"ada", "member"}),
        (ACME, ACME, set()),
        (ACME, ("Acme", "acme.test"), {"ada", "member"}),
        (ACME, None, {"ada", "member"}),
        (None, None, set()),
    ],
)
def test_whose_text_names_it_is_weighed_again_when_it_says_otherwise(
    ledger: Ledger,
    before: tuple[str, str] | None,
    now: tuple[str, str] | None,
    concerned: set[str],
) -> None:
    def said(session: Session, key: str, kind: SignalKind, value: str) -> None:
        actors.remember(session, [actor(key, signals=(Signal(kind, value),))], NOW)

    with ledger.write() as session:
        said(session, "ada", SignalKind.COMPANY_TEXT, "Chief at @ACME, Berlin")
        said(session, "grace", SignalKind.COMPANY_TEXT, "@acme-io")
        said(session, "linus", SignalKind.COMPANY_TEXT, "acme")
        said(session, "member", SignalKind.GITHUB_ORG, "acme")
        organisations.keep(session, {"acme": before}, NOW, MONTH)
        session.exec(update(Actor).values(stale=False))
        organisations.keep(session, {"acme": now}, NOW, MONTH)
        session.expire_all()
        assert {one.key for one in session.exec(select(Actor)) if one.stale} == concerned
