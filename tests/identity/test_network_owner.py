"""Whose an address is, by the records of several makers' databases: mostly nobody's."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.network_owner import MOST_ADDRESSES, signal_of
from identity.network_record import NetworkFacts, asn_of, facts_of, joined, plain_name
from ledger.drafts import Signal, SignalKind

ACME = "Acme Corporation"
RUNS = SignalKind.NETWORK_AS
OWNS = SignalKind.NETWORK_OWNER


def system(name: str = ACME, number: int = 64_500, **more: Any) -> dict[str, Any]:
    """As GeoLite2-ASN and GeoIP2-ISP have it."""
    return {
        "autonomous_system_number": number,
        "autonomous_system_organization": name,
        **more,
    }


def enterprise(kind: str, name: str, by: str = "Borealis Telecom", **more: Any) -> dict[str, Any]:
    """As GeoIP2-Enterprise has it."""
    return {"traits": {**system(by), "user_type": kind, "organization": name, "isp": by, **more}}


def company(name: str, domain: str, type: str, by: str = "Borealis Telecom") -> dict[str, Any]:
    """As ipinfo's company database has it."""
    owner = {"name": name, "domain": domain, "type": type}
    runs = {"asn": "AS64500", "as_name": by, "as_domain": "borealis.example", "as_type": "isp"}
    return {**owner, **runs}


def answer(*records: object, size: int = 4_096) -> Signal | None:
    return signal_of(joined(map(facts_of, records)), {64_500: size}.__getitem__)


@pytest.mark.parametrize(
    ("record", "kind", "value"),
    [
        (system(), RUNS, ACME),
        (system("ACME-AS - Acme Corporation, US"), RUNS, ACME),
        (system(isp=ACME, organization=ACME), RUNS, ACME),
        ({"asn": "AS64500", "name": ACME, "domain": "acme.example", "type": "business"}, RUNS, 0),
        ({"asn": "AS64500", "as_name": ACME, "as_domain": "acme.example"}, RUNS, 0),
        ({"asn": {"asn": "AS64500", "name": ACME, "domain": "Acme.Example"}}, RUNS, 0),
        (enterprise("business", ACME), OWNS, ACME),
        (enterprise("business", ACME, domain="borealis.example"), OWNS, ACME),
        (enterprise("business", ACME, by=ACME), OWNS, ACME),
        (company(ACME, "acme.example", "business"), OWNS, 0),
        ({"name": ACME, "domain": "www.acme.example"}, OWNS, 0),
        ({"company": {"name": ACME, "domain": "acme.example", "type": "business"}}, OWNS, 0),
    ],
)
def test_a_company_is_known_by_its_domain_or_else_its_name(
    record: object, kind: SignalKind, value: str | int
) -> None:
    assert answer(record) == Signal(kind, str(value or "acme.example"))


@pytest.mark.parametrize(
    "record",
    [
        system("Amazon.com, Inc.", 16_509),
        system("Zscaler, Inc.", 22_616),
        system("Borealis Telecom"),
        system("Teleborealis AB"),
        system("Borealisnet Ltd"),
        system("Acme Cloud Hosting"),
        system("Wi-Fi Acme"),
        system("University of Acme, Springfield"),
        system("Ministry of Finance"),
        system("ACME-NET-AS"),
        system(""),
        system(isp="Borealis Telecom"),
        {"asn": "AS64500", "name": ACME, "domain": "acme.example", "type": "hosting"},
        {"asn": "AS64500", "name": ACME, "domain": "acme.example", "type": "isp"},
        {"asn": "AS64500", "name": "Acme", "domain": "acme.edu", "type": "business"},
        enterprise("residential", ACME),
        enterprise("government", ACME),
        enterprise("college", ACME),
        enterprise("business", "Borealis Business"),
        enterprise("business", ACME, is_anonymous=True),
        enterprise("business", ACME, autonomous_system_number=16_509),
        company(ACME, "acme.example", "education"),
        company("Borealis", "borealis.example", "business"),
        {"name": "Borealis Broadband"},
        {"vpn": True, **company(ACME, "acme.example", "business")},
        {"tor": "true", **company(ACME, "acme.example", "business")},
        {"country": {"iso_code": "SE"}, "city": {"names": {"en": "Acme"}}},
        {"asn": True, "name": 7, "company": "Acme", "traits": [1]},
        None,
        "Acme",
    ],
)
def test_hosts_carriers_campuses_offices_and_who_hides_are_nobody(record: object) -> None:
    assert answer(record) is None


@pytest.mark.parametrize(("size", "is_own"), [(MOST_ADDRESSES, True), (MOST_ADDRESSES + 1, False)])
def test_a_network_that_is_too_large_is_a_carriers(size: int, is_own: bool) -> None:
    assert (answer(system(), size=size) is not None) == is_own
    typed = {"asn": "AS64500", "name": ACME, "domain": "acme.example", "type": "business"}
    assert answer(typed, size=size) == Signal(RUNS, "acme.example")
    assert (answer(enterprise("business", ACME, by=ACME), size=size) is not None) == is_own
    assert answer(enterprise("business", ACME), size=size) == Signal(OWNS, ACME)


def test_size_is_not_asked_where_a_list_or_a_type_says_who_it_is() -> None:
    def never(asn: int) -> int:
        raise AssertionError(asn)

    for record, value in (
        (system("Apple Inc.", 714), "Apple Inc."),
        (enterprise("business", ACME), ACME),
        (system("Amazon.com, Inc.", 16_509), None),
        (system("Borealis Telecom"), None),
    ):
        found = signal_of(facts_of(record), never)
        assert (found.value if found else None) == value


def test_databases_complete_each_other_and_any_may_say_that_somebody_hides() -> None:
    own = {"name": ACME, "domain": "acme.example", "type": "business"}
    assert answer(system("Borealis Telecom"), own) == Signal(OWNS, "acme.example")
    assert answer(own, system("Amazon.com, Inc.", 16_509)) is None
    assert answer(system(), {"is_anonymous_vpn": True}) is None
    assert joined([]) == NetworkFacts()


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("ACME-CORP - Acme Corporation, US", "Acme Corporation"),
        ("ACME - Acme, SE", "Acme"),
        ("AS64500 Acme GmbH", "Acme GmbH"),
        ("AS-ACME Acme GmbH", "Acme GmbH"),
        ("ACME-AS Acme GmbH, DE", "Acme GmbH"),
        ("Acme - Rockets & Sons", "Acme - Rockets & Sons"),
        ("IBM", "IBM"),
        ("3M Company", "3M Company"),
        ("L3Harris Technologies, Inc.", "L3Harris Technologies, Inc."),
        ("ACME-7922", ""),
        ("ACME-NET-AS, DE", ""),
        ("AS64500", ""),
    ],
)
def test_names_without_a_registrys_handles(told: str, name: str) -> None:
    assert plain_name(told) == name


@pytest.mark.parametrize(
    ("record", "number"),
    [
        (system(), 64_500),
        (enterprise("business", ACME), 64_500),
        ({"asn": "AS64500"}, 64_500),
        ({"asn": "64500"}, 64_500),
        ({"asn": {"asn": "AS64500"}}, 64_500),
        ({"asn": "none"}, 0),
        ({}, 0),
        (None, 0),
    ],
)
def test_numbers_of_autonomous_systems(record: object, number: int) -> None:
    assert asn_of(record) == number


FIELDS = st.sampled_from(
    (
        *("asn", "name", "domain", "type", "company", "traits", "isp", "organization", "user_type"),
        *("autonomous_system_number", "autonomous_system_organization", "as_name", "as_domain"),
    )
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**32) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=8,
)


@given(VALUES | st.dictionaries(FIELDS, VALUES))
def test_no_record_stops_a_reading(record: object) -> None:
    found = signal_of(facts_of(record), lambda asn: 0)
    assert found is None or (found.kind in (OWNS, RUNS) and found.value)
