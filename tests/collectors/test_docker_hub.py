"""Docker Hub's reports: downloads of companies on days, and no version check for a download."""

from datetime import date
from typing import Any

import pytest

from collectors import docker_hub
from ledger.drafts import ActivityDraft, Signal, SignalKind
from tests.collectors.exporting import as_csv, read_all

WEEK: dict[str, Any] = {
    "DATE_GRANULARITY": "weekly",
    "DATE_REFERENCE": "2025-06-09",
    "PUBLISHER_NAME": "Lantern",
    "DOMAIN": "globex.example",
    "IP_COUNTRY": "DE",
    "CLOUD_SERVICE_PROVIDER": "no csp",
    "USER_AGENT": "docker",
    "INFERRED_USE_CASE": "Local Dev",
    "IMAGE_REPOSITORY": "lantern/server",
    "DATA_DOWNLOADS": 14,
    "VERSION_CHECKS": 3,
    "PULLS": 17,
    "UNIQUE_AUTHENTICATED_USERS": 2,
}
PULL: dict[str, Any] = {
    "Action": "pull_by_tag",
    "Action day": "2025-06-16",
    "Country": "DE",
    "Digest": "sha256:9f2c",
    "HTTP method": "GET",
    "Host": "no csp",
    "Namespace": "lantern",
    "Reference": "2.4.0",
    "Repository": "server",
    "Tag": "2.4.0",
    "Timestamp": "2025-06-16 00:00:00",
    "Type": "business",
    "User agent tool": "docker",
    "User agent version": "27.0",
    "Domain": "globex.example",
    "Owner": "lantern",
}


def draft_of(row: dict[str, Any]) -> ActivityDraft:
    """The one activity of a report with this row."""
    (draft,) = read_all(docker_hub.read, as_csv([row])).drafts
    return draft


@pytest.mark.parametrize(
    ("granularity", "first", "last"),
    [
        ("weekly", "2025-06-09", date(2025, 6, 15)),
        ("WEEK", "2024-02-26", date(2024, 3, 3)),
        ("monthly", "2025-05-01", date(2025, 5, 31)),
        ("Month", "2024-02-01", date(2024, 2, 29)),
    ],
)
def test_a_period_is_booked_on_its_last_day(granularity: str, first: str, last: date) -> None:
    draft = draft_of({**WEEK, "DATE_GRANULARITY": granularity, "DATE_REFERENCE": first})
    assert draft.occurred_at.date() == last
    assert (draft.source, draft.kind, draft.count) == ("docker-hub", "download", 14)
    assert draft.title == "lantern/server"
    assert draft.actor.signals == (Signal(SignalKind.STATED_DOMAIN, "globex.example"),)


@pytest.mark.parametrize(
    ("figures", "count"),
    [
        ({"DATA_DOWNLOADS": "14"}, 14),
        ({"DATA_DOWNLOADS": "", "PULLS": "17", "VERSION_CHECKS": "3"}, 14),
        ({"DATA_DOWNLOADS": "", "PULLS": "17", "VERSION_CHECKS": ""}, 17),
        ({"DATA_DOWNLOADS": "2500000"}, 1_000_000),
    ],
)
def test_what_counts_as_downloads(figures: dict[str, str], count: int) -> None:
    assert draft_of({**WEEK, **figures}).count == count


def test_a_pull_is_a_download_on_its_day() -> None:
    draft = draft_of(PULL)
    assert draft.occurred_at.isoformat() == "2025-06-16T12:00:00+00:00"
    assert (draft.kind, draft.count, draft.title) == ("download", 1, "lantern/server:2.4.0")


@pytest.mark.parametrize(
    ("row", "cells", "is_another"),
    [
        (WEEK, {"DATA_DOWNLOADS": 15, "PULLS": 18}, False),
        (WEEK, {"UNIQUE_AUTHENTICATED_USERS": 3}, False),
        (WEEK, {"A_NEW_COLUMN": "x"}, False),
        (WEEK, {"IP_COUNTRY": "US"}, True),
        (WEEK, {"INFERRED_USE_CASE": "Prod"}, True),
        (WEEK, {"DATE_REFERENCE": "2025-06-02"}, True),
        (WEEK, {"DATE_GRANULARITY": "monthly", "DATE_REFERENCE": "2025-05-01"}, True),
        (WEEK, {"DOMAIN": "acme.example"}, True),
        (WEEK, {"IMAGE_REPOSITORY": "lantern/agent"}, True),
        (PULL, {}, False),
        (PULL, {"Tag": "2.4.1"}, True),
        (PULL, {"Action day": "2025-06-15"}, True),
        (PULL, {"Country": "US"}, True),
    ],
)
def test_what_a_row_is_about_is_its_id(
    row: dict[str, Any], cells: dict[str, Any], is_another: bool
) -> None:
    ids = draft_of(row).external_id, draft_of({**row, **cells}).external_id
    assert (ids[0] != ids[1]) is is_another


@pytest.mark.parametrize(
    ("row", "cells", "reason"),
    [
        (WEEK, {"DATA_DOWNLOADS": "0"}, "version checks, which download nothing"),
        (WEEK, {"DOMAIN": ""}, "no company"),
        (WEEK, {"DOMAIN": "\\N"}, "no company"),
        (PULL, {"Action": "version_check"}, "version checks, which download nothing"),
        (PULL, {"Domain": "null"}, "no company"),
        *((PULL, {"Type": type}, "no company") for type in ("isp", "hosting", "education")),
    ],
)
def test_left_out_by_reason(row: dict[str, Any], cells: dict[str, str], reason: str) -> None:
    batch = read_all(docker_hub.read, as_csv([row, {**row, **cells}]))
    assert (batch.read, len(batch.drafts)) == (2, 1)
    assert batch.left_out == {reason: 1}


@pytest.mark.parametrize(
    ("row", "cells", "reason"),
    [
        (WEEK, {"DATE_GRANULARITY": "daily"}, "column date_granularity: neither weekly nor"),
        (WEEK, {"DATE_REFERENCE": "June"}, "column date_reference: not a day such as"),
        (WEEK, {"DATE_REFERENCE": "1970-01-01"}, "column date_reference: not a day from 1990"),
        (
            WEEK,
            {"DATE_REFERENCE": "2025-06-16"},
            "the period ends on 2025-06-22, which is still to come: import it then",
        ),
        (
            WEEK,
            {"DATE_GRANULARITY": "monthly", "DATE_REFERENCE": "2025-06-01"},
            "the period ends on 2025-06-30, which is still to come",
        ),
        (WEEK, {"DATA_DOWNLOADS": "-3"}, "column data_downloads: not a whole number"),
        (WEEK, {"DATA_DOWNLOADS": "", "PULLS": "many"}, "column pulls: not a whole number"),
        (WEEK, {"DOMAIN": "no domain"}, "column domain: not a domain"),
        (PULL, {"Action": "push"}, "column action: none of pull_by_tag"),
        (PULL, {"Action day": "2025-07-30"}, "column action_day: in the future"),
        (PULL, {"Action day": ""}, "column action_day: not a day such as"),
    ],
)
def test_a_row_that_cannot_be_read(row: dict[str, Any], cells: dict[str, str], reason: str) -> None:
    batch = read_all(docker_hub.read, as_csv([{**row, **cells}, row]))
    assert [one.place for one in batch.rejected] == ["export.csv line 2"]
    assert reason in batch.rejected[0].reason
    assert len(batch.drafts) == 1


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("DATE_GRANULARITY,DATE_REFERENCE,LEVEL,REFERENCE,DATA_DOWNLOADS", "names no companies"),
        ("DATE_GRANULARITY,DOMAIN,IMAGE_REPOSITORY", "the header lacks date_reference"),
        ("action,domain,repository", "the header lacks action_day"),
    ],
)
def test_a_report_that_cannot_be_used_is_refused_at_its_header(header: str, reason: str) -> None:
    batch = read_all(docker_hub.read, f"{header}\nx,y,z,1,2\n".encode())
    assert not batch.drafts
    assert [one.place for one in batch.rejected] == ["export.csv line 1"]
    assert reason in batch.rejected[0].reason


def test_what_is_docker_hubs_is_known_by_its_first_line() -> None:
    assert docker_hub.is_one(as_csv([WEEK]))
    assert docker_hub.is_one(as_csv([PULL]))
    assert not docker_hub.is_one(b"source,id,kind,occurred_at,domain\n")
    assert read_all(docker_hub.read, as_csv([{**WEEK, "MOOD": "x"}])).unknown_columns == ("mood",)
