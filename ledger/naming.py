"""How signals name a company, and which of the records already known that name means.

Pure, so that whoever answers without a ledger joins records as the ledger does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Alias = tuple[str, str]  # ("domain", "name" or "weak", value)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CompanyName:
    """How a signal names a company: by domain, by name, or both.

    `name_key` is the name in the form under which spellings of one company are equal.
    """

    domain: str | None
    name: str
    name_key: str


def aliases(named: CompanyName) -> list[Alias]:
    """All by which a record may be known that is named so, the surest first."""
    both = (("domain", named.domain), ("name", named.name_key))
    return [(kind, value) for kind, value in both if value]


def record_of(
    named: CompanyName, known: Mapping[Alias, T], domain_of: Callable[[T], str | None]
) -> T | None:
    """The record known by the domain; else by the name, unless another domain has that name."""
    by_domain = known.get(("domain", named.domain)) if named.domain else None
    by_name = known.get(("name", named.name_key))
    taken = by_name is not None and named.domain and domain_of(by_name)
    return by_domain or (None if taken else by_name)
