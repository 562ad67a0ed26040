"""Ctrl-C ends every command without a word, from its first moment on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.command_line import ROOT, ran_anew

STARTS = {
    "console script": [str(Path(sys.executable).with_name("leadlight"))],
    "module": [sys.executable, "-m", "bot"],
}
# In place of a module that every command loads: it takes for ever, and whatever ends it is told as
# a fault of its own, as modules written in C do.
SLOW = """
import sys, time
print("loading", flush=True)
try:
    time.sleep(300)
except BaseException as error:
    raise ImportError("cannot be loaded") from error
"""


@pytest.fixture(autouse=True)
def heeded() -> Iterator[None]:
    """Ctrl-C reaches what a test starts, also where the tests themselves run behind `nohup`."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupted(command: list[str], folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """How a start ended to which Ctrl-C came while it was loading its modules."""
    (folder / "sqlmodel.py").write_text(SLOW)
    running = subprocess.Popen(
        [*command, *args],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{folder}:{ROOT}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        restore_signals=True,
    )
    with running:
        assert running.stdout is not None
        assert running.stdout.readline() == "loading\n"
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
    return subprocess.CompletedProcess(running.args, running.returncode, out, err)


@pytest.mark.parametrize("start", STARTS)
def test_in_the_first_moments_nothing_is_said(start: str, tmp_path: Path) -> None:
    ended = interrupted(STARTS[start], tmp_path, "companies")
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


AT_WORK = """
import os, signal, sys
from bot.__main__ import main
from bot.commands import snippet
def run(args):
    try:
        os.kill(os.getpid(), signal.SIGINT)
    finally:
        print("tidied up", flush=True)
snippet.run = run
sys.argv = ["leadlight", "snippet", "acme.example", "--at", "https://leads.example"]
main()
"""
IGNORED = """
import os, signal, sys
from bot.__main__ import main
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.argv = ["leadlight", "snippet", "--help"]
try:
    main()
finally:
    os.kill(os.getpid(), signal.SIGINT)
"""


@pytest.mark.parametrize(
    ("code", "ended"),
    [
        pytest.param(AT_WORK, 130, id="at work, it tidies up"),
        pytest.param(IGNORED, 0, id="behind nohup, it goes on"),
    ],
)
def test_later_and_elsewhere_it_is_as_ever(code: str, ended: int, tmp_path: Path) -> None:
    ran = ran_anew(code, tmp_path)
    assert (ran.returncode, ran.stderr) == (ended, "")
    assert ran.stdout.startswith("tidied up\n" if ended else "usage: leadlight snippet")
