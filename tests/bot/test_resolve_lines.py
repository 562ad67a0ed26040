"""What `leadlight resolve` is asked wrongly, and what it is asked line by line."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.asking_who import NOBODY
from tests.bot.command_line import Leadlight

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        ((), "say what is known: --email"),
        (("--at", "2020-01-01"), "say what is known: --email"),
        (("--email", "a@acme.example", "--at", "soon"), "--at: not a day: write it as 2026-11-20"),
        (("--ip", "999.1.1.1"), "--ip: not an IP address"),
        (("--email", "a@acme.example", "--batch", "x"), "leave out --email"),
        (("--email", "a@acme.example", "--observe"), "--observe goes with --batch"),
        (("--batch", "nowhere.jsonl"), "nowhere.jsonl"),
    ],
)
def test_what_cannot_be_asked_is_one_clear_line(
    leadlight: Leadlight, args: tuple[str, ...], problem: str
) -> None:
    ran = leadlight("resolve", *args)
    assert (ran.code, ran.out) == (2, "")
    assert problem in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "id", "problem"),
    [
        ("[1]", None, "not an object"),
        ("{", None, "not JSON at character 2"),
        ("[" * 100_000, None, "write"),
        ('{"id": 1' + "0" * 5_000 + "}", None, "holds what no question needs"),
        ('{"id": NaN}', None, "holds what no question needs"),
        ('{"id": 1e999}', None, "holds what no question needs"),
        ('{"id": [1]}', None, "id: neither a text nor a number"),
        ('{"id": "a", "email": 3}', "a", "email: not a text"),
        ('{"id": 1.5, "at": "soon"}', 1.5, "at: not a day"),
        ('{"id": 2, "ip": "acme.example"}', 2, "ip: not an IP address"),
        ('{"observe": 3}', None, "observe: not an object"),
        ('{"observe": {"id": 9, "company": []}}', 9, "company: not a text"),
    ],
)
def test_a_line_that_cannot_be_read_is_answered_in_its_place(
    leadlight: Leadlight, line: str, id: object, problem: str
) -> None:
    good = '{"id": "ö\\ud800", "company": "Acme"}'
    Path("batch.jsonl").write_text(f"\ufeff{good}\n\n{line}\n{good}", encoding="utf-8")
    for more in ((), ("--observe",)):
        ran = leadlight("resolve", "--batch", "batch.jsonl", *more)
        first, wrong, last = map(json.loads, ran.out.splitlines())
        assert first["id"] == last["id"] == "ö\ud800"
        assert first["name"] == last["name"] == "Acme"
        assert (wrong["id"], wrong["confidence"]) == (id, 0)
        assert wrong | NOBODY == wrong
        assert problem in wrong["evidence"]
        assert (ran.code, ran.err.count("\n")) == (1, 1)
        assert "(1): their evidence says why" in ran.err


def test_bytes_that_are_no_text_are_answered_too(leadlight: Leadlight) -> None:
    Path("batch.jsonl").write_bytes(b'\xff\xfe\n{"id": 1}\n')
    ran = leadlight("resolve", "--batch", "batch.jsonl")
    assert "not UTF-8 at byte 1" in ran.out.splitlines()[0]
    assert len(ran.out.splitlines()) == 2
    assert ran.code == 1


def test_standard_input_is_answered_line_by_line(leadlight: Leadlight) -> None:
    """At once, so that a program may ask the next question by the answer to the last."""
    lines: list[tuple[object, object]] = [
        ({"id": 1, "email": "ada@acme.example"}, 0.3),
        ({"observe": {"email": "ada@acme.example"}}, None),
        ({"observe": {"email": "bo@acme.example"}}, None),
        ({"id": 2, "email": "ada@acme.example"}, 0.75),
    ]
    asking = [sys.executable, "-m", "bot", "resolve", "--batch", "-"]
    with subprocess.Popen(
        asking,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as running:
        assert running.stdin
        assert running.stdout
        for line, confidence in lines:
            running.stdin.write(json.dumps(line) + "\n")
            running.stdin.flush()
            told = json.loads(running.stdout.readline())
            assert (told and told["confidence"]) == confidence
        running.stdin.close()
        assert running.wait() == 0


def test_standard_input_can_be_observed_as_a_whole(
    leadlight: Leadlight, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = b'{"email": "ada@acme.example"}\n{"observe": {"email": "bo@acme.example"}}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(asked)))
    told = leadlight("resolve", "--batch", "-", "--observe").out.splitlines()
    assert json.loads(told[0])["confidence"] == 0.75
    assert told[1] == "null"
