"""The domains that many people write from, each counted when somebody asks for it."""

from collections.abc import Iterator

from identity.known import CROWD
from ledger import colleagues
from ledger.engine import Session


class Crowds:
    """Behaves as the set of them (`Known.crowded`); what it counts it adds to `people`."""

    def __init__(self, session: Session, people: dict[str, int]) -> None:
        self._session, self._people = session, people

    def __contains__(self, domain: object) -> bool:
        if not isinstance(domain, str):
            return False
        if domain not in self._people:
            self._people[domain] = colleagues.people_at(self._session, [domain]).get(domain, 0)
        return self._people[domain] >= CROWD

    def __iter__(self) -> Iterator[str]:
        return (domain for domain, people in self._people.items() if people >= CROWD)

    def __len__(self) -> int:
        return sum(1 for _ in self)
