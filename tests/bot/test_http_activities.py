"""Activities over HTTP: what is accepted is on disk, what is not is told, within bounds."""

import base64
import gzip
import json
import logging
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.http.bodies import MOST_BYTES
from bot.http.rows import MOST_ROWS
from bot.services import Services
from ledger.engine import Ledger
from tests.bot.http_door import BEARER, TOKEN, Site, download, opened_site

PATH = "/v1/activities"
NDJSON = {**BEARER, "Content-Type": "application/x-ndjson"}
GZIP = {**BEARER, "Content-Encoding": "gzip"}


@pytest.fixture
def site(services: Services) -> Iterator[Site]:
    with opened_site(services) as opened:
        yield opened


def lines(*rows: object) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


@pytest.mark.parametrize(
    ("body", "headers", "count"),
    [
        (lines(download()), BEARER, 1),
        (json.dumps([download(), download(2)]).encode(), BEARER, 2),
        (lines(download(), download(2)), BEARER, 2),
        (lines(download(), download(2)), NDJSON, 2),
        (lines(download()) + b"\r\n\r\n", NDJSON, 1),
        (b"\xef\xbb\xbf" + lines(download()), {**BEARER, "Content-Type": "text/plain; x=y"}, 1),
        (gzip.compress(lines(download()), mtime=0), GZIP, 1),
        (gzip.compress(b"[", mtime=0) + gzip.compress(lines(download()) + b"]", mtime=0), GZIP, 1),
        (b"[]", BEARER, 0),
    ],
)
def test_rows_come_in_several_shapes_and_the_same_again_is_a_duplicate(
    site: Site, body: bytes, headers: dict[str, str], count: int
) -> None:
    first = site.ask("POST", PATH, body, headers)
    again = site.ask("POST", PATH, body, headers)
    assert (first.status, again.status) == (202, 202)
    assert first.json == {"accepted": count, "duplicate": 0, "rejected": []}
    assert again.json == {"accepted": 0, "duplicate": count, "rejected": []}
    assert len(site.rows()) == count


def test_what_is_accepted_is_there_for_others_when_the_answer_comes(site: Site) -> None:
    site.post(PATH, [download(n) for n in range(7)])
    with closing(Ledger(site.services.ledger.engine.url)) as other, other.read() as session:
        beside = session.connection()
        found = beside.exec_driver_sql("SELECT COUNT(*), SUM(count) FROM activity").one()
        assert tuple(found) == (7, 7)
        assert beside.exec_driver_sql("SELECT SUM(count) FROM tally").scalar_one() == 7


def test_a_row_that_cannot_be_read_is_told_by_its_index_and_stops_nothing(site: Site) -> None:
    rows = [download(1), 7, download(2, kind="downlod"), {**download(3), "colour": "red"}]
    rows.append({**download(4), "count": -1})
    answer = site.post(PATH, rows).json
    assert answer["accepted"] == 2
    assert [one["index"] for one in answer["rejected"]] == [1, 2, 4]
    reasons = [one["reason"] for one in answer["rejected"]]
    assert reasons[0] == "not a JSON object"
    assert "did you mean download" in reasons[1]
    assert reasons[2].startswith("column count")
    assert answer["unknown_columns"] == ["colour"]


def test_of_json_lines_each_stands_alone(site: Site) -> None:
    body = lines(download(1)) + b'\n{"source": \n' + lines(download(2))
    body += b'\n{"source":"a","source":"b"}'
    answer = site.ask("POST", PATH, body, NDJSON).json
    assert answer["accepted"] == 2
    assert answer["rejected"][0] == {
        "index": 1,
        "reason": "not JSON: Expecting value at column 12",
    }
    assert answer["rejected"][1]["index"] == 3


def basic(user: str, password: str = "") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize("shown", [f"bearer {TOKEN}", basic(TOKEN), basic(TOKEN, "anything")])
def test_the_token_is_shown_as_bearer_or_as_user(site: Site, shown: str) -> None:
    answer = site.post(PATH, download(), Authorization=shown)
    assert answer.status == 202


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "Bearer",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        TOKEN,
        f"Digest {TOKEN}",
        "Bearer \xff\xfe",
        basic("", TOKEN),
        "Basic ????",
        "Basic /////w==",
    ],
)
def test_without_the_token_nothing_is_taken(site: Site, shown: str) -> None:
    answer = site.post(PATH, download(), Authorization=shown)
    assert answer.status == 401
    assert "Bearer" in answer.headers["www-authenticate"]
    assert site.rows() == []


@pytest.mark.parametrize(
    ("body", "headers", "status", "told"),
    [
        (b"", {}, 400, "line 1 column 1"),
        (b'[{"a": 1},\n {"b" 2}]', {}, 400, "line 2 column 7"),
        (b"\xff\xfe", {}, 400, "not UTF-8 at byte 1"),
        (b"[" * 100_000, {}, 400, "nested too deeply"),
        (b"9" * 5_000, {}, 400, "huge number"),
        (b"a=1", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "application/json"),
        (b"[]", {"Content-Encoding": "br"}, 415, "gzip"),
        (b"[]", {"Content-Encoding": "gzip"}, 400, "no gzip"),
        (gzip.compress(b"[]" * 99, mtime=0)[:-9], {"Content-Encoding": "gzip"}, 400, "breaks off"),
        (
            gzip.compress(b" " * (MOST_BYTES + 1), mtime=0),
            {"Content-Encoding": "gzip"},
            413,
            "5,000,000",
        ),
        (b" " * (MOST_BYTES + 1), {}, 413, "5,000,000"),
        (b"[" + b"1," * MOST_ROWS + b"1]", {}, 413, f"{MOST_ROWS:,} rows"),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused_with_the_mend(
    site: Site, body: bytes, headers: dict[str, str], status: int, told: str
) -> None:
    answer = site.ask("POST", PATH, body, {**BEARER, **headers})
    assert answer.status == status
    assert told in answer.json["error"]


def test_a_stream_without_end_is_cut_off_at_the_bound(site: Site) -> None:
    answer = site.ask("POST", PATH, [b" " * 100_000] * 60)
    assert answer.status == 413
    bomb = gzip.compress(b"\0" * 40_000_000)
    pieces = [bomb[at : at + 5_000] for at in range(0, len(bomb), 5_000)]
    assert site.ask("POST", PATH, pieces, GZIP).status == 413


@pytest.mark.parametrize(("method", "path", "status"), [("GET", PATH, 405), ("POST", "/x", 404)])
def test_what_is_not_served_is_said_in_json(
    site: Site, method: str, path: str, status: int
) -> None:
    answer = site.ask(method, path)
    assert answer.status == status
    assert answer.json["error"]


def test_a_ledger_that_cannot_be_written_asks_to_come_again_and_loses_nothing(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    def rename(was: str, new: str) -> None:
        with site.services.ledger.write() as session:
            session.connection().exec_driver_sql(f"ALTER TABLE {was} RENAME TO {new}")

    rename("tally", "away")
    with caplog.at_level(logging.ERROR):
        answer = site.post(PATH, [download(1), download(2)])
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert "2 rows from HTTP were not stored" in caplog.text
    assert site.rows() == []
    rename("away", "tally")
    assert site.post(PATH, [download(1), download(2)]).json["accepted"] == 2


def test_a_service_that_ends_asks_to_come_again(site: Site) -> None:
    site.settle()
    assert site.post(PATH, download()).status == 503


def test_no_log_tells_a_token_an_address_or_a_query(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        site.post(PATH + "?key=canary", download(email="canary@acme.example"))
        site.post("/canary", {}, Authorization="Bearer canary")
        site.post(PATH, {"canary": "canary@acme.example"})
        site.ask("POST", PATH, b"canary")
    assert "POST /v1/activities: 202" in caplog.text
    assert "POST (another path): 404" in caplog.text
    assert "canary" not in caplog.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mutated_body_crashes_nothing_and_stores_nothing_twice(
    site: Site, data: st.DataObject
) -> None:
    body = bytearray(json.dumps([download(n, title="ü", count=3) for n in range(3)]).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=4))
    first = site.ask("POST", PATH, bytes(body))
    stored = len(site.rows())
    again = site.ask("POST", PATH, bytes(body))
    assert first.status == again.status
    assert first.status in (202, 400)
    assert len(site.rows()) == stored
    if again.status == 202:
        assert again.json["accepted"] == 0
        assert again.json["rejected"] == first.json["rejected"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(column=st.sampled_from([*download(), "actor", "email", "ip", "url"]), value=VALUES)
def test_beside_a_row_that_is_mutated_every_other_goes_in(
    site: Site, column: str, value: object
) -> None:
    number = len(site.rows())
    rows = [download(n + 1_000_000 * number) for n in (1, 2)]
    answer = site.post(PATH, [rows[0], {**download(-1), column: value}, rows[1]])
    assert answer.status == 202
    ids = {external_id for _, external_id in site.rows()}
    assert {row["id"] for row in rows} <= ids
    assert all(one["index"] == 1 for one in answer.json["rejected"])
