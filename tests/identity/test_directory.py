"""The directory: companies as seen by whoever has no ledger, one record each."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.directory import Directory
from identity.known import Known, Org, Own
from identity.match import Match, MatchKind
from ledger.bands import CROWD
from ledger.drafts import Signal, SignalKind

MAIL, TEXT = SignalKind.EMAIL_DOMAIN, SignalKind.COMPANY_TEXT
OURS = Own.of(["leadlight.example"], ["leadlight"])


def mail(domain: str) -> list[Signal]:
    return [Signal(MAIL, domain)]


def text(words: str) -> list[Signal]:
    return [Signal(TEXT, words)]


def seen(*traffic: list[Signal]) -> Directory:
    """A directory that saw each of these as a person of its own."""
    directory = Directory(OURS)
    for number, signals in enumerate(traffic):
        directory.observe(signals, f"person {number}")
    return directory


def is_one(one: Match, other: Match) -> bool:
    if one.domain and other.domain:
        return one.domain == other.domain
    return bool(one.name) and one.name == other.name


@pytest.mark.parametrize(
    ("words", "domain", "same"),
    [
        ("Acme", "acme.example", True),
        ("ACME, Inc.", "acme.example", True),
        ("@acme", "acme.example", True),
        ("@acmehq", "acme.example", True),
        ("Acme Technologies", "acme.example", True),
        ("Acme Canada", "acme.example", True),
        ("Acme Labs", "acmelabs.example", True),
        ("Acme", "acmelabs.example", True),
        ("Acme", "acme-team.example", True),
        ("acme.example", "acme.example", True),
        ("Northern Alpine Bolt Assembly", "naba.example", True),
        ("Acme Bolts", "acme.example", True),
        ("Big Eagle Nest", "ben.example", True),
        ("Alpine Generators", "alpgen.example", True),
        ("US Rockets", "rockets.example", True),
        ("Rocket", "rocketup.example", True),
        ("Emca", "acme.example", False),
        ("Zip Bolts", "zip.example", False),
        ("Alpine Labs", "alplab.example", False),
        ("US Media", "media.example", False),
        ("Air Canada", "air.example", False),
    ],
)
@pytest.mark.parametrize("order", [0, 1])
def test_a_text_and_a_domain(words: str, domain: str, same: bool, order: int) -> None:
    traffic = [text(words), *[mail(domain)] * 3]
    directory = seen(*(traffic if order else reversed(traffic)))
    by_text, by_mail = directory.resolve(text(words)), directory.resolve(mail(domain))
    assert (by_text.domain == by_mail.domain) is same
    assert by_mail.domain == domain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Acme, Inc.", "ACME", True),
        ("Acme Labs", "Acme Systems", True),
        ("@acme-io", "Acme Holdings", True),
        ("Acme", "Emca", False),
        ("Acme Bolts", "Acme Nuts", False),
        ("Data Systems", "Data Labs", False),
        ("China Bolts", "China Nuts", False),
    ],
)
def test_two_spellings(one: str, other: str, same: bool) -> None:
    directory = seen(*[text(one)] * 3)
    assert is_one(directory.resolve(text(one)), directory.resolve(text(other))) is same


def test_two_domains_of_one_name_stay_two() -> None:
    directory = seen(*[mail("acme.example")] * 3, *[mail("acme.com")] * 3)
    assert directory.resolve(mail("acme.com")).domain == "acme.com"
    assert directory.resolve(mail("acme.example")).domain == "acme.example"


@pytest.mark.parametrize("order", [1, -1])
def test_the_plain_name_is_the_largest_domains(order: int) -> None:
    traffic = [*[mail("acme.example")] * 3, *[mail("acme.com")] * 4, text("Acme")]
    assert seen(*traffic[::order]).resolve(text("Acme")).domain == "acme.com"


def test_persons_are_counted_once() -> None:
    directory = Directory(OURS)
    for who in ("ann", "ann", "bob"):
        directory.observe(mail("eu.acme.example"), who)
    assert directory.resolve(mail("acme.example")).evidence == "mail domain acme.example (2 people)"
    directory.observe(mail("acme.example"), "cleo")
    assert directory.resolve(mail("acme.example")).verified


def test_what_was_known_before_counts_on() -> None:
    known = Known({"acme.example": 2}, {"emca": "emca.example"}, {"ebolt": Org("Emca Bolts", None)})
    directory = Directory(OURS, known)
    directory.observe(mail("acme.example"), "ann")
    assert directory.resolve(mail("acme.example")).verified
    assert directory.resolve(text("Emca GmbH")).domain == "emca.example"
    assert directory.resolve(text("@ebolt")).name == "Emca Bolts"


def test_a_name_learnt_from_one_brings_the_domain_of_another() -> None:
    directory = seen(*[[*mail("acme.example"), *text("Acme Bolts")]] * 3)
    found = directory.resolve(text("acme bolts ltd"))
    assert (found.domain, found.confidence) == ("acme.example", 0.9)


@pytest.mark.parametrize(
    ("people", "confidence"), [(CROWD, 0.9), (CROWD - 1, 0.85)], ids=["crowd", "few"]
)
@pytest.mark.parametrize("words", ["Acme", "Acme Labs", "@acme"])
def test_a_name_is_as_sure_as_its_domain(words: str, people: int, confidence: float) -> None:
    found = seen(*[mail("acme.example")] * people).resolve(text(words))
    assert (found.domain, found.confidence) == ("acme.example", confidence)


@pytest.mark.parametrize(
    ("signals", "domain"),
    [
        (text("acme.example"), "acme.example"),
        ([*text("Acme"), Signal(SignalKind.BLOG_DOMAIN, "acme.example")], "acme.example"),
        (text("@ebolt"), "bolts.example"),
    ],
)
def test_a_name_is_no_evidence_for_itself(signals: list[Signal], domain: str) -> None:
    """However often it is seen or asked: it is as sure as the first time."""
    known = Known(orgs={"ebolt": Org("Emca Bolts", "bolts.example")})
    directory = Directory(OURS, known)
    first = directory.resolve(signals)
    for number in range(CROWD):
        directory.observe(signals, f"person {number}")
    again = [directory.resolve(signals) for _ in range(2)]
    assert (first.domain, again) == (domain, [first, first])


def test_an_organisation_teaches_its_name() -> None:
    directory = Directory(OURS, Known(orgs={"ebolt": Org("Emca Bolts", "bolts.example")}))
    directory.observe(text("@ebolt"), "ann")
    found = directory.resolve(text("Emca Bolts GmbH"))
    assert (found.domain, found.confidence) == ("bolts.example", 0.85)


def test_a_name_that_comes_to_be_known_is_heard_by_whoever_wrote_it_before() -> None:
    """The text that came first is the company's, although more people were asked before it."""
    parts = [[*mail("abc.example"), *text("Acme Bolt Company")]]
    directory = seen(text("Acme Bolt Company"), *parts, mail("abc.example"))
    assert directory.resolve(text("acme bolt company")).domain == "abc.example"
    assert directory.resolve(mail("abc.example")).domain == "abc.example"


def test_a_guess_teaches_nothing() -> None:
    directory = seen(*[mail("acme.example")] * CROWD)
    found = [directory.resolve(text("Acme Bolts")) for _ in range(2)]
    assert [(one.domain, one.name, one.confidence) for one in found] == [
        ("acme.example", None, 0.6)
    ] * 2


@pytest.mark.parametrize(
    ("domains", "its"),
    [
        ([("acme.io", 3), ("acme.example", 3)], "acme.example"),
        ([("acme.io", 4), ("acme.example", 3)], "acme.io"),
        ([("acme-team.example", 9), ("acme.example", 2)], "acme.example"),
        ([("acme-team.example", 2), ("acme.example", 1)], "acme-team.example"),
    ],
)
@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("is_asked", [False, True])
def test_a_plain_name_is_the_largest_companys(
    domains: list[tuple[str, int]], its: str, is_reversed: bool, is_asked: bool
) -> None:
    """Whoever came first, and whether somebody asked before the others came."""
    directory = seen()
    for domain, people in reversed(domains) if is_reversed else domains:
        for person in range(people):
            directory.observe(mail(domain), f"{domain} {person}")
        if is_asked:
            directory.resolve(mail(domain))
    assert directory.resolve(text("Acme")).domain == its


def test_a_name_that_was_known_before_is_nobody_elses() -> None:
    known = Known(people={"acme-team.example": 1}, domain_of={"acme": "acme-team.example"})
    directory = Directory(OURS, known)
    for person in range(5):
        directory.observe(mail("acme.example"), str(person))
    assert directory.resolve(mail("acme.example")).domain == "acme.example"
    assert directory.resolve(text("Acme")).domain == "acme-team.example"


@pytest.mark.parametrize(("people", "its"), [(1, "acme.example"), (2, "acme-team.example")])
def test_a_mail_domain_without_a_colleague_gives_way_to_the_organisations(
    people: int, its: str
) -> None:
    directory = Directory(OURS, Known(orgs={"acme": Org("Acme", "acme.example")}))
    member = [*mail("acme-team.example"), Signal(SignalKind.GITHUB_ORG, "acme")]
    for person in range(people):
        directory.observe(mail("acme-team.example"), str(person))
    found = directory.resolve(member)
    assert (found.domain, found.confidence) == (its, 0.95)


@pytest.mark.parametrize(
    ("who", "sure"),
    [
        (["info@acme.example", "support@acme.example", "ada@acme.example"], 0.3),
        (["info@acme.example", "bo@acme.example", "ada@acme.example"], 0.75),
        (["some-login", "bo@acme.example", "ada@acme.example"], 0.95),
    ],
)
def test_a_desk_is_nobody_in_person(who: list[str], sure: float) -> None:
    directory = seen()
    for one in who:
        directory.observe(mail("acme.example"), one, one if "@" in one else "info@acme.example")
    assert directory.resolve(mail("acme.example")).confidence == sure


def test_hosts_of_one_domain_are_one_company_with_one_count() -> None:
    hosts = ("acme.example", "eu.acme.example", "mail.us.acme.example")
    directory = seen(*map(mail, hosts), text("eu.acme.example"))
    found = {directory.resolve(mail(host))[1:4] for host in hosts}
    assert found == {("mail domain acme.example (3 or more people)", 0.95, "acme.example")}
    assert directory.resolve(text("eu.acme.example")).domain == "acme.example"


def test_the_name_is_the_one_that_somebody_wrote_out() -> None:
    directory = seen(text("acme"), text("Acme Labs"))
    assert directory.resolve(text("@acme")).name == "Acme Labs"


def test_a_name_that_the_domain_spells_goes_before_its_parts() -> None:
    parts = [[*mail("acme.example"), *text(words)] for words in ("Acme Rockets", "@acme", "Acme")]
    assert seen(*parts).resolve(mail("acme.example")).name == "Acme"


def test_a_name_that_was_told_stays() -> None:
    directory = seen()
    assert directory.resolve(text("acme")).name == "acme"
    assert directory.resolve(text("Acme Labs")).name == "acme"


@pytest.mark.parametrize(
    ("words", "domain"),
    [
        ("Acme Rocket Division", "acme.example"),
        ("Acme Bolt Makers", "abm.example"),
        ("Air Rocket Division", "air.example"),
    ],
)
@pytest.mark.parametrize("people", [CROWD, CROWD - 1])
def test_a_part_of_a_company_of_many_is_the_companys(words: str, domain: str, people: int) -> None:
    found = seen(*[mail(domain)] * people).resolve(text(words))
    is_its = people == CROWD and domain != "air.example"
    assert (found.domain, found.confidence) == (domain if is_its else None, 0.6)


@pytest.mark.parametrize(
    ("at", "domain"),
    [
        (None, "coreos.com"),
        (date(2017, 1, 1), "coreos.com"),
        (date(2026, 1, 1), "redhat.com"),
    ],
)
def test_a_company_that_became_another(at: date | None, domain: str) -> None:
    directory = seen(*[mail("coreos.com")] * 3)
    found = directory.resolve(mail("coreos.com"), at)
    assert found.domain == domain
    assert ("Red Hat since 2018-01-30" in found.evidence) is (domain == "redhat.com")


def test_a_name_that_is_a_part_of_a_company_is_answered_as_the_company() -> None:
    found = seen().resolve(text("@golang-android"), date(2026, 1, 1))
    assert found.name == "golang-android"
    found = seen().resolve(text("Android"), date(2026, 1, 1))
    assert (found.domain, found.name) == ("google.com", "Google")
    assert found.evidence == 'profile text "Android", part of Google'


def test_a_second_domain_of_a_company_is_the_company() -> None:
    assert seen(*[mail("fb.com")] * 3).resolve(mail("fb.com")).domain == "facebook.com"


def test_nobody_has_no_record() -> None:
    directory = seen(mail("gmail.com"), text("freelancer"))
    assert directory.resolve(mail("gmail.com")).kind is MatchKind.UNKNOWN
    assert directory.resolve([]).domain is None


TRAFFIC = [text("Acme"), text("Acme Labs"), mail("acme.example"), text("Emca Inc"), text("@emca")]


@pytest.mark.parametrize("order", list(permutations(range(len(TRAFFIC)))))
def test_the_order_of_arrival_does_not_matter(order: tuple[int, ...]) -> None:
    directory = seen(*(TRAFFIC[at] for at in order))
    found = [directory.resolve(one) for one in TRAFFIC]
    assert [match.domain for match in found[:3]] == ["acme.example"] * 3
    assert found[0].name == found[1].name == found[2].name
    assert found[3].name == found[4].name == "Emca Inc"


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_text_has_the_same_record_when_asked_again(words: list[str]) -> None:
    directory = seen(*map(text, words))
    for one in words:
        first, again = directory.resolve(text(one)), directory.resolve(text(one))
        assert (first.domain, first.name) == (again.domain, again.name)
