"""A ledger from before Slack's whole surface: its referrals and people are as findable as new."""

import shutil
from pathlib import Path

import pytest

from ledger import people_search, referrals, schema
from ledger.schema import open_ledger
from tests.builders import NOW
from tests.conftest import UTC_ZONE

BEFORE = (
    """INSERT INTO actor (id, source, key, handle, handle_key, name, standing, first_seen, stale)
    VALUES (1, 'github', '7', 'ada', 'ada', 'Ada Lovelace', 'person', 1795176000, 0),
           (2, 'github', '8', '', '', '', 'person', 1795176000, 0),
           (3, 'files', 'acme.example', 'acme', 'acme', '', 'pseudo', 1795176000, 0),
           (4, 'github', '9', 'jose-9', 'jose-9', 'José  Ñúñez', 'person', 1795176000, 0),
           (5, 'github', '10', 'taro', 'taro', '山田', 'person', 1795176000, 0),
           (6, 'github', '11', 'ferris', 'ferris', '🦀 O''Neil', 'person', 1795176000, 0)""",
    """INSERT INTO referral (id, request_key, made_at, person_name, person_contact, company_name,
     team, why, origin, origin_detail, link, referrer, referrer_name, state, level, points)
    VALUES (1, 'view:1', 1795176000, 'Ada', '', '', 'sales', 'why', 'talk', '', '', 'U1', 'Dana',
     'accepted', 0, 0)""",
    """INSERT INTO referral_step (referral_id, step, at, by, by_name, note, outcome)
    VALUES (1, 'made', 1795176000, 'U1', 'Dana', '', ''),
           (1, 'accepted', 1795176000, 'U2', 'Sam', '', '')""",
)

# By what the step found, and finds for ever, whatever later words are made by.
WORDS = {
    1: {"ada", "lovelace"},
    4: {"jose", "9", "nunez"},
    5: {"taro", "山田", "田"},
    6: {"ferris", "🦀", "o", "neil"},
}


def test_an_older_ledger_is_brought_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    for later in sorted((steps / "versions").glob("v*.py"))[4:]:
        later.unlink()
    url = f"sqlite:///{tmp_path / 'old.db'}"
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", steps)
        old = open_ledger(url, UTC_ZONE)
        with old.write() as session:
            for statement in BEFORE:
                session.connection().exec_driver_sql(statement)
        old.close()
    ledger = open_ledger(url, UTC_ZONE)
    try:
        with ledger.write() as session:
            assert [one.team for one in referrals.steps(session, 1)] == ["sales", "sales"]
            kept = referrals.get(session, 1)
            assert kept is not None
            assert (kept.consent, kept.snoozed_until, kept.state) == ("", None, "accepted")
            assert referrals.hand_on(session, 1, "product", "U2", "Sam", "theirs", NOW)
            assert [one.team for one in referrals.steps(session, 1)][-1] == "product"
            words: dict[int, set[str]] = {}
            for word, who in session.connection().exec_driver_sql("SELECT * FROM person_word"):
                words.setdefault(who, set()).add(word)
            assert words == WORDS
            found = people_search.find(session, "love", NOW.date())
            assert [one.actor_id for one in found] == [1]
            assert people_search.find(session, "acme", NOW.date()) == []
    finally:
        ledger.close()
