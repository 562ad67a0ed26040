"""The files that notices bring: which maker makes which, when it is about to be posted.

Why then and not when it is queued: a notice stays a small row of facts, and what a person opens is
as true as the ledger at that moment.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot import charting
from bot.oql.sheets import FILES as SHEETS
from bot.reporting.verb import FILES as REPORT
from bot.services import Services

FILES: Final[Mapping[str, Callable[[Services, Mapping[str, Any]], bytes]]] = {
    charting.MAKER: charting.picture,
    **SHEETS,
    **REPORT,
}
