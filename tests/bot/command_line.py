"""What the command line is given and what it gives back."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).parents[2]
HEAD = "source,id,kind,occurred_at,email,company,domain,count,title\n"
ROWS = """\
site,1,download,2025-06-16T10:00:00+00:00,ada@acme.example,,,,anvil 1.0
site,2,download,2025-06-17T10:00:00+00:00,ada@acme.example,,,,anvil 1.1
site,3,download,2025-06-18T10:00:00+00:00,bo@acme.example,,,,anvil 1.2
site,4,doc_view,2025-06-20T23:30:00+00:00,,,acme.example,100,Getting started
site,5,download,2025-06-20T10:00:00+00:00,someone@gmail.com,,,,anvil 1.2
site,6,issue,2025-06-19T10:00:00+00:00,,Rocket Works,,,
"""
BROKEN = """\
site,7,downlod,2025-06-16T10:00:00+00:00,ada@acme.example,,,,
site,8,download,yesterday,ada@acme.example,,,,
"""


class Ran(SimpleNamespace):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its answer to a program."""
        return json.loads(self.out)


Leadlight = Callable[..., Ran]


def ran_anew(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """How Python code ended in an interpreter of its own, in a folder and with nothing set."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
