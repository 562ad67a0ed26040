"""Which sources are on, and the highest level that they can reach together."""

from datetime import date, timedelta

from bot.services import Services
from ledger import tallies
from ledger.engine import Session
from scoring.reach import reach_sentence

GITHUB_KINDS = ("issue", "pull_request")
SLACK_KINDS = ("slack_signup", "slack_message")
REMEMBERED = timedelta(days=90)  # a kind that came by file counts as a source for so long


def enabled(session: Session, services: Services, day: date) -> tuple[list[str], list[str]]:
    """The names of the sources that are on, and the kinds of activity that they bring."""
    names: list[str] = []
    kinds: list[str] = []
    if services.github:
        names.append("GitHub")
        kinds += GITHUB_KINDS
    if services.team_id:
        names.append("Slack")
        kinds += SLACK_KINDS
    seen = tallies.last_by_kind(session)
    polled = (*GITHUB_KINDS, *SLACK_KINDS)
    delivered = [k for k, last in seen.items() if last > day - REMEMBERED and k not in polled]
    if delivered:
        names.append("files")
    return names, kinds + delivered


def reach_line(session: Session, services: Services, day: date) -> str:
    """One or a few sentences: what the enabled sources can reach at most, and why not more."""
    names, kinds = enabled(session, services, day)
    told = " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    return reach_sentence(services.rules, kinds, told or "No source")
