"""1: no collected activity is lost or doubled where PostgreSQL ends in the midst of a page."""

from collections.abc import Iterator
from random import Random

from bot.passes import record_pages
from ledger.drafts import Page
from tests.builders import NOW
from tests.promises import size
from tests.promises.conftest import Record
from tests.promises.page_loop import TOGETHER, left, pages
from tests.promises.server_ends import Interrupted, interrupted

__all__ = ["interrupted"]

ENDS = size.of(6, 60)
STEPS = (4, 60)  # a page takes about fifteen


def test_promise_01_a_server_that_ends_loses_and_doubles_nothing(
    interrupted: Interrupted, chance: Random, record: Record
) -> None:
    ledger, stored, cut_in_two = interrupted.services.ledger, 0, 0

    def noted() -> Iterator[Page]:
        nonlocal stored
        for page in pages(ledger, left(ledger).cursor, TOGETHER):
            yield page
            stored = int(page.cursor)  # it is asked for the next one after a commit

    def collect() -> object:
        return record_pages(interrupted.services, noted(), lambda: NOW)

    for _ in range(ENDS):
        before = stored
        interrupted.cut(collect, chance.randint(*STEPS), chance.random() / 200)
        cut_in_two += interrupted.was_writing
        after = left(ledger)
        assert before <= stored <= after.cursor
        assert (after.lost, after.doubled, after.rows) == (0, 0, list(range(after.cursor)))
    assert stored > ENDS
    assert cut_in_two >= 0.6 * ENDS
    record("PostgreSQL ends in the page loop", ENDS, "ends")
