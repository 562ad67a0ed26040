"""What `doctor` says of the IP databases: which they are, how old, and what they can name."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bot.findings import Finding, failure
from bot.ip_database import opened
from bot.settings import Settings, SettingsError
from identity.network_record import facts_of

if TYPE_CHECKING:
    from maxminddb import Reader

FRESH = timedelta(days=90)  # networks change hands, and each update names thousands anew
LOOKED_AT = 500  # records, to know a database


def ip_databases(given: Settings, today: date) -> Iterator[Finding]:
    """Each file of IP_DATABASE, in its order."""
    for path in given.ip_database:
        try:
            with opened(path) as reader:
                yield _finding(path, reader, today)
        except SettingsError as error:
            yield failure("IP database", str(error))


def _finding(path: Path, reader: "Reader", today: date) -> Finding:
    told = reader.metadata()
    built = datetime.fromtimestamp(told.build_epoch, UTC).date()
    names = _named(reader)
    saw = f"{path.name}: {told.database_type} of {built}, names {names or 'no owner'}"
    if not names:
        return Finding("IP database", False, saw, "name an ASN, ISP or company database instead")
    mend = "" if today - built <= FRESH else "older than 90 days: download a newer one"
    return Finding("IP database", not mend, saw, mend)


def _named(reader: "Reader") -> str:
    """What its first records tell of: "companies", "networks", "hidden addresses", or more."""
    found = [facts_of(record) for _, record in islice(reader, LOOKED_AT)]
    told = {
        "companies": any(one.owner_name or one.owner_domain for one in found),
        "networks": any(one.asn for one in found),
        "hidden addresses": any(one.hides for one in found),
    }
    return " and ".join(what for what, is_told in told.items() if is_told)
