"""A ledger in which something happened, and somebody who types commands at it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

from bot import commands_text, passes
from bot.answers import Answer, Asker, Open, Say
from bot.roles import Role
from bot.services import Services
from bot.views.plain import as_text
from ledger import intake
from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind
from tests.builders import actor, draft

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEAM = "T1"

_requests = count(1)


def asker(
    user: str = "U1",
    team: str = TEAM,
    request: str = "",
    role: Role = Role.DEVREL,
    teams: Iterable[str] = (),
) -> Asker:
    """Somebody of the workspace, of DevRel; each time another request, unless it is given."""
    asked = request or f"command:{next(_requests)}"
    return Asker(user, user.lower(), team, asked, role, frozenset(teams))


def ask(services: Services, line: str, now: datetime = NOW, user: str = "U1") -> Answer:
    """What a command, typed whole, is answered."""
    command, _, text = line.partition(" ")
    return commands_text.run(services, command, text, asker(user), now)


def said(services: Services, line: str, now: datetime = NOW, user: str = "U1") -> str:
    """What it is answered, as plain text; fails where a form opens."""
    answer = ask(services, line, now, user)
    assert isinstance(answer, Say), answer
    return as_text(answer.message)


def opened(answer: Answer) -> dict[str, str]:
    """What the fields of a form hold when it opens."""
    assert isinstance(answer, Open), answer
    return {
        block["block_id"]: block["element"].get("initial_value")
        or block["element"].get("initial_option", {}).get("value", "")
        for block in answer.view["blocks"]
        if block["type"] == "input"
    }


def happened(services: Services, drafts: Iterable[ActivityDraft], now: datetime = NOW) -> None:
    """Records, recognises and judges, as the service does."""
    with services.ledger.write() as session:
        intake.record(session, list(drafts), services.zone, now)
    passes.recognise(services, lambda: now)
    passes.judge(services, now)


def pulls(domain: str, days: int, until: datetime = NOW, key: str = "") -> list[ActivityDraft]:
    """A download on each of so many days up to `until`, by one person of `domain`: 5 points each,
    20 a week at most."""
    who = actor(key or domain, signals=of(domain))
    return [draft(f"{who.key}:{n}", at=until - timedelta(days=n), who=who) for n in range(days)]


def github(login: str, key: str, domain: str = "") -> ActorDraft:
    """Somebody on GitHub."""
    return ActorDraft("github", key, handle=login, name=login.title(), signals=of(domain))


def member(user: str, name: str, domain: str = "", team: str = TEAM) -> ActorDraft:
    """A member of the Slack workspace."""
    return ActorDraft("slack", f"{team}:{user}", handle=name.lower(), name=name, signals=of(domain))


def of(domain: str) -> tuple[Signal, ...]:
    """Evidence that is enough for one person alone: a mail address would need a second one's."""
    return (Signal(SignalKind.STATED_DOMAIN, domain),) if domain else ()


def did(who: ActorDraft, kind: str = "issue", at: datetime = NOW) -> ActivityDraft:
    """One thing that somebody did."""
    return ActivityDraft(who.source, f"{who.key}:{kind}:{at.isoformat()}", kind, at, who)
