"""Turns GitHub's issues and pull requests into activity drafts, and their authors into actors.

Its own few fields are checked here and nothing else of the answer: github3.py's models fail on
shapes that GitHub does send, such as a null author.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    StrictInt,
    ValidationError,
)

from ledger.drafts import (
    ActivityDraft,
    ActorDraft,
    Rejected,
    Signal,
    SignalKind,
    Standing,
    clean,
    is_plausible,
)

SOURCE = "github"
GHOST = ActorDraft(SOURCE, "ghost", handle="ghost", standing=Standing.DELETED)
_GHOST_ID = 10137  # the account that GitHub shows for some deleted authors; others are null


def _text(value: Any) -> Any:
    """Refuse numbers, which would pass for Unix seconds."""
    if value is not None and not isinstance(value, str):
        raise ValueError("is no ISO 8601 text")
    return value


def _bounded(moment: datetime) -> datetime:
    """Refuse what no clock of GitHub's says; the rest as UTC."""
    if not is_plausible(moment):
        raise ValueError("is before 1990 or after 2999")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, BeforeValidator(_text), AfterValidator(_bounded)]
Text = Annotated[str, AfterValidator(clean)]


class User(BaseModel):
    """The author of an item."""

    id: StrictInt
    login: Text
    node_id: Text | None = None
    type: str = "User"


class Item(BaseModel):
    """An entry of the list of issues, which holds pull requests too."""

    id: StrictInt
    created_at: Moment
    updated_at: Moment | None = None
    user: User | None
    title: Text | None = None
    html_url: Text | None = None
    pull_request: dict[str, Any] | None = None


def read_item(row: Any, repo: str) -> Item | Rejected:
    """One entry of the list; what cannot be read is told with its place."""
    try:
        return Item.model_validate(row)
    except ValidationError as error:
        return Rejected(f"{repo} issue {_number(row)}", reason_of(error))


def _number(row: Any) -> str:
    if not isinstance(row, dict):
        return "unreadable"
    number = row.get("number")
    return str(number) if isinstance(number, int) else "without a number"


def draft_of(item: Item) -> ActivityDraft:
    """The activity that opening the item was.

    Its identity is the issue's numeric id, which a pull request has too, next to its own: the
    number and the repository's name may change.
    """
    return ActivityDraft(
        source=SOURCE,
        external_id=f"issue:{item.id}",
        kind="issue" if item.pull_request is None else "pull_request",
        occurred_at=item.created_at,
        actor=actor_of(item.user),
        url=item.html_url or "",
        title=item.title or "",
    )


def actor_of(user: User | None) -> ActorDraft:
    """The author; nobody and the ghost account are the same deleted actor."""
    if user is None or user.id == _GHOST_ID:
        return GHOST
    return ActorDraft(
        source=SOURCE,
        key=str(user.id),
        handle=user.login,
        standing=standing_of(user.type, user.login),
        node_id=user.node_id,
        signals=organisation(user.type, user.login),
    )


def standing_of(account_type: str, login: str) -> Standing:
    """What an account of that type is.

    An organisation opened things while it was still a person's account, and a mannequin stands
    in for somebody whose account was never found: nobody is known behind either.
    """
    if account_type == "Bot" or login.endswith("[bot]"):
        return Standing.BOT
    return Standing.PERSON if account_type == "User" else Standing.PSEUDO


def organisation(account_type: str, login: str) -> tuple[Signal, ...]:
    """An organisation's account is its own evidence."""
    if account_type != "Organization":
        return ()
    return (Signal(SignalKind.GITHUB_ORG, login.lower()),)


def reason_of(error: ValidationError) -> str:
    """The first fault in a few words that repeat nothing of what was sent."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "entry"
    return f"{field}: {first['msg']}"
