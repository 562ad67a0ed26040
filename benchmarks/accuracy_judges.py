"""Who says whether an answer is right: by the name as it was told, or by a longer form of it too.

Truth names a firm as a register would, people as they call it: "International Business Machines
Corporation" and "IBM" are no mistake of whoever answered the one for the other. None of the rules
under test is asked here, or they would judge themselves.
"""

import re
from itertools import accumulate
from typing import Protocol

from benchmarks.company_sample import Case, Truth, spelled

_MIN_START = 4  # letters: a shorter beginning is anybody's
_MIN_INITIALS = 3


class Judge(Protocol):
    """Whatever knows the truth."""

    def holds(self, case: Case, domain: str | None, name: str | None) -> bool:
        """Whether an answer names a company of the case."""


class LongerForms:
    """The truth, and whatever is told as the beginning of its name, or as its initials."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth

    def holds(self, case: Case, domain: str | None, name: str | None) -> bool:
        """Whether an answer names a company of the case, be it in short."""
        told = {spelled(name or ""), spelled(domain.partition(".")[0] if domain else "")}
        return self._truth.holds(case, domain, name) or any(
            _is_short_for(one, truth) for one in told for truth in case.truths
        )


def _is_short_for(told: str, truth: str) -> bool:
    words = re.findall(r"\w+", truth.casefold())
    initials = "".join(word[0] for word in words)
    if len(words) > _MIN_INITIALS and len(told) >= _MIN_INITIALS and initials.startswith(told):
        return True
    return len(told) >= _MIN_START and told in accumulate(words)
