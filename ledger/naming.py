"""How signals name a company, and which of the records already known that name means.

Pure, so that whoever answers without a ledger joins records as the ledger does.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

Alias = tuple[str, str]  # ("domain", "name", "weak", "org" or "team", value)
T = TypeVar("T")
MANY = 2  # people, from whom on a company counts by its domain alone
HEARD = 3  # people, from whom on an @handle counts as a name: two colleagues share a project sooner


class CompanyName(NamedTuple):
    """How a signal names a company: by domain, by name, or both.

    `name_key` is the name in the form under which spellings of one company are equal, `weak_key`
    the same without words that firms leave off at will. `labels` are the name keys that the domain
    spells, its own label first; without a domain, the short forms that a domain may spell.
    """

    domain: str | None
    name: str
    name_key: str
    weak_key: str = ""
    labels: tuple[str, ...] = ()


@lru_cache(maxsize=65_536)
def aliases(named: CompanyName) -> tuple[Alias, ...]:
    """All by which a record may be known that is named so, the surest first.

    A domain's own label is a name at once, so that a text finds the record of the domain; what else
    it spells, and a name without its words of no weight, are weaker: any surer one goes before.
    """
    domain, _, name_key, weak_key, labels = named
    names = dict.fromkeys((name_key, *labels[:1]) if domain else (name_key,))
    weak = dict.fromkeys((*names, weak_key, *labels))
    found = [("domain", domain)] if domain else []
    found += [("name", key) for key in names if key]
    found += [("weak", key) for key in weak if key]
    return tuple(found)


def record_of(
    named: CompanyName, known: Mapping[Alias, T], domain_of: Callable[[T], str | None]
) -> T | None:
    """The record known by the domain; else by the surest of its names.

    None where that name belongs to another domain: two companies may share a name.
    """
    for alias in aliases(named):
        record = known.get(alias)
        if record is not None:
            other = domain_of(record)
            is_another = named.domain and other and alias[0] != "domain" and other != named.domain
            return None if is_another else record
    return None


def rank(
    name: str, domain: str, spelled: Sequence[str], people: int
) -> tuple[bool, bool, int, str]:
    """The less, the sooner a plain name is theirs of several companies whose domains spell it.

    `spelled` are the name keys that the domain spells, its own label first. First goes whoever
    counts by the `people` who write from there, then whose own label it is, then the larger.
    """
    return people < MANY, name not in spelled[:1], -people, domain
