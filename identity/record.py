"""The company record that a match means, by all the names that may find it again."""

from functools import lru_cache

from identity.agreement import labels
from identity.match import Match, MatchKind
from identity.names import name_key, short_forms, weak_key
from identity.successors import successor
from ledger.naming import CompanyName


def company_name(match: Match) -> CompanyName | None:
    """How a match names its company, candidates too; None where it names none.

    By the main domain where a company is known for several.
    """
    if match.kind is not MatchKind.COMPANY or match.confidence <= 0:
        return None
    return _named(match.domain, match.name)


@lru_cache(maxsize=65_536)
def _named(domain: str | None, name: str | None) -> CompanyName | None:
    if not domain:
        return _by_name(name) if name and name_key(name) else None
    others = labels(domain)
    main = successor(domain, "", None)
    if main:
        domain, others = main.domain, tuple(dict.fromkeys((*labels(main.domain), *others)))
    key = name_key(name or "") or others[0]
    return CompanyName(domain, name or domain, key, weak_key(name or key), others)


def _by_name(name: str) -> CompanyName:
    return CompanyName(None, name, name_key(name), weak_key(name), short_forms(name))
