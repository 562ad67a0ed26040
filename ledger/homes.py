"""Under which workspace somebody from another company's Slack is known, whichever event they cause.

In a shared channel a message tells whose workspace its author is from, a reaction does not, and
reads as a member's of ours. Whoever was met as a stranger is one in what they put to messages, too:
else they would be two people, and would come back by a reaction after they were forgotten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from ledger import actors
from ledger.drafts import ActivityDraft, SignalKind
from ledger.tables import ActorSignal, Cursor
from ledger.veil import forgotten_among

SOURCE = "slack"
MET = "slack:home:"  # under which a cursor keeps what a workspace shows of itself


def at_home(session: Session, drafts: Sequence[ActivityDraft]) -> list[ActivityDraft]:
    """The same Slack activities, each of a stranger under the workspace where they are known."""
    untold = {one.actor.key for one in drafts if _is_untold(one)}
    untold -= actors.known_keys(session, SOURCE, untold)
    homes = _homes(session) if untold else ()
    known = _known(session, {f"{home}:{_user(key)}" for key in untold for home in homes})
    at = {_user(key): key for key in known}
    return [_moved(one, at) if one.actor.key in untold else one for one in drafts]


def _is_untold(draft: ActivityDraft) -> bool:
    return draft.kind == "slack_reaction" and not draft.actor.signals


def _user(key: str) -> str:
    return key.partition(":")[2]


def _homes(session: Session) -> Sequence[str]:
    """The workspaces that strangers were from, also those of whom all are forgotten."""
    team = SignalKind.SLACK_TEAM
    told = session.exec(select(ActorSignal.value).where(ActorSignal.kind == team).distinct())
    asked = session.exec(select(Cursor.name).where(col(Cursor.name).startswith(MET)))
    return sorted({*told, *(name.removeprefix(MET) for name in asked)})


def _known(session: Session, keys: Iterable[str]) -> Sequence[str]:
    """Those who were met, or are forgotten; of two of a name the one who comes last."""
    asked = sorted(keys)
    met = actors.known_keys(session, SOURCE, asked)
    gone = forgotten_among(session, ((SOURCE, key) for key in asked))
    return [key for key in asked if key in met or (SOURCE, key) in gone]


def _moved(draft: ActivityDraft, at: dict[str, str]) -> ActivityDraft:
    key = at.get(_user(draft.actor.key))
    return replace(draft, actor=replace(draft.actor, key=key)) if key else draft
