"""Whom people mean by what they typed: one person, one company, or who else it may be."""

from collections.abc import Sequence
from typing import Final

from bot.grammar import Word, mention
from bot.naming import NamingError, alias_of, company_name, searched
from bot.services import Services
from collectors.addresses import MAIL, masked
from ledger import actors, colleagues, companies, lineage
from ledger.engine import PSEUDONYM, Session
from ledger.naming import CompanyName
from ledger.tables import Actor, Company

NAMED: Final = 10  # of several that fit, in a sentence


class SeveralFitError(NamingError):
    """A name that several companies have; `rows` are they, as views list them."""

    def __init__(self, typed: str, found: Sequence[Company]) -> None:
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        keys = ", ".join(one.key for one in found[:NAMED]) + more
        super().__init__(f"several companies fit {typed}: {keys}; name one of them by its domain")
        self.typed = typed
        self.rows = [{"company": one.key, "name": one.name} for one in found]


def people(session: Session, services: Services, word: Word) -> list[Actor]:
    """The actors whom `github:LOGIN`, `slack:@member`, `site:ADDRESS` or a mention may mean."""
    source, colon, handle = word.text.partition(":")
    mentioned = mention(word) or mention(Word(handle))
    if mentioned:
        teams = {services.team_id, *services.community_team_ids}
        keys = [f"{team}:{mentioned.user_id}" for team in sorted(teams) if team]
        found = [actors.by_identity(session, "slack", key) for key in keys]
        return [actor for actor in found if actor is not None]
    if not colon:
        return []
    return actors.find(session, source.lower(), _as_kept(session, source.lower(), handle))


def _as_kept(session: Session, source: str, handle: str) -> str:
    """A handle as the ledger has it, of a mail address the pseudonym.

    The key is made with the first address that is kept: where there is none, none is asked for.
    """
    pseudonym = session.info.get(PSEUDONYM)
    if pseudonym is None or not MAIL.fullmatch(handle):
        return handle
    if not colleagues.any_by_address(session, source):
        return handle
    return str(pseudonym("address", handle.casefold()))


def one_person(session: Session, services: Services, word: Word) -> Actor:
    """The only actor who is called so.

    Raises:
        NamingError: nobody is, or several are.
    """
    found = people(session, services, word)
    if len(found) == 1:
        return found[0]
    typed = masked(word.text, lambda address: "(an address)")
    if found:
        raise NamingError(
            f"{typed} may mean {len(found)} people: give the id in place of the handle"
        )
    raise NamingError(
        f"nobody called {typed} has been seen: write github:LOGIN, or slack:@member; "
        "a person is known from the first activity on"
    )


def one_company(session: Session, typed: str) -> Company:
    """The company of that domain or name, or of a part of the name if only one has it.

    Raises:
        NamingError: there is none.
        SeveralFitError: there are several.
    """
    found = fitting(session, typed)
    if len(found) == 1:
        return found[0]
    if found:
        raise SeveralFitError(typed, found)
    raise NamingError(f"I know no company called {typed}: write its domain, or its name in quotes")


def one_record(session: Session, typed: str) -> Company:
    """The company itself that is named, also where it counts as another one by now.

    Raises:
        NamingError: as for `one_company`.
    """
    root = one_company(session, typed)
    merged = [companies.get_one(session, one) for one in companies.merged(session, root.id)]
    wanted = searched(typed).strip().casefold()
    for is_meant in (_is_called, _is_called_in_part):
        meant = [one for one in merged if is_meant(one, wanted)]
        if len(meant) == 1:
            return meant[0]
    return root


def fitting(session: Session, typed: str) -> list[Company]:
    """The companies that may be meant; alone one that a person named so, or is called just so."""
    if said := _said_to_be(session, typed):
        return companies.find(session, said.key)
    found = companies.find(session, searched(typed))
    exact = [one for one in found if one.name.casefold() == typed.strip().casefold()]
    return exact if len(exact) == 1 else found


def _said_to_be(session: Session, typed: str) -> Company | None:
    try:
        kind, value = alias_of(typed)
    except NamingError:
        return None  # no company's name, but a part of one perhaps
    return lineage.said_to_be(session, kind, value)


def _is_called(company: Company, wanted: str) -> bool:
    return wanted in (company.key.casefold(), company.domain, company.name.casefold())


def _is_called_in_part(company: Company, wanted: str) -> bool:
    return wanted in company.name.casefold() or wanted in company.key.casefold()


def employer(session: Session, word: Word) -> CompanyName:
    """The company that a person is said to stand for: a known one, else a new one.

    What stands in quotes is the whole name, and so is a domain; any other text may be a part of
    the name of one that is known.

    Raises:
        NamingError: it can be no company's name.
        SeveralFitError: there are several of whose name it is a part.
    """
    named = company_name(word.text)
    found = fitting(session, word.text)
    is_whole = word.quoted or named.domain is not None
    if is_whole:
        return named
    if len(found) > 1:
        raise SeveralFitError(word.text, found)
    return name_of(found[0]) if found else named


def name_of(company: Company) -> CompanyName:
    """A company on record, named so that it is found again and no other."""
    key = "" if company.domain else company.key.removeprefix("name:")
    return CompanyName(company.domain, company.name, key)
