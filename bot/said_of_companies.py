"""What people say of companies, done: what they are known by, which are one, which count."""

from collections.abc import Callable

from bot.naming import NONE, NamingError, alias_of, company_name, searched
from bot.rejecting import unverify
from bot.speech import Made, Speech, Verb, is_word
from bot.whom import SeveralFitError, fitting, one_company, one_record
from collectors.addresses import MAIL
from ledger import companies, corrections
from ledger.corrections import AlreadySo, By
from ledger.engine import Session
from ledger.naming import CompanyName
from ledger.tables import Company, Correction


def alias(s: Speech) -> Made:
    """Another name, domain, organisation or workspace of a company."""
    company, typed = _company_and_value(s)
    if MAIL.fullmatch(typed):
        raise NamingError(
            f"a company goes by no mail address: write the domain, {searched(typed)}, "
            "or say with link whom the person stands for"
        )
    kind, value = alias_of(typed)
    spelled = " ".join(typed.split()).removeprefix("name:") if kind == "name" else ""
    spoken = corrections.alias(s.session, company, kind, value, s.by, s.asked.note, spelled)
    return Made(spoken, None, company, value=typed)


def _company_and_value(s: Speech) -> tuple[Company, str]:
    """In either order: only the company is known already."""
    first, second = s.asked.subject.text, s.asked.object.text
    try:
        return one_company(s.session, first), second
    except NamingError:
        if fitting(s.session, second):
            return one_company(s.session, second), first
        raise


def unalias(s: Speech) -> Made:
    """That it is not that company's after all."""
    typed = s.asked.subject.text
    kind, value = alias_of(typed)
    spoken = corrections.unalias(s.session, kind, value, s.by, s.asked.note)
    return Made(spoken, None, one_company(s.session, spoken.subject), value=typed)


def ignore(s: Speech) -> Made:
    """That a company never counts, even one that nobody has seen yet."""
    company = _known_or_new(s)
    spoken = corrections.ignore(s.session, company, s.by, s.asked.note)
    return Made(spoken, None, one_company(s.session, spoken.subject))


def _known_or_new(s: Speech) -> Company | CompanyName:
    """The company that is named; one that nobody has seen yet by its domain or its whole name."""
    typed = s.asked.subject
    try:
        return one_company(s.session, typed.text)
    except SeveralFitError:
        raise
    except NamingError:
        named = company_name(typed.text)
        if typed.quoted or named.domain:
            return named
        raise


def merge(s: Speech) -> Made:
    """That two records are one company."""
    company = one_record(s.session, s.asked.subject.text)
    into = one_company(s.session, s.asked.object.text)
    today = s.services.today(s.by.at)
    root = companies.present(s.session, company, today)
    if companies.is_merged(company) and root.id == into.id:
        raise AlreadySo(f"{company.key} is merged into {into.key} already")
    spoken = corrections.merge(s.session, company, into, s.by, s.asked.note)
    return Made(spoken, None, company, into)


def unmerge(s: Speech) -> Made:
    """That they are two after all."""
    company = one_record(s.session, s.asked.subject.text)
    return Made(corrections.unmerge(s.session, company, s.by, s.asked.note), None, company)


def parent(s: Speech) -> Made:
    """Whose subsidiary a company is, if anybody's."""
    company, other = one_company(s.session, s.asked.subject.text), _or_none(s)
    spoken = corrections.parent(s.session, company, other, s.by, s.asked.note)
    return Made(spoken, None, company, other)


def successor(s: Speech) -> Made:
    """Which company one became on a day, if any."""
    company, other = one_record(s.session, s.asked.subject.text), _or_none(s)
    if other is not None and s.asked.first is None:
        raise NamingError(
            "a successor takes its first day, such as: from 2026-07-01; "
            "what was one company all along is merged"
        )
    day = s.asked.first if other else None
    spoken = corrections.succeed(s.session, company, other, day, s.by, s.asked.note)
    return Made(spoken, None, company, other)


def unverified(s: Speech) -> Made:
    """That who a company's people are is wrong, all of them."""
    company = one_company(s.session, s.asked.subject.text)
    return Made(unverify(s.session, s.services, company, s.by, s.asked.note), None, company)


def of_company(act: Callable[[Session, Company, By, str], Correction]) -> Verb:
    """A verb that takes one company and says one thing of it."""

    def verb(s: Speech) -> Made:
        company = one_company(s.session, s.asked.subject.text)
        return Made(act(s.session, company, s.by, s.asked.note), None, company)

    return verb


def _or_none(s: Speech) -> Company | None:
    typed = s.asked.object
    return None if is_word(typed, NONE) else one_company(s.session, typed.text)
