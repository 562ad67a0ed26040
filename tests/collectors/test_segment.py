"""Calls in Segment's shape: pages and events as activities, traits as evidence, the rest told."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import segment
from collectors.activity_who import Unreadable
from collectors.reading import Reading
from identity.pseudonym import Pseudonyms
from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind, Standing
from scoring.pages import page_rule
from scoring.rules import read_rules

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RULES = read_rules()
PSEUDONYMS = Pseudonyms(b"a key for these tests")
READING = Reading(frozenset(RULES.kinds), NOW, PSEUDONYMS, page_rule(RULES))
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"


def digest(text: str) -> str:
    return PSEUDONYMS.of("segment", text)


def read(call: object, type: str = "") -> ActivityDraft | ActorDraft | None:
    return segment.read(call, type, READING, digest)


def activity(type: str, **call: Any) -> ActivityDraft:
    told = {"messageId": "m1", "userId": "u1", "timestamp": "2026-11-20T10:00:00.123Z", **call}
    draft = read(told, type)
    assert isinstance(draft, ActivityDraft)
    return draft


def page(url: str, **call: Any) -> ActivityDraft:
    return activity("page", properties={"url": url}, **call)


def test_a_page_is_an_activity_with_the_calls_own_id_time_and_title() -> None:
    draft = activity(
        "page",
        name="Install",
        context={"page": {"url": "https://docs.acme.example/install?token=canary#x"}},
    )
    assert (draft.source, draft.external_id) == ("segment", "m1")
    assert draft.occurred_at == datetime(2026, 11, 20, 10, 0, 0, 123_000, tzinfo=UTC)
    assert (draft.kind, draft.title) == ("doc_view", "Install")
    assert draft.url == "https://docs.acme.example/install"
    assert (draft.actor.key, draft.actor.standing) == ("u1", Standing.PERSON)


@pytest.mark.parametrize(
    ("url", "kind", "topic"),
    [
        ("https://www.acme.example/", "web_view", ""),
        ("https://www.acme.example/blog/one", "blog_view", ""),
        ("https://www.acme.example/docs/one", "doc_view", ""),
        ("https://www.acme.example/pricing", "web_view_high_value", "pricing"),
        ("", "web_view", ""),
    ],
)
def test_what_kind_of_page_it_is_rules_and_address_say(url: str, kind: str, topic: str) -> None:
    draft = page(url)
    assert (draft.kind, draft.topic) == (kind, topic)


@pytest.mark.parametrize(
    ("event", "kind"),
    [("download", "download"), ("Doc Search", "doc_search"), ("FORUM-POST", "forum_post")],
)
def test_an_event_called_like_a_kind_is_that_kind(event: str, kind: str) -> None:
    assert activity("track", event=event).kind == kind


@pytest.mark.parametrize(
    ("call", "type", "reason"),
    [
        ([], "page", "not a JSON object"),
        ({"event": "Docs Searched", "userId": "u"}, "track", '"Docs Searched" is not called like'),
        ({"event": "canary@acme.example", "userId": "u"}, "track", "not a kind of the rules"),
        ({"event": {"a": 1}, "userId": "u"}, "track", "not a kind of the rules"),
        ({"userId": "u"}, "", "type: none of"),
        ({"type": "canary", "userId": "u"}, "", "type: none of"),
        ({}, "page", "says not who"),
        ({"userId": "u", "timestamp": "2026-11-20T10:00:00"}, "page", "has no offset"),
        ({"userId": "u", "timestamp": "2036-11-20T10:00:00Z"}, "page", "in the future"),
    ],
)
def test_a_call_that_cannot_be_read_says_why(call: object, type: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as caught:
        read(call, type)
    assert "canary" not in str(caught.value)


def test_the_time_is_when_it_happened_else_when_it_was_sent_else_now() -> None:
    times = {"timestamp": "2026-11-01T00:00:00Z", "originalTimestamp": "2026-11-02T00:00:00Z"}
    call = {"userId": "u", "sentAt": "2026-11-03T00:00:00Z", **times}
    days = []
    for name in ("", "timestamp", "originalTimestamp", "sentAt"):
        call.pop(name, None)
        draft = read(call, "page")
        assert isinstance(draft, ActivityDraft)
        days.append(draft.occurred_at.day)
    assert days == [1, 2, 3, NOW.day]


def test_without_an_id_the_content_is_the_id_whenever_it_was_sent() -> None:
    call = {"userId": "u", "timestamp": "2026-11-20T10:00:00Z", "properties": {"a": 1}}
    ids = {
        draft.external_id
        for extra in ({"sentAt": "2026-11-20T10:00:01Z"}, {"sentAt": "2026-11-20T11:00:00Z"}, {})
        if isinstance(draft := read({**call, **extra}, "page"), ActivityDraft)
    }
    assert len(ids) == 1
    other = read({**call, "properties": {"a": 2}}, "page")
    assert isinstance(other, ActivityDraft)
    assert other.external_id not in ids


@pytest.mark.parametrize(
    ("call", "key", "signals"),
    [
        ({"userId": "u", "anonymousId": "a"}, "u", {}),
        ({"userId": 7}, "7", {}),
        ({"userId": "203.0.113.7:4433"}, f"network:{PSEUDONYMS.network('203.0.113.7')}", {}),
        (
            {"userId": "u", "traits": {"email": "Ada@Acme.example"}},
            "u",
            {SignalKind.EMAIL_DOMAIN: "acme.example"},
        ),
        (
            {"userId": "u", "context": {"traits": {"company": {"name": "Acme", "id": 3}}}},
            "u",
            {SignalKind.STATED_COMPANY: "Acme"},
        ),
        (
            {"context": {"traits": {"company": "Acme"}}},
            "company:acme",
            {SignalKind.STATED_COMPANY: "Acme"},
        ),
        ({"context": {"ip": "203.0.113.7"}}, f"network:{PSEUDONYMS.network('203.0.113.7')}", {}),
    ],
)
def test_who_it_was(call: dict[str, Any], key: str, signals: dict[SignalKind, str]) -> None:
    actor = page("https://acme.example/", **{"userId": None, **call}).actor
    assert actor.key == key
    assert {s.kind: s.value for s in actor.signals} == signals


def test_a_browsers_cookie_is_no_person_and_not_kept() -> None:
    call = {"userId": None, "anonymousId": "canary", "context": {"ip": "203.0.113.7"}}
    first, again = page("https://acme.example/", **call).actor, page("", **call).actor
    assert first == again
    assert (first.standing, first.handle, first.signals) == (Standing.PSEUDO, "", ())
    assert first.key.startswith("visitor:")
    assert "canary" not in repr(first)
    other = page("", **{**call, "anonymousId": "another"}).actor
    assert other.key != first.key


@pytest.mark.parametrize("where", ["traits", "context"])
def test_a_false_mail_address_costs_the_trait_and_not_the_activity(where: str) -> None:
    traits = {"email": "no address", "company": "Acme"}
    draft = page("", **{where: traits if where == "traits" else {"traits": traits}})
    assert draft.actor.signals == (Signal(SignalKind.STATED_COMPANY, "Acme"),)


def test_identify_and_group_tell_where_a_user_is() -> None:
    told = read(
        {"userId": "u", "traits": {"email": "ada@acme.example", "company": "Acme"}}, "identify"
    )
    assert isinstance(told, ActorDraft)
    assert told.signals == (
        Signal(SignalKind.EMAIL_DOMAIN, "acme.example", PSEUDONYMS.address("ada@acme.example")),
        Signal(SignalKind.STATED_COMPANY, "Acme"),
    )
    group = {"type": "group", "userId": "u", "groupId": "g"}
    traits = {"name": "Acme", "website": "https://www.acme.example/x", "email": "all@acme.example"}
    grouped = read({**group, "traits": traits})
    assert isinstance(grouped, ActorDraft)
    assert grouped.signals == (
        Signal(SignalKind.STATED_DOMAIN, "acme.example"),
        Signal(SignalKind.STATED_COMPANY, "Acme"),
    )


@pytest.mark.parametrize(
    ("call", "type"),
    [
        ({"userId": "u", "traits": {"plan": "free"}}, "identify"),
        ({"traits": {"email": "ada@acme.example"}}, "identify"),
        ({"userId": "u", "groupId": "g"}, "group"),
        ({"userId": "u", "previousId": "v"}, "alias"),
        ({"userId": "u"}, "screen"),
        ({"userId": "u", "context": {"userAgent": "Googlebot/2.1"}}, "page"),
    ],
)
def test_what_is_of_no_use_is_left_out(call: dict[str, Any], type: str) -> None:
    assert read(call, type) is None
    assert read({**call, "type": type}) is None


def test_a_browser_is_no_bot() -> None:
    assert page("https://acme.example/", context={"userAgent": BROWSER}).kind == "web_view"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["userId", "anonymousId", "messageId", "timestamp", "event", "traits", "context", "properties"]
)
INNER = st.sampled_from(["email", "company", "page", "url", "traits", "ip", "userAgent", "name"])
CALLS = st.dictionaries(KEYS, VALUES | st.dictionaries(INNER, VALUES))


@given(call=CALLS, type=st.sampled_from(["page", "track", "identify", "group", "", "batch"]))
def test_whatever_a_call_holds_it_is_read_or_refused(call: dict[str, Any], type: str) -> None:
    try:
        first, again = read(call, type), read(call, type)
    except Unreadable as error:
        assert str(error)
    else:
        assert first == again
