"""Rows of bots over HTTP: not stored, not rejected, and counted."""

from collections.abc import Iterator

import pytest

from bot.services import Services
from tests.bot.http_door import Site, download, opened_site

BOT = "Googlebot/2.1 (+http://www.google.com/bot.html)"


@pytest.fixture
def site(services: Services) -> Iterator[Site]:
    with opened_site(services) as opened:
        yield opened


@pytest.mark.parametrize("odd", [{}, {"title": "of a@b.example"}])  # together, and one by one
def test_what_a_bot_did_is_counted_and_not_stored(site: Site, odd: dict[str, object]) -> None:
    rows = [download(1, **odd), download(2, user_agent=BOT), download(3, user_agent="curl/8.9.1")]
    told = site.post("/v1/activities", rows)
    assert (told.status, told.json) == (
        202,
        {"accepted": 2, "duplicate": 0, "rejected": [], "filtered": 1},
    )
    assert sorted(site.rows()) == [("registry", "pull-1"), ("registry", "pull-3")]


def test_nothing_but_bots(site: Site) -> None:
    told = site.post("/v1/activities", download(1, user_agent=BOT))
    assert told.json == {"accepted": 0, "duplicate": 0, "rejected": [], "filtered": 1}
    assert site.rows() == []
