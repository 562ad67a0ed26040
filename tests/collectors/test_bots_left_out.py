"""Bots never score, whichever way they come in: files, Scarf's exports, column maps."""

from functools import partial
from typing import Any

import pytest

from collectors import activity_file, mapped, scarf
from collectors.bots import BY_BOTS, is_nobodys
from collectors.column_map import ColumnMap, read_map
from tests.collectors.exporting import READING, as_csv, as_json, read_all

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0"
GOOGLE, CURL = "Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8.9.1"
CASES = [
    ("doc_view", BROWSER, False),
    ("doc_view", "", False),
    ("doc_view", GOOGLE, True),
    ("doc_view_high_value", CURL, True),
    ("doc_search", CURL, True),
    ("download", CURL, False),
    ("download", GOOGLE, True),
    ("forum_post", CURL, False),
    ("forum_post", GOOGLE, True),
]


@pytest.mark.parametrize(("kind", "agent", "left_out"), CASES)
def test_whose_activities_are_nobodys(kind: str, agent: str, left_out: bool) -> None:
    assert is_nobodys(kind, agent) == left_out


@pytest.mark.parametrize(("kind", "agent", "left_out"), CASES)
@pytest.mark.parametrize("odd", [{}, {"title": "a@b.example"}])  # together, and one by one
def test_rows_of_activity_files(kind: str, agent: str, left_out: bool, odd: dict[str, str]) -> None:
    row = {
        "source": "docs",
        "id": "1",
        "kind": kind,
        "occurred_at": "2025-06-16T09:30:00Z",
        "domain": "acme.example",
        "user_agent": agent,
        **odd,
    }
    rows = [row, {**row, "id": "2", "user_agent": BROWSER}]
    for content, name in ((as_csv(rows), "a.csv"), (as_json(rows), "a.jsonl")):
        batch = read_all(activity_file.read, content, name)
        assert (len(batch.drafts), batch.filtered, batch.read) == (2 - left_out, left_out, 2)
        assert batch.left_out == ({BY_BOTS: 1} if left_out else {})
        assert batch.rejected == ()


def event(**cells: Any) -> dict[str, Any]:
    """A download that Scarf saw, of a company that it is sure of."""
    return {
        "id": "1",
        "type": "manifest-fetch",
        "time": "2025-06-16 09:30:00",
        "user_agent": "docker/27.0",
        "origin_connection_type": "business",
        "origin_company": "Globex Corporation",
        "origin_domain": "globex.example",
        "endpoint_id": "e-1",
        "confidence": "0.9",
        **cells,
    }


@pytest.mark.parametrize(
    ("type", "agent", "left_out"),
    [
        ("manifest-fetch", "docker/27.0", False),
        ("binary-download", CURL, False),
        ("binary-download", GOOGLE, True),
        ("pixel-fetch", CURL, True),
        ("pixel-fetch", BROWSER, False),
    ],
)
def test_events_of_scarf(type: str, agent: str, left_out: bool) -> None:
    batch = read_all(scarf.read, as_csv([event(type=type, user_agent=agent)]))
    assert batch.left_out == ({BY_BOTS: 1} if left_out else {})
    assert len(batch.drafts) == 1 - left_out


def test_an_empty_confidence_is_none_and_a_missing_column_is_an_old_export() -> None:
    old = event()
    del old["confidence"]
    for row, is_sure in ((event(), True), (event(confidence=""), False), (old, True)):
        (draft,) = read_all(scarf.read, as_csv([row])).drafts
        assert draft.actor.key.startswith("domain:") == is_sure


MAP = {
    "source": "crm",
    "id": "id",
    "occurred_at": "at",
    "kind": "doc_view",
    "who": {"domain": "domain"},
}


@pytest.mark.parametrize(
    ("more", "column"), [({}, "user_agent"), ({"user_agent": "Browser"}, "browser")]
)
def test_rows_of_a_map(more: dict[str, str], column: str) -> None:
    row = {"id": "1", "at": "2025-06-16T09:30:00Z", "domain": "acme.example"}
    rows = [{**row, column: GOOGLE}, {**row, "id": "2", column: BROWSER}]
    read = partial(mapped.read, column_map=ColumnMap.model_validate(MAP | more))
    batch = read_all(read, as_csv(rows))
    assert (len(batch.drafts), batch.left_out, batch.unknown_columns) == (1, {BY_BOTS: 1}, ())


def test_pages_that_a_bot_asked_for_are_no_views_of_posthogs() -> None:
    page = {"$current_url": "https://docs.example/", "$raw_user_agent": GOOGLE}
    seen = {
        "uuid": "1",
        "event": "$pageview",
        "distinct_id": "u-1",
        "timestamp": "2025-06-16 09:30:00",
        "properties": page,
    }
    read = partial(mapped.read, column_map=read_map("posthog", READING.kinds))
    assert read_all(read, as_json([seen]), "events.jsonl").left_out == {BY_BOTS: 1}
