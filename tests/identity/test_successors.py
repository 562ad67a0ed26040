"""Successors: who stands for a company on a day."""

from datetime import date

import pytest

from identity.successors import successor

LATER = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("domain", "key", "day", "heir"),
    [
        ("coreos.com", "", date(2018, 1, 29), None),
        ("coreos.com", "", date(2018, 1, 30), "redhat.com"),
        ("coreos.com", "", None, None),
        (None, "coreos", LATER, "redhat.com"),
        (None, "coreos", date(2017, 6, 1), None),
        ("fb.com", "", None, "facebook.com"),
        ("fb.com", "", date(2020, 1, 1), "facebook.com"),
        ("fb.com", "", LATER, "meta.com"),
        ("gopivotal.com", "", date(2019, 1, 1), "pivotal.io"),
        ("gopivotal.com", "", LATER, "vmware.com"),
        (None, "ca", LATER, None),
        ("acme.example", "coreos", LATER, None),
        (None, "", LATER, None),
    ],
)
def test_who_stands_for_it(
    domain: str | None, key: str, day: date | None, heir: str | None
) -> None:
    found = successor(domain, key, day)
    assert (found.domain if found else None) == heir


def test_the_heir_tells_since_when() -> None:
    found = successor("heptio.com", "", LATER)
    assert found is not None
    assert (found.name, found.since) == ("VMware", date(2018, 12, 11))
