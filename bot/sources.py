"""Which sources are on, what each brings, whether one fell silent, what they reach together.

Why silence is told: a source that broke looks like a community that leaves. A source is silent
when nothing came for longer than 4 times its own usual gap, and for more than 3 days. That usual
gap is the middle one, of those between active days and of those between days of intake whichever
is longer, so that a file that comes once a week is not missed on its second day. What came in on
fewer than 5 days is no feed: a file that was imported once does not fall silent. Of what comes by
the month 3 days are enough, or it would take half a year to know it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from statistics import median_high
from typing import Any

from bot import deliveries
from bot.deliveries import Delivered, Noted
from bot.services import Services
from ledger import notices
from ledger.deliveries import brings_people, read_at
from ledger.engine import Session
from ledger.types import day_number, day_of_number
from scoring.reach import arriving, reach_sentence
from scoring.rules import Rules

GITHUB_KINDS = ("issue", "pull_request", "issue_comment", "star", "fork", "discussion")
SLACK_KINDS = ("slack_signup", "slack_message", "slack_reaction")
GITHUB, SLACK = "github", "slack:"  # their names in the ledger; a workspace's id follows
HTTP, BEACON = "http", "beacon"  # rows over HTTP name their own source, views are the beacon's
PAGE_KINDS = ("doc_view", "blog_view", "web_view")
ON = "on, nothing delivered yet"
FEED_DAYS = 5  # of intake: fewer are imports
SLOW_GAP, SLOW_DAYS = 20, 3  # the same, where so many days usually lie between
LATELY = 90  # days: what brought nothing for longer is no source any more, but a silent one
LEAST_SILENCE = 3  # days
USUAL_GAPS = 4
NAMED = 4  # sources in a sentence


@dataclass(frozen=True, slots=True)
class Source:
    """A source: what it brings, when it last did, and how often that usually happens, in days.

    `last` is the last day on which something happened, `read_at` the last time it was asked.
    `has_people` says that it tells of persons, and not of networks, domains and companies alone.
    """

    name: str
    title: str
    kinds: frozenset[str]
    last: date | None = None
    read_at: datetime | None = None
    quiet: int = 0
    usual: int = 0
    is_silent: bool = False
    has_people: bool = True
    state: str = ""  # of what is on and asks nobody, in words


def sources(
    session: Session, services: Services, day: date, noted: Noted | None = None
) -> tuple[Source, ...]:
    """GitHub and each workspace of Slack where they are read, HTTP where it is on, then the rest.

    These are whatever came in 90 days, and feeds that fell silent within 400.
    """
    noted = noted or deliveries.known(session, day)
    teams = services.community_team_ids or tuple(filter(None, [services.team_id]))
    asked = {GITHUB: "GitHub"} if services.github else {}
    asked |= {SLACK + team: "Slack" + f" {team}" * (len(teams) > 1) for team in teams}
    found = []
    for name, title in asked.items():
        times = read_at(session, f"{name}:").values()
        kinds = GITHUB_KINDS if name == GITHUB else SLACK_KINDS
        one = noted.sources.get(name, Delivered())
        found.append(_source(name, title, kinds, one, day, max(times, default=None)))
    found += _offered(services, noted, day)
    told = {one.name for one in found}
    for name, one in sorted(noted.sources.items()):
        if name not in told and name != GITHUB and not name.startswith(SLACK):
            came = _source(name, name, _lately(one.kinds, day), one, day)
            if came.quiet < LATELY or came.is_silent:
                found.append(replace(came, has_people=brings_people(session, name)))
    return tuple(found)


def _offered(services: Services, noted: Noted, day: date) -> list[Source]:
    """What is on and waits for others to send, be it that nothing came yet."""
    found = []
    others = [name for name in noted.sources if name != GITHUB and not name.startswith(SLACK)]
    if services.ingest:
        kinds = frozenset(services.rules.kinds) - {*GITHUB_KINDS, *SLACK_KINDS}
        state = "on, what comes is listed by its own source" if others else ON
        found.append(Source(HTTP, "HTTP", kinds, state=state))
    if services.beacon:
        one = noted.sources.get(BEACON, Delivered())
        seen = _source(BEACON, BEACON, PAGE_KINDS, one, day)
        found.append(replace(seen, has_people=False, state="" if seen.last else ON))
    return found


def _lately(kinds: Mapping[str, int], day: date) -> Collection[str]:
    """The kinds of the last 90 days, or all of a source that brought nothing for longer."""
    since = day_number(day) - LATELY
    return [kind for kind, last in kinds.items() if last > since] or kinds


def watch(services: Services, now: datetime) -> int:
    """Notes what came in, and queues a message for each source that fell silent, once a silence.

    Returns how many were queued.
    """
    today = services.today(now)
    with services.ledger.read() as session:
        noted = deliveries.known(session, today)
        found = sources(session, services, today, noted)
    queued = 0
    with services.ledger.write() as session:
        deliveries.keep(session, noted, now)
        for one in found:
            if one.is_silent and one.last:
                key = f"silent:{one.name}:{one.last.isoformat()}"
                told = source_facts(services.rules, one)
                queued += notices.queue(session, key, "silent", notices.LEADS, told, now)
    if queued:
        services.wake()
    return queued


def source_facts(rules: Rules, one: Source) -> dict[str, Any]:
    """A source as messages show it; days as ISO text, spans in days."""
    return {
        "title": one.title,
        "categories": categories_of(rules, one.kinds),
        "last": one.last.isoformat() if one.last else None,
        "state": one.state,
        "quiet": one.quiet,
        "usual": one.usual,
        "silent": one.is_silent,
    }


def categories_of(rules: Rules, kinds: Collection[str]) -> list[str]:
    """The titles of the categories to which these kinds belong."""
    brought = {rules.kinds[kind][0] for kind in kinds if kind in rules.kinds}
    return [one.title for name, one in rules.categories.items() if name in brought]


def without_source(rules: Rules, found: Iterable[Source]) -> list[str]:
    """The titles of the categories whose points no source can bring."""
    coming = arriving(rules, _kinds(found))
    earning = {rules.kinds[kind][0] for kind in coming if rules.earns(kind)}
    return [one.title for name, one in rules.categories.items() if name not in earning]


def awaited(rules: Rules, found: Iterable[Source]) -> list[str]:
    """The titles of the categories that only sources could bring that have brought nothing yet."""
    found = tuple(found)
    never = without_source(rules, found)
    missing = without_source(rules, [one for one in found if not one.state])
    return [title for title in missing if title not in never]


def reach_line(session: Session, services: Services, day: date) -> str:
    """One or a few sentences: what the enabled sources can reach at most, and why not more."""
    return reach_of(services.rules, sources(session, services, day))


def reach_of(rules: Rules, found: Collection[Source]) -> str:
    """The same of sources that are known."""
    names = [one.title for one in found]
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} more"]
    told = " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    by_people = _kinds(one for one in found if one.has_people)
    sentence = reach_sentence(rules, _kinds(found), told or "No source", by_people)
    waiting = awaited(rules, found)
    return f"{sentence} On, nothing delivered yet: {', '.join(waiting)}." if waiting else sentence


def _kinds(found: Iterable[Source]) -> frozenset[str]:
    return frozenset[str]().union(*(one.kinds for one in found if one.quiet < LATELY))


def _source(
    name: str,
    title: str,
    kinds: Iterable[str],
    one: Delivered,
    day: date,
    asked: datetime | None = None,
) -> Source:
    today = day_number(day)
    days = sorted(active for active in one.days if active <= today)
    if not days:
        return Source(name, title, frozenset(kinds), read_at=asked)
    usual = max(_gap(days), _gap(sorted(one.intake)))
    quiet = today - days[-1]
    is_feed = len(one.intake) >= (SLOW_DAYS if usual >= SLOW_GAP else FEED_DAYS) and usual > 0
    return Source(
        name,
        title,
        frozenset(kinds),
        last=day_of_number(days[-1]),
        read_at=asked,
        quiet=quiet,
        usual=usual,
        is_silent=is_feed and quiet > max(LEAST_SILENCE, USUAL_GAPS * usual),
    )


def _gap(days: Collection[int]) -> int:
    """The middle one of the gaps between days in rising order; 0 where there is none."""
    gaps = [later - earlier for earlier, later in pairwise(days)]
    return median_high(gaps) if gaps else 0
