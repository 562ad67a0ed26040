"""An actor's signals, read once: hosts, texts and logins, each beside the signal that it came from.

Of every kind the newest stands first; of texts only the newest is read, for a profile has one.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from identity.company_text import CompanyText, read_company
from identity.hosts import Host, read_host, read_link
from ledger.drafts import Signal, SignalKind


class SeenHost(NamedTuple):
    """A host, and the signal that it came from."""

    host: Host
    signal: Signal


class SeenText(NamedTuple):
    """A company text, and the signal that it came from."""

    text: CompanyText
    signal: Signal


class Evidence(NamedTuple):
    """All that is known of one actor; hosts that cannot be read are left out."""

    mail: Sequence[SeenHost]
    text: SeenText | None
    links: Sequence[SeenHost]
    stated_domains: Sequence[SeenHost]
    stated_name: SeenText | None
    team_domains: Sequence[SeenHost]
    team_name: SeenText | None
    teams: Sequence[Signal]
    orgs: Sequence[Signal]
    owners: Sequence[Signal]  # of the network address
    networks: Sequence[Signal]


# A kind is looked up by its place here: a member of an enumeration hashes slowly, and this is asked
# for every signal of everybody.
_KINDS = (
    SignalKind.EMAIL_DOMAIN,
    SignalKind.COMPANY_TEXT,
    SignalKind.BLOG_DOMAIN,
    SignalKind.STATED_DOMAIN,
    SignalKind.STATED_COMPANY,
    SignalKind.TEAM_DOMAIN,
    SignalKind.TEAM_NAME,
    SignalKind.SLACK_TEAM,
    SignalKind.GITHUB_ORG,
    SignalKind.NETWORK_OWNER,
    SignalKind.NETWORK_AS,
)


def gathered(signals: Sequence[Signal]) -> Evidence:
    """Evidence of signals in the order in which they were last seen, the newest last."""
    of: list[tuple[Signal, ...]] = [()] * len(_KINDS)
    for signal in reversed(signals):
        of[_KINDS.index(signal.kind)] += (signal,)
    mail, text, links, domains, name, team_domains, team_name, teams, orgs, owners, networks = of
    return Evidence(
        _hosts(mail) if mail else (),
        _text(text) if text else None,
        _hosts(links, read_link) if links else (),
        _hosts(domains) if domains else (),
        _text(name) if name else None,
        _hosts(team_domains) if team_domains else (),
        _text(team_name) if team_name else None,
        teams,
        orgs,
        owners,
        networks,
    )


def _hosts(
    signals: Sequence[Signal], read: Callable[[str], Host | None] = read_host
) -> Sequence[SeenHost]:
    return [SeenHost(host, signal) for signal in signals if (host := read(signal.value))]


def _text(signals: Sequence[Signal]) -> SeenText:
    return SeenText(read_company(signals[0].value), signals[0])
