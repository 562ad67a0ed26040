"""No address is kept, wherever in a row it stands and however it is written."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.activity_row import read_row
from collectors.activity_who import Unreadable
from collectors.addresses import bare_ip, masked, may_hold
from collectors.reading import Reading
from identity.pseudonym import Pseudonyms
from ledger.drafts import Standing
from scoring.pages import page_rule
from scoring.rules import read_rules

RULES = read_rules()
SECRET = Pseudonyms(b"a key for these tests")
READING = Reading(
    frozenset(RULES.kinds), datetime(2026, 11, 20, 12, tzinfo=UTC), SECRET, page_rule(RULES)
)
ROW = {
    "source": "web",
    "id": "1",
    "kind": "web_view",
    "occurred_at": "2026-11-20T08:30:00Z",
    "actor": "ada",
}


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:4433", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.7"),
        *((text, "") for text in ("", "ada", "1.2.3", "256.1.1.1:80", "T1:U2", "[]:80", "a:1")),
    ],
)
def test_an_address_is_one_with_its_port_too(text: str, bare: str) -> None:
    assert bare_ip(text) == bare


@pytest.mark.parametrize(
    "actor", ["203.0.113.7:4433", "[2001:db8::1]:443", "203.0.113.7", "2001:db8::1"]
)
@pytest.mark.parametrize("column", ["actor", "ip"])
def test_an_address_as_actor_is_the_network(actor: str, column: str) -> None:
    found = read_row({**ROW, "actor": "", column: actor}, READING).actor
    assert (found.key, found.standing) == (
        f"network:{SECRET.network(bare_ip(actor))}",
        Standing.PSEUDO,
    )


def test_an_address_with_its_port_is_no_company() -> None:
    with pytest.raises(Unreadable, match="no company"):
        read_row({**ROW, "company": "203.0.113.7:4433"}, READING)


@pytest.mark.parametrize(
    "address",
    [
        "dana@acme.example",
        "dana%40acme.example",
        "dana%2540acme.example",
        "dana%252540acme.example",
        "203.0.113.7",
        "2001:db8::1:7",
    ],
)
def test_addresses_within_a_row_are_not_kept(address: str) -> None:
    cells = {"id": f"a/{address}/1", "url": f"https://x.example/{address}/b", "title": address}
    found = read_row({**ROW, **cells, "actor": f"by-{address}"}, READING)
    assert found.url == "https://x.example/address/b"
    assert found.title == "(address)"
    for kept in (found.external_id, found.actor.key):
        assert address.partition("%")[0].partition("@")[0] not in kept
        assert address not in kept
    assert found.actor.handle == ""
    other = read_row({**ROW, "id": f"a/x{address}/1"}, READING)
    assert other.external_id != found.external_id


@pytest.mark.parametrize(
    "text",
    ["v2.4.0.1", "2.4.0", "1.2.3.4.5", "at 09:30:00", "std::move", "300.1.2.3", "T1:U2:3", "a:b:c"],
)
def test_what_only_looks_like_an_address_stays(text: str) -> None:
    assert masked(text, lambda _: "X") == text


def test_a_title_is_cut_only_once_its_addresses_are_gone() -> None:
    title = "x" * 295 + " dana@acme.example"
    assert "dana" not in read_row({**ROW, "title": title}, READING).title


@pytest.mark.parametrize(
    "rest", ["?token=canary", "#canary", "?a=1#canary", "?mail=canary@x.example"]
)
@pytest.mark.parametrize("who", ["ada", " ada "])
def test_query_and_fragment_of_a_page_are_not_kept(rest: str, who: str) -> None:
    url = "https://www.acme.example/pricing"
    found = read_row({**ROW, "url": url + rest, "actor": who}, READING)
    assert (found.url, found.kind, found.topic) == (url, "web_view_high_value", "pricing")


PIECES = st.sampled_from(
    ["203.0.113.7", "2001:db8::1", "a@b.example", "%2540b.example", "1", ".", ":", "x", " ", "::"]
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_what_is_soon_seen_to_hold_none_holds_none(text: str) -> None:
    """The quick look may take a text for one with addresses, never the other way round."""
    seen: list[str] = []

    def mask(address: str) -> str:
        seen.append(address)
        return ""

    again = masked(f"{text} ", mask)
    assert bool(seen) <= may_hold(text)
    assert again.startswith(text) or seen
