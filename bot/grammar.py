"""What people type after a slash command: a verb, words, quotes of any kind, people.

Phones type curly quotes, people leave a quote open, mentions arrive as `<@U123|sam>`, options as
`company="Acme Inc"`; all of it is read, and nothing raises.
"""

import html
import re
from dataclasses import dataclass

# What opens a quote, and what ends it besides the straight one.
QUOTED = {'"': '"', "“": "”", "”": "”", "„": "“”", "«": "»"}
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
# Slack turns what looks like an address into a link: `<http://acme.com|acme.com>`.
LINK = re.compile(r"<(?:https?://|mailto:)[^|>]*\|([^>]*)>|<(?:mailto:([^|>]+)|(https?://[^|>]+))>")
OPTION = re.compile(r"\w+=(?=[\"“”„«])")
UNQUOTED = re.compile(r"<@[^>]*>|(?:<[^>]*>|\S)+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `quoted` when it stood in quotes, so that it is never taken for a keyword."""

    text: str
    quoted: bool = False

    def is_word(self, keyword: str) -> bool:
        """Whether this is that keyword, in any case, outside quotes."""
        return not self.quoted and self.text.lower() == keyword


@dataclass(frozen=True, slots=True)
class Mention:
    """A member of the workspace whom Slack resolved."""

    user_id: str
    handle: str


def words(text: str) -> list[Word]:
    """The words of a command in order; a quote that never closes runs to the end."""
    found: list[Word] = []
    rest = LINK.sub(lambda link: link[link.lastindex or 0], text).strip()
    while rest:
        word, rest = _first(rest)
        found.append(word)
        rest = rest.lstrip()
    return [Word(html.unescape(word.text), word.quoted) for word in found if word.text]


def _first(text: str) -> tuple[Word, str]:
    """The first word of a text that begins with one, and what follows it."""
    option = OPTION.match(text)
    name = option[0] if option else ""
    if closing := QUOTED.get(text[len(name)]):
        inner, rest = _until(text[len(name) + 1 :], closing)
        return Word(name + " ".join(inner.split()), quoted=not name), rest
    found = UNQUOTED.match(text)
    end = found.end() if found else len(text)
    return Word(text[:end]), text[end:]


def _until(text: str, closing: str) -> tuple[str, str]:
    """Up to the closing quote; a straight one also ends what a curly one began."""
    ends = [at for mark in (*closing, '"') if (at := text.find(mark)) >= 0]
    end = min(ends, default=len(text))
    return text[:end], text[end + 1 :]


def mention(word: Word) -> Mention | None:
    """The member that a word mentions, if it does."""
    read = MENTION.fullmatch(word.text)
    return Mention(read[1], read[2] or "") if read else None
