"""Access logs: which lines are views, of what and by whom, and that no cut changes the answer."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import access_log, access_log_asked
from collectors.batch import Batch
from collectors.reading import Reading
from identity.pseudonym import Pseudonyms
from ledger.drafts import ActivityDraft, Standing

SAMPLE = Path(__file__).parent / "fixtures" / "access.log"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0"
KEY = Pseudonyms(b"a key of sixteen bytes and more")


def page(url: str, kind: str = "") -> tuple[str, str]:
    """A site's patterns, as a rules file would have them."""
    path = "/" + url.partition("/")[2]
    kinds = {"/docs/": "doc_view", "/blog/": "blog_view", "/get/": "download"}
    if path.startswith("/pricing"):
        return "web_view_high_value", "pricing"
    return next((kinds[start] for start in kinds if path.startswith(start)), kind), ""


READING = Reading(
    frozenset({"doc_view", "blog_view", "download", "web_view_high_value"}),
    datetime(2025, 6, 20, tzinfo=UTC),
    KEY,
    page,
)


def line(
    request: str = "GET /docs/a HTTP/1.1",
    *,
    ip: str = "198.51.100.7",
    at: str = "17/Jun/2025:10:05:03 +0000",
    status: str = "200",
    agent: str = BROWSER,
) -> str:
    return f'{ip} - - [{at}] "{request}" {status} 512 "-" "{agent}"'


def batches(data: bytes | str, source: str = "", before: int = 0) -> list[Batch]:
    raw = data.encode() if isinstance(data, str) else data
    return list(access_log.read(BytesIO(raw), "access.log", READING, source, before))


def views(data: bytes | str, source: str = "") -> tuple[ActivityDraft, ...]:
    return tuple(draft for batch in batches(data, source) for draft in batch.drafts)


def one(text: str, source: str = "") -> ActivityDraft:
    (draft,) = views(text, source)
    return draft


def test_the_sample() -> None:
    (batch,) = batches(SAMPLE.read_bytes())
    seen = Counter((draft.url, draft.kind) for draft in batch.drafts)
    assert seen == {
        ("/docs/install.html", "doc_view"): 2,  # of two half hours, the second one a 304
        ("/pricing", "web_view_high_value"): 1,
        ("/blog/2025/anvil-2-is-out", "blog_view"): 1,
        ("/get/anvil-2.0.tar.gz", "download"): 1,  # by curl: a tool downloads, and reads nothing
        ("/docs/sso/setup", "doc_view"): 1,  # its last quote never closes
    }
    assert batch.left_out == {
        access_log_asked.ASSET: 3,
        access_log_asked.BOT: 3,
        access_log_asked.STATUS: 3,
        access_log_asked.NOT_GET: 3,
        access_log_asked.NO_RULE: 1,
        access_log_asked.AGAIN: 1,
    }
    assert batch.unmapped == {"/about": 1}
    assert (batch.read, batch.filtered, batch.rejected) == (20, 14, ())


def test_nothing_personal_is_kept() -> None:
    text = repr(batches(SAMPLE.read_bytes()))
    for secret in ("198.51", "203.0.113", "2001:db8", "ada", "search?q", "print=1"):
        assert secret not in text
    mail = views(line("GET /docs/bo@acme.example/x HTTP/1.1"))
    assert mail[0].url == "/docs/address/x"


def test_a_view_is_a_networks_at_the_half_hours_beginning() -> None:
    draft = one(line(at="17/Jun/2025:12:41:59 +0530"))
    assert draft.occurred_at == datetime(2025, 6, 17, 7, 0, tzinfo=UTC)
    assert draft.actor.key == f"network:{KEY.network('198.51.100.0')}"
    assert draft.actor.standing is Standing.PSEUDO
    assert (draft.source, draft.count, draft.topic) == ("access-log", 1, "")


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        (line(), "", ("access-log", "/docs/a")),
        (line(), "site", ("site", "/docs/a")),
        (line(), "docs.acme.example", ("docs.acme.example", "docs.acme.example/docs/a")),
        ("Docs.acme.example:443 " + line(), "", ("docs.acme.example", "docs.acme.example/docs/a")),
        ("bad.example " + line(), "site", ("site", "bad.example/docs/a")),
        (line("GET /docs/a/?q=1#top HTTP/1.1"), "", ("access-log", "/docs/a")),
        (line("GET /docs/a"), "", ("access-log", "/docs/a")),
        (line(ip="2001:db8::1"), "", ("access-log", "/docs/a")),
        (line().replace(" - - ", " - Ada Byron "), "", ("access-log", "/docs/a")),
        (line() + ' "203.0.113.9" 0.004', "", ("access-log", "/docs/a")),
        (line().partition(' "-"')[0], "", ("access-log", "/docs/a")),  # the common format
        (line().replace('"-" "Moz', r'"a \" b" "Moz'), "", ("access-log", "/docs/a")),
        (line() + "\r", "", ("access-log", "/docs/a")),
    ],
)
def test_shapes(text: str, source: str, expected: tuple[str, str]) -> None:
    draft = one(text, source)
    assert (draft.source, draft.url) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (line("POST /docs/a HTTP/1.1"), access_log_asked.NOT_GET),
        (line("-", status="408"), access_log_asked.NOT_GET),
        (line(status="206"), access_log_asked.STATUS),
        (line("GET /get/a.zip HTTP/1.1", status="304"), access_log_asked.STATUS),
        (line("GET /docs/a.PNG?x=/b HTTP/1.1"), access_log_asked.ASSET),
        (line(agent="Mozilla/5.0 (compatible; bingbot/2.0)"), access_log_asked.BOT),
        (line(agent="curl/8.14.1"), access_log_asked.BOT),
        (line("GET /get/a.zip HTTP/1.1", agent="Googlebot/2.1"), access_log_asked.BOT),
        (line("GET /about HTTP/1.1"), access_log_asked.NO_RULE),
    ],
)
def test_left_out(text: str, reason: str) -> None:
    (batch,) = batches(text)
    assert (batch.drafts, batch.left_out, batch.filtered) == ((), {reason: 1}, 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("hello", "not a line of the common or combined log format"),
        (line(ip="999.1.1.1"), "column ip: not an IP address"),
        (line(ip="proxy.acme.example"), "names its visitor by host, not by address"),
        (line(at="17/Jun/1970:10:05:03 +0000"), "before 1990"),
        (line(at="17/Jun/2031:10:05:03 +0000"), "in the future"),
        (line(at="31/Jun/2025:10:05:03 +0000"), "no moment"),
        (line(at="17/Jux/2025:10:05:03 +0000"), "no moment"),
        (line(at="17/Jun/2025:10:05:03 +9999"), "no moment"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_stops_nothing(text: str, reason: str) -> None:
    (batch,) = batches(f"{line()}\n{text}\n{line('GET /docs/b HTTP/1.1')}\n", before=100)
    (rejected,) = batch.rejected
    assert rejected.place == "access.log line 102"
    assert reason in rejected.reason
    assert "999.1" not in rejected.reason
    assert "acme" not in rejected.reason
    assert (len(batch.drafts), batch.read) == (2, 3)


def test_bytes_that_are_no_text_and_lines_without_end() -> None:
    data = b"\n".join((line().encode(), b"\xff\xfe", b"x" * 1_000_000, b"\0", line().encode()))
    (batch,) = batches(data)
    assert [one.place for one in batch.rejected] == [f"access.log line {n}" for n in (2, 3, 4)]
    assert len(batch.drafts) == 1


def _many(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [
        line(
            f"GET /docs/{rng.choice('abc')} HTTP/1.1",
            ip=f"198.51.{rng.randrange(3)}.{rng.randrange(9)}",
            at=f"17/Jun/2025:10:{rng.randrange(60):02}:00 +0000",
            agent=f"{BROWSER} {rng.randrange(2)}",
        )
        for _ in range(count)
    ]


def _identities(drafts: Iterable[ActivityDraft]) -> set[tuple[object, ...]]:
    return {(d.source, d.external_id, d.kind, d.occurred_at, d.actor, d.url) for d in drafts}


@given(seed=st.integers(0, 9), cuts=st.lists(st.integers(0, 40)), backwards=st.booleans())
def test_however_the_log_is_cut_the_views_are_the_same(
    seed: int, cuts: list[int], backwards: bool
) -> None:
    lines = _many(40, seed)
    edges = [0, *sorted(cuts), 40]
    pieces = [lines[start:end] for start, end in pairwise(edges)]
    if backwards:
        pieces.reverse()
    apart = [draft for piece in pieces for draft in views("\n".join(piece))]
    whole = views("\n".join(lines))
    assert _identities(apart) == _identities(whole)
    assert len({(d.source, d.external_id) for d in apart}) == len(whole)


def test_visitors_pages_hosts_and_half_hours_are_told_apart() -> None:
    lines = (
        line(),
        line(ip="198.51.101.7"),
        line(agent=BROWSER + " x"),
        line("GET /docs/b HTTP/1.1"),
        line(at="17/Jun/2025:10:30:00 +0000"),
        "docs.acme.example:80 " + line(),
    )
    assert len(views("\n".join(lines))) == len(lines)
    same = line(ip="198.51.100.200", at="17/Jun/2025:12:29:59 +0200")
    assert len(views(f"{line()}\n{same}")) == 1


def test_ten_thousand_mutated_lines_lose_no_other() -> None:
    rng = random.Random(11)
    whole, spoilt = [], []
    for number in range(10_000):
        whole.append(line(f"GET /docs/{number} HTTP/1.1"))
        raw = bytearray(line(f"GET /get/{number} HTTP/1.1").encode())
        for _ in range(rng.randrange(1, 6)):
            raw[rng.randrange(len(raw))] = rng.choice(b'"\\[] \x00\xff%-0aZ')
        spoilt.append(bytes(raw))
    mixed = [b for pair in zip((w.encode() for w in whole), spoilt, strict=True) for b in pair]
    data = b"\n".join(mixed)
    found = batches(data)
    urls = {draft.url for batch in found for draft in batch.drafts}
    assert {f"/docs/{number}" for number in range(10_000)} <= urls
    assert sum(batch.read for batch in found) == 20_000
    assert all(
        batch.read == batch.filtered + len(batch.drafts) + len(batch.rejected) for batch in found
    )


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (line().encode() + b"\nmore", True),
        (b"\n" + line().encode(), True),
        (b"\xff\x00\n" + line()[40:].encode() + b"\n" + line().encode() + b"\n", True),
        (b"source,id\n" * 5 + line().encode(), False),
        (b'{"source": "x"}', False),
        (b"source,id,kind\n", False),
        (b"", False),
        (b"\xff\xfe", False),
    ],
)
def test_a_log_is_known_by_its_first_lines(head: bytes, expected: bool) -> None:
    assert access_log.is_one(head) is expected


@pytest.mark.parametrize(
    ("target", "source", "page_of_it"),
    [
        ("http://www.example/docs/a", "www.example", "www.example/docs/a"),
        ("HTTPS://WWW.EXAMPLE:443/docs/a?q=1", "www.example", "www.example/docs/a"),
        ("https://www.example/docs/a", "", "/docs/a"),
        ("http://other.example/docs/a", "www.example", ""),
        ("http://www.example.evil.example/docs/a", "www.example", ""),
        ("https://user@www.example/docs/a", "www.example", ""),
        ("https://www.example", "www.example", ""),
    ],
)
def test_whole_urls_are_the_pages_of_their_paths(target: str, source: str, page_of_it: str) -> None:
    found = views(line(f"GET {target} HTTP/1.1"), source)
    assert [view.url for view in found] == [page_of_it] * bool(page_of_it)
    if page_of_it:
        twice = views(line(f"GET {target} HTTP/1.1") + "\n" + line(), source)
        assert len(twice) == 1


def test_a_download_in_parts_is_one() -> None:
    parts = [line("GET /get/a.zip HTTP/1.1", status=status) for status in ("206", "206", "200")]
    assert [draft.kind for draft in views("\n".join(parts))] == ["download"]


def test_who_names_no_browser_reads_no_page_and_may_download() -> None:
    (batch,) = batches(line(agent="-") + "\n" + line("GET /get/a.zip HTTP/1.1", agent="-"))
    assert [draft.kind for draft in batch.drafts] == ["download"]
    assert batch.left_out == {access_log_asked.BOT: 1}


@pytest.mark.parametrize("host", ["x" * 70 + ".example", "-.example", "_" * 65 + "."])
def test_a_virtual_host_that_may_be_no_source_is_none(host: str) -> None:
    assert one(f"{host}:80 {line()}").source == "access-log"


def test_blank_lines_are_no_fault_and_keep_their_numbers() -> None:
    (batch,) = batches(f"\n{line()}\n\n \r\nwhat is this\n\n")
    assert (len(batch.drafts), batch.read) == (1, 2)
    assert [fault.place for fault in batch.rejected] == ["access.log line 5"]
