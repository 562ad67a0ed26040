"""`leadlight`, and the same as `python -m bot`."""

import gc
import sys

from bot import cli


def collect_seldom() -> None:
    """Lets Python look for garbage a seventieth as often.

    Why: a batch of rows lives until it is stored, and nothing of it is garbage before; looking for
    some after every 700 objects costs a tenth of an import.
    """
    gc.set_threshold(50_000, 20, 20)


def main() -> None:
    """Runs the command line and exits with its code."""
    collect_seldom()
    sys.exit(cli.main())


if __name__ == "__main__":
    main()
