"""What is built is what was locked, by what was pinned; known faults and secrets stop it."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.security import advisories, secret_scan
from tests.security.product import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-scale.lock")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("name", LOCKS)
def test_threat_15_every_package_is_locked_by_hash(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(lines) > 20
    for line in lines:
        assert re.match(r"[\w.\[\]-]+==\S+ ", line), line
        assert re.search(r" --hash=sha256:[0-9a-f]{64}", line), line
    assert not re.search(r"index-url|https?://|git\+", "\n".join(lines))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_threat_15_workflows_use_pinned_actions_and_may_only_read(path: Path) -> None:
    text = path.read_text()
    used = re.findall(r"uses: (\S+)", text)
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w/.-]+@[0-9a-f]{40}", one)] == []
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in text
    assert "secrets." not in text
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")


def test_threat_15_what_ci_runs_is_strict() -> None:
    makefile, ci = (ROOT / "Makefile").read_text(), (ROOT / ".ci" / "run").read_text()
    assert f"\nLOCKS := {' '.join(LOCKS)}\n" in makefile  # what `advisories` asks about
    assert [line for line in ci.splitlines() if line.startswith("make")] == [
        "make --no-print-directory scan",
        "make --no-print-directory advisories ARGS=--where-known",
    ]
    assert WORKFLOWS


KNOWN = {"name": "emca", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "hooli", "skip_reason": "not found"}
FAULT = {"id": "ADVISORY-1", "fix_versions": ["1.1"]}
FAULTY = {"name": "initech", "version": "1.0", "vulns": [FAULT]}


@pytest.mark.parametrize(
    ("packages", "strictly", "where_known"),
    [
        ([KNOWN], True, True),
        ([KNOWN, UNKNOWN], False, True),
        ([KNOWN, FAULTY], False, False),
        ([UNKNOWN, FAULTY], False, False),
    ],
)
def test_threat_15_a_known_fault_and_silence_are_no_good_news(
    packages: list[dict[str, object]],
    strictly: bool,
    where_known: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = advisories.findings({"dependencies": packages})
    lock = Path("requirements.lock")
    assert advisories.told(lock, found, where_known=False) is strictly
    assert advisories.told(lock, found, where_known=True) is where_known
    written = capsys.readouterr().out
    assert ("initech 1.0: ADVISORY-1, mended in 1.1" in written) is (FAULTY in packages)
    assert ("NOT AUDITED: 1 of requirements.lock (hooli" in written) is (UNKNOWN in packages)


def test_threat_15_a_secret_is_found_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    token = "-".join(("xoxb", "123456789012", "123456789012", "AbCdEfGhIjKlMnOpQrStUvWx"))
    (tmp_path / "settings.py").write_text(f'TOKEN = "{token}"\n')
    monkeypatch.setattr(secret_scan, "ROOT", tmp_path)
    monkeypatch.setattr(secret_scan, "KNOWN", tmp_path / ".secrets.baseline")
    (tmp_path / ".secrets.baseline").write_text((ROOT / ".secrets.baseline").read_text())
    assert secret_scan.main([]) == 1
    written = capsys.readouterr().out
    assert "settings.py:1: Slack Token" in written
    assert token not in written
    assert secret_scan.main(["--accept"]) == 0
    (tmp_path / "settings.py").write_text(f'# moved\nTOKEN = "{token}"\n')
    assert secret_scan.main([]) == 0
