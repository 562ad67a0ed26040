"""`leadlight`, and the same as `python -m bot`."""

import sys

from bot import cli


def main() -> None:
    """Runs the command line and exits with its code."""
    sys.exit(cli.main())


if __name__ == "__main__":
    main()
