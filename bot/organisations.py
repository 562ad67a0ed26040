"""Looks up the GitHub organisations that profiles name, so that `@acme-io` becomes a company."""

from datetime import timedelta

from bot.asking import Asking, batches
from collectors import github_orgs
from collectors.github_orgs import Found
from identity.hosts import HostKind, read_host, read_link
from ledger import organisations

LIFE = timedelta(days=30)
ORGS_A_PASS = 500


def read(asking: Asking) -> int:
    """Asks for the organisations that nobody asked for in 30 days; returns how many were asked.

    Raises:
        SourceError: GitHub cannot be read; what was read until then is stored.
    """
    read = 0
    while not asking.stop():
        now = asking.clock()
        with asking.services.ledger.read() as session:
            wanted = organisations.wanted(session, ORGS_A_PASS, now)
        if not wanted:
            break
        found = github_orgs.organisations(
            asking.access, wanted, now=now, sleep=asking.sleep, stop=asking.stop
        )
        for some in batches(found):
            shown = {login: _kept(one) for login, one in some}
            with asking.services.ledger.write() as session:
                organisations.keep(session, shown, now, LIFE)
            read += len(some)
    return read


def _kept(found: Found | None) -> tuple[str | None, str | None] | None:
    return None if found is None else (found.name or None, _domain(found))


def _domain(shown: Found) -> str | None:
    """The domain of the company's mail, else that of its pages; of no service in between."""
    hosts = read_host(shown.mail_host), read_link(shown.link_host)
    return next((host.domain for host in hosts if host and host.kind is HostKind.COMPANY), None)
