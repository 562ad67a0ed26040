"""The company record that a match means, by all the names that may find it again."""

from functools import lru_cache

from identity.agreement import labels
from identity.match import Match, MatchKind
from identity.names import name_key, short_forms, weak_key
from identity.successors import successor
from ledger.naming import CompanyName

_COMPANY = MatchKind.COMPANY  # by itself it is found sooner, and it is asked for of everybody


def company_name(match: Match) -> CompanyName | None:
    """How a match names its company, candidates too; None where it names none.

    By the main domain where a company is known for several. Who was found by a known name teaches
    none: it would be evidence for itself, and stay when it means another company.
    """
    if match.kind is not _COMPANY or match.confidence <= 0:
        return None
    return _named(match.domain, match.name, match.by_name)


@lru_cache(maxsize=65_536)
def _named(domain: str | None, name: str | None, by_name: bool) -> CompanyName | None:
    if not domain:
        return _by_name(name) if name and name_key(name) else None
    others = labels(domain)
    main = successor(domain, "", None)
    if main:
        domain, others = main.domain, tuple(dict.fromkeys((*labels(main.domain), *others)))
    told = None if by_name else name
    key = name_key(told or "") or others[0]
    return CompanyName(domain, name or domain, key, weak_key(told or key), others)


def _by_name(name: str) -> CompanyName:
    return CompanyName(None, name, name_key(name), weak_key(name), short_forms(name))
