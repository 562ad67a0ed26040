"""Single lines of what the bot says: an activity, and words that others wrote."""

from typing import Any

import pytest

from bot.views import blocks as b
from bot.views.company import activity_line

DOCS: dict[str, Any] = {
    "kind": "doc_view",
    "day": "2026-11-20",
    "count": 79,
    "url": "",
    "title": "",
}


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({}, "docs page ×79 · 20 Nov"),
        ({"title": "docs page"}, "docs page ×79 · 20 Nov"),
        ({"title": "Set up SSO"}, "Set up SSO ×79 · docs page · 20 Nov"),
        ({"title": "Set up SSO", "count": 1}, "Set up SSO · docs page · 20 Nov"),
    ],
)
def test_a_kind_is_named_once(changed: dict[str, Any], line: str) -> None:
    assert activity_line({**DOCS, **changed}) == line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@U000004|dana>", "@dana"),
        ("slack:<@W1|sam>", "slack:@sam"),
        ("<@U1>", "@U1"),
        ("<@U1|> and <@U2|bo>", "@U1 and @bo"),
        ("<@U1|<!channel>>", "&lt;@U1|&lt;!channel&gt;&gt;"),
        ("<!here> <@everyone>", "&lt;!here&gt; &lt;@everyone&gt;"),
    ],
)
def test_a_mention_is_echoed_by_name_and_calls_nobody(text: str, shown: str) -> None:
    assert b.outside(text) == shown
