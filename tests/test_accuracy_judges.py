"""What counts as another form of a company's name where accuracy is measured."""

import pytest

from benchmarks.accuracy_judges import LongerForms
from benchmarks.company_sample import Case, Truth


@pytest.mark.parametrize(
    ("truth", "domain", "name", "is_spelled", "is_short"),
    [
        ("Hooli", None, "hooli", True, True),
        ("Hooli Holdings Limited", None, "Hooli", False, True),
        ("Hooli Holdings Limited", "hooli.example", None, False, True),
        ("Hooli Holdings Limited", None, "Hooli Holdings", True, True),
        ("Initech Broad Metals Corporation", None, "IBM", False, True),
        ("Initech Metals", None, "IM", False, False),
        ("Ace Metals", None, "Ace", False, False),
        ("Hooligan Metals", None, "Hooli", False, False),
        ("Hooli", None, "Hooli Metals", False, False),
        ("Hooli", None, "Initech", False, False),
        ("Hooli", None, None, False, False),
    ],
)
def test_a_name_may_be_told_in_short(
    truth: str, domain: str | None, name: str | None, is_spelled: bool, is_short: bool
) -> None:
    case = Case("profile", "", "", "", (truth,), "")
    strict = Truth([case])
    assert strict.holds(case, domain, name) is is_spelled
    assert LongerForms(strict).holds(case, domain, name) is is_short


def test_whoever_has_no_company_has_none_in_short() -> None:
    case = Case("profile", "", "", "", (), "")
    assert not LongerForms(Truth([case])).holds(case, "hooli.example", "Hooli")
