"""The operator's IP databases (`IP_DATABASE`), open for as long as rows are read.

An address comes in and evidence of a company goes out, or nothing; the address is kept nowhere but
in the memory of whoever asked. Files are read when they are opened: a newer file that replaces one
is taken up at the next start.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING

from bot.ip_sizes import DamagedTreeError, addresses_by_asn
from bot.settings import SettingsError
from collectors.reading import Owner
from identity.network_owner import signal_of
from identity.network_record import asn_of, facts_of, joined
from ledger.drafts import Signal

if TYPE_CHECKING:
    from maxminddb import Reader
    from maxminddb.types import Record

log = logging.getLogger(__name__)

_SOME_NETWORKS = 16_384  # whose answers are remembered
_WHOLE = {4: 24, 6: 48}  # bits of the networks that pseudonyms stand for


class IpDatabases:
    """Databases that are asked together, the first word on each fact being the one that counts.

    One that turns out to be damaged is told in the log and asked no more: a row that names nobody
    is stored all the same, and may be sent again.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Opens them; raises SettingsError for what is no database that can be used."""
        self._opened = ExitStack()
        self._readers: dict[Path, tuple[Reader, int]] = {}
        self._sizes: dict[int, int] | None = None
        self._counting = Lock()
        self._answers: dict[str, tuple[Signal | None]] = {}
        try:
            for path in paths:
                reader = self._opened.enter_context(opened(path))
                self._readers[path] = reader, reader.metadata().ip_version
        except SettingsError:
            self.close()
            raise

    def __enter__(self) -> "IpDatabases":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the files."""
        self._opened.close()

    def owner_of(self, ip: str) -> Owner | None:
        """Whose network an address is in; None for nobody's. Raises ValueError for no address."""
        if not self._readers:
            return None
        address = _address(ip)
        try:
            return self._owner(address)
        except DamagedError as error:
            log.error("IP_DATABASE: %s is damaged and asked no more: download it anew", error.path)
            self._readers = {path: one for path, one in self._readers.items() if path != error.path}
            return self.owner_of(ip)

    def _owner(self, address: IPv4Address | IPv6Address) -> Owner | None:
        records, longest = [], 0
        for path, (reader, version) in self._readers.items():
            if address.version <= version:
                with _whole(path):
                    record, length = reader.get_with_prefix_len(address)
                longest = max(longest, length)
                if record is not None:
                    records.append(record)
        signal = self._judged(records) if records else None
        return Owner(signal, longest > _WHOLE[address.version]) if signal else None

    def _judged(self, records: list["Record"]) -> Signal | None:
        """What these records come to; remembered, because networks have many visitors."""
        said = repr(records)
        known = self._answers.get(said)
        if known is None:
            if len(self._answers) >= _SOME_NETWORKS:
                self._answers.clear()
            facts = joined(map(facts_of, records))
            self._answers[said] = known = (signal_of(facts, self._addresses_of),)
        return known[0]

    def _addresses_of(self, asn: int) -> int:
        """How many addresses an autonomous system has in the database that knows most of them."""
        with self._counting:  # once, whichever thread asks first
            if self._sizes is None:
                self._sizes = self._counted()
        return self._sizes.get(asn, 0)

    def _counted(self) -> dict[int, int]:
        began, sizes = perf_counter(), dict[int, int]()
        for path, (reader, _) in self._readers.items():
            with _whole(path):
                counted = addresses_by_asn(path, reader, asn_of)
            for asn, size in counted.items():
                sizes[asn] = max(size, sizes.get(asn, 0))
        log.info("counted the networks of IP_DATABASE in %.1f s", perf_counter() - began)
        return sizes


class DamagedError(Exception):
    """A database that cannot be read any further."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))


def opened(path: Path) -> "Reader":
    """An open database; raises SettingsError, with the file and the mend."""
    # Here, because most operators have none, and to load the reader takes a tenth of a second.
    import maxminddb

    try:
        return maxminddb.open_database(path)
    except (maxminddb.InvalidDatabaseError, OSError, ValueError) as error:
        why = "cannot be read" if isinstance(error, OSError) else "is no mmdb database"
        mend = "download it anew, or take it out of IP_DATABASE"
        raise SettingsError([f"IP_DATABASE is wrong: {path} {why}: {mend}"]) from None


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Raises DamagedError for what a reader says of a file that is not whole."""
    import maxminddb

    try:
        yield
    except (maxminddb.InvalidDatabaseError, DamagedTreeError, OSError):
        raise DamagedError(path) from None


def _address(ip: str) -> IPv4Address | IPv6Address:
    """The address without its zone, and as IPv4 where it is one in IPv6's clothes."""
    address = ip_address(ip.strip())
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or IPv6Address(int(address))
    return address
