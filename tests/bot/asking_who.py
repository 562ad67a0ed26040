"""Asking `leadlight resolve` who somebody is, a batch at a time."""

import json
from pathlib import Path
from typing import Any

from tests.bot.command_line import Leadlight

NOBODY = {"domain": None, "name": None}


def ask(leadlight: Leadlight, *lines: object, observe: bool = False, **settings: str) -> Any:
    """The answers to a batch; a text is a line as it stands."""
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    Path("batch.jsonl").write_text("\n".join(written), encoding="utf-8")
    more = ["--observe"] if observe else []
    ran = leadlight("resolve", "--batch", "batch.jsonl", *more, **settings)
    return [json.loads(line) for line in ran.out.splitlines()]
