"""A pattern's portable expression finds what the pattern finds, however an address is spelled."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.pages import page_rule
from scoring.portable_pages import expression, portable_views
from scoring.rules import parse_rules, text_of

PAGES = """
[[pages]]
match = "docs.acme.example/sso/*"
kind = "doc_view_high_value"
topic = "sso"
[[pages]]
match = "*.acme.example/über/*/x"
kind = "blog_view"
[[pages]]
match = "docs.acme.example/*"
kind = "doc_view"
[[pages]]
match = "/a%20b"
kind = "download"
"""
RULES = parse_rules("mine", text_of("points")[1] + PAGES)
OWN = page_rule(RULES)
SCHEMES = st.sampled_from(("", "//", "https://", "HTTP://"))
USERS = st.sampled_from(("", "", "ada@"))
HOSTS = st.sampled_from(
    ("docs.acme.example", "DOCS.Acme.example.", "www.acme.example", "b.example")
)
PORTS = st.sampled_from(("", "", ":443"))
PARTS = st.sampled_from(
    (
        "sso",
        "%73so",
        "ssome",
        "über",
        "%C3%BCber",
        "%c3%bcber",
        "x",
        "pricing",
        "a b",
        "a%20b",
        "%2F",
    )
)
PATHS = st.lists(PARTS).map(lambda parts: "".join(f"/{part}" for part in parts))
ENDS = st.sampled_from(("", "/", "//", "?a=/sso", "/#x?y"))
ADDRESSES = st.one_of(
    st.builds(lambda *parts: "".join(parts), SCHEMES, USERS, HOSTS, PORTS, PATHS, ENDS),
    st.builds(lambda *parts: "".join(parts), PATHS, ENDS),
)


@given(ADDRESSES, st.sampled_from(("", "doc_view", "web_view", "doc_search", "download")))
def test_an_address_is_the_same_view_either_way(address: str, kind: str) -> None:
    views = portable_views(RULES, kind)
    found = next(((k, topic) for e, k, topic in views if re.search(e, address)), (kind, ""))
    assert found == OWN(address, kind)


@pytest.mark.parametrize("pattern", ["/it's", "a[b].example/^", "/x'y\\z", '/"q"'])
def test_an_expression_can_stand_in_any_engines_quotes(pattern: str) -> None:
    made = expression(pattern)
    assert not set("'\"\\") & set(made)
    assert "(?" not in made
    assert re.search(made, f"https://a[b].example{pattern}" if pattern[0] == "/" else pattern)
