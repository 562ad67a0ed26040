"""A ledger on a file of its own, the packaged rules, and the services over both."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from bot.services import Services
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import Rules, read_rules

UTC_ZONE = ZoneInfo("UTC")

# A busy machine is slow now and then; how long an example takes says nothing of the code.
settings.register_profile("leadlight", deadline=None)
settings.load_profile("leadlight")


@pytest.fixture
def ledger_url(tmp_path: Path) -> str:
    """Where the `ledger` of this test is; a second one may be opened on it."""
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """A new ledger that counts its days in UTC."""
    opened = open_ledger(ledger_url, UTC_ZONE)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The packaged point system."""
    return read_rules()


@pytest.fixture
def services(ledger: Ledger, rules: Rules) -> Services:
    """Both, as handlers and passes are given them."""
    return Services(ledger, rules, UTC_ZONE, leads_channel="#leads", digest_channel="#digest")
