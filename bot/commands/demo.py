"""placeholder"""

import argparse

HELP = "the whole service on made-up data against its own Slack workspace"
EXAMPLE = "leadlight demo"


def arguments(parser: argparse.ArgumentParser) -> None: ...
def run(args: argparse.Namespace) -> int:
    return 0
