"""Well-known companies that went on as another one, by day: before it the old name, then the new.

Known from `data/successors.txt`, which says where its facts come from. A person's word on a company
stands above it: the ledger asks here only for companies of which nobody said anything.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from identity.lists import listed

_EVER = "ever"
_MIN_LABEL = 5  # letters of a label that is a name: "coreos" is one, "ca" might be anybody's


@dataclass(frozen=True, slots=True)
class Successor:
    """Who stands for a company from a day on; `since` is None for another domain of the same."""

    domain: str
    name: str
    since: date | None


def successor(domain: str | None, name_key: str, day: date | None) -> Successor | None:
    """Who stands on a day for the company of that registrable domain, else of that name key.

    The end of the chain on that day; `day` None asks only for the same company's main domain. None
    for whoever stands for itself.
    """
    found: Successor | None = None
    at = domain if domain else _BY_NAME.get(name_key)
    while at and (heir := _HEIRS.get(at)) and _stands(heir, day):
        found, at = heir, heir.domain
    return found


def main_domain(domain: str) -> str:
    """The domain by which the same company is known, where it has several."""
    main = successor(domain, "", None)
    return main.domain if main else domain


def domains() -> Collection[str]:
    """All of which it is known who stands for them."""
    return _HEIRS.keys()


def _stands(heir: Successor, day: date | None) -> bool:
    return heir.since is None or (day is not None and heir.since <= day)


def _read() -> dict[str, Successor]:
    heirs = {}
    for since, facts in listed("successors.txt"):
        domain, heir, name = facts.split(" ", 2)
        day = None if since == _EVER else date.fromisoformat(since)
        heirs[domain] = Successor(heir, name, day)
    return heirs


_HEIRS = _read()
_BY_NAME = {
    label: domain for domain in _HEIRS if len(label := domain.partition(".")[0]) >= _MIN_LABEL
}
