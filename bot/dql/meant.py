"""Which referral or introduction a button means: the one that it was made for, or none.

A number alone is not enough. After the restore of an older backup the number of a card in Slack may
be unknown, and where the way back was taken by an earlier version it may be another person's. So a
button hands back when its referral was made, too, and what does not fit is answered in words.

Buttons of before had the number alone. They go on working where that is safe: for what the backup
held, which is the same in Slack and here. What was made since a restore has buttons of this kind.
Of a restore by a version that noted none nothing is known, and a number is taken at its word.
"""

from datetime import datetime
from typing import Final, NamedTuple

from bot.answers import Say
from bot.views import introduction as introduced
from bot.views import referral_thread as views
from ledger import introductions, referrals, restored
from ledger.engine import Session
from ledger.tables_desk import Introduction, Referral

REFER: Final = "/dql refer"
INTRODUCE: Final = "/dql intro"


class Meant(NamedTuple):
    """A number, and when what it names was made in UTC seconds; None: said by number alone."""

    number: int
    made: int | None = None


def read(value: str) -> Meant:
    """What a button handed back. Raises ValueError for what no button of ours hands back."""
    number, at, made = value.partition("@")
    return Meant(int(number), int(made) if at else None)


def of(row: Referral | Introduction) -> Meant:
    """Somebody typed the number of this row, and means it as it stands today."""
    return Meant(row.id, int(row.made_at.timestamp()))


def typed(row: Referral | Introduction) -> str:
    """What a button would hand back of a row whose number somebody typed."""
    return "@".join(map(str, of(row)))


def referral(session: Session, meant: Meant) -> Referral | Say:
    """The referral, or what whoever pressed hears."""
    row = referrals.get(session, meant.number)
    since = restored.last(session)
    if row is not None and _fits(row.made_at, meant, since.referral if since else None):
        return row
    if row is None and since is None:
        return Say(views.gone())
    at = since.at if since else None
    return Say(views.before_restore(f"referral, DQL-{meant.number},", at, REFER))


def introduction(session: Session, meant: Meant) -> Introduction | Say:
    """The introduction, or what whoever pressed hears."""
    row = introductions.get(session, meant.number)
    since = restored.last(session)
    if row is not None and _fits(row.made_at, meant, since.introduction if since else None):
        return row
    if row is None and since is None:
        return Say(introduced.unknown())
    return Say(views.before_restore("introduction", since.at if since else None, INTRODUCE))


def _fits(made_at: datetime, meant: Meant, kept: int | None) -> bool:
    """Whether a row is what is meant; `kept` is the highest number that came back, if any did."""
    if meant.made is None:
        return kept is None or meant.number <= kept
    return int(made_at.timestamp()) == meant.made
