"""Exports in which lines were damaged: whatever became of these, every other row goes in, once."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import docker_hub, mapped, scarf
from collectors.column_map import read_map
from tests.collectors.exporting import READING, Read, as_csv, as_json, mutated, read_all
from tests.collectors.test_docker_hub import PULL, WEEK
from tests.collectors.test_scarf import EVENT

ROWS = 41
ORBIT = {
    "key": "",
    "activity_type_key": "docs:viewed",
    "title": 'How to "install"',
    "occurred_at": "2025-06-16T09:30:00.579Z",
    "member_id": "By3S",
    "member_company": "Globex Corporation",
}
POSTHOG = {
    "uuid": "",
    "event": "$pageview",
    "distinct_id": "u-17",
    "timestamp": "2025-06-16 09:30:00.123000",
    "properties": {"$current_url": "https://docs.example/install"},
}


def _mapped(name: str) -> Read:
    return partial(mapped.read, column_map=read_map(name, READING.kinds))


FORMS: dict[str, tuple[Read, dict[str, Any], str, Callable[..., bytes], str]] = {
    "scarf-csv": (scarf.read, EVENT, "id", as_csv, "a.csv"),
    "scarf-json": (scarf.read, EVENT, "id", as_json, "a.jsonl"),
    "docker-weeks": (docker_hub.read, WEEK, "IMAGE_REPOSITORY", as_csv, "a.csv"),
    "docker-pulls": (docker_hub.read, PULL, "Repository", as_csv, "a.csv"),
    "map-csv": (_mapped("orbit"), ORBIT, "key", as_csv, "a.csv"),
    "map-json": (_mapped("posthog"), POSTHOG, "uuid", as_json, "a.jsonl"),
}
PIECES = st.sampled_from([b'"', b",", b"'", b"{", b"}", b"[", b"\0", b"\xff", b"\r", b"9", b""])
CHANGES = st.lists(
    st.tuples(st.integers(0, ROWS - 1), st.integers(0, 300), PIECES | st.binary(max_size=3)),
    min_size=1,
    max_size=20,
)


@pytest.mark.parametrize("form", FORMS)
@given(changes=CHANGES, cut=st.integers(0, 40))
def test_untouched_rows_go_in(form: str, changes: list[tuple[int, int, bytes]], cut: int) -> None:
    read, row, id_column, written, name = FORMS[form]
    rows = [{**row, id_column: f"row-{number}-"} for number in range(ROWS)]
    content = written(rows).splitlines()
    head, lines = (content[:1], content[1:]) if written is as_csv else ([], content)
    damaged = mutated(lines, changes)
    damaged[-1] = damaged[-1][: len(damaged[-1]) - cut]  # the file ends in the middle
    touched = {number for number, _, _ in changes} | ({ROWS - 1} if cut else set())
    batch = read_all(read, b"\n".join([*head, *damaged, b""]), name)
    ids = [draft.external_id for draft in batch.drafts]
    for number in set(range(ROWS)) - touched:
        assert sum(f"row-{number}-" in id for id in ids) >= 1
    assert batch.read == len(batch.drafts) + len(batch.rejected) + batch.filtered
