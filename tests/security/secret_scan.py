"""Looks for secrets in what is committed: `python -m tests.security.secret_scan`, in `make scan`.

`.secrets.baseline` holds what was looked at and is none: made-up tokens of tests, hashes. Where a
line is moved it stays known, since a finding is told by its file, its kind and its hash. A new
finding that is none is added by `make scan ARGS=--accept`, and read over in the change.
"""

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import Final

from detect_secrets.core import baseline
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings

ROOT: Final = Path(__file__).parents[2]
KNOWN: Final = ROOT / ".secrets.baseline"
# Hashes of packages by the thousand, and pictures: nothing in them is written by hand.
LEFT_OUT: Final = (".lock", ".png", ".baseline")


def found_in(paths: list[str]) -> SecretsCollection:
    """What looks like a secret in these files, by paths below the root."""
    found = SecretsCollection()
    with default_settings(), contextlib.chdir(ROOT):
        found.scan_files(*paths)
    return found


def tracked() -> list[str]:
    """The files that are committed, or would be by `git add --all`."""
    ask = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(ask, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = sorted(set(listed.split("\0")) - {""})
    return [name for name in names if not name.endswith(LEFT_OUT) and (ROOT / name).is_file()]


def known() -> SecretsCollection:
    """What was looked at."""
    loaded: SecretsCollection = baseline.load(baseline.load_from_file(str(KNOWN)), str(KNOWN))
    return loaded


def main(arguments: list[str]) -> int:
    """Names each new finding by file, line and kind, never by its value; 1 where there is one."""
    found = found_in(tracked())
    if arguments == ["--accept"]:
        baseline.save_to_file(found, str(KNOWN))
        return 0
    new = sorted(found - known(), key=lambda one: (one[0], one[1].line_number))
    for name, secret in new:
        sys.stdout.write(f"{name}:{secret.line_number}: {secret.type}\n")
    if new:
        sys.stdout.write("Take them out; what is none: make scan ARGS=--accept\n")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
