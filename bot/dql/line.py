"""What one line says of a referral or an introduction, and what of it could not be understood.

Nothing raises: what was understood opens the form, with a line on what was not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Final

from bot.dql.checks import asks_consent, link_problem
from bot.dql.persons import person_of
from bot.grammar import Word
from bot.services import Services
from bot.views.introduction import Pair
from bot.views.referral import ORIGINS, Draft
from bot.views.referral_form import CONSENT
from ledger import referrals
from ledger.engine import Session

OPTIONS: Final = ("company", "consent", "link")
NAME: Final = 3  # words that a name without quotes has at most

Notes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    """A line, taken apart: what stands before `from`, where it came from, the options."""

    before: Sequence[Word]
    origin: str
    origin_detail: str
    company: str
    consent: str
    link: str
    notes: Notes


def read_referral(
    session: Session, services: Services, rest: Sequence[Word], now: datetime
) -> tuple[Draft, Notes]:
    """`PERSON TEAM "why" from ORIGIN "which one"`, with options anywhere."""
    parts = _parts(session, rest)
    called, team, why, wrong_team = _who_team_why(parts.before, tuple(services.rules.teams))
    draft, unknown = person_of(session, services, called, now) if called else (Draft(), "")
    draft = replace(
        draft,
        company=parts.company or draft.company,
        team=team,
        why=why,
        origin=parts.origin,
        origin_detail=parts.origin_detail,
        link=parts.link,
        consent=parts.consent if asks_consent(services.rules, team) else "",
    )
    return draft, _some(unknown, wrong_team, *parts.notes)


def read_introduction(
    session: Session, services: Services, rest: Sequence[Word], now: datetime
) -> tuple[Pair, Notes]:
    """`PERSON PERSON "why" from ORIGIN "which one"`; "and" or "to" may stand between the two."""
    parts = _parts(session, rest)
    words = [word for at, word in enumerate(parts.before) if at != 1 or not _joins(word)]
    named = [person_of(session, services, word, now) for word in words[:2]]
    (first, unknown), (second, unknown_too) = [*named, (Draft(), ""), (Draft(), "")][:2]
    pair = Pair(
        first=first,
        second=second,
        why=" ".join(word.text for word in words[2:]),
        origin=parts.origin,
        origin_detail=parts.origin_detail,
        consent=parts.consent,
    )
    return pair, _some(unknown, unknown_too, *parts.notes)


def _who_team_why(words: Sequence[Word], teams: Sequence[str]) -> tuple[Word | None, str, str, str]:
    """The person, the team, the reason, and what is wrong with the team.

    Words without quotes before the team are the person's name: `Ada Byte sales`.
    """
    if not words:
        return None, "", "", ""
    first, *others = words
    at = next((n for n, word in enumerate(others) if _is_team(word, teams)), None)
    if at is None:
        return first, "", *_without_team(others, teams)
    between, why = others[:at], others[at + 1 :]
    if between and between[-1].is_word("to"):
        between = between[:-1]
    is_name = first.text.isalpha() and not any(word.quoted for word in (first, *between))
    if is_name and len(between) < NAME:
        first, between = Word(" ".join(word.text for word in (first, *between))), []
    return first, others[at].text.lower(), " ".join(word.text for word in (*between, *why)), ""


def _without_team(words: Sequence[Word], teams: Sequence[str]) -> tuple[str, str]:
    """The reason, and what is wrong where the first word looks like a team that is none."""
    why = " ".join(word.text for word in words)
    if words and not words[0].quoted:
        near = get_close_matches(words[0].text.lower(), teams, n=1, cutoff=0.75)
        if near:
            rest = " ".join(word.text for word in words[1:])
            return rest, f"{words[0].text} is no team: did you mean {near[0]}?"
    return why, ""


def _joins(word: Word) -> bool:
    return any(word.is_word(keyword) for keyword in ("and", "to", "with"))


def _is_team(word: Word, teams: Sequence[str]) -> bool:
    return not word.quoted and word.text.lower() in teams


def _parts(session: Session, rest: Sequence[Word]) -> _Parts:
    options, words = _options(rest)
    split, origin, detail = _from(session, words)
    consent = options.get("consent", "").lower().replace("-", " ")
    company, link = options.get("company", ""), options.get("link", "")
    odd = f"consent is {', '.join(CONSENT[:-1])} or {CONSENT[-1]}, not {consent}."
    wrong_link = link_problem(link)
    return _Parts(
        before=words[:split],
        origin=origin,
        origin_detail=detail,
        company=company,
        consent=consent if consent in CONSENT else "",
        link="" if wrong_link else link,
        notes=_some(
            f"{link} is no link. {wrong_link}" if wrong_link else "",
            odd if consent and consent not in CONSENT else "",
        ),
    )


def _options(rest: Sequence[Word]) -> tuple[dict[str, str], list[Word]]:
    """`key=value` words, and the others in order."""
    options, words = {}, []
    for word in rest:
        name, equals, value = word.text.partition("=")
        if equals and not word.quoted and name.lower() in OPTIONS:
            options[name.lower()] = value
        else:
            words.append(word)
    return options, words


def _from(session: Session, words: Sequence[Word]) -> tuple[int, str, str]:
    """Where the origin begins, what it is, and which one: a reason may hold the word too.

    The last `from` counts behind which a kind stands, a quote, or one that was named before.
    """
    for at in reversed(range(len(words))):
        if words[at].is_word("from"):
            origin, detail = _origin(session, words[at + 1 :])
            if origin:
                return at, origin, detail
    return len(words), "", ""


def _origin(session: Session, words: Sequence[Word]) -> tuple[str, str]:
    """Where it came from, and which one; one that was named before is of the kind it was then."""
    kinds = {kind.lower(): kind for kind in ORIGINS}
    kind = kinds.get(words[0].text.lower(), "") if words and not words[0].quoted else ""
    detail = " ".join(word.text for word in (words[1:] if kind else words))
    if kind or not detail:
        return kind, detail
    unknown = "other" if words[0].quoted else ""
    return referrals.origin_of(session, detail) or unknown, detail


def _some(*notes: str) -> Notes:
    return tuple(note for note in notes if note)
