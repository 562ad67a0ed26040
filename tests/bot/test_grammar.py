"""What people type, as words: quotes of every kind, links, mentions, and nothing that breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar import Mention, Word, mention, words

CASES = [
    ("", []),
    ("   ", []),
    ("refer sam  sales", ["refer", "sam", "sales"]),
    ("refer\tsam\n sales", ["refer", "sam", "sales"]),
    ('why "asked  about\nSSO" now', ["why", "'asked about SSO", "now"]),
    ("“curly quotes” end", ["'curly quotes", "end"]),
    ("”both alike” end", ["'both alike", "end"]),
    ("„deutsche“ „andere” Ende", ["'deutsche", "'andere", "Ende"]),
    ("«guillemets» fin", ["'guillemets", "fin"]),
    ('“mixed" end', ["'mixed", "end"]),
    ('"never closed, to the end', ["'never closed, to the end"]),
    ('"" empty', ["empty"]),
    ('"two""words"', ["'two", "'words"]),
    ('a 5" disk', ["a", '5"', "disk"]),
    ("<http://acme.com|acme.com>", ["acme.com"]),
    ("<https://acme.com/a?b=1&amp;c=2>", ["https://acme.com/a?b=1&c=2"]),
    ("<mailto:ada@acme.com|ada@acme.com> <mailto:bo@acme.com>", ["ada@acme.com", "bo@acme.com"]),
    ('"see <http://acme.com|acme.com> please"', ["'see acme.com please"]),
    ("company=<http://acme.com|acme.com>", ["company=acme.com"]),
    ('company="Acme & Sons" sales', ["company=Acme & Sons", "sales"]),
    ("company=“Acme Inc” sales", ["company=Acme Inc", "sales"]),
    ("R&amp;D &lt;3 &amp;amp;", ["R&D", "<3", "&amp;"]),
    ("<@U1|sam>sales", ["<@U1|sam>", "sales"]),
    ("slack:<@U1|sam hill> acme.com", ["slack:<@U1|sam hill>", "acme.com"]),
    ("<#C1|leads> <!here>", ["<#C1|leads>", "<!here>"]),
    ("<never closed", ["<never", "closed"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_words_in_order(text: str, expected: list[str]) -> None:
    """A quoted word is written here with a ' before it."""
    shown = ["'" * word.quoted + word.text for word in words(text)]
    assert shown == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U123|sam>", Mention("U123", "sam")),
        ("<@W123|sam.hill>", Mention("W123", "sam.hill")),
        ("<@U123>", Mention("U123", "")),
        ("@sam", None),
        ("<@sam>", None),
        ("<#C123|leads>", None),
        ("<!subteam^S1|@devrel>", None),
    ],
)
def test_mentions(text: str, expected: Mention | None) -> None:
    assert mention(words(text)[0]) == expected


def test_a_quoted_word_is_no_keyword() -> None:
    assert Word("From").is_word("from")
    assert not Word("from", quoted=True).is_word("from")
    assert not Word("fromage").is_word("from")


MARKS = st.sampled_from(
    [*'<>@|"“”„«»&;=# \t\n', "<@U1|", "<http://", "&lt;", "company=", "ä", "🎉"]
)
TYPED = st.lists(MARKS | st.text(max_size=5), max_size=40).map("".join)


@given(TYPED)
def test_whatever_is_typed_is_read(text: str) -> None:
    for word in words(text):
        assert word.text
        mention(word)


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), max_size=8))
def test_plain_words_come_back_as_they_were(plain: list[str]) -> None:
    assert [word.text for word in words("  ".join(plain))] == plain


@given(st.text(alphabet="ab <>&", max_size=30))
def test_a_quoted_text_is_one_word(text: str) -> None:
    """As Slack hands it over: with the three characters escaped."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    expected = " ".join(text.split())
    assert words(f'"{escaped}"') == ([Word(expected, quoted=True)] if expected else [])
