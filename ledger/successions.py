"""For which company the people of another one count, from day to day.

A merged company counts for the one that it was merged into on every day, an acquired one for its
successor from a day on, and so on down a chain. Affiliations keep their own company, so that an
unmerge finds all as it was.

Whoever is ignored, or was found to be matched wrongly, counts for nobody, wherever in the chain it
stands: a merge makes nobody right who was wrong. Whoever was confirmed is certain likewise, with
all that its people earn for others. Nearly every company counts for itself as its affiliations say,
so that only the others are read, and nothing here grows with the ledger.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from sqlmodel import Session

EVER: Final = 1_000_000  # days from 1970-01-01, which no calendar reaches
NOBODY: Final = 0
CERTAIN: Final = 100  # the confidence of what a person confirmed, in hundredths

# In the words of the indexes: few rows among all companies.
SAID = """
SELECT id, successor_id, succeeded_on, ignored, confirmed FROM company WHERE id IN (
  SELECT id FROM company WHERE successor_id IS NOT NULL
  UNION SELECT id FROM company WHERE ignored
  UNION SELECT id FROM company WHERE confirmed IS NOT NULL)
"""


class Span(NamedTuple):
    """The days on which the people of `company` count for `root`, or for NOBODY.

    Days count from 1970-01-01, both ends inclusive. `least` is the confidence that they have at
    least, in hundredths: CERTAIN by a person's word, else 0.
    """

    company: int
    root: int
    least: int = 0
    first: int = -EVER
    last: int = EVER


class Said(NamedTuple):
    """What is said of one company; it counts for its successor from the day `since` on."""

    successor: int | None
    since: int
    ignored: bool
    confirmed: bool | None


@dataclass(frozen=True)
class Successions:
    """All that is said of companies, by their row ids; of the others nothing is."""

    said: Mapping[int, Said]

    @cached_property
    def spans(self) -> dict[int, tuple[Span, ...]]:
        """The spans of every company of which anything is said, oldest first."""
        return {company: tuple(self._spans(company)) for company in self.said}

    @cached_property
    def unlisted(self) -> frozenset[int]:
        """The companies that stand in no list: ignored, or merged into another."""
        return frozenset(
            company for company, of in self.said.items() if of.ignored or _is_merged(of)
        )

    def succeeded(self, day: int) -> frozenset[int]:
        """The companies whose people count for another one on a day."""
        roots = {one: self._counts(one, day)[0] for one in self.said}
        return frozenset(one for one, root in roots.items() if root not in (one, NOBODY))

    def present(self, company: int, day: int) -> int:
        """The company that another one is on a day, whatever else is said of both."""
        return self._way(company, day)[-1]

    def left_out(self, company: int, day: int) -> int | None:
        """The first of the chain from a company on that counts for nobody, itself first."""
        return next((one for one in self._way(company, day) if self._is_out(one)), None)

    def counting_for(self, roots: Collection[int]) -> list[Span]:
        """The spans of all companies whose people count for these, these included."""
        wanted = set(roots)
        plain = [Span(root, root) for root in sorted(wanted - self.said.keys())]
        several = (span for spans in self.spans.values() for span in spans if span.root in wanted)
        return [*plain, *several]

    def roots(self, companies: Iterable[int]) -> set[int]:
        """All companies for which these ever count."""
        found: set[int] = set()
        for company in companies:
            spans = self.spans.get(company, (Span(company, company),))
            found.update(span.root for span in spans)
        return found - {NOBODY}

    def _spans(self, company: int) -> Iterable[Span]:
        """The days between two changes of the chain, those that say the same as one."""
        changes = {self.said[one].since for one in self._way(company, EVER) if one in self.said}
        starts = sorted({-EVER, *changes} - {EVER})
        found = (
            (*self._counts(company, first), first, after - 1)
            for first, after in pairwise([*starts, EVER + 1])
        )
        for (root, least), same in groupby(found, key=lambda span: span[:2]):
            days = [(first, last) for _, _, first, last in same]
            yield Span(company, root, least, days[0][0], days[-1][1])

    def _counts(self, company: int, day: int) -> tuple[int, int]:
        """For whom a company counts on a day, and with which confidence at least."""
        way = self._way(company, day)
        said = [self.said[one] for one in way if one in self.said]
        if any(map(self._is_out, way)):
            return NOBODY, 0
        return way[-1], CERTAIN if any(of.confirmed for of in said) else 0

    def _is_out(self, company: int) -> bool:
        of = self.said.get(company)
        return of is not None and (of.ignored or of.confirmed is False)

    def _way(self, company: int, day: int) -> list[int]:
        """The chain from a company to the one that it is on a day; a circle is cut."""
        way = [company]
        while (of := self.said.get(way[-1])) is not None:
            if of.successor is None or of.since > day or of.successor in way:
                break
            way.append(of.successor)
        return way


def read(session: Session) -> Successions:
    """What is said of companies at present."""
    rows = session.connection().exec_driver_sql(SAID)
    return Successions(
        {
            company: Said(
                successor,
                -EVER if since is None else since,
                bool(ignored),
                None if confirmed is None else bool(confirmed),
            )
            for company, successor, since, ignored, confirmed in rows
        }
    )


def _is_merged(of: Said) -> bool:
    return of.successor is not None and of.since == -EVER
