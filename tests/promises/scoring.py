"""A scorer among eight, and one that looks whether something was told, and then tells it."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ledger import notices
from ledger.schema import open_ledger
from scoring.rules import Rules
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.promises.zygote import Witness
from tests.scoring.judging import Judging, uncapped


def _warm() -> Rules:
    """The rules, which have judged once: what SQLAlchemy learns by that no life learns again."""
    with TemporaryDirectory() as folder:
        rules = uncapped(Path(folder))
        ledger = open_ledger(f"sqlite:///{folder}/ledger.db", UTC_ZONE)
        story = Judging(ledger, rules)
        story.earn(0, 75)
        story.judge(0)
        ledger.close()
    return rules


RULES: Final = _warm()


def judge(witness: Witness, url: str, number: int) -> None:
    """Rescores as of a day, once all the others are ready to do so."""
    ledger = open_ledger(url, UTC_ZONE)
    witness.watch(ledger.engine)
    witness.wait()
    Judging(ledger, RULES).judge(number)
    ledger.close()


def tell_unless_told(witness: Witness, url: str, number: int) -> None:
    """The mistake: no unique key, but a look beforehand."""
    ledger = open_ledger(url, UTC_ZONE)
    with ledger.read() as session:
        told = notices.with_prefix(session, f"oql3:{number}:")
    witness.wait()
    if not told:
        with ledger.write() as session:
            notices.queue(session, f"oql3:{number}:{os.getpid()}", "oql3", "", {}, NOW)
    ledger.close()
