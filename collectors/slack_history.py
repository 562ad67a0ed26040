"""Fetches what a Slack workspace did while nobody listened: sign-ups and messages of a gap.

Slack keeps no event for a listener that is away. Messages are read again from each channel's last
cursor on. Sign-ups have no list of their own, so the roster of members is compared with the one of
the last time, which the cursor holds as keyed hashes: the ids of people who asked to be forgotten
must not live on in a cursor. Whoever was there the first time has signed up before anybody counted,
and is known from then on, but no activity; neither is a channel's past. Comparing with the people
that the ledger knows would not do, since a newcomer may have written a message before the roster is
read.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from pydantic import ValidationError

from collectors.slack_channel import messages
from collectors.slack_client import PAGE, Client, pages
from collectors.slack_events import fault, strip
from collectors.slack_people import Ignored, User, member, outsider, signup
from ledger.drafts import ActivityDraft, AddressHash, Page, Rejected

_DIGEST = 12  # hex digits; among a million members two alike are not to be expected


def catch_up(
    client: Client,
    team: str,
    cursors: Mapping[str, str],
    *,
    digest: Callable[[str], str],
    address_hash: AddressHash,
    now: datetime,
) -> Iterator[Page]:
    """Yield what happened in the workspace `team` since `cursors` (by name), sign-ups first.

    `digest` is a keyed hash in hex. Raises what the client raises when Slack as a whole cannot be
    read; a channel that cannot is a `Rejected`. Everything yielded may be known already.
    """
    known = cursors.get(members_cursor(team))
    yield signups(client, team, known, digest=digest, address_hash=address_hash, now=now)
    for channel in _channels(client):
        name = channel_cursor(team, channel)
        yield from messages(client, team, channel, name, cursors.get(name), now)


def members_cursor(team: str) -> str:
    """The name of the cursor for sign-ups."""
    return f"slack:{team}:members"


def channel_cursor(team: str, channel: str) -> str:
    """The name of the cursor for one channel's messages."""
    return f"slack:{team}:channel:{channel}"


def signups(
    client: Client,
    team: str,
    cursor: str | None,
    *,
    digest: Callable[[str], str],
    address_hash: AddressHash,
    now: datetime,
) -> Page:
    """Those who joined since the roster in `cursor`, dated by Slack where it can say, else `now`.

    The page's actors are all members of today, whenever they joined.
    A cursor that another key has hashed is of no use: the roster starts anew, without sign-ups.
    """
    before = json.loads(cursor) if cursor else {}
    key = _short(digest, "the key of this roster")
    since = datetime.fromisoformat(before["synced_at"]) if before.get("key") == key else None
    known = frozenset(before.get("roster", ()))
    users, rejected = _members(client, address_hash)
    drafts = [
        _signup(user, team, since, now)
        for user in users
        if since and not user.deleted and _short(digest, user.id) not in known
    ]
    roster = sorted(_short(digest, user.id) for user in users)
    after = {"synced_at": now.isoformat(), "key": key, "roster": roster}
    people = [member(user, team) for user in users if not user.deleted and not outsider(user, team)]
    return Page(
        members_cursor(team), json.dumps(after), _kept(drafts), tuple(rejected), tuple(people)
    )


def _short(digest: Callable[[str], str], text: str) -> str:
    return digest(text)[:_DIGEST]


def _members(client: Client, address_hash: AddressHash) -> tuple[list[User], list[Rejected]]:
    users, rejected = [], []
    for answer in pages(lambda cursor: client.users_list(cursor=cursor, limit=PAGE)):
        for number, item in enumerate(answer.get("members") or (), start=1):
            try:
                users.append(User.model_validate(strip(item, address_hash)))
            except ValidationError as error:
                rejected.append(Rejected(f"Slack member {number} of a page", fault(error)))
    return users, rejected


def _signup(user: User, team: str, since: datetime, now: datetime) -> ActivityDraft | Ignored:
    """A newcomer's last change is the joining, unless it lies outside of the gap."""
    seconds = user.updated or 0
    within = since.timestamp() <= seconds <= now.timestamp()
    return signup(user, team, datetime.fromtimestamp(seconds, UTC) if within else now)


def _channels(client: Client) -> list[str]:
    """The public channels that the app is in."""
    found = pages(
        lambda cursor: client.conversations_list(
            cursor=cursor, exclude_archived=True, limit=PAGE, types="public_channel"
        )
    )
    return [
        channel["id"]
        for answer in found
        for channel in answer.get("channels") or ()
        if channel.get("is_member")
    ]


def _kept(read: list[ActivityDraft | Ignored]) -> tuple[ActivityDraft, ...]:
    return tuple(draft for draft in read if isinstance(draft, ActivityDraft))
