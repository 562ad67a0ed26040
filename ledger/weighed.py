"""What waits to be weighed, and what rules answer to it: the values that pass over the door.

Pure, so that whoever weighs knows no table.
"""

from dataclasses import dataclass
from datetime import date

from ledger.drafts import Signal
from ledger.naming import CompanyName


@dataclass(frozen=True, slots=True)
class Evidence:
    """A signal of an actor, and its days; `ended` is the first day without it."""

    signal: Signal
    first: date
    last: date
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """An actor to be weighed, with all the evidence that ever was."""

    actor_id: int
    handle: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Recognition:
    """Whom somebody stands for, with the reason a person can read. `company` null: nobody.

    Until the day `ends`, inclusive; null where it holds to this day.
    """

    company: CompanyName | None
    evidence: str
    confidence: int  # hundredths
    staff: bool = False
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What rules say of an actor: recognitions of all days, one after the other.

    Empty where there is no evidence at all: whatever stands was said of evidence that is gone.
    `weigh_on` is the first day on which time alone makes the last of them worth less.
    """

    actor_id: int
    found: tuple[Recognition, ...]
    suspected: bool = False  # of being a bot, by the name
    weigh_on: date | None = None


ALONE = 'profile text "'  # so begins the evidence of whoever a profile names
UNHEARD = ", a handle of which nothing else is known"  # so it goes on where that is a mere @login


def vouches(evidence: str, domain: str) -> bool:
    """Whether an answer for a company of that domain lets the company be known by its names.

    `evidence` is the reason that a person can read. It must spell the domain, and rest on more than
    a profile's own word.
    """
    return domain in _for(evidence).lower() and not is_word_alone(evidence)


def is_word_alone(evidence: str) -> bool:
    """Whether nothing but a profile's own text, and its own link, speaks for an answer.

    What the evidence says against the answer is not looked at, nor is what somebody wrote, for
    that stands in quotation marks.
    """
    rest = _for(evidence).rpartition('"')[2].replace(" and link ", "")
    return evidence.startswith(ALONE) and " and " not in rest


def _for(evidence: str) -> str:
    return evidence.partition(", although")[0]
