"""IP databases: answers for addresses, sizes of networks, and what is said of files."""

import logging
import shutil
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import maxminddb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ip_database import IpDatabases
from bot.ip_findings import ip_databases
from bot.ip_sizes import DamagedTreeError, addresses_by_asn
from bot.settings import Settings, SettingsError, load
from collectors.reading import Owner
from identity.network_record import asn_of
from ledger.drafts import Signal, SignalKind
from tests.bot.command_line import Leadlight
from tests.mmdb import BUILT, write_mmdb

ACME = {"autonomous_system_number": 64_500, "autonomous_system_organization": "Acme Corporation"}
GIANT = {"autonomous_system_number": 64_501, "autonomous_system_organization": "Giant Works"}
GLOBEX = {"name": "Globex", "domain": "globex.example", "type": "business"}
RUNS_ACME = Signal(SignalKind.NETWORK_AS, "Acme Corporation")
OWNS_GLOBEX = Signal(SignalKind.NETWORK_OWNER, "globex.example")
TODAY = datetime.fromtimestamp(BUILT, UTC).date()


@pytest.mark.parametrize("bits", [24, 28, 32])
def test_an_address_of_either_kind_speaks_for_its_owner(tmp_path: Path, bits: int) -> None:
    networks = {"192.0.2.0/24": ACME, "2001:db8::/32": ACME, "198.51.0.0/16": GLOBEX}
    networks |= {"203.0.113.0/26": GLOBEX, "2001:db8:7::/56": GLOBEX, "10.0.0.0/11": GIANT}
    path = write_mmdb(tmp_path / "a.mmdb", networks, bits=bits)
    with IpDatabases([path]) as databases:
        for ip, owner in (
            ("192.0.2.9", Owner(RUNS_ACME)),
            ("::ffff:192.0.2.9", Owner(RUNS_ACME)),
            ("2001:db8::7", Owner(RUNS_ACME)),
            ("2001:db8::7%eth0", Owner(RUNS_ACME)),
            ("2001:db8:7::7", Owner(OWNS_GLOBEX, is_part=True)),
            ("198.51.100.1", Owner(OWNS_GLOBEX)),
            ("203.0.113.5", Owner(OWNS_GLOBEX, is_part=True)),
            ("203.0.113.65", None),
            ("10.1.2.3", None),
            ("127.0.0.1", None),
        ):
            assert databases.owner_of(ip) == owner, ip
            assert databases.owner_of(ip) == owner, ip  # remembered
        with pytest.raises(ValueError, match=r"."):
            databases.owner_of("nowhere")


def test_without_a_database_nobody_is_known() -> None:
    with IpDatabases([]) as databases:
        assert databases.owner_of("192.0.2.9") is None


def test_several_databases_are_asked_together(tmp_path: Path) -> None:
    systems = write_mmdb(tmp_path / "as.mmdb", {"192.0.2.0/24": ACME}, version=4)
    owners = write_mmdb(tmp_path / "owners.mmdb", {"192.0.2.128/25": GLOBEX})
    with IpDatabases([systems, owners]) as databases:
        assert databases.owner_of("192.0.2.200") == Owner(OWNS_GLOBEX, is_part=True)
        assert databases.owner_of("192.0.2.1") == Owner(RUNS_ACME, is_part=True)
        assert databases.owner_of("2001:db8::1") is None


NETWORKS = st.dictionaries(
    st.tuples(st.integers(0, 2**32 - 1), st.integers(1, 32)).map(
        lambda told: str(ip_network((told[0], told[1]), strict=False))
    ),
    st.integers(1, 4),
    max_size=12,
)


@given(networks=NETWORKS, bits=st.sampled_from([24, 28, 32]), version=st.sampled_from([4, 6]))
def test_sizes_are_those_of_the_networks_one_by_one(
    tmp_path_factory: pytest.TempPathFactory,
    networks: dict[str, int],
    bits: int,
    version: int,
) -> None:
    ordered = sorted(networks, key=lambda network: ip_network(network).prefixlen)
    records: dict[str, object] = {one: {"asn": networks[one]} for one in ordered}
    path = tmp_path_factory.mktemp("sizes") / "a.mmdb"
    write_mmdb(path, records, bits=bits, version=version)
    expected: dict[int, int] = {}
    with maxminddb.open_database(path) as reader:
        for network, record in reader:
            number = asn_of(record)
            expected[number] = expected.get(number, 0) + network.num_addresses
        assert addresses_by_asn(path, reader, asn_of) == expected
    shutil.rmtree(path.parent)


def test_a_tree_that_leads_back_into_itself_is_told(tmp_path: Path) -> None:
    path = write_mmdb(tmp_path / "a.mmdb", {"192.0.2.0/24": ACME}, bits=24, version=4)
    path.write_bytes(bytes(6 * 24) + path.read_bytes()[6 * 24 :])  # all lead to the first
    with maxminddb.open_database(path) as reader, pytest.raises(DamagedTreeError):
        addresses_by_asn(path, reader, asn_of)


def test_a_damaged_database_is_told_once_and_asked_no_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = write_mmdb(tmp_path / "whole.mmdb", {"198.51.100.0/24": GLOBEX})
    damaged = write_mmdb(tmp_path / "damaged.mmdb", {"192.0.2.0/24": ACME})
    content = damaged.read_bytes()
    at = content.index(b"autonomous_system_number") - 2
    damaged.write_bytes(content[:at] + b"\xff" * 40 + content[at + 40 :])
    with IpDatabases([damaged, whole]) as databases, caplog.at_level(logging.ERROR):
        assert [databases.owner_of("192.0.2.1") for _ in range(3)] == [None] * 3
        assert databases.owner_of("198.51.100.1") == Owner(OWNS_GLOBEX)
    assert [one.getMessage() for one in caplog.records] == [
        f"IP_DATABASE: {damaged} is damaged and asked no more: download it anew"
    ]


def test_what_is_no_database_is_an_error_of_the_settings(tmp_path: Path) -> None:
    good = write_mmdb(tmp_path / "good.mmdb", {"192.0.2.0/24": ACME})
    wrong = tmp_path / "wrong.mmdb"
    wrong.write_text("not a database")
    with pytest.raises(SettingsError) as error:
        IpDatabases([good, wrong])
    assert str(error.value) == (
        f"IP_DATABASE is wrong: {wrong} is no mmdb database: "
        "download it anew, or take it out of IP_DATABASE"
    )


def test_paths_are_comma_separated_and_each_has_to_be_there(tmp_path: Path) -> None:
    one, two = tmp_path / "one.mmdb", tmp_path / "two.mmdb"
    one.touch()
    given: dict[str, Any] = {"IP_DATABASE": f"{one} , {two}"}
    nowhere = tmp_path / ".env"
    with pytest.raises(SettingsError, match=f"IP_DATABASE is wrong: there is no file {two}: write"):
        load("ledger", given, nowhere)
    two.touch()
    assert load("ledger", given, nowhere).ip_database == (one, two)
    assert load("ledger", {}, nowhere).ip_database == ()


@pytest.mark.parametrize(
    ("days", "record", "fine", "names", "mend"),
    [
        (90, ACME, True, "networks", ""),
        (91, GLOBEX, False, "companies", "older than 90 days: download a newer one"),
        (0, {**GLOBEX, **ACME, "user_type": "business"}, True, "networks", ""),
        (0, {**GLOBEX, "asn": "AS64500", "as_name": "Acme"}, True, "companies and networks", ""),
        (0, {"is_anonymous": True}, True, "hidden addresses", ""),
        (
            0,
            {"country": {"iso_code": "SE"}},
            False,
            "no owner",
            "name an ASN, ISP or company database instead",
        ),
    ],
)
def test_doctor_names_each_database_its_age_and_what_it_names(
    tmp_path: Path, days: int, record: object, fine: bool, names: str, mend: str
) -> None:
    path = write_mmdb(tmp_path / "a.mmdb", {"192.0.2.0/24": record}, kind="Acme-IP")
    given = Settings.model_validate({"ip_database": str(path)})
    [found] = ip_databases(given, TODAY + timedelta(days=days))
    assert (found.fine, found.mend) == (fine, mend)
    assert found.saw == f"a.mmdb: Acme-IP of {TODAY}, names {names}"
    assert list(ip_databases(Settings(), date(2026, 11, 20))) == []


def test_doctor_says_of_a_file_that_is_none_what_to_do(
    leadlight: Leadlight, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.mmdb"
    wrong.write_text("not a database")
    ran = leadlight("doctor", IP_DATABASE=str(wrong))
    line = f"WRONG IP database: IP_DATABASE is wrong: {wrong} is no mmdb database → download it"
    assert line in ran.out
    assert ran.code == 1
