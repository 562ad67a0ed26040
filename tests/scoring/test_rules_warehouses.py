"""What is wrong with a warehouse of the rules file is told with its line and the mend."""

import pytest

from scoring.rules import RulesError, parse_rules, text_of

GOOD = """
[[warehouses]]
name = "events"
engine = "duckdb"
files = "events.parquet"
[warehouses.columns]
time = "happened"
url = "url"
domain = "domain"
"""
BASE = text_of("points")[1]


def test_a_warehouse_is_read_with_what_it_leaves_out() -> None:
    [one] = parse_rules("mine", BASE + GOOD).warehouses
    assert (one.kind, one.time, one.late_days, one.back_days) == ("by-url", "timestamp", 3, 90)
    assert (one.columns.domain, one.columns.ip, one.networks) == ("domain", "", None)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('"events"\n', '"github"\n', '"github" is a source of its own'),
        ('"duckdb"', '"oracle"', '"engine" must be one of'),
        ('"duckdb"', '"postgresql"', '"files" cannot be read by postgresql: name a "table"'),
        ('files = "events.parquet"', "", 'needs either "table" or "files"'),
        ('engine = "duckdb"', 'engine = "duckdb"\nconnect = "password=x"', "holds a secret"),
        ('engine = "duckdb"', 'engine = "duckdb"\nkind = "danced"', 'no kind "danced"'),
        ('engine = "duckdb"', 'engine = "duckdb"\nkinds = { a = "download" }', "which column"),
        ('url = "url"\n', "", "has kinds by address, and no address"),
        ('domain = "domain"', "", "say not who: fill one of actor"),
        ('domain = "domain"', 'ip = "ip"', "addresses alone name nobody"),
        ('domain = "domain"', 'domian = "domain"', 'did you mean "domain"?'),
    ],
)
def test_a_mistake_is_told(was: str, now: str, told: str) -> None:
    with pytest.raises(RulesError) as error:
        parse_rules("mine", BASE + GOOD.replace(was, now))
    assert told in str(error.value)
    assert all(one.line > BASE.count("\n") for one in error.value.problems)


def test_a_name_is_taken_once() -> None:
    with pytest.raises(RulesError, match="taken by another warehouse"):
        parse_rules("mine", BASE + GOOD + GOOD)
