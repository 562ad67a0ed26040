"""The accuracy benchmark: what it takes for right, and that it runs on a sample of its shape."""

from pathlib import Path

import pytest

from benchmarks import accuracy
from benchmarks.company_sample import Case, Truth, pair_kind, read
from benchmarks.plan import Plan

HEAD = "kind,company_text,email_domain,blog_domain,truth,truth_kind,year,source"
SAMPLE = """
profile,@acme,acme.example,,Acme Inc.,company,2018,cncf-gitdm
profile,freelancer,gmail.com,,,none,2018,cncf-gitdm
email_domain,,acme.example,,Acme | Emca,company,,lf-gitdm
email_domain,,bolts.example,,Emca,company,,lf-gitdm
domain,Acme,acme.example,,Acme,company,,stackalytics
alias,Acme,,,"ACME, Inc.",company,,lf-affiliation
alias,Emca,,,Emca Labs,company,,lf-affiliation
different,Acme,,,Emca,company,,lf-gitdm
"""


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "sample.csv"
    path.write_text(HEAD + SAMPLE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("truths", "domain", "name", "right"),
    [
        (("Acme, Inc.",), None, "ACME", True),
        (("Emca", "Ácme"), "acme.com", None, True),
        (("Great Bolts",), "gb.example", None, True),
        (("Great Bolts",), None, "GB", True),
        (("Emca",), "acme.example", "Acme", False),
        ((), "acme.example", "Acme", False),
        (("Acme",), None, None, False),
    ],
)
def test_what_is_right(
    truths: tuple[str, ...], domain: str | None, name: str | None, right: bool
) -> None:
    known = [
        Case("domain", "Great Bolts", "gb.example", "", ("Great Bolts",), "made up"),
        Case("alias", "GB", "", "", ("Great Bolts",), "made up"),
    ]
    case = Case("profile", "", "", "", truths, "made up")
    assert Truth(known).holds(case, domain, name) is right


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Acme", "ACME, Inc.", "spelling"),
        ("Acme", "Acme Labs Ltd", "words of no weight"),
        ("Acme", "Emca", "more"),
    ],
)
def test_how_two_names_differ(one: str, other: str, kind: str) -> None:
    assert pair_kind(one, other) == kind


def test_the_table_of_a_sample(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(accuracy.SAMPLE, str(sample))
    found = {row.measure: row.ours for row in accuracy.rows(Plan(tmp_path, runs=1))}
    assert len(read(sample)) == 8
    assert found["mail alone, lf-gitdm: precision"] == 50
    assert found["mail alone, lf-gitdm: recall"] == 50
    assert found["whole profiles, confidence from 0.5: precision"] == 100
    assert found["whole profiles, confidence from 0.5: coverage"] == 50
    assert found["a text and a domain of one company are one record, text first"] == 100
    assert found["two names that differ in words of no weight: one record (1 pairs)"] == 100
    assert found["two companies are kept apart"] == 100


def test_without_a_sample_there_is_a_word_and_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(accuracy.SAMPLE, raising=False)
    assert accuracy.rows(Plan(tmp_path)) == []
    assert "LEADLIGHT_COMPANY_SAMPLE must name a CSV file" in capsys.readouterr().err
