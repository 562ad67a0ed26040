"""Who is behind addresses where a database knows whose they are: evidence, and no address."""

from datetime import UTC, datetime
from io import BytesIO

import pytest

from collectors import access_log, segment
from collectors.activity_who import actor_of
from collectors.reading import Owner, OwnerOf, Reading, nobodys
from identity.pseudonym import Pseudonyms
from ledger.drafts import ActivityDraft, Signal, SignalKind, Standing

KEY = Pseudonyms(b"a key of sixteen bytes and more")
NOW = datetime(2026, 11, 20, tzinfo=UTC)
ACME = Signal(SignalKind.NETWORK_OWNER, "Acme Corporation")
GLOBEX = Signal(SignalKind.NETWORK_AS, "globex.example")
NETWORK = f"network:{KEY.network('192.0.2.1')}"


def owner_of(ip: str) -> Owner | None:
    """Two companies share a network; another one has a whole network."""
    parts = {"192.0.2.1": Owner(ACME, is_part=True), "192.0.2.200": Owner(GLOBEX, is_part=True)}
    return Owner(ACME) if ip.startswith("198.51.100.") else parts.get(ip)


def reading(by: OwnerOf = owner_of) -> Reading:
    def page(url: str, kind: str = "") -> tuple[str, str]:
        return "doc_view", ""

    return Reading(frozenset({"doc_view"}), NOW, KEY, page, owner_of=by)


@pytest.mark.parametrize(
    ("row", "key", "signals"),
    [
        ({"ip": "192.0.2.1"}, f"{NETWORK}:acme corporation", (ACME,)),
        ({"actor": "192.0.2.1:8080"}, f"{NETWORK}:acme corporation", (ACME,)),
        ({"ip": "192.0.2.200"}, f"{NETWORK}:globex.example", (GLOBEX,)),
        ({"ip": "192.0.2.77"}, NETWORK, ()),
        ({"ip": "198.51.100.7"}, f"network:{KEY.network('198.51.100.9')}", (ACME,)),
        ({"ip": "198.51.100.7", "actor": "visitor:7"}, "visitor:7", (ACME,)),
        ({"ip": "203.0.113.7", "actor": "visitor:7"}, "visitor:7", ()),
        ({"ip": "198.51.100.7", "actor": "ada"}, "ada", ()),
    ],
)
def test_the_owner_is_evidence_on_whoever_is_nobody_in_person(
    row: dict[str, str], key: str, signals: tuple[Signal, ...]
) -> None:
    actor = actor_of({"source": "site", **row}, reading())
    assert (actor.key, actor.signals) == (key, signals)
    assert (actor.standing is Standing.PERSON) == (key == "ada")


def test_a_stated_company_stands_for_itself_wherever_it_looked_from() -> None:
    row = {"source": "site", "domain": "initech.example", "ip": "198.51.100.7"}
    stated = Signal(SignalKind.STATED_DOMAIN, "initech.example")
    assert actor_of(row, reading()).signals == (stated,)


def views(by: OwnerOf) -> list[ActivityDraft]:
    lines = [
        f'{ip} - - [19/Nov/2026:10:05:03 +0000] "GET /docs/{number} HTTP/1.1" 200 5 "-" "Firefox"'
        for number, ip in enumerate(("192.0.2.1", "192.0.2.200", "192.0.2.77", "198.51.100.7"))
    ]
    stream = BytesIO("\n".join(lines).encode())
    [batch] = access_log.read(stream, "a.log", reading(by))
    return list(batch.drafts)


def test_a_log_gives_the_same_activities_with_and_without_a_database() -> None:
    known, unknown = views(owner_of), views(nobodys)
    assert [draft.external_id for draft in known] == [draft.external_id for draft in unknown]
    assert [draft.actor.signals for draft in known] == [(ACME,), (GLOBEX,), (), (ACME,)]
    assert len({draft.actor.key for draft in known}) == 4
    assert {draft.actor.signals for draft in unknown} == {()}
    assert known[3].actor.key == unknown[3].actor.key  # so that an earlier import gains by it
    assert "192.0.2." not in repr(known)


def test_segments_anonymous_visitors_have_the_owner_of_their_network() -> None:
    call = {"type": "page", "anonymousId": "cookie", "context": {"ip": "198.51.100.7"}}
    call |= {"messageId": "m-1", "properties": {"url": "https://acme.example/docs"}}
    found = segment.read(call, "", reading(), lambda text: text)
    assert isinstance(found, ActivityDraft)
    assert (found.actor.key, found.actor.signals) == ("visitor:cookie", (ACME,))
