"""Two rescores at once: the slower one writes nothing that its old picture made up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from ledger import companies, levels
from ledger.engine import Ledger, Session
from scoring.rescore import rescore
from tests.scoring.judging import ACME, Judging, day, noon, uncapped


@dataclass
class Overtaken:
    """A ledger in which somebody else earns and judges just before the first write."""

    story: Judging
    pictures: int = field(default=0, init=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        self.pictures += 1
        with self.story.ledger.read() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        if self.pictures == 1:
            self.story.earn(1, 75, who="grace")
            self.story.judge(1)
        with self.story.ledger.write() as session:
            yield session


def test_a_picture_older_than_the_record_is_judged_again(ledger: Ledger, tmp_path: Path) -> None:
    story = Judging(ledger, uncapped(tmp_path))
    story.earn(0, 15)
    story.judge(0)
    slower = Overtaken(story)
    found = rescore(cast(Ledger, slower), story.rules, day(1), day(1), noon(1))
    assert (found.stored, found.changes, slower.pictures) == (True, (), 2)
    with ledger.read() as session:
        [company] = companies.find(session, ACME)
        recorded = levels.of_company(session, company.id)
    assert [(one.from_level, one.to_level) for one in recorded] == [(0, 1), (1, 3)]
