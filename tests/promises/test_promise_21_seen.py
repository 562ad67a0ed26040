"""21: of trouble with the storage an operator sees a figure, a line, the cause, and what to do."""

from io import StringIO

import pytest

from bot.readiness import REMEMBERED, Watching
from ledger import health
from tests.bot.http_door import NOW, Site
from tests.promises.conftest import Record
from tests.promises.listening import joined
from tests.promises.seeing import causes, figures, hear, is_documented, lines, log, site
from tests.promises.troubles import TROUBLES

__all__ = ["log", "site"]


@pytest.mark.parametrize("name", TROUBLES)
def test_promise_21_trouble_with_the_storage_is_seen(
    site: Site, log: StringIO, record: Record, name: str
) -> None:
    watching = Watching(site.door.readiness, lambda: site.now)
    assert (causes(site), figures(site)["ready"]) == ([], 1)
    trouble = TROUBLES[name]
    mend = trouble.begin(site.services.ledger)
    try:
        if trouble.is_hidden:
            health.quick_check(site.services.ledger, NOW)
            health.causes(site.services.ledger)
        assert any(hear(site, joined(number)) >= 500 for number in range(1, 300))
        site.now += REMEMBERED
        watching.look()
        [cause] = causes(site)
        assert figures(site)["ready"] == 0
    finally:
        mend()
    assert trouble.named in cause
    assert is_documented(cause)
    told = lines(log)
    assert f"not ready: {cause}" in [line["message"] for line in told]
    refused = [line for line in told if line.get("event", "").startswith("Ev")]
    assert refused[-1]["level"] == "error"
    record(f"{name}: figure, log, cause, page", 1, "ledger")
