"""By which keys the companies of a profile's text are looked up among the known ones."""

from collections.abc import Mapping

from identity.company_text import read_company
from identity.known import Org
from identity.names import initials, name_key, starts, weak_key


def asked_names(text: str, orgs: Mapping[str, Org]) -> set[str]:
    """The keys of all names that a text may mean, also by the `orgs` whose login it holds."""
    named = read_company(text).named
    told = {one.name for one in named}
    for one in named:
        org = orgs.get(one.handle) if one.handle else None
        if org and org.name:
            told.add(org.name)
    return {key for name in told for key in _keys(name) if key}


def _keys(name: str) -> tuple[str, ...]:
    return name_key(name), weak_key(name), *starts(name), initials(name, 3)
