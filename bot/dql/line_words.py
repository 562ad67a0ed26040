"""Which words of a line are the person, which the team, and which the reason.

People type them in this order, with or without a word between, and often the other way round:
`sales @ada "asked about SSO"`. No mention gets into a reason: it would call somebody there.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final, NamedTuple

from bot.grammar import MENTION, Word, mention

NAME: Final = 3  # words that a name without quotes has at most
TO_TEAM: Final = ("to", "for", "→", "->", "=>")  # between a person and a team


class Said(NamedTuple):
    """The person, the team and the reason of a line; what is wrong with the team, if anything."""

    person: Word | None = None
    team: str = ""
    why: str = ""
    wrong: str = ""


def who_team_why(words: Sequence[Word], teams: Sequence[str]) -> Said:
    """Words without quotes before the team are the person's name: `Ada Byte sales`."""
    if not words:
        return Said()
    if _is_team(words[0], teams) and (swapped := _team_first(words, teams)):
        return swapped
    first, *others = words
    at = next((n for n, word in enumerate(others) if _is_team(word, teams)), None)
    if at is None:
        return _without_team(first, others, teams)
    between, why = others[:at], others[at + 1 :]
    if between and _leads_to_team(between[-1]):
        between = between[:-1]
    is_name = first.text.isalpha() and not any(word.quoted for word in (first, *between))
    if is_name and len(between) < NAME:
        first, between = _joined((first, *between)), []
    return Said(first, others[at].text.lower(), reason((*between, *why)))


def reason(words: Sequence[Word]) -> str:
    """Words as a reason: whom Slack would call by a mention is named by their handle."""
    text = " ".join(word.text for word in words)
    return MENTION.sub(lambda found: f"@{found[2] or found[1]}", text)


def _team_first(words: Sequence[Word], teams: Sequence[str]) -> Said | None:
    """A line that begins with the team; None where that word is rather the person's name."""
    team, others = words[0].text.lower(), list(words[1:])
    at = next((n for n, word in enumerate(others) if mention(word)), None)
    if at is not None:
        before = others[: at - 1] if at and _leads_to_team(others[at - 1]) else others[:at]
        return Said(others[at], team, reason((*before, *others[at + 1 :])))
    if any(_is_team(word, teams) for word in others):
        return None
    if not others:
        return Said(team=team)
    length = _name_of(others)
    return Said(_joined(others[:length]), team, reason(others[length:]))


def _name_of(words: Sequence[Word]) -> int:
    """How many words a name has: one, or all of a few plain ones up to a reason in quotes."""
    quoted = next((n for n, word in enumerate(words) if word.quoted), 0)
    plain = all(word.text.isalpha() for word in words[:quoted])
    return quoted if plain and 0 < quoted <= NAME else 1


def _without_team(first: Word, others: Sequence[Word], teams: Sequence[str]) -> Said:
    """No team is named; what is wrong where a word stands in its place that looks like one."""
    at = 1 if len(others) > 1 and _leads_to_team(others[0]) else 0
    if others and not others[at].quoted:
        near = get_close_matches(others[at].text.lower(), teams, n=1, cutoff=0.75)
        if near:
            wrong = f"{others[at].text} is no team: did you mean {near[0]}?"
            return Said(first, why=reason(others[at + 1 :]), wrong=wrong)
    return Said(first, why=reason(others))


def _joined(words: Sequence[Word]) -> Word:
    return words[0] if len(words) == 1 else Word(" ".join(word.text for word in words))


def _leads_to_team(word: Word) -> bool:
    return any(word.is_word(one) for one in TO_TEAM)


def _is_team(word: Word, teams: Sequence[str]) -> bool:
    return not word.quoted and word.text.lower() in teams
