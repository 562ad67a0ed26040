"""What one line says of a referral or an introduction, and what of it could not be understood.

Nothing raises: what was understood opens the form, with a line on what was not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.dql.checks import asks_consent, link_problem
from bot.dql.line_words import reason, who_team_why
from bot.dql.persons import person_of
from bot.grammar import Word
from bot.services import Services
from bot.views.introduction import Pair
from bot.views.referral import ORIGINS, Draft
from bot.views.referral_form import CONSENT
from ledger import referrals
from ledger.engine import Session

OPTIONS: Final = ("company", "consent", "link")
ARTICLES: Final = ("the", "a", "an", "our")  # before an origin
PLACED: Final = ("at", "in", "on", "of")  # between its kind and which one
FEW: Final = 5  # words behind which the kind of an origin may stand

Notes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Origin:
    """At which word the origin begins, its kind, and which one; a guess is asked about."""

    at: int
    kind: str = ""
    detail: str = ""
    is_certain: bool = True


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
    told = who_team_why(parts.before, tuple(services.rules.teams))
    named = person_of(session, services, told.person, now) if told.person else (Draft(), "")
    draft, unknown = named
    draft = replace(
        draft,
        company=parts.company or draft.company,
        team=told.team,
        why=told.why,
        origin=parts.origin,
        origin_detail=parts.origin_detail,
        link=parts.link,
        consent=parts.consent if asks_consent(services.rules, told.team) else "",
    )
    return draft, _some(unknown, told.wrong, *parts.notes)


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
        why=reason(words[2:]),
        origin=parts.origin,
        origin_detail=parts.origin_detail,
        consent=parts.consent,
    )
    return pair, _some(unknown, unknown_too, *parts.notes)


def _joins(word: Word) -> bool:
    return any(word.is_word(keyword) for keyword in ("and", "to", "with"))


def _parts(session: Session, rest: Sequence[Word]) -> _Parts:
    options, words = _options(rest)
    origin = _from(session, words)
    consent = options.get("consent", "").lower().replace("-", " ")
    company, link = options.get("company", ""), options.get("link", "")
    odd = f"consent is {', '.join(CONSENT[:-1])} or {CONSENT[-1]}, not {consent}."
    wrong_link = link_problem(link)
    return _Parts(
        before=words[: origin.at],
        origin=origin.kind,
        origin_detail=origin.detail,
        company=company,
        consent=consent if consent in CONSENT else "",
        link="" if wrong_link else link,
        notes=_some(
            f"{link} is no link. {wrong_link}" if wrong_link else "",
            odd if consent and consent not in CONSENT else "",
            ""
            if origin.is_certain
            else f"Did it come from {reason(words[origin.at + 1 :])}? Else change it.",
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


def _from(session: Session, words: Sequence[Word]) -> _Origin:
    """Where the origin begins, what it is, and which one: a reason may hold the word too.

    The last `from` counts behind which a kind stands, a quote, or one that was named before.
    """
    for at in reversed(range(len(words))):
        if words[at].is_word("from"):
            kind, detail, is_certain = _origin(session, words[at + 1 :])
            if kind:
                is_apart = is_certain or (at > 0 and words[at - 1].quoted)
                return _Origin(at, kind, detail, is_certain=is_apart)
    return _Origin(len(words))


def _origin(session: Session, words: Sequence[Word]) -> tuple[str, str, bool]:
    """Where it came from, which one, and whether that is certain.

    `booth KubeCon`, `the KubeCon booth`; one that was named before is of the kind it was then.
    """
    words = _behind(words, ARTICLES)
    kinds = {kind.lower(): kind for kind in ORIGINS}
    for at in (0, len(words) - 1)[: min(len(words), 2)]:
        kind = "" if words[at].quoted else kinds.get(words[at].text.lower(), "")
        if kind and (at == 0 or (len(words) <= FEW and kind != "other")):
            which = _behind([*words[:at], *words[at + 1 :]], PLACED)
            return kind, reason(which), at == 0
    detail = reason(words)
    if not detail:
        return "", "", False
    unknown = "other" if words[0].quoted else ""
    return referrals.origin_of(session, detail) or unknown, detail, True


def _behind(words: Sequence[Word], small: Sequence[str]) -> Sequence[Word]:
    """Without a small word at the beginning that more words follow."""
    is_one = len(words) > 1 and any(words[0].is_word(one) for one in small)
    return words[1:] if is_one else words


def _some(*notes: str) -> Notes:
    return tuple(note for note in notes if note)
