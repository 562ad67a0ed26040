"""`leadlight`, and the same as `python -m bot`."""

import gc
import sys


def collect_seldom() -> None:
    """Lets Python look for garbage once where it would some three hundred times.

    Why: a batch of rows lives until it is stored, and nothing of it is garbage before; looking for
    some after every 700 objects costs a tenth of an import, of a file as of a module.
    """
    gc.set_threshold(200_000, 20, 20)


def main() -> None:
    """Runs the command line and exits with its code."""
    collect_seldom()
    from bot import cli  # not sooner, for the reason above

    sys.exit(cli.main())


if __name__ == "__main__":
    main()
