"""A page of `docs` whose samples and commands are run: what it shows is what happens."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from tests.bot.command_line import Leadlight

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.S | re.M)


@dataclass(frozen=True)
class Page:
    """Its text, its sample files by name, and the commands that it shows with their answers."""

    text: str
    samples: dict[str, str]
    shown: list[str]

    def holds(self, leadlight: Leadlight, folder: Path, shown: str) -> list[str]:
        """Runs a command among the samples, and it answers as shown; its arguments."""
        for name, text in self.samples.items():
            (folder / name).write_text(text)
        command, _, answer = shown.partition("\n")
        program, *args = shlex.split(command.removeprefix("$ "))
        assert program == "leadlight"
        ran = leadlight(*args)
        assert (ran.out, ran.err, ran.code) == (answer, "", 0)
        return args


def page(name: str) -> Page:
    """The page of that name."""
    text = (ROOT / "docs" / name).read_text()
    blocks = BLOCK.findall(text)
    samples = {name: sample for _, name, sample in blocks if name}
    return Page(text, samples, [shown for language, _, shown in blocks if language == "console"])
