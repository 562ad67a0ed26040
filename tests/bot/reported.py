"""Histories of referrals for the report: played through the ledger, and kept beside it to count."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ledger import companies, introductions, referrals
from ledger.engine import Session
from ledger.naming import CompanyName
from ledger.tables import Company
from ledger.tables_desk import Introduction, Referral

SPRING = datetime(2025, 4, 2, 12, tzinfo=UTC)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEAMS = ("sales", "recruiting", "left-the-rules")
KINDS = ("customer", "hired", "applied")
ORIGINS = (("talk", "KubeCon EU"), ("talk", " kubecon  eu"), ("booth", ""), ("GitHub", "#7"))
FIRMS = ("acme", "bolt", "cog")  # the last of them is merged into the first


@dataclass(frozen=True, slots=True)
class Move:
    """Something that somebody tries, so many hours after what was before."""

    step: str
    hours: int
    what: int  # which team, which kind of outcome
    value: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A referral as it begins, and all that is tried with it."""

    hours: int
    team: int
    origin: int
    firm: int | None
    level: int
    moves: tuple[Move, ...]


@dataclass
class Told:
    """What really happened of it, as a plain list: nothing of the report's own making."""

    id: int
    made: datetime
    firm: str | None
    level: int
    origin: tuple[str, str]
    steps: list[tuple[str, datetime, str, int | None]] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        """The name of its last step, as people would tell it."""
        last = self.steps[-1][0] if self.steps else "open"
        return "open" if last in ("handed on", "reopened") else last

    def correct(self, kind: str, value: int | None) -> None:
        """Tells it as if it had been said so at once; without an outcome it ends without one."""
        at = max(n for n, (step, *_) in enumerate(self.steps) if step == "outcome")
        _, when, *_ = self.steps.pop(at)
        if kind:
            self.steps.insert(at, ("outcome", when, kind, value))
        elif not any(step == "outcome" for step, *_ in self.steps):
            self.steps.append(("no outcome", when, "", None))


def play(session: Session, drafts: tuple[Draft, ...]) -> list[Told]:
    """Makes them, and takes whatever steps the ledger lets one take."""
    ids = _firms(session)
    return [_played(session, number, draft, ids) for number, draft in enumerate(drafts)]


def _firms(session: Session) -> list[int]:
    found = [
        companies.obtain(session, CompanyName(f"{name}.example", name.title(), name), BEGIN).id
        for name in FIRMS
    ]
    session.get_one(Company, found[2]).successor_id = found[0]
    session.flush()
    return found


def _played(session: Session, number: int, draft: Draft, ids: list[int]) -> Told:
    at = BEGIN + draft.hours * HOUR
    origin, detail = ORIGINS[draft.origin]
    team = TEAMS[draft.team]
    row = referral(number, at, team, draft.level, origin=origin, origin_detail=detail)
    row.company_id = None if draft.firm is None else ids[draft.firm]
    made, _ = referrals.make(session, row)
    firm = None if draft.firm is None else FIRMS[draft.firm % 2]
    told = Told(made.id, at, firm, draft.level, (origin, detail.strip().casefold()), [], [team])
    for move in draft.moves:
        at += move.hours * HOUR
        _try(session, told, move, at)
    return told


def _try(session: Session, told: Told, move: Move, at: datetime) -> None:
    if move.step == referrals.HANDED:
        team = TEAMS[move.what]
        if referrals.hand_on(session, told.id, team, "U2", "Sam", "", at):
            told.steps.append((move.step, at, "", None))
            told.teams.append(team)
        return
    is_outcome = move.step in (referrals.OUTCOME, referrals.CORRECTED)
    kind, value = (KINDS[move.what], move.value) if is_outcome else ("", None)
    if move.step == referrals.CORRECTED and move.hours % 3 == 0:
        kind, value = "", None
    if not referrals.advance(session, told.id, move.step, "U2", "Sam", "", at, kind, value):
        return
    if move.step == referrals.CORRECTED:
        told.correct(kind, value)
    else:
        told.steps.append((move.step, at, kind, value))


def referral(
    number: int, made_at: datetime, team: str = "sales", level: int = 0, **more: Any
) -> Referral:
    """A row as it is stored, of somebody with a name of their own."""
    values = {
        "person_name": f"Ada {number}",
        "why": "asked for a quote",
        "origin": "talk",
        "referrer": "U1",
        "points": 0,
        **more,
    }
    return Referral(request_key=f"made:{number}", made_at=made_at, team=team, level=level, **values)


def spring(session: Session) -> None:
    """What was in the spring of 2025: two hired, a customer, one declined, one still open."""
    acme = companies.obtain(session, CompanyName("acme.example", "Acme", "acme"), SPRING).id
    people = (
        ("Ada Byte", "recruiting", 0, ("GitHub", "pull requests"), None, ("hired", None)),
        ("Bo Hood", "recruiting", 9, ("talk", "KubeCon EU"), None, ("hired", None)),
        ("Cy Moss", "sales", 19, ("talk", "KubeCon EU"), acme, ("customer", 1_250_000)),
        ("Di Reed", "sales", 29, ("booth", "=HYPERLINK(1)"), acme, None),
        ("El Wood", "product", 39, ("OQL alert", ""), None, ()),
    )
    for number, (person, team, day, (origin, detail), firm, came) in enumerate(people):
        at = SPRING + day * 24 * HOUR
        row = referral(number, at, team, origin=origin, origin_detail=detail, person_name=person)
        row.company_id = firm
        made, _ = referrals.make(session, row)
        if came is None:
            referrals.advance(session, made.id, referrals.DECLINED, "U2", "Sam", "no budget", at)
        if came:
            taken, later = at + 36 * HOUR, at + 240 * HOUR
            referrals.advance(session, made.id, referrals.ACCEPTED, "U2", "Sam", "", taken)
            referrals.advance(session, made.id, referrals.OUTCOME, "U2", "Sam", "", later, *came)
    introductions.make(
        session,
        Introduction(
            request_key="met",
            made_at=SPRING,
            first_name="Ada Byte",
            second_name="Bo Hood",
            why="both run it on ARM",
            referrer="U1",
        ),
    )
