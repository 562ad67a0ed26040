"""Networks of a log belong to no company, are counted as such, and not remembered one by one."""

from pathlib import Path

from sqlmodel import col, select

from bot.commands.import_files import bring
from bot.commands.imported import Result
from bot.commands.storing import settle
from bot.identity_key import pseudonyms
from ledger.naming import CompanyName
from ledger.tables import Actor, Affiliation
from tests import whose
from tests.bot.logged import log_line, log_lines, opened_in
from tests.builders import NOW

ACME = CompanyName("acme.example", "Acme", "acme")


def test_a_network_counts_for_nobody_until_somebody_links_it(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(log_lines(0, 10) + log_line(200))  # the last is of the first one's network
    result = Result()
    with opened_in(tmp_path) as o:
        bring(o, str(log), result)
        assert (result.new, len(result.actors)) == (11, 0)
        assert (settle(o, result), settle(o, result)) == (11, 0)
        key = pseudonyms(o.settings).network("198.51.0.7")
        with o.ledger.write() as session:
            assert session.exec(select(Actor).where(col(Actor.stale))).all() == []
            assert session.exec(select(Affiliation)).all() == []
            first = session.exec(select(Actor).where(Actor.key == f"network:{key}")).one()
            whose.said(session, first, ACME, NOW)
        bring(o, str(log), result)
        assert (result.duplicate, len(result.actors)) == (11, 1)
        assert settle(o, result) == 9
