"""What collectors hand over: activities and actors that the ledger has not stored yet.

A draft is plain data that somebody has already validated at the edge. What could not be read
travels beside the drafts as a `Rejected`, so that one bad row never ends a batch and is never lost
from sight.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

# Moments outside of these are somebody's error: no time zone carries them over a calendar's end.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(3000, 1, 1, tzinfo=UTC)

_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_HALF = re.compile("[\ud800-\udfff]")

Identity = tuple[str, str]  # an actor's source and key
AddressHash = Callable[[str], str | None]  # of a mail address; None where there is no key


class Standing(StrEnum):
    """What an actor is. Only a `PERSON` counts as one; `BOT`, `SUSPECT` and `STAFF` never score."""

    PERSON = "person"
    PSEUDO = "pseudo"  # a domain, a company's statement or a network, with nobody known behind it
    BOT = "bot"
    SUSPECT = (
        "suspect"  # looks like a bot by its name; scores nothing until a person says it is none
    )
    STAFF = "staff"  # the company's own people
    DELETED = "deleted"  # an account that is gone (GitHub's null author and its ghost)


class SignalKind(StrEnum):
    """Evidence of an actor's company, as its source told it."""

    EMAIL_DOMAIN = "email_domain"  # host of a mail address, lower case; the address is not kept
    COMPANY_TEXT = "company_text"  # free text of a profile
    BLOG_DOMAIN = "blog_domain"  # host of a profile's link; support only
    GITHUB_ORG = "github_org"  # a public organisation's login, lower case
    SLACK_TEAM = "slack_team"  # id of the workspace that a stranger in a shared channel is from
    TEAM_NAME = "team_name"  # what that workspace is called
    TEAM_DOMAIN = "team_domain"  # the mail domain that lets people into it
    NETWORK_OWNER = "network_owner"  # name or domain of the business that an address belongs to
    NETWORK_AS = "network_as"  # name or domain of whoever runs the address's own network
    STATED_DOMAIN = "stated_domain"  # the sender of a row says so
    STATED_COMPANY = "stated_company"  # the same, by name


@dataclass(frozen=True, slots=True)
class Signal:
    """One piece of evidence."""

    kind: SignalKind
    value: str
    address_hash: str | None = None  # keyed, of the address behind a mail host, where it is known


class Seen(NamedTuple):
    """When a piece of evidence was seen, first and last: aware, UTC."""

    first: datetime
    last: datetime


@dataclass(slots=True, unsafe_hash=True)
class ActorDraft:
    """Who did it. (`source`, `key`) is the identity; `handle` is only its present name.

    Nothing changes a draft, yet it is not frozen: to make a frozen one takes four times as long,
    and files bring millions.
    """

    source: str  # "github", "slack", else the file's source
    key: str  # GitHub's numeric id, Slack's "TEAM:USER", a file's `actor`
    handle: str = ""
    name: str = ""
    standing: Standing = Standing.PERSON
    node_id: str | None = None  # GitHub's GraphQL id, by which profiles are fetched
    signals: tuple[Signal, ...] = ()
    seen: tuple[Seen, ...] = ()  # when each of the signals was seen; empty: when they arrive


@dataclass(slots=True, unsafe_hash=True)
class ActivityDraft:
    """One thing that someone did at one moment. (`source`, `external_id`) is its identity.

    Not frozen either, and for the same reason.
    """

    source: str
    external_id: str
    kind: str  # a kind of the rules file
    occurred_at: datetime  # aware, UTC
    actor: ActorDraft
    url: str = ""
    title: str = ""
    topic: str = ""  # named by a URL rule, mostly empty
    count: int = 1


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that could not be read: where it stood, and why, for a person to mend."""

    place: str  # "downloads.csv line 12", "owner/name issue 7"
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """One batch of a source, and the cursor that stands for having stored it.

    Rows and cursor are committed in one transaction, so that a crash between them is impossible.
    `actors` are people whom the source shows although they did nothing.
    """

    cursor_name: str
    cursor: str  # JSON, owned by the collector that wrote it
    drafts: tuple[ActivityDraft, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    actors: tuple[ActorDraft, ...] = ()


@dataclass(slots=True)
class _Span:
    """What one object says of an actor, and the moments of its first and its last draft."""

    actor: ActorDraft
    first: datetime
    last: datetime


def clean(text: str) -> str:
    """A text from outside as a draft may hold it: on one line, and such as can be stored.

    JSON can say half of a character (a lone surrogate), which no database takes.
    """
    return _BLANK.sub(" ", _HALF.sub("\ufffd", text)).strip()


def is_plausible(moment: datetime) -> bool:
    """Whether an aware moment is one that an activity may have."""
    return EARLIEST <= moment < LATEST


def actors_of(drafts: Sequence[ActivityDraft]) -> dict[Identity, ActorDraft]:
    """The distinct actors of a batch, each with the evidence of all its drafts.

    Evidence that comes with an activity was true on that activity's day, whenever it arrives.
    """
    spans: dict[int, _Span] = {}  # by the object: readers give a person's rows one and the same
    shown: dict[Identity, list[_Span]] = {}
    for draft in drafts:
        who, at = draft.actor, draft.occurred_at
        span = spans.get(id(who))
        if span is None:
            spans[id(who)] = span = _Span(who, at, at)
            shown.setdefault((who.source, who.key), []).append(span)
        elif at < span.first:
            span.first = at
        elif at > span.last:
            span.last = at
    joined = _all_joined(drafts, {who for who, spans in shown.items() if _differ(spans)})
    return {who: _dated(joined.get(who, spans[0].actor), spans) for who, spans in shown.items()}


def standing_after(was: Standing, told: Standing, bot_said: bool | None = None) -> Standing:
    """What an actor is after another word on it: a bot for ever, deleted for ever, else as it was.

    Rules alone tell staff and suspects from persons, so that a source's word changes none of them.
    `bot_said` is what a person said of it, if anybody did: no source contradicts that.
    """
    if bot_said is not None:
        told = Standing.PERSON if told is Standing.BOT else told
        was = Standing.BOT if bot_said else was
    return next((one for one in (Standing.BOT, Standing.DELETED) if one in (was, told)), was)


def standing_ruled(
    was: Standing, *, staff: bool, suspected: bool, bot_said: bool | None
) -> Standing:
    """What an actor is by the rules: they tell persons, staff and suspects apart, nothing else."""
    if bot_said:
        return Standing.BOT
    is_bot = was is Standing.BOT and bot_said is None
    if is_bot or was in (Standing.PSEUDO, Standing.DELETED):
        return was
    if staff:
        return Standing.STAFF
    return Standing.SUSPECT if suspected and bot_said is None else Standing.PERSON


def _differ(spans: Sequence[_Span]) -> bool:
    return len(spans) > 1 and any(span.actor != spans[0].actor for span in spans)


def _all_joined(
    drafts: Iterable[ActivityDraft], wanted: Collection[Identity]
) -> dict[Identity, ActorDraft]:
    """Those of whom drafts say different things, by all of it; the later word on a name holds."""
    joined: dict[Identity, ActorDraft] = {}
    for who in (draft.actor for draft in drafts) if wanted else ():
        identity = who.source, who.key
        if identity in wanted:
            earlier = joined.setdefault(identity, who)
            joined[identity] = who if earlier == who else _joined(earlier, who)
    return joined


def _joined(earlier: ActorDraft, later: ActorDraft) -> ActorDraft:
    return replace(
        later,
        handle=later.handle or earlier.handle,
        name=later.name or earlier.name,
        standing=standing_after(earlier.standing, later.standing),
        node_id=later.node_id or earlier.node_id,
        signals=tuple(dict.fromkeys((*earlier.signals, *later.signals))),
    )


def _dated(actor: ActorDraft, spans: Sequence[_Span]) -> ActorDraft:
    """The actor with the days of its signals; most show the same ones each time."""
    if not actor.signals:
        return actor
    if len(spans) == 1:
        seen = (Seen(spans[0].first, spans[0].last),) * len(actor.signals)
    else:
        seen = tuple(_seen(signal, spans) for signal in actor.signals)
    # Not by `replace`, which takes three times as long: files bring millions.
    return ActorDraft(
        actor.source,
        actor.key,
        actor.handle,
        actor.name,
        actor.standing,
        actor.node_id,
        actor.signals,
        seen,
    )


def _seen(signal: Signal, spans: Sequence[_Span]) -> Seen:
    showing = [span for span in spans if signal in span.actor.signals]
    return Seen(min(span.first for span in showing), max(span.last for span in showing))
