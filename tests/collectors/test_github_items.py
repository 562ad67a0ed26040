"""What becomes of one entry of GitHub's list, in all the shapes it comes in."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from collectors.github_items import GHOST, Item, draft_of, read_item
from ledger.drafts import ActivityDraft, ActorDraft, Rejected, Signal, SignalKind, Standing
from ledger.types import day_in

USER = {"id": 77, "login": "Ada", "node_id": "U_77", "type": "User"}
ROW: dict[str, Any] = {
    "id": 4001,
    "number": 7,
    "title": "Crash",
    "html_url": "https://github.example/lantern/lantern/issues/7",
    "created_at": "2026-03-01T10:00:00Z",
    "updated_at": "2026-03-02T10:00:00Z",
    "user": USER,
}
ADA = ActorDraft("github", "77", "Ada", node_id="U_77")


def _draft(**changed: Any) -> ActivityDraft:
    item = read_item(ROW | changed, "lantern/lantern")
    assert isinstance(item, Item)
    return draft_of(item)


def test_an_issue() -> None:
    assert _draft() == ActivityDraft(
        source="github",
        external_id="issue:4001",
        kind="issue",
        occurred_at=datetime(2026, 3, 1, 10, tzinfo=UTC),
        actor=ADA,
        url="https://github.example/lantern/lantern/issues/7",
        title="Crash",
    )


def test_a_pull_request_is_one_and_never_also_an_issue() -> None:
    assert _draft(pull_request={"url": "x"}).kind == "pull_request"


def test_identity_outlives_number_and_repository() -> None:
    assert _draft(number=9, html_url="https://github.example/other/name/issues/9").external_id == (
        _draft().external_id
    )


@pytest.mark.parametrize(
    ("user", "actor"),
    [
        (USER, ADA),
        (None, GHOST),
        (USER | {"id": 10137, "login": "ghost"}, GHOST),
        (
            USER | {"type": "Bot"},
            ActorDraft("github", "77", "Ada", standing=Standing.BOT, node_id="U_77"),
        ),
        (
            {"id": 5, "login": "robot[bot]"},
            ActorDraft("github", "5", "robot[bot]", standing=Standing.BOT),
        ),
        (
            {"id": 6, "login": "Lantern", "type": "Organization"},
            ActorDraft(
                "github",
                "6",
                "Lantern",
                standing=Standing.PSEUDO,
                signals=(Signal(SignalKind.GITHUB_ORG, "lantern"),),
            ),
        ),
        (
            {"id": 8, "login": "wick", "type": "Mannequin"},
            ActorDraft("github", "8", "wick", standing=Standing.PSEUDO),
        ),
    ],
)
def test_authors(user: dict[str, Any] | None, actor: ActorDraft) -> None:
    assert _draft(user=user).actor == actor


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("half an emoji \ud83d", "half an emoji \ufffd"),
        ("a\x00b", "a b"),
        (" two\nlines\t", "two lines"),
        ("\U0001f56f lit", "\U0001f56f lit"),
    ],
)
def test_a_text_is_made_such_as_can_be_stored(text: str, kept: str) -> None:
    told = _draft(title=text, html_url=text, user=USER | {"login": text, "node_id": text})
    assert (told.title, told.url, told.actor.handle, told.actor.node_id) == (kept,) * 4


@pytest.mark.parametrize(
    "moment", ["1990-01-01T00:00:00Z", "2999-12-31T23:59:59Z", "2026-03-01T12:00:00+02:00"]
)
def test_any_moment_that_is_left_has_a_day_everywhere(moment: str) -> None:
    at = _draft(created_at=moment).occurred_at
    assert (at, at.utcoffset()) == (datetime.fromisoformat(moment), timedelta(0))
    assert [day_in(ZoneInfo(zone), at) for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago")]


@pytest.mark.parametrize("changed", [{"title": None}, {"html_url": None}, {"updated_at": None}])
def test_what_is_not_needed_may_be_null(changed: dict[str, Any]) -> None:
    assert _draft(**changed).external_id == "issue:4001"


@pytest.mark.parametrize(
    ("row", "place", "field"),
    [
        (ROW | {"id": "4001"}, "issue 7", "id"),
        (ROW | {"created_at": "soon"}, "issue 7", "created_at"),
        (ROW | {"created_at": 1772359200}, "issue 7", "created_at"),
        (ROW | {"created_at": "2026-03-01T10:00:00"}, "issue 7", "created_at"),
        (ROW | {"created_at": "0001-01-01T00:00:00+14:00"}, "issue 7", "created_at"),
        (ROW | {"created_at": "1989-12-31T23:59:59Z"}, "issue 7", "created_at"),
        (ROW | {"created_at": "9999-12-31T23:59:59-12:00"}, "issue 7", "created_at"),
        (ROW | {"updated_at": "3000-01-01T00:00:00Z"}, "issue 7", "updated_at"),
        ({"number": "7\ud83d"}, "issue without a number", "id"),
        (ROW | {"user": USER | {"id": None}}, "issue 7", "user.id"),
        ({key: ROW[key] for key in ROW if key != "user"}, "issue 7", "user"),
        ({}, "issue without a number", "id"),
        ("text", "issue unreadable", "entry"),
        (None, "issue unreadable", "entry"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(row: Any, place: str, field: str) -> None:
    told = read_item(row, "lantern/lantern")
    assert isinstance(told, Rejected)
    assert told.place == f"lantern/lantern {place}"
    assert told.reason.startswith(f"{field}: ")
