"""Which accounts are one person's: those whose mail address is the same, wherever they were made.

Somebody with an account on GitHub, one in Slack and one on the forum is one person, wherever people
are counted. The keyed hash of the address says so (`ActorSignal.address_hash`), and who shares one
address with one account and another with the next ties all three together.

Why looked up and not kept: evidence comes and goes, and the hashes of the forgotten go with them.
What is kept is which addresses ever had several accounts (`ActorSignal.shared`), so that looking up
costs as much as there is shared. Why an account of many addresses ties nobody: several people write
through it, such as a guest's or a build server's.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
from sqlmodel import Session

from ledger.numbers import Longs, integers

Number = TypeVar("Number", np.int32, np.int64)

MOST_ADDRESSES: Final = 4  # of an account that one person has, of those that it shares

# One list of accounts an address, with a 0 before each. Bots and suspects tie nobody, and are few.
SHARED: Final = """
SELECT 0, group_concat(told) FROM (
  SELECT '0,' || group_concat(actor_id) AS told FROM actor_signal
  WHERE shared AND {among} AND actor_id NOT IN (
    SELECT id FROM actor WHERE standing NOT IN ('person', 'staff') AND standing <> 'pseudo')
  GROUP BY address_hash HAVING COUNT(*) > 1
) addresses
"""
EVERYBODY: Final = "TRUE"
# Addresses of these accounts, of those who share them, and so on: rows of an id or of a hash. Both
# ways are one step, since PostgreSQL lets a recursion name itself but once. It wants to know from
# the first row on how hashes are ordered: as those of the column of which that row takes none.
AMONG: Final = """address_hash IN (
  WITH RECURSIVE tied(actor, hash) AS (
    SELECT CAST(value AS BIGINT), (SELECT address_hash FROM actor_signal WHERE id = 0)
    FROM json_each(?)
    UNION SELECT CASE WHEN tied.actor IS NULL THEN s.actor_id END,
      CASE WHEN tied.hash IS NULL THEN s.address_hash END
    FROM tied JOIN actor_signal s
     ON (s.actor_id = tied.actor AND s.shared) OR (s.address_hash = tied.hash AND s.shared)
  ) SELECT hash FROM tied WHERE hash IS NOT NULL
)"""
SHARE: Final = """
UPDATE actor_signal SET shared = TRUE WHERE NOT shared AND address_hash IN (
  SELECT address_hash FROM actor_signal WHERE address_hash IN (SELECT value FROM json_each(?))
  GROUP BY address_hash HAVING MIN(actor_id) < MAX(actor_id))
"""


@dataclass(frozen=True, slots=True)
class Persons:
    """Accounts that share an address, rising, and beside each the least account of its person.

    Whoever is not among them is a person with a single account.
    """

    accounts: Longs
    firsts: Longs

    def of(self, actors: npt.NDArray[Number]) -> npt.NDArray[Number]:
        """For each actor the least account of the same person: often itself."""
        if not len(self.accounts) or not len(actors):
            return actors
        highest = max(actors.max(), self.accounts[-1])
        first = np.arange(highest + 1, dtype=actors.dtype)
        first[self.accounts] = self.firsts
        return first[actors]

    def several(self, actor_id: int) -> list[int]:
        """All accounts of somebody's person, rising; the one alone where there is no other."""
        [first] = self.of(np.array([actor_id], np.int64)).tolist()
        found: list[int] = self.accounts[self.firsts == first].tolist()
        return found or [actor_id]


def everybody(session: Session) -> Persons:
    """All who have several accounts."""
    return _persons(session, EVERYBODY)


def among(session: Session, actor_ids: Collection[int]) -> Persons:
    """The same of these actors, with whatever other accounts they have."""
    return _persons(session, AMONG, json.dumps(sorted(actor_ids)))


def share(session: Session, hashes: Collection[str]) -> None:
    """Notes of addresses that are new with an account whether others have them as well."""
    if hashes:
        session.connection().exec_driver_sql(SHARE, (json.dumps(sorted(hashes)),))


def _persons(session: Session, among: str, *values: str) -> Persons:
    session.flush()
    told = [listed for _, listed in integers(session, SHARED.format(among=among), values)]
    listed = np.concatenate([np.zeros(0, np.int64), *told])
    address, is_account = np.cumsum(listed == 0) - 1, listed > 0
    accounts, account = np.unique(listed[is_account], return_inverse=True)
    is_one = (np.bincount(account, minlength=len(accounts)) <= MOST_ADDRESSES)[account]
    first = _least(account[is_one], address[is_account][is_one], len(accounts))
    return Persons(accounts, accounts[first])


def _least(account: Longs, address: Longs, accounts: int) -> Longs:
    """For each account the least that hangs together with it, by address after address."""
    first = np.arange(accounts)
    while True:
        least = np.full(address.max(initial=-1) + 1, accounts)
        np.minimum.at(least, address, first[account])
        lower = first.copy()
        np.minimum.at(lower, account, least[address])
        lower = lower[lower]  # what hangs on a long chain comes near in a few steps
        if np.array_equal(lower, first):
            return lower
        first = lower
