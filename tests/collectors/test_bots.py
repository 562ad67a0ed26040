"""Programs and people, by the agent they name."""

import re

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA as LISTED

from collectors.bots import is_bot, sort_of


@pytest.mark.parametrize(
    ("agent", "sort"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot"),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "bot"),
        ("Feedly/1.0 (+http://www.feedly.com/fetcher.html)", "bot"),
        ("curl/8.14.1", "tool"),
        ("Wget/1.25.0", "tool"),
        ("python-requests/2.32.4", "tool"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0", ""),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0",
            "",
        ),
        ("-", ""),
        ("", ""),
        ("bo", ""),
    ],
)
def test_agents(agent: str, sort: str) -> None:
    assert sort_of(agent) == sort
    assert is_bot(agent) is bool(sort)


def test_every_pattern_of_the_list_finds_what_it_found() -> None:
    """The list's own examples, against the list's own patterns one by one."""
    examples = [example for one in LISTED for example in one["instances"]]
    missed = [example for example in examples if not is_bot(example)]
    unlisted = [e for e in missed if any(re.search(one["pattern"], e) for one in LISTED)]
    assert len(examples) > 1_000
    assert unlisted == []
