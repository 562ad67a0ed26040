"""Histories: made up the same way twice, read from a file, and put into the pretended GitHub."""

import gzip
import json
from pathlib import Path

import pytest

from demo.github import Hub, history


def test_a_made_up_history_has_the_shape_of_a_real_one() -> None:
    told = history.generate()
    entries = told["issues"] + told["pulls"]
    authors = {entry["author"] for entry in entries}

    assert len(entries) == 400
    assert sorted(entry["number"] for entry in entries) == list(range(1, 401))
    assert len(authors) == 61
    assert {None, "ghost", "dependency-robot[bot]"} <= authors
    assert 0 < len(told["issues"]) < len(told["pulls"])
    assert all(e["created_at"] <= e["updated_at"] <= told["taken_at"] for e in entries)


def test_a_seed_tells_the_same_history_again() -> None:
    assert history.generate(seed=7) == history.generate(seed=7) != history.generate(seed=8)


def test_a_history_file_is_read_and_put_into_a_hub(tmp_path: Path) -> None:
    told = history.generate(items=70)
    path = tmp_path / "history.json.gz"
    path.write_bytes(gzip.compress(json.dumps(told).encode()))
    hub = Hub()

    repository = history.fill(hub, history.load(path))

    assert repository.full_name == told["repository"]
    assert len(repository.items) == 70
    assert {n for n, item in repository.items.items() if item.pull} == {
        entry["number"] for entry in told["pulls"]
    }
    bot, ghost = hub.account("dependency-robot[bot]"), hub.account("ghost")
    assert (bot.type, ghost.id) == ("Bot", 10137)
    assert any(item.author is None for item in repository.items.values())


def test_a_file_that_is_no_history_says_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "other.json.gz"
    path.write_bytes(gzip.compress(b'{"repository": "a/b", "issues": []}'))
    with pytest.raises(ValueError, match=r"other\.json\.gz: .*lacks pulls, taken_at"):
        history.load(path)
