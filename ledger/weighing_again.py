"""Whom a correction concerns: their evidence is weighed again.

Why more people than need be: the key of a name is told from a text by `identity`, which SQL does
not know. To weigh somebody in vain changes nothing.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select, update

from ledger import stale
from ledger.chunks import chunks
from ledger.drafts import SignalKind
from ledger.tables import ActorSignal, CompanyAlias

HOSTS = (
    SignalKind.STATED_DOMAIN,
    SignalKind.TEAM_DOMAIN,
    SignalKind.NETWORK_OWNER,
    SignalKind.NETWORK_AS,
    SignalKind.BLOG_DOMAIN,
)
TEXTS = (
    SignalKind.COMPANY_TEXT,
    SignalKind.STATED_COMPANY,
    SignalKind.TEAM_NAME,
    SignalKind.NETWORK_OWNER,
    SignalKind.NETWORK_AS,
)

# Signs and words that part the companies of a text, where something stands before them.
SEVERAL = """
SELECT DISTINCT value FROM actor_signal WHERE kind = 'company_text' AND {spelt} AND (
  value GLOB '?*[@/|,;&+·•–—]*' OR value GLOB '* - *'
  OR value LIKE '% at %' OR value LIKE '% by %' OR value LIKE '% via %')
"""
# A key holds letters of the text in their order, be it for initials. Not so of a sign that became a
# word or a plain letter, nor of an organisation's name, which stands for its login.
SPELT = "(value LIKE {likes} OR value GLOB '*[^ -%''-*,-~]*')"
FEW = 50  # names, and logins, that are looked for one by one
LEARNT = "learnt "  # so begins the name of a fact that a name is known by now
LEARN = "INSERT INTO meta (name, value) VALUES (?, '') ON CONFLICT DO NOTHING"
TAKE = "DELETE FROM meta WHERE name >= ? AND name < ? || char(1114111) RETURNING name"


def learnt(session: Session, names: Iterable[str]) -> None:
    """Remembers that names became known, until they are taken up: a pass may be killed before."""
    rows = [(LEARNT + name,) for name in sorted(names)]
    if rows:
        session.connection().exec_driver_sql(LEARN, rows)


def take_learnt(session: Session) -> set[str]:
    """The names that became known since this was asked before."""
    found = session.connection().exec_driver_sql(TAKE, (LEARNT, LEARNT))
    return {str(name).removeprefix(LEARNT) for name in found.scalars()}


def several(session: Session, names: Collection[str], logins: Collection[str]) -> list[str]:
    """Profile texts that may name several companies, one of them by one of these name keys.

    Or by one of these `logins`, behind an @. More texts than do.
    """
    session.flush()
    likes = [f"%{'%'.join(name)}%" for name in sorted(names)]
    likes += [f"%@{login}%" for login in sorted(logins)]
    is_few = 0 < len(likes) <= FEW
    spelt = SPELT.format(likes=" OR value LIKE ".join("?" * len(likes))) if is_few else "true"
    query = SEVERAL.replace("{spelt}", spelt)
    told = session.connection().exec_driver_sql(query, tuple(likes) if is_few else ())
    return list(told.scalars())


def whoever_wrote(session: Session, texts: Collection[str]) -> None:
    """Asks for all to be weighed anew whose profile has or had one of these texts."""
    for some in chunks(sorted(texts)):
        writing = select(ActorSignal.actor_id).where(
            ActorSignal.kind == SignalKind.COMPANY_TEXT, col(ActorSignal.value).in_(some)
        )
        stale.mark_chosen(session, writing)


def whoever_names(session: Session, kind: str, value: str, companies: Iterable[int]) -> None:
    """Asks for all to be weighed anew whose evidence names this alias.

    So are the people of these `companies` (row ids), which the alias names or named.
    """
    stale.mark_chosen(session, select(ActorSignal.actor_id).where(_names(kind, value)))
    stale.mark_people(session, companies)


def names_of(session: Session, company_id: int) -> None:
    """Asks for all to be weighed anew who wrote a name of this company: it is known, or no more."""
    told = select(CompanyAlias.value).where(
        CompanyAlias.company_id == company_id, col(CompanyAlias.type).in_(("name", "weak"))
    )
    for value in session.exec(told).all():
        naming = select(ActorSignal.actor_id).where(_names("name", value))
        stale.mark_chosen(session, naming)


def actor(session: Session, actor_id: int) -> None:
    """Asks for one actor to be weighed anew."""
    stale.mark_one(session, actor_id)


def mail_people(session: Session, actor_id: int) -> None:
    """Counts the people at an actor's mail domains anew, and asks for all of them to be weighed."""
    mail = update(ActorSignal).where(
        col(ActorSignal.actor_id) == actor_id, col(ActorSignal.kind) == SignalKind.EMAIL_DOMAIN
    )
    session.exec(mail.values(placed=False).execution_options(synchronize_session=False))
    whoever_wrote_the_same(session, actor_id)
    actor(session, actor_id)


def whoever_wrote_the_same(session: Session, actor_id: int) -> None:
    """Asks for all who wrote an @handle that this actor wrote: they are more or fewer by now."""
    told, by_kind = col(ActorSignal.value), col(ActorSignal.kind)
    is_handle = and_(by_kind == SignalKind.COMPANY_TEXT, told.startswith("@"))
    written = select(func.lower(told)).where(ActorSignal.actor_id == actor_id, is_handle)
    same = and_(is_handle, func.lower(told).in_(session.exec(written).all()))
    stale.mark_chosen(session, select(ActorSignal.actor_id).where(same))


def _names(kind: str, value: str) -> ColumnElement[bool]:
    told, by_kind = col(ActorSignal.value), col(ActorSignal.kind)
    if kind == "domain":
        below = told.endswith("." + value, autoescape=True)
        hosts = and_(by_kind.in_(HOSTS), or_(told == value, below))
        return or_(col(ActorSignal.domain) == value, hosts)
    if kind == "org":
        named = told.icontains("@" + value, autoescape=True)
        by_text = and_(by_kind == SignalKind.COMPANY_TEXT, named)
        return or_(by_text, and_(by_kind == SignalKind.GITHUB_ORG, told == value))
    if kind == "team":
        return and_(by_kind == SignalKind.SLACK_TEAM, told == value)
    return and_(by_kind.in_(TEXTS), _spells(told, value))


def _spells(told: Mapped[str], key: str) -> ColumnElement[bool]:
    """Whether a text holds the letters of a key in their order: a key has lost all between them."""
    letters = "%".join(sign for sign in key if sign.isalnum())
    return func.lower(told).like(f"%{letters}%") if letters else false()
