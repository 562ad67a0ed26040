"""The page-view beacon: what counts, once, for configured sites, with nobody's address kept."""

import logging
from collections.abc import Iterator

import pytest

from bot.http.sites import is_key_of, site_key, snippet
from bot.http.views import GIF
from bot.services import Services
from tests.bot.command_line import Leadlight
from tests.bot.http_door import SITE_SECRET, VISITOR, Answered, Site, opened_site
from tests.kept import Kept

HOST = "docs.acme.example"
PAGE = f"https://{HOST}/install"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"


@pytest.fixture
def site(services: Services) -> Iterator[Site]:
    with opened_site(services, http_trusted_proxies="10.0.0.0/8,2001:db8::1") as opened:
        yield opened


def look(
    site: Site, page: str = PAGE, client: str = VISITOR, method: str = "GET", **headers: str
) -> Answered:
    given = {"Referer": page, "User-Agent": FIREFOX}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    path = f"/v1/view.gif?k={site_key(HOST, SITE_SECRET)}"
    return site.ask(method, path, headers=given, client=client)


def seen(site: Site) -> int:
    """How many views the ledger holds once all are written."""
    site.settle()
    return len(site.rows())


def test_a_view_is_an_activity_of_the_network_without_a_cookie(site: Site) -> None:
    answer = look(site, page=f"{PAGE}?token=canary#canary")
    assert (answer.status, answer.body) == (200, GIF)
    assert answer.headers["content-type"] == "image/gif"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert seen(site) == 1
    query = "SELECT a.source, a.kind, url, standing FROM activity a JOIN actor b ON b.id = actor_id"
    assert site.rows(query) == [("beacon", "doc_view", PAGE, "pseudo")]


def test_what_a_browser_says_of_its_person_is_in_no_file(site: Site, kept: Kept) -> None:
    look(site, page=f"{PAGE}?canary=1", User_Agent=f"{FIREFOX} Canary/7", X_Forwarded_For="canary")
    assert seen(site) == 1
    site.services.ledger.write_anew()
    held = kept.on_disk(site.services.ledger)
    assert PAGE.encode() in held
    for text in (VISITOR, "canary", "Canary/7", "Firefox"):
        assert text.encode() not in held


@pytest.mark.parametrize(
    "headers",
    [
        {"DNT": "1"},
        {"Sec_GPC": "1"},
        {"Sec_Purpose": "prefetch;prerender"},
        {"User_Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"},
        {"User_Agent": "curl/8.5.0"},
        {"User_Agent": ""},
        {"method": "HEAD"},
        {"client": ""},
        {"page": f"{PAGE}/{'x' * 5_000}"},
    ],
)
def test_who_asks_not_to_be_counted_and_who_does_not_read_gets_the_picture_alone(
    site: Site, headers: dict[str, str]
) -> None:
    assert look(site, **headers).status == 200
    assert seen(site) == 0


@pytest.mark.parametrize("headers", [{"DNT": "0"}, {"Sec_GPC": "0"}])
def test_who_does_not_mind_is_counted(site: Site, headers: dict[str, str]) -> None:
    look(site, **headers)
    assert seen(site) == 1


@pytest.mark.parametrize(
    "page",
    ["", "https://evil.example/install", f"https://evil.{HOST}/", "about:blank", "http://[", "x"],
)
def test_pages_of_other_sites_do_not_count(site: Site, page: str) -> None:
    answer = look(site, page=page)
    assert (answer.status, answer.body) == (403, GIF)
    assert seen(site) == 0


def test_a_page_counts_once_in_half_an_hour_for_each_visitor(site: Site) -> None:
    look(site)
    site.later(minutes=19)
    look(site, page=f"{PAGE}?again")
    look(site, page=f"https://{HOST}/other")
    look(site, User_Agent=FIREFOX.replace("142", "143"))
    look(site, client="198.51.100.7")
    look(site, client=VISITOR.replace("77", "78"))
    site.later(minutes=1)
    look(site)
    assert seen(site) == 5


@pytest.mark.parametrize(
    ("client", "forwarded", "counted_as"),
    [
        (VISITOR, "", VISITOR),
        (VISITOR, "198.51.100.7", VISITOR),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "192.0.2.1, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "192.0.2.1, 198.51.100.7, 10.2.3.4", "198.51.100.7"),
        ("2001:db8::1", "2001:db8:7::9", "2001:db8:7::9"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7:5123", "198.51.100.7"),
        ("2001:db8::1", "[2001:db8:7::9]:443, 10.2.3.4:80", "2001:db8:7::9"),
        ("10.0.0.1", "", ""),
        ("10.0.0.1", "no address", ""),
    ],
)
def test_a_forwarded_address_is_believed_of_trusted_proxies_alone(
    site: Site, client: str, forwarded: str, counted_as: str
) -> None:
    look(site, client=client, X_Forwarded_For=forwarded)
    site.settle()
    network = site.door.pseudonyms.network(counted_as) if counted_as else ""
    expected = [(f"network:{network}",)] if network else []
    assert site.rows("SELECT key FROM actor") == expected


def test_a_view_that_is_lost_is_told_and_the_picture_comes(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.settle()
    with caplog.at_level(logging.WARNING):
        assert look(site).status == 200
    assert "a page view was lost" in caplog.text
    assert VISITOR not in caplog.text


def test_without_a_site_key_there_is_no_beacon(services: Services) -> None:
    with opened_site(services, site_key=None, github_webhook_secret=None) as bare:
        assert look(bare).status == 404
        assert bare.post("/github/webhook", {}).status == 404


def test_a_key_is_of_one_host_and_one_secret() -> None:
    key = site_key(HOST, SITE_SECRET)
    assert is_key_of(key, HOST.upper(), SITE_SECRET)
    for other in (HOST.removeprefix("docs."), f"x{HOST}", ""):
        assert not is_key_of(key, other, SITE_SECRET)
    assert not is_key_of(key, HOST, SITE_SECRET + "x")
    assert not is_key_of("\udcff", HOST, SITE_SECRET)


def test_the_command_prints_the_line_that_counts(leadlight: Leadlight) -> None:
    at = "https://leads.acme.example/"
    ran = leadlight("snippet", HOST, "--at", at, SITE_KEY=SITE_SECRET)
    assert (ran.code, ran.out.strip()) == (0, snippet(HOST, SITE_SECRET, at))
    assert (
        f'src="https://leads.acme.example/v1/view.gif?k={site_key(HOST, SITE_SECRET)}"' in ran.out
    )
    assert SITE_SECRET not in ran.out


@pytest.mark.parametrize(
    ("host", "at", "told"),
    [
        ("https://docs.acme.example/", "https://a.example", "is no host"),
        ("docs", "https://a.example", "is no host"),
        (HOST, "a.example", "is no address"),
        (HOST, 'https://a.example/"x', "is no address"),
    ],
)
def test_the_command_names_what_is_wrong(
    leadlight: Leadlight, host: str, at: str, told: str
) -> None:
    ran = leadlight("snippet", host, "--at", at, SITE_KEY=SITE_SECRET)
    assert ran.code == 2
    assert told in ran.err


def test_the_command_needs_the_secret(leadlight: Leadlight) -> None:
    ran = leadlight("snippet", HOST, "--at", "https://a.example")
    assert ran.code == 2
    assert "SITE_KEY is missing" in ran.err
