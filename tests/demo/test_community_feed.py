"""What happens while somebody watches: in order, without an end, and heard by the service."""

import json
import re
from collections import Counter
from datetime import datetime, timedelta
from itertools import islice, takewhile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import commands_text
from bot.answers import Asker, Later, Say
from bot.roles import Role
from demo.community import (
    HERO,
    OPENING,
    STAFF,
    TO_TRY,
    Happening,
    Joined,
    Logged,
    Opened,
    Said,
    Visited,
    feed,
    stories,
)
from demo.slack.typed import command_text
from demo.stage import open_stage
from tests.demo.test_community_stories import NOON, known, world_of

DAY = timedelta(days=1)


def first_days(seed: int, days: int, now: datetime = NOON) -> list[Happening]:
    return list(takewhile(lambda one: one.after <= days * DAY, feed(seed, now)))


@given(seed=st.integers(0, 10_000), hours=st.integers(0, 24 * 400))
@settings(max_examples=15, deadline=None)
def test_the_feed_is_in_order_and_tells_only_of_what_has_happened(seed: int, hours: int) -> None:
    now = NOON + timedelta(hours=hours)
    here: set[str] = set()
    last = timedelta()
    for happening in islice(feed(seed, now), 150):
        assert last <= happening.after
        last = happening.after
        match happening.what:
            case Joined(handle) | Visited(handle):
                assert handle not in here
                here.add(handle)
            case Said(handle, _, _):
                assert handle in here
            case Logged(rows):
                assert rows
                assert all(now <= row.at <= now + happening.after for row in rows)


def test_the_feed_has_something_of_each_kind_in_a_week() -> None:
    week = first_days(1, 7)
    kinds = Counter(type(one.what) for one in week if one.after > OPENING)
    assert all(kinds[kind] >= 5 for kind in (Opened, Joined, Said, Logged)), kinds
    first_hour = [one for one in week if one.after <= timedelta(hours=1)]
    assert len(first_hour) > 15, "somebody who watches for a while sees it live"


@pytest.mark.parametrize(
    ("after", "speed", "due"),
    [(30, 1, 30), (90, 1, 90), (30, 600, 30), (60, 600, 60), (660, 600, 61), (660, 0.5, 1_260)],
)
def test_the_opening_minute_is_the_watchers_own(after: int, speed: float, due: float) -> None:
    happening = Happening(timedelta(seconds=after), Said("petra", "#general", "Hello"))
    assert happening.due(speed) == timedelta(seconds=due)


def test_a_late_export_tells_of_a_late_reading(tmp_path: Path) -> None:
    with open_stage(tmp_path, 0, NOON, clock=lambda: NOON) as stage:
        export = next(feed(1, NOON))
        assert isinstance(export.what, Logged)
        files = [stage.play(export, NOON + export.after + late) for late in (timedelta(), DAY)]
        assert stage.files[-2:] == files
        assert len(set(files)) == 2
        texts = [file.read_text(encoding="utf-8") for file in files if file]
    told = [[json.loads(line) for line in text.splitlines()] for text in texts]
    moments = [{datetime.fromisoformat(row["occurred_at"]) for row in rows} for rows in told]
    assert moments == [{NOON + export.after}, {NOON + export.after + DAY}]


def test_one_rises_while_somebody_watches_and_life_goes_on(tmp_path: Path) -> None:
    with world_of(tmp_path, 1, NOON) as world:
        assert world.levels()[HERO.domain] == "OQL2"
        world.play(OPENING)
        assert world.levels()[HERO.domain] == "OQL3"
        assert world.announced() == {HERO.domain}
        world.play(7 * DAY)
        levels = world.levels()
        assert levels[HERO.domain] == "OQL3"
        assert levels[stories.COOLING.domain] == "OQL0", "it went cold"
        assert STAFF.domain not in levels
        assert set(levels) <= known(world)


def test_every_line_of_the_welcome_can_be_pasted(tmp_path: Path) -> None:
    pasted = re.findall(r"`/(\w+) ([^`]+)`", "\n".join(TO_TRY))
    with world_of(tmp_path, 1, NOON) as world:
        workspace = world.stage.slack.workspace
        dana = workspace.person("dana")
        said = []
        for command, text in pasted:
            asked = f"{command} {text}"
            asker = Asker(dana.id, dana.name, workspace.team, asked, Role.DEVREL)
            typed = command_text(workspace, text)
            answer = commands_text.run(world.services, f"/{command}", typed, asker, NOON)
            assert isinstance(answer, Say | Later)
            said.append(str(answer.work() if isinstance(answer, Later) else answer.message))
    assert len(said) == 3
    parts = (stories.COOLING.domain, "Meridian Rail", "DevRel brought")
    for part, answered in zip(parts, said, strict=True):
        assert part in answered
