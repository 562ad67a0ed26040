"""Evidence that others than a profile tell: commits, our organisations' members, shared channels.

Reading a profile ends what the profile no longer shows. What others had told must outlive that: an
address that somebody commits under, or a membership that somebody conceals, is shown by no profile.
It is not seen again by that either, so that it fades like any other.
"""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from ledger import stale
from ledger.drafts import SignalKind

# A plus and a CROSS JOIN say where to begin: SQLite would read all that ever came from GitHub.
_PULLS = """
SELECT activity.id, actor.key, activity.url, activity.occurred_at
FROM activity CROSS JOIN actor ON actor.id = activity.actor_id
WHERE activity.id > ? AND +activity.source = 'github' AND activity.kind = 'pull_request'
  AND actor.standing IN ('person', 'staff', 'suspect')
ORDER BY activity.id LIMIT ?
"""
_NEWEST = "SELECT COALESCE(MAX(id), 0) FROM activity"
_SPARED = """
UPDATE actor_signal SET ended_at = NULL
WHERE ended_at = ? AND actor_id IN (SELECT id FROM actor
  WHERE source = ? AND key IN (SELECT value FROM json_each(?)))
  AND (+kind = 'github_org' AND value IN (SELECT value FROM json_each(?))
    OR +kind = 'email_domain' AND EXISTS (SELECT 1 FROM tally
      WHERE tally.actor_id = actor_signal.actor_id AND tally.kind = 'pull_request'))
"""
_LEFT = """
UPDATE actor_signal SET ended_at = ?
WHERE kind = 'github_org' AND value = ? AND ended_at IS NULL AND +actor_id NOT IN
  (SELECT id FROM actor WHERE source = 'github' AND key IN (SELECT value FROM json_each(?)))
RETURNING actor_id
"""
_STRANGERS = """
SELECT home.value, actor.key FROM actor_signal AS home CROSS JOIN actor ON actor.id = home.actor_id
WHERE home.kind = ? AND home.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM actor_signal AS told
  WHERE told.actor_id = home.actor_id AND told.kind IN (?, ?))
ORDER BY home.id
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """A pull request as an activity: its page, GitHub's id of its author, when it was opened."""

    id: int
    key: str
    url: str
    at: datetime


def pulls_after(session: Session, activity_id: int, limit: int) -> list[Opened]:
    """Pull requests of persons that the ledger took in after that activity, in this order."""
    rows = session.connection().exec_driver_sql(_PULLS, (activity_id, limit)).all()
    return [Opened(one, key, url, datetime.fromtimestamp(at, UTC)) for one, key, url, at in rows]


def newest_activity(session: Session) -> int:
    """The id of the activity that was taken in last, 0 for none."""
    return int(session.connection().exec_driver_sql(_NEWEST).scalar_one())


def spare(
    session: Session, source: str, keys: Collection[str], orgs: Collection[str], now: datetime
) -> None:
    """Takes back what reading these actors' profiles at `now` has ended although others told it.

    That is membership in `orgs` (lower case), and mail hosts of those who opened pull requests.
    """
    session.flush()
    told = (int(now.timestamp()), source, json.dumps(sorted(keys)), json.dumps(sorted(orgs)))
    session.connection().exec_driver_sql(_SPARED, told)
    session.expire_all()


def leave(session: Session, org: str, staying: Collection[str], now: datetime) -> None:
    """Ends the membership of everybody but `staying` (GitHub's ids) in an organisation."""
    session.flush()
    told = (int(now.timestamp()), org.lower(), json.dumps(sorted(staying)))
    left = list(session.connection().exec_driver_sql(_LEFT, told).scalars())
    stale.mark(session, left)
    session.expire_all()


def strangers(session: Session) -> dict[str, list[str]]:
    """People from other Slack workspaces of which nothing is known but the id: keys by that id."""
    kinds = (SignalKind.SLACK_TEAM, SignalKind.TEAM_NAME, SignalKind.TEAM_DOMAIN)
    found: dict[str, list[str]] = defaultdict(list)
    for team, key in session.connection().exec_driver_sql(_STRANGERS, kinds).all():
        found[team].append(key)
    return found
