"""What people say of who is who: each word wins over every rule, is audited, and can be undone.

All of it happens in the caller's transaction, and nothing is changed before all was checked. No
activity and no tally is touched, for whose they are is read from affiliations.
"""

from ledger.corrected_aliases import alias, unalias
from ledger.corrected_companies import (
    heed,
    ignore,
    merge,
    parent,
    succeed,
    unmerge,
    unverify,
    verify,
)
from ledger.corrected_people import bot, link, unlink
from ledger.refusals import refuse
from ledger.spoken import AlreadySo, By, CorrectionError
from ledger.undoing import listed, undo

__all__ = [
    "AlreadySo",
    "By",
    "CorrectionError",
    "alias",
    "bot",
    "heed",
    "ignore",
    "link",
    "listed",
    "merge",
    "parent",
    "refuse",
    "succeed",
    "unalias",
    "undo",
    "unlink",
    "unmerge",
    "unverify",
    "verify",
]
