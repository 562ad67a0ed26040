"""Evidence in one line: the kinds, without whose each of them is."""

import pytest

from bot.evidence_line import kind_of


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        ("mail domain acme.example (3 people)", "mail domain"),
        ('profile text "Acme, Inc." and mail domain acme.example', "profile text and mail domain"),
        ('profile text "Acme", the first of 2', "profile text"),
        ("stated by the sender: acme.example", "stated by the sender"),
        ("said by a person", "said by a person"),
        ("acme.example", "acme.example"),
    ],
)
def test_the_kind_of_an_evidence(evidence: str, kind: str) -> None:
    assert kind_of(evidence) == kind
