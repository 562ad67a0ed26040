"""Several processes that open a ledger at once, none of which was there before."""

from typing import Final

import psycopg  # as Alembic below: loaded once, and not in each of them
import pytest

from ledger import upgrading
from ledger.schema import open_ledger
from tests.conftest import UTC_ZONE
from tests.promises.zygote import Life, Witness, Zygote

__all__ = ["psycopg", "upgrading"]

AT_ONCE: Final = 4


def begin(witness: Witness, url: str) -> None:
    """Opens it once all the others are about to."""
    witness.wait()
    open_ledger(url, UTC_ZONE).close()


def open_at_once(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    """So many at once, all of which must come to a good end without a word."""
    with Zygote("tests.ledger.opening") as warm:
        ends = warm.live(*[Life("begin", (url,))] * AT_ONCE)
    assert ([end.code for end in ends], capfd.readouterr().err) == ([0] * AT_ONCE, "")
