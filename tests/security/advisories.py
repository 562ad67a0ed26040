"""The known faults of everything that is locked: `make advisories`, and in CI.

pip-audit alone leaves out what its service has never heard of, and says that all is fine. Where
that is even one package, this is no answer: it fails, or, with `--where-known`, says so loudly.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

PIP_AUDIT = (
    *(sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"),
    *("--progress-spinner", "off", "--format", "json", "--requirement"),
)


class Findings(NamedTuple):
    """What is known of the packages of one lock file."""

    faulty: list[str]  # a line each
    unknown: list[str]  # names of packages that nobody could be asked for


def findings(report: dict[str, Any]) -> Findings:
    """Reads pip-audit's own report."""
    faulty, unknown = [], []
    for package in report["dependencies"]:
        if "skip_reason" in package:
            unknown.append(package["name"])
        for fault in package.get("vulns", []):
            mended = ", ".join(fault["fix_versions"]) or "no version yet"
            faulty.append(
                f"{package['name']} {package['version']}: {fault['id']}, mended in {mended}"
            )
    return Findings(faulty, unknown)


def asked(lock: Path) -> Findings:
    """Asks for one lock file; where there is no service, all of it is unknown."""
    done = subprocess.run([*PIP_AUDIT, str(lock)], capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        return Findings([], [f"all of {lock.name}"])
    return findings(json.loads(done.stdout))


def told(lock: Path, found: Findings, where_known: bool) -> bool:
    """Says what was found; whether that is fine."""
    for line in found.faulty:
        sys.stdout.write(f"{lock.name}: {line}\n")
    if found.unknown:
        few = ", ".join(found.unknown[:3])
        sys.stdout.write(
            f"######## NOT AUDITED: {len(found.unknown)} of {lock.name} ({few} …): no advisory "
            "service that can be reached here knows them ########\n"
        )
    return not found.faulty and (where_known or not found.unknown)


def main(arguments: Sequence[str] | None = None) -> int:
    """1 where a fault is known, or where something could not be asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--where-known", action="store_true", help="unknown packages are no error")
    parser.add_argument("locks", nargs="+", type=Path)
    given = parser.parse_args(arguments)
    fine = [told(lock, asked(lock), given.where_known) for lock in given.locks]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
