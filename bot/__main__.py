"""`leadlight`, and the same as `python -m bot`.

Why Ctrl-C ends the process on the spot while modules are loaded: nothing was begun that has to be
undone, and an exception in the middle of an import is told as a fault of whatever was imported.
What this module itself imports is little, and quick.
"""

import gc
import os
import signal
import sys

INTERRUPTED = 130  # as a shell says it of whoever SIGINT has ended


def collect_seldom() -> None:
    """Lets Python look for garbage once where it would some three hundred times.

    Why: a batch of rows lives until it is stored, and nothing of it is garbage before; looking for
    some after every 700 objects costs a tenth of an import, of a file as of a module.
    """
    gc.set_threshold(200_000, 20, 20)


def main() -> None:
    """Runs the command line and exits with its code."""
    heeds = signal.getsignal(signal.SIGINT)
    is_heeded = heeds is signal.default_int_handler  # not so behind `nohup`, or in a script's `&`
    if is_heeded:
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    collect_seldom()
    from bot import cli  # not sooner, for the reasons above

    args = cli.asked()
    if is_heeded:
        signal.signal(signal.SIGINT, heeds)
    sys.exit(cli.done(args))


if __name__ == "__main__":
    main()
