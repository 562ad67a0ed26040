"""The secret under which addresses and networks become pseudonyms: a setting, or a file of ours."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path

from bot.settings import Settings, SettingsError
from identity.pseudonym import Pseudonyms
from ledger.engine import ledger_file

MOST_KNOWN = 50_000  # hashes, some 10 MB


def pseudonyms(settings: Settings) -> Pseudonyms:
    """Pseudonyms under `IDENTITY_KEY`, else under a key made once beside the ledger (mode 0600).

    Raises:
        SettingsError: the key is too short, or its file cannot be read or made.
    """
    try:
        if settings.identity_key is not None:
            return Pseudonyms(settings.identity_key.get_secret_value().encode())
        return Pseudonyms(_kept(key_file(settings)))
    except (ValueError, OSError) as error:
        raise SettingsError([f"IDENTITY_KEY cannot be used: {error}"]) from None


def hiding(settings: Settings) -> Callable[[str, str], str]:
    """What a ledger is opened with, so that it hides the forgotten: the hash of a purpose's value.

    The key is read, and where there is none made, when it is first needed, and kept from then on;
    so are the hashes of those who come again and again.
    """
    key = cache(lambda: pseudonyms(settings))
    return lru_cache(maxsize=MOST_KNOWN)(lambda purpose, value: key().of(purpose, value))


def key_file(settings: Settings) -> Path:
    """Where the key is kept when no setting gives one."""
    ledger = ledger_file(settings.database_url)
    return ledger.with_name(ledger.name + ".identity-key")


def _kept(file: Path) -> bytes:
    """The key in `file`; made in one step, so that two processes agree on one."""
    if not file.exists():
        made = file.with_name(f"{file.name}.{os.getpid()}")
        handle = os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_hex(32))
        with suppress(FileExistsError):  # another process was first: its key is the key
            os.link(made, file)
        made.unlink()
    return file.read_text().strip().encode()
