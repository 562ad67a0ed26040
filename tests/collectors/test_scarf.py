"""Scarf's event exports: a company where it is certain, else a device, and no event twice."""

import gzip
from typing import Any

import pytest

from collectors import scarf
from ledger.drafts import ActivityDraft, Signal, SignalKind, Standing
from tests.collectors.exporting import as_csv, as_json, read_all

EVENT: dict[str, Any] = {
    "id": "01J1",
    "type": "manifest-fetch",
    "package": "acme/lantern",
    "pixel": "",
    "version": "2.4.0",
    "time": "2025-06-16 09:30:00.123",
    "referer": "",
    "user_agent": "docker/27.0",
    "variables": "",
    "origin_id": "o-1",
    "origin_connection_type": "business",
    "origin_company": "Globex Corporation",
    "origin_domain": "globex.example",
    "dnt": False,
    "confidence": 0.92,
    "endpoint_id": "e-1",
    "mtc_quota_exceeded": False,
}
COMPANY = (
    Signal(SignalKind.STATED_DOMAIN, "globex.example"),
    Signal(SignalKind.STATED_COMPANY, "Globex Corporation"),
)


def draft_of(**cells: Any) -> ActivityDraft:
    """The activity of an event that differs from EVENT in these cells, the same from both forms."""
    row = {**EVENT, **cells}
    (from_csv,) = read_all(scarf.read, as_csv([row])).drafts
    (from_json,) = read_all(scarf.read, as_json([row]), "events.ndjson").drafts
    assert from_csv == from_json
    return from_csv


def test_an_event_becomes_a_download_of_its_company() -> None:
    draft = draft_of()
    assert (draft.source, draft.external_id, draft.kind) == ("scarf", "01J1", "download")
    assert draft.occurred_at.isoformat() == "2025-06-16T09:30:00.123000+00:00"
    assert draft.title == "acme/lantern 2.4.0"
    assert (draft.actor.key, draft.actor.standing) == ("domain:globex.example", Standing.PSEUDO)
    assert draft.actor.signals == COMPANY


@pytest.mark.parametrize(
    ("cells", "kind", "topic"),
    [
        ({"type": "binary-download"}, "download", ""),
        ({"type": "Package-Install"}, "download", ""),
        ({"type": "pixel-fetch"}, "web_view", ""),
        ({"type": "pixel-fetch", "referer": "https://www.example/"}, "web_view", ""),
        (
            {"type": "pixel-fetch", "referer": "https://www.example/pricing?x=1"},
            *("web_view_high_value", "pricing"),
        ),
        ({"type": "pixel-fetch", "referer": "https://docs.example/install"}, "doc_view", ""),
        ({"type": "pixel-fetch", "referer": "https://www.example/docs/install"}, "doc_view", ""),
        ({"type": "pixel-fetch", "referer": "https://www.example/blog/"}, "blog_view", ""),
        ({"type": "pixel-fetch", "referer": "http://[docs.example/"}, "web_view", ""),
    ],
)
def test_kinds(cells: dict[str, str], kind: str, topic: str) -> None:
    draft = draft_of(**cells)
    assert (draft.kind, draft.topic) == (kind, topic)


@pytest.mark.parametrize(
    "cells",
    [
        *({"origin_connection_type": type} for type in ("isp", "ISP", "hosting", "education")),
        {"confidence": 0.49},
        {"confidence": 0},
        {"origin_company": "", "origin_domain": ""},
    ],
)
def test_where_no_company_is_certain_there_is_a_device(cells: dict[str, Any]) -> None:
    actor = draft_of(**cells).actor
    assert actor.key.startswith("network:")
    assert "e-1" not in actor.key
    assert (actor.standing, actor.signals) == (Standing.PSEUDO, ())
    assert actor == draft_of(**cells, id="2", origin_id="o-2").actor


@pytest.mark.parametrize("confidence", [0.5, 1])
def test_a_company_is_believed_from_one_half_on(confidence: object) -> None:
    assert draft_of(confidence=confidence).actor.signals == COMPANY


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"dnt": "true"}, "visitors who asked not to be tracked"),
        ({"mtc_quota_exceeded": "true"}, "companies that Scarf withholds beyond its quota"),
        ({"type": "blob-fetch"}, "parts of a pull that counts already"),
        (
            {"origin_connection_type": "isp", "endpoint_id": "", "origin_id": ""},
            "nobody known",
        ),
    ],
)
def test_left_out_by_reason(cells: dict[str, str], reason: str) -> None:
    batch = read_all(scarf.read, as_csv([EVENT, {**EVENT, **cells}]))
    assert (batch.read, len(batch.drafts), batch.filtered) == (2, 1, 1)
    assert batch.left_out == {reason: 1}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"type": "teleport"}, "column type: neither a pixel view nor a download"),
        ({"time": "noon"}, "column time: neither ISO 8601"),
        ({"time": "2025-07-16 09:30:00"}, "column time: in the future"),
        ({"confidence": "high"}, "column confidence: not a number from 0 to 1"),
        ({"confidence": "nan"}, "column confidence: not a number from 0 to 1"),
        ({"confidence": "92"}, "column confidence: not a number from 0 to 1"),
        ({"id": ""}, "column id: empty"),
        ({"origin_domain": "not a domain"}, "column origin_domain: not a domain"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_in_scarfs_words(
    cells: dict[str, str], reason: str
) -> None:
    batch = read_all(scarf.read, as_csv([{**EVENT, **cells}, EVENT]))
    assert [one.place for one in batch.rejected] == ["export.csv line 2"]
    assert reason in batch.rejected[0].reason
    assert len(batch.drafts) == 1


ROLLUP = {
    "company_name": "Globex Corporation",
    "company_domain": "globex.example",
    "funnel_stage": "ongoing_usage",
    "total_events": 17,
    "first_seen": "2025-01-01",
}


@pytest.mark.parametrize(
    ("content", "name"), [(as_csv([ROLLUP]), "rollup.csv"), (as_json([ROLLUP]), "rollup.jsonl")]
)
def test_a_rollup_is_refused_with_the_reason(content: bytes, name: str) -> None:
    batch = read_all(scarf.read, content, name)
    assert not batch.drafts
    assert [one.reason for one in batch.rejected] == [
        "Scarf's company rollup holds totals since the first day and not what was done on which "
        "day, which a score needs: export the events instead"
    ]
    assert scarf.is_one(content)


def test_a_packed_export_is_read_as_it_is() -> None:
    packed = read_all(scarf.read, gzip.compress(as_json([EVENT, EVENT])), "events.ndjson.gz")
    assert packed == read_all(scarf.read, as_json([EVENT, EVENT]), "events.ndjson")
    assert [draft.external_id for draft in packed.drafts] == ["01J1", "01J1"]


def test_what_is_scarfs_is_known_by_its_first_line() -> None:
    assert scarf.is_one(as_csv([EVENT]))
    assert scarf.is_one(as_json([EVENT]))
    assert not scarf.is_one(b"source,id,kind,occurred_at,domain\n")


def test_unknown_columns_are_named_and_a_header_must_be_whole() -> None:
    batch = read_all(scarf.read, as_csv([{**EVENT, "mood": "good"}]))
    assert batch.unknown_columns == ("mood",)
    batch = read_all(scarf.read, b"id,package,time\n1,x,2025-06-16\n")
    assert batch.rejected[0].reason == "the header lacks type; commas part the columns"
