"""The portable expressions know the bots that the list knows, and nobody else."""

import re

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from collectors.bots import sort_of
from collectors.warehouse_agents import portable_agents

LISTED = sorted({agent for one in CRAWLER_USER_AGENTS_DATA for agent in one["instances"]})
PEOPLE = ("", "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0", "Jamie")


@pytest.fixture(scope="module")
def compiled() -> list[tuple[str, re.Pattern[str]]]:
    bots, tools = portable_agents()
    named = [("bot", one) for one in bots] + [("tool", one) for one in tools]
    return [(sort, re.compile(one)) for sort, one in named]


def test_every_agent_of_the_list_is_the_same(compiled: list[tuple[str, re.Pattern[str]]]) -> None:
    def sort(agent: str) -> str:
        return next((sort for sort, one in compiled if one.search(agent)), "")

    assert len(LISTED) > 1_000
    assert [a for a in (*LISTED, *PEOPLE) if sort(a) != sort_of(a)] == []


def test_no_expression_needs_a_backslash_or_a_quote() -> None:
    bots, tools = portable_agents()
    assert not set("'\"\\") & set("".join((*bots, *tools)))
