"""Why somebody has no company, where nothing that they show names one."""

from identity.company_text import TextKind
from identity.evidence import Evidence
from identity.hosts import HostKind
from identity.match import AGREED, EXPLICIT_NONE, Match, MatchKind


def no_company(evidence: Evidence) -> Match:
    """The match without a company, with the reason that says most."""
    said = evidence.text or evidence.stated_name
    kind = said.text.kind if said else None
    on = (said.signal,) if said else ()
    if kind is TextKind.ACADEMIC:
        words = "profile text names a place of study"
        return Match(MatchKind.ACADEMIC, words, EXPLICIT_NONE, rests_on=on)
    if kind is TextKind.NONE:
        words = "profile text says that there is no company"
        return Match(MatchKind.NONE, words, EXPLICIT_NONE, rests_on=on)
    hosts = [*evidence.stated_domains, *evidence.mail]
    for host_kind, match_kind in (
        (HostKind.ACADEMIC, MatchKind.ACADEMIC),
        (HostKind.COMMUNITY, MatchKind.COMMUNITY),
    ):
        for host, signal in hosts:
            if host.kind is host_kind:
                words = f"{host_kind} domain {host.domain}"
                return Match(match_kind, words, AGREED, rests_on=(signal,))
    if kind is TextKind.COMMUNITY:
        words = "profile text names a project"
        return Match(MatchKind.COMMUNITY, words, EXPLICIT_NONE, rests_on=on)
    for host, signal in hosts:
        words = f"{host.kind} mail {host.domain}"
        if host.kind is HostKind.COMPANY:
            words = f"personal mail {host.domain}"
        return Match(MatchKind.UNKNOWN, words, 0.0, rests_on=(signal,))
    return Match(MatchKind.UNKNOWN, "nothing that names a company", 0.0)
