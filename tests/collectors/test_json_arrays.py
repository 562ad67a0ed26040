"""An array in a file: one message with the mend, instead of one for each of its lines."""

import json

import pytest

from collectors import activity_file, scarf
from tests.collectors.exporting import Read, read_all

ROW = {
    "source": "docs",
    "id": "1",
    "kind": "download",
    "occurred_at": "2025-06-16T09:30:00Z",
    "domain": "acme.example",
}
WHOLE = [ROW, {**ROW, "id": "2"}]


@pytest.mark.parametrize("read", [activity_file.read, scarf.read])
@pytest.mark.parametrize("name", ["rows.json", "rows"])
@pytest.mark.parametrize(
    "content",
    [
        json.dumps(WHOLE),
        json.dumps(WHOLE, indent=2),
        "[\n" + ",\n".join(map(json.dumps, WHOLE)) + "\n]\n",
    ],
)
def test_an_array_is_one_fault(read: Read, name: str, content: str) -> None:
    batch = read_all(read, content.encode(), name)
    assert [fault.place for fault in batch.rejected] == [f"{name} line 1"]
    assert "`jq -c '.[]' FILE`" in batch.rejected[0].reason


def test_an_array_in_one_line_of_many_stops_no_other() -> None:
    content = "\n".join(["[1]", json.dumps(ROW)])
    batch = read_all(activity_file.read, content.encode(), "rows.jsonl")
    assert (len(batch.drafts), len(batch.rejected)) == (1, 1)
