"""Who writes from which mail domain, told apart by name and by mail address, in memory.

The definition is that of `ledger.colleagues`: a name stands for one of its addresses, the least,
and an address for one person. So there are never more people than names, nor than addresses.
"""

from collections import defaultdict


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
