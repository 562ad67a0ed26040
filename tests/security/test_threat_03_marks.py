"""Whoever opens an issue or chooses a name calls nobody and dresses up no link in our messages.

That every view does so with the worst of names is held by tests/bot/test_views.py.
"""

import ast

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views import blocks as b
from tests.security.product import calls, sources

MARKS = st.sampled_from(
    ["<!channel>", "<!here|x>", "<@U1>", "<#C1>", "<https://evil.example|ours>", "&lt;", "<", ""]
)
TYPED = st.builds("".join, st.tuples(MARKS, st.text(max_size=10), MARKS))


@settings(max_examples=100)
@given(st.lists(TYPED, min_size=50, max_size=50))  # 5,000 strings
def test_threat_03_nothing_that_is_typed_is_a_mark(many: list[str]) -> None:
    for typed in (*many, "&amp;lt;!channel&amp;gt;"):
        shown = b.escape(typed)
        assert not {"<", ">"} & set(shown)
        assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == typed
        assert not {"<", ">"} & set(b.outside(typed))


def test_threat_03_a_message_unfolds_no_link() -> None:
    [tree] = [tree for name, tree in sources() if name == "bot.sending"]
    [posting] = [call for called, call in calls(tree) if called == "chat_postMessage"]
    said = {word.arg: ast.unparse(word.value) for word in posting.keywords}
    assert (said["unfurl_links"], said["unfurl_media"]) == ("False", "False")


def test_threat_03_slack_is_nowhere_asked_to_find_marks_by_itself() -> None:
    asked = {
        (module, word.arg)
        for module, tree in sources()
        for _, call in calls(tree)
        for word in call.keywords
        if word.arg in ("link_names", "parse")
    }
    assert asked == set()
