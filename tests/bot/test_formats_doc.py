"""docs/formats.md does what it says: each command, on the sample before it, with that answer."""

import re
from pathlib import Path

import pytest

from bot.commands.formats import FORMATS
from collectors.column_map import packaged
from tests.bot.command_line import Leadlight
from tests.bot.documented import page

DOC = page("formats.md")
SHOWN = DOC.shown


def test_the_page_has_a_sample_of_every_format_and_map() -> None:
    said = "\n".join(SHOWN)
    for format in FORMATS.keys() - {"auto", "csv", "jsonl"}:
        assert f"--format {format} " in said
    for name in packaged():
        assert f"--map {name} " in said
    assert len(SHOWN) > len(FORMATS)


@pytest.mark.parametrize("shown", SHOWN, ids=[text.splitlines()[0][2:] for text in SHOWN])
def test_a_sample_is_imported_as_shown(leadlight: Leadlight, tmp_path: Path, shown: str) -> None:
    args = DOC.holds(leadlight, tmp_path, shown)
    again = leadlight(*args, "--json").json
    assert again["new"] == 0
    assert again["read"] == again["duplicate"] + again["filtered"]


@pytest.mark.parametrize("name", re.findall(r"--format .* (\S+)\n", "".join(SHOWN)))
def test_a_format_of_its_own_is_known_by_its_first_line(
    leadlight: Leadlight, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text(DOC.samples[name])
    told = leadlight("import", name, "--json", "--dry-run").json
    assert told["new"] > 0
    assert told["rejected"] == []
