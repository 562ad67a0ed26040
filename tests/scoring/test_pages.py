"""Page patterns: which addresses they meet, and what becomes of a kind that the sender gave."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.pages import normalised, page_rule
from scoring.rules import Page, Rules, read_rules

TEXT = (Path(__file__).parents[2] / "rules" / "points.toml").read_text("utf-8")


def paged(*pages: tuple[str, str, str]) -> Rules:
    """The packaged rules with these patterns alone: (match, kind, topic)."""
    made = tuple(Page(match=match, kind=kind, topic=topic) for match, kind, topic in pages)
    return read_rules().model_copy(update={"pages": made})


def meets(pattern: str, url: str) -> bool:
    return page_rule(paged((pattern, "web_view", "")))(url) == ("web_view", "")


@pytest.mark.parametrize(
    ("pattern", "url", "met"),
    [
        ("/pricing*", "https://acme.example/pricing", True),
        ("/pricing*", "/pricing", True),
        ("/pricing*", "//acme.example/pricing/", True),
        ("/pricing*", "acme.example/pricing/enterprise", True),
        ("/pricing*", "https://acme.example/pricing-2026?plan=a/b#top", True),
        ("/pricing*", "https://acme.example/blog/pricing", False),
        ("/pricing*", "https://pricing.example/", False),
        ("/pricing*", "https://acme.example/Pricing", False),
        ("/pricing", "https://acme.example/pricing-2026", False),
        ("/pricing/", "https://acme.example/pricing", True),
        ("/*/pricing", "https://acme.example/de/eu/pricing", True),
        ("*/pricing", "https://acme.example/pricing", True),
        ("*/pricing", "https://acme.example/de/pricing", False),
        ("/a*b*c", "/axxbxxc", True),
        ("/a*b*c", "/abc", True),
        ("/a*b*c", "/acb", False),
        ("/a*bc*bc", "/abc", False),
        ("/sso/*", "/sso/", True),
        ("/sso/*", "/sso/okta/set-up", True),
        ("/sso/*", "/ssop", False),
        ("docs.acme.example/sso/*", "HTTPS://Docs.Acme.Example:443/sso/okta", True),
        ("docs.acme.example/sso/*", "http://ada:key@docs.acme.example./sso/okta", True),
        ("docs.acme.example/sso/*", "https://acme.example/sso/okta", False),
        ("docs.acme.example/sso/*", "/sso/okta", False),
        ("docs.acme.example/sso/*", "https://evil.example/docs.acme.example/sso/x", False),
        ("docs.acme.example/*", "https://docs.acme.example", True),
        ("docs.acme.example/*", "https://docs.acme.example.evil.example/x", False),
        ("docs.acme.example", "https://docs.acme.example/?from=mail", True),
        ("docs.acme.example", "https://docs.acme.example/start", False),
        ("DOCS.acme.example/*", "https://docs.acme.example/start", True),
        ("*.acme.example/docs/*", "https://eu.acme.example/docs/start", True),
        ("*.acme.example/docs/*", "https://evil.example/x.acme.example/docs/y", False),
        ("/what%20is*", "https://acme.example/what%20is+new", True),
        ("/caf\u00e9", "https://acme.example/caf%C3%A9", True),
        ("/a.b(c)|d", "/a.b(c)|d", True),
        ("/a.b", "/aXb", False),
        ("/a//b", "https://acme.example///a/b", True),
        ("/*", "https://acme.example", True),
        ("/*", "", True),
    ],
)
def test_addresses_that_a_pattern_meets(pattern: str, url: str, met: bool) -> None:
    assert meets(pattern, url) is met


PAGES = page_rule(
    paged(
        ("docs.acme.example/sso/*", "doc_view_high_value", "sso"),
        ("docs.acme.example/faq", "doc_view", "faq"),
        ("docs.acme.example/*", "doc_view", ""),
        ("/pricing*", "web_view_high_value", "pricing"),
        ("/pricing/faq", "web_view", "faq"),
        ("/*", "web_view", ""),
    )
)


@pytest.mark.parametrize(
    ("url", "kind", "page"),
    [
        ("https://docs.acme.example/sso/okta", "", ("doc_view_high_value", "sso")),
        ("https://docs.acme.example/start", "", ("doc_view", "")),
        ("https://acme.example/pricing/faq", "", ("web_view_high_value", "pricing")),
        ("https://acme.example/about", "", ("web_view", "")),
        # An ordinary page becomes one of high value, never the other way round.
        ("https://docs.acme.example/sso/okta", "doc_view", ("doc_view_high_value", "sso")),
        ("https://docs.acme.example/faq", "doc_view_high_value", ("doc_view_high_value", "faq")),
        ("https://acme.example/pricing", "web_view", ("web_view_high_value", "pricing")),
        # Only patterns of the given kind's category are looked at.
        ("https://docs.acme.example/pricing", "doc_view", ("doc_view", "")),
        ("https://docs.acme.example/pricing", "web_view", ("web_view_high_value", "pricing")),
        ("https://acme.example/pricing", "blog_view", ("blog_view", "")),
        # A search is evidence without points: it has a topic, and is no view.
        ("https://docs.acme.example/sso/?q=okta", "doc_search", ("doc_search", "sso")),
        ("https://acme.example/pricing", "unheard_of", ("unheard_of", "")),
    ],
)
def test_the_kind_and_topic_of_a_page(url: str, kind: str, page: tuple[str, str]) -> None:
    assert PAGES(url, kind) == page
    assert PAGES(url, kind) == page, "as remembered"


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://acme.example/pricing", ("web_view_high_value", "pricing")),
        ("https://acme.example/sign-up/free", ("web_view_high_value", "signup")),
        ("https://acme.example/support", ("web_view_high_value", "support")),
        ("https://acme.example/supported-platforms", ("", "")),
        ("https://acme.example/", ("", "")),
    ],
)
@pytest.mark.parametrize("name", ["points", "signals", "community"])
def test_packaged_patterns_are_those_of_any_site(
    name: str, url: str, page: tuple[str, str]
) -> None:
    assert page_rule(read_rules(name))(url) == page


def test_rules_without_patterns_know_no_page() -> None:
    page = page_rule(paged())
    assert page("https://acme.example/pricing") == ("", "")
    assert page("https://acme.example/pricing", "web_view") == ("web_view", "")


@given(st.text(max_size=80), st.sampled_from(["", *read_rules().kinds, "unheard_of"]))
def test_any_text_is_an_address_and_a_given_kind_keeps_its_category(url: str, kind: str) -> None:
    kinds = read_rules().kinds
    found, _ = PAGES(url, kind)
    if kind:
        assert kinds.get(found, ("", 0))[0] == kinds.get(kind, ("", 0))[0]
        assert kinds.get(found, ("", 0))[1] >= kinds.get(kind, ("", 0))[1]
    else:
        assert found in {*kinds, ""}


@given(
    st.sampled_from(["acme.example", "docs.acme.example", "a.example"]),
    st.text("abc/-.%20", max_size=12),
    st.text("xyz=&/?", max_size=8),
)
def test_what_does_not_tell_pages_apart(host: str, path: str, query: str) -> None:
    plain = normalised(f"{host}/{path}")
    assert normalised(f"https://{host.upper()}:8443/{path}/?{query}#{query}") == plain
    assert not plain.endswith("/")


def test_a_long_address_and_a_pattern_of_many_stars_end_soon() -> None:
    pattern = "/" + "a*" * 20 + "b"
    assert not meets(pattern, "/" + "a" * 2000)
    assert meets("/aa*", "/" + "a" * 10_000_000)


def test_any_pattern_meets_the_address_it_spells() -> None:
    assert all(meets(page.match, page.match) for page in read_rules().pages)
