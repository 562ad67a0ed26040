"""Organisations on GitHub and Slack workspaces of which a person said whose they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from identity.company_text import read_company
from ledger.drafts import Signal, SignalKind

Company = TypeVar("Company")


@dataclass(frozen=True)
class Placed(Generic[Company]):
    """The companies by login in lower case, and by the id of a workspace."""

    orgs: Mapping[str, Company]
    teams: Mapping[str, Company]

    def company(self, signals: Sequence[Signal]) -> tuple[Company, str] | None:
        """Whom the newest of these stands for by a person's word, and why; the newest is last."""
        for signal in reversed(signals):
            if signal.kind is SignalKind.SLACK_TEAM and signal.value in self.teams:
                return self.teams[signal.value], _said(f"Slack workspace {signal.value}")
        texts = [one.value for one in signals if one.kind is SignalKind.COMPANY_TEXT]
        for named in read_company(texts[-1]).named if texts and self.orgs else ():
            if named.handle and named.handle in self.orgs:
                return self.orgs[named.handle], _said(f"profile text @{named.handle}")
        return None


def _said(words: str) -> str:
    return f"{words}, which a person said is this company's"
