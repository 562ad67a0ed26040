"""Who is a customer by the words of people and the rules; and where news of a company goes."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from ledger import customers as said_to_be
from ledger import successions, tags
from ledger.engine import Session
from ledger.types import day_number
from scoring.routing import News, channel_of
from scoring.rules_model import Rules

WON: Final = frozenset({"customer"})  # where a team's rules do not say what is won


@dataclass(frozen=True, slots=True)
class Said:
    """What people said of a company beside its score."""

    customer: bool
    tags: frozenset[str]

    def channel(self, rules: Rules, news: Literal["rise", "fall"], level: str) -> str:
        """Where its news is told by the rules' routes; `notices.LEADS` where none fits."""
        return channel_of(rules.routes, News(news, level, self.customer, self.tags))


def won_by_team(rules: Rules) -> dict[str, frozenset[str]]:
    """The outcomes of each team by which a company is won."""
    return {
        name: frozenset(team.won) or WON.intersection(team.outcomes)
        for name, team in rules.teams.items()
    }


def customers(session: Session, rules: Rules, as_of: date) -> set[int]:
    """The companies that are customers, as the companies that they are by now."""
    said, today = successions.read(session), day_number(as_of)
    words = said_to_be.words(session, won_by_team(rules))
    return said_to_be.standing(words, lambda one: said.present(one, today))


def said_of(session: Session, rules: Rules, as_of: date, company_id: int) -> Said:
    """What is said of one company."""
    words = tags.of(session, [company_id]).get(company_id, ())
    return Said(company_id in customers(session, rules, as_of), frozenset(words))
