"""Evidence in one line: the kinds, without whose each of them is."""

import re
from itertools import product

import pytest

from bot.evidence_line import kind_of
from identity.known import Known, Org, Own
from identity.recognise import recognise
from ledger.drafts import Signal, SignalKind


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        ("mail domain acme.example (3 people)", "mail domain"),
        ('profile text "Acme, Inc." and mail domain acme.example', "profile text and mail domain"),
        ('profile text "Acme", the first of 2', "profile text"),
        ("stated by the sender: acme.example", "stated by the sender"),
        ('stated by the sender: acme.example and "Acme"', "stated by the sender"),
        ('stated by the sender: "Acme"', "stated by the sender"),
        ("Slack workspace of acme.example", "Slack workspace"),
        ('Slack workspace "Acme"', "Slack workspace"),
        ('Slack workspace of acme.example, although profile text "none"', "Slack workspace"),
        ("mail domain acme.example and member of @acme", "mail domain and member"),
        ("network address of acme.example", "network address"),
        ('own network of "Acme" and mail domain acme.example', "own network and mail domain"),
        ("said by a person", "said by a person"),
        ("acme.example", "acme.example"),
    ],
)
def test_the_kind_of_an_evidence(evidence: str, kind: str) -> None:
    assert kind_of(evidence) == kind


TOLD = {
    SignalKind.STATED_DOMAIN: ("acme.example", "stated.example"),
    SignalKind.STATED_COMPANY: ("Acme Robotics",),
    SignalKind.COMPANY_TEXT: ("Acme Robotics", "@acme", "Acme, Initech", "none", "@initech"),
    SignalKind.EMAIL_DOMAIN: ("acme.example", "mail.initech.example"),
    SignalKind.BLOG_DOMAIN: ("acme.example",),
    SignalKind.TEAM_DOMAIN: ("acme.example",),
    SignalKind.TEAM_NAME: ("Acme Robotics",),
    SignalKind.NETWORK_OWNER: ("Acme Robotics", "acme.example"),
    SignalKind.NETWORK_AS: ("Globex Hosting", "globex.example"),
    SignalKind.GITHUB_ORG: ("acme",),
}
KNOWN = Known(people={"acme.example": 3}, orgs={"acme": Org("Acme Robotics", "acme.example")})
LOOSE = re.compile(r"^(?:and|of)\b|\b(?:and|of|although)$|\b(?:and|of) (?:and|of)\b|[\"“”@():,]")


def evidence() -> set[str]:
    """What recognising says of every pair of things that may be told of somebody."""
    told = [Signal(kind, value) for kind, values in TOLD.items() for value in values]
    own = Own.of((), ())
    return {recognise(some, KNOWN, own).evidence for some in product(told, repeat=2)}


def test_no_kind_is_left_with_loose_ends() -> None:
    kinds = {kind_of(one) for one in evidence()}
    assert len(kinds) > 20
    assert {kind for kind in kinds if LOOSE.search(kind)} == set()
