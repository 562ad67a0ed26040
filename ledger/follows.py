"""Who follows which company, so that its changes come to them.

Of companies that were merged whoever follows one follows the survivor.
"""

from sqlmodel import Session, col, delete, select

from ledger import audits, companies, lineage
from ledger.spoken import By
from ledger.tables_desk import Follow


def follow(session: Session, company_id: int, by: By) -> bool:
    """Has `by` follow a company; False if they do."""
    if by.id in followers(session, company_id):
        return False
    session.add(Follow(user_id=by.id, company_id=company_id, since=by.at))
    audits.note(session, by, "follow", companies.get_one(session, company_id).key)
    return True


def unfollow(session: Session, company_id: int, by: By) -> bool:
    """Has `by` follow a company no more; False if they do not."""
    merged = companies.merged(session, company_id)
    theirs = delete(Follow).where(col(Follow.user_id) == by.id, col(Follow.company_id).in_(merged))
    if not session.exec(theirs).rowcount:
        return False
    audits.note(session, by, "unfollow", companies.get_one(session, company_id).key)
    return True


def following(session: Session, user_id: str) -> list[int]:
    """The companies that somebody follows, in the order in which they began to."""
    rows = select(Follow.company_id).where(Follow.user_id == user_id)
    found = session.exec(rows.order_by(col(Follow.since), col(Follow.company_id))).all()
    return list(dict.fromkeys(lineage.survivors(session, found).values()))


def followers(session: Session, company_id: int) -> list[str]:
    """The Slack users who follow a company, sorted."""
    merged = companies.merged(session, company_id)
    rows = select(Follow.user_id).where(col(Follow.company_id).in_(merged)).distinct()
    return list(session.exec(rows.order_by(Follow.user_id)))


def followed(session: Session) -> dict[int, list[str]]:
    """Every company that is followed, and by whom."""
    rows = session.exec(select(Follow).order_by(col(Follow.user_id))).all()
    survivors = lineage.survivors(session, (row.company_id for row in rows))
    found: dict[int, list[str]] = {}
    for row in rows:
        users = found.setdefault(survivors[row.company_id], [])
        if row.user_id not in users:
            users.append(row.user_id)
    return found
