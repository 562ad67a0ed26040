"""Rows over HTTP that are read at once: the same as one by one, whatever stands among them."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.http.rows import activities
from collectors.reading import Reading
from identity.pseudonym import Pseudonyms

READING = Reading(
    frozenset({"download", "doc_view"}),
    datetime(2026, 11, 20, tzinfo=UTC),
    Pseudonyms(b"a key of sixteen bytes and more"),
)
ODD = 7  # is no row, and so has all others of its body read one by one

row = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["site", "site", "two words"]),
        "id": st.sampled_from(["1", "2", "a b", "bo@acme.example", ""]),
        "kind": st.sampled_from(["download", "doc_view", "downlod"]),
        "occurred_at": st.sampled_from(
            ["2026-11-01T10:00:00Z", "2026-11-01T12:00:00+02:00", "1762000000", "2031-01-01"]
        ),
    },
    optional={
        "domain": st.sampled_from(["acme.example", "no domain"]),
        "ip": st.sampled_from(["198.51.100.7", "999.1.1.1"]),
        "count": st.sampled_from([3, "3", -1, None, 1.5, True]),
        "title": st.sampled_from(["Getting  started", "by bo@acme.example", "\x07"]),
        "url": st.sampled_from(["https://docs.example/a", "/a b"]),
        "colour": st.sampled_from(["red", "", None]),
        "user_agent": st.sampled_from(["Googlebot/2.1", "curl/8.14.1", "Mozilla/5.0"]),
    },
)
plain = st.builds(
    lambda number, count: {
        "source": "site",
        "id": str(number),
        "kind": "download",
        "occurred_at": "2026-11-01T10:00:00Z",
        "domain": "acme.example",
        "count": count,
        "colour": "red",
    },
    st.integers(0, 99),
    st.sampled_from([1, "2", None]),
)


@given(st.lists(row | plain, max_size=4) | st.lists(plain, max_size=4))
def test_a_body_read_at_once_and_one_by_one(rows: list[dict[str, object]]) -> None:
    whole = activities(json.dumps(rows).encode(), "", READING)
    apart = activities(json.dumps([*rows, ODD]).encode(), "", READING)
    assert whole.drafts == apart.drafts
    assert [*whole.rejected, apart.rejected[-1]] == apart.rejected
    assert whole.unknown == apart.unknown
    assert whole.ignored == apart.ignored
    assert len(whole.drafts) + len(whole.rejected) + whole.ignored == len(rows)
