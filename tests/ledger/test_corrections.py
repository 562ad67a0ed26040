"""Corrections of every kind: written down, refused in a sentence, said once, cheap."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from ledger import corrections, refusals
from ledger.corrections import AlreadySo, By, CorrectionError
from ledger.engine import Session
from ledger.tables import Actor, Affiliation, Company, Correction
from tests.builders import NOW
from tests.ledger.speaking import (
    ACME,
    DANA,
    DAY,
    GLOBEX,
    HOOLI,
    INITECH,
    SPRING,
    TODAY,
    company,
    named,
    person,
    picture,
    say,
    standing,
)


def test_who_said_what_and_when_is_written_down(session: Session) -> None:
    speaker = By("U2", "Robin", NOW + DAY)
    corrections.link(
        session, person(session, "ada"), named(HOOLI), speaker, first=SPRING, note="new job"
    )
    corrections.merge(session, company(session, GLOBEX), company(session, ACME), DANA)
    merged, linked = corrections.listed(session, 10)
    assert (linked.at, linked.by, linked.by_name) == (NOW + DAY, "U2", "Robin")
    assert (linked.action, linked.subject, linked.object) == ("link", "files:ada", HOOLI)
    assert (linked.valid_from, linked.valid_until, linked.note) == (SPRING, None, "new job")
    assert (merged.action, merged.subject, merged.object) == ("merge", GLOBEX, ACME)
    corrections.undo(session, merged.id, speaker)
    assert (merged.undone_at, merged.undone_by) == (NOW + DAY, "Robin")
    assert corrections.listed(session, 1) == [merged]
    assert corrections.listed(session, 9, before_id=merged.id) == [linked]
    assert corrections.listed(session, 9, of="ADA") == [linked]
    assert corrections.listed(session, 9, of="%") == []


ALREADY: list[tuple[Any, ...]] = [
    ("link", "ada", HOOLI, None, None),
    ("link", "ada", "none", SPRING, TODAY),
    ("link", "ada", "own", None, None),
    ("bot", "ada"),
    ("person", "ada"),
    ("alias", ACME, "org", "acme-hq"),
    ("merge", ACME, GLOBEX),
    ("parent", ACME, GLOBEX),
    ("succeed", ACME, GLOBEX, SPRING),
    ("ignore", ACME),
    ("heed", ACME),
    ("verify", ACME),
    ("unverify", ACME),
    ("refuse", "match", "1"),
]


@pytest.mark.parametrize("word", ALREADY, ids=lambda word: " ".join(map(str, word)))
def test_the_same_word_twice_is_one_correction(session: Session, word: tuple[Any, ...]) -> None:
    say(session, *word)
    before = picture(session)
    with pytest.raises(CorrectionError) as refused:
        say(session, *word)
    assert isinstance(refused.value, AlreadySo) is (word[0] != "merge")
    assert picture(session) == before
    assert len(corrections.listed(session, 10)) == 1


@pytest.mark.parametrize(
    ("earlier", "word", "says"),
    [
        ([], ("link", "ada", HOOLI, TODAY, SPRING), "swap them"),
        ([], ("unlink", "ada"), "nobody said whom files:ada stands for"),
        ([], ("alias", ACME, "weak", "acme"), "not by weak 'acme'"),
        ([("alias", GLOBEX, "name", "acme")], ("alias", ACME, "name", "acme"), f"{GLOBEX}: take"),
        ([], ("unalias", "domain", ACME), f"nobody said whose {ACME} is"),
        ([], ("merge", ACME, ACME), "to itself"),
        ([("merge", ACME, GLOBEX)], ("merge", ACME, INITECH), f"into {GLOBEX} already: unmerge"),
        ([("merge", ACME, GLOBEX)], ("merge", GLOBEX, ACME), "round in a circle"),
        ([("succeed", ACME, GLOBEX, SPRING)], ("merge", GLOBEX, ACME), "round in a circle"),
        ([("succeed", ACME, GLOBEX, SPRING)], ("merge", ACME, INITECH), f"{GLOBEX} succeeds"),
        ([("merge", ACME, GLOBEX)], ("succeed", ACME, INITECH, SPRING), "unmerge it first"),
        ([("merge", ACME, GLOBEX)], ("succeed", GLOBEX, ACME, SPRING), "round in a circle"),
        ([], ("succeed", ACME, GLOBEX, None), "from which day"),
        ([], ("succeed", ACME, None, None), "is none already"),
        ([], ("unmerge", ACME), "is not merged"),
        ([("parent", ACME, GLOBEX)], ("parent", GLOBEX, ACME), "round in a circle"),
        ([], ("refuse", "joke", "1"), "match, company, merge, successor, bot"),
    ],
)
def test_what_cannot_stand_is_refused_in_a_sentence(
    session: Session, earlier: list[tuple[Any, ...]], word: tuple[Any, ...], says: str
) -> None:
    for one in earlier:
        say(session, *one)
    before = picture(session)
    with pytest.raises(CorrectionError, match=r".") as refused:
        say(session, *word)
    assert says in str(refused.value)
    assert picture(session) == before


@pytest.mark.parametrize(
    ("words", "undone", "says"),
    [
        ([], 404, "no correction 404"),
        ([("ignore", ACME), ("heed", ACME)], 1, f"correction 2 (heed {ACME}) came later"),
        ([("merge", ACME, GLOBEX), ("unmerge", ACME)], 1, "undo 2 first"),
        (
            [("merge", ACME, GLOBEX), ("unmerge", ACME), ("merge", GLOBEX, ACME)],
            2,
            "leads back",
        ),
        ([("link", "ada", HOOLI, None, None), ("unlink", "ada")], 1, "(unlink files:ada)"),
    ],
)
def test_an_undo_that_cannot_be_names_what_stands_in_its_way(
    session: Session, words: list[tuple[Any, ...]], undone: int, says: str
) -> None:
    for word in words:
        say(session, *word)
    with pytest.raises(CorrectionError) as refused:
        corrections.undo(session, undone, DANA)
    assert says in str(refused.value)


def test_an_undo_is_not_done_twice(session: Session) -> None:
    number = say(session, "ignore", ACME)
    corrections.undo(session, number, DANA)
    with pytest.raises(CorrectionError, match="undone already, on 2026-11-20 by Dana"):
        corrections.undo(session, number, DANA)


def test_what_was_turned_down_is_remembered(session: Session) -> None:
    number = say(session, "refuse", "merge", "acme.example globex.example")
    assert refusals.refused(session, "merge") == {"acme.example globex.example"}
    assert refusals.refused(session, "bot") == set()
    [said] = corrections.listed(session, 5)
    assert (said.action, said.object) == ("refuse", "merge")
    corrections.undo(session, number, DANA)
    assert refusals.refused(session, "merge") == set()


def _crowd(session: Session, people: int) -> None:
    """Many people at Acme, as a rule found them."""
    acme = company(session, ACME).id
    highest = max(session.exec(select(Actor.id)))
    ids = range(highest + 1, highest + 1 + people)
    seen = int(NOW.timestamp())
    connection = session.connection()
    connection.exec_driver_sql(
        "INSERT INTO actor (id, source, key, handle, handle_key, name, standing, first_seen, stale)"
        " VALUES (?, 'files', ?, '', '', '', 'person', ?, 0)",
        [(number, f"p{number}", seen) for number in ids],
    )
    connection.exec_driver_sql(
        "INSERT INTO affiliation (actor_id, company_id, staff, evidence, confidence, source,"
        " decided_by, decided_at) VALUES (?, ?, 0, 'mail', 95, 'rule', '', ?)",
        [(number, acme, seen) for number in ids],
    )


@pytest.mark.parametrize(
    "word", [("merge", ACME, GLOBEX), ("ignore", ACME), ("unverify", ACME)], ids=lambda w: str(w[0])
)
def test_a_word_on_a_company_costs_the_same_whatever_its_size(
    session: Session, word: tuple[Any, ...]
) -> None:
    def written(session: Session) -> int:
        counted = session.connection().exec_driver_sql("SELECT total_changes()").scalar_one()
        return int(counted)

    costs = []
    corrections.undo(session, say(session, *word), DANA)  # whoever wrote the name waits from now on
    for people in (1, 20_000):
        _crowd(session, people)
        before = written(session)
        corrections.undo(session, say(session, *word), DANA)
        costs.append(written(session) - before)
    assert costs[0] == costs[1] <= 6


def test_nothing_is_said_in_anothers_name(session: Session) -> None:
    other = replace(DANA, id="U9", name="Kim")
    say(session, "link", "ada", HOOLI, None, None)
    corrections.link(session, person(session, "ada"), named(GLOBEX), other)
    [word] = [row for row in standing(session) if row.source == "human"]
    assert (word.decided_by, word.decided_at, word.confidence) == ("U9", NOW, 100)
    speakers = session.exec(select(Correction.by).order_by(col(Correction.id)))
    assert list(speakers) == ["U1", "U9"]
    assert session.exec(select(Affiliation).where(Affiliation.decided_by == "U1")).one()
    assert session.exec(select(Company).where(Company.key == HOOLI)).one()
