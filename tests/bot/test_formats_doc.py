"""docs/formats.md does what it says: each command, on the sample before it, with that answer."""

import re
import shlex
from pathlib import Path

import pytest

from bot.commands.formats import FORMATS
from collectors.column_map import packaged
from tests.bot.command_line import Leadlight

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "formats.md").read_text()
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.S | re.M)
SAMPLES = {name: text for _, name, text in BLOCK.findall(PAGE) if name}
SHOWN = [text for language, _, text in BLOCK.findall(PAGE) if language == "console"]


def test_the_page_has_a_sample_of_every_format_and_map() -> None:
    said = "\n".join(SHOWN)
    for format in FORMATS.keys() - {"auto", "csv", "jsonl"}:
        assert f"--format {format} " in said
    for name in packaged():
        assert f"--map {name} " in said
    assert len(SHOWN) > len(FORMATS)


@pytest.mark.parametrize("shown", SHOWN, ids=[text.splitlines()[0][2:] for text in SHOWN])
def test_a_sample_is_imported_as_shown(leadlight: Leadlight, tmp_path: Path, shown: str) -> None:
    for name, text in SAMPLES.items():
        (tmp_path / name).write_text(text)
    command, _, answer = shown.partition("\n")
    program, *args = shlex.split(command.removeprefix("$ "))
    assert program == "leadlight"
    ran = leadlight(*args)
    assert (ran.out, ran.err, ran.code) == (answer, "", 0)
    again = leadlight(*args, "--json").json
    assert again["new"] == 0
    assert again["read"] == again["duplicate"] + again["filtered"]


@pytest.mark.parametrize("name", re.findall(r"--format .* (\S+)\n", "".join(SHOWN)))
def test_a_format_of_its_own_is_known_by_its_first_line(
    leadlight: Leadlight, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text(SAMPLES[name])
    told = leadlight("import", name, "--json", "--dry-run").json
    assert told["new"] > 0
    assert told["rejected"] == []
