"""How many people write from each domain, counted when somebody asks, and many at once before."""

from collections.abc import Iterable, Iterator

from ledger import colleagues
from ledger.bands import CROWD
from ledger.engine import Session


class Crowds:
    """Behaves as the set of the domains of many (`Known.crowded`).

    What it counts it adds to `people`, by registrable domain.
    """

    def __init__(self, session: Session, people: dict[str, int]) -> None:
        self._session, self._people = session, people

    def count(self, domains: Iterable[str]) -> None:
        """Counts all of these at once, except for those that were counted before."""
        new = set(domains) - self._people.keys()
        if new:
            counted = colleagues.people_at(self._session, new)
            self._people.update({domain: counted.get(domain, 0) for domain in new})

    def __contains__(self, domain: object) -> bool:
        if not isinstance(domain, str):
            return False
        self.count([domain])
        return self._people[domain] >= CROWD

    def __iter__(self) -> Iterator[str]:
        return (domain for domain, people in self._people.items() if people >= CROWD)

    def __len__(self) -> int:
        return sum(1 for _ in self)
