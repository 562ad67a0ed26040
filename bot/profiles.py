"""Reads who GitHub says people are: our own members, commits, profiles, organisations.

In this order: what others tell of somebody is there before the profile, which shall not take it
back. Which organisations profiles name turns out when they are weighed: those are looked up last,
of the weighing before, and whoever named one is weighed again.
"""

from datetime import datetime, timedelta

from bot import commits, members, organisations
from bot.asking import Asking, batches
from collectors import github_profiles
from collectors.github_items import SOURCE
from ledger import actors, testimony
from ledger.drafts import ActorDraft, Standing

PROFILE_LIFE = timedelta(days=7)
PROFILES_A_PASS = 500


def read_all(asking: Asking) -> int:
    """One pass over everything that GitHub tells of people; returns how many profiles were read.

    Where nothing is due nothing is asked.

    Raises:
        SourceError: GitHub cannot be read; what was read until then is stored.
    """
    members.read(asking)
    commits.read(asking)
    read = read_profiles(asking)
    organisations.read(asking)
    return read


def read_profiles(asking: Asking) -> int:
    """Reads the GitHub profiles that are due; returns how many.

    A profile that cannot be read waits as long as the others, rather than block them. After a stop
    or an error nobody can say which were asked for: what was read is kept, the rest stays due.

    Raises:
        SourceError: GitHub cannot be read; what was read until then is stored.
    """
    read = 0
    ledger, stop = asking.services.ledger, asking.stop
    while not stop():
        with ledger.read() as session:
            due = actors.profiles_due(session, SOURCE, asking.clock(), PROFILES_A_PASS)
        if not due:
            break
        drafts = [
            ActorDraft(a.source, a.key, a.handle, a.name, Standing(a.standing), a.node_id)
            for a in due
        ]
        found = github_profiles.profiles(
            asking.access,
            drafts,
            address_hash=ledger.address_hash,
            now=asking.clock(),
            sleep=asking.sleep,
            stop=stop,
        )
        for some in batches(found):
            _record(asking, some, asking.clock())
            read += len(some)
        if stop():
            break
        with ledger.write() as session:
            until = asking.clock() + PROFILE_LIFE
            actors.postpone_profiles(session, [a.id for a in due], until)
    return read


def _record(asking: Asking, profiles: list[ActorDraft], now: datetime) -> None:
    own = {org.lower() for org in asking.services.own_orgs}
    with asking.services.ledger.write() as session:
        actors.record_profiles(session, profiles, now, PROFILE_LIFE)
        testimony.spare(session, SOURCE, [profile.key for profile in profiles], own, now)
