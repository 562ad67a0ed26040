"""Who writes from which mail domain, told apart by name and by mail address, in memory.

The definition is that of `ledger.colleagues`: a name stands for one of its addresses, the least,
and an address for one person. So there are never more people than names, nor than addresses.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from identity.hosts import HostKind, read_host
from ledger.drafts import Signal, SignalKind


def largest(signals: Iterable[Signal], people: Mapping[str, int]) -> tuple[int, str]:
    """Sorts first who is at the company where most write from, of two at the lesser domain.

    `people` are distinct persons by registrable domain.
    """
    hosts = (read_host(one.value) for one in signals if one.kind is SignalKind.EMAIL_DOMAIN)
    firms = {host.domain for host in hosts if host and host.kind is HostKind.COMPANY}
    return min(((-people.get(domain, 0), domain) for domain in firms), default=(0, ""))


class Crowd:
    """Persons by registrable domain."""

    def __init__(self) -> None:
        self._stands_for: dict[str, dict[str, str]] = defaultdict(dict)  # each name, by domain
        self._names: dict[str, dict[str, int]] = defaultdict(dict)  # how many stand for the same

    def add(self, domain: str, who: str, address: str = "") -> int:
        """Sees a name, with its address if it is known; returns how many persons that makes more.

        That is 1, 0, or -1 where one who had counted turns out to be another one.
        """
        stands_for, names = self._stands_for[domain], self._names[domain]
        before = stands_for.get(who)
        known = before if before != who else None
        now = min(filter(None, (known, address)), default=who)
        if now == before:
            return 0
        stands_for[who] = now
        names[now] = names.get(now, 0) + 1
        is_new = names[now] == 1
        if before is None:
            return int(is_new)
        names[before] -= 1
        return is_new - (names[before] == 0)
