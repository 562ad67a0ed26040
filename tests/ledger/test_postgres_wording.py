"""What SQLite is told, in PostgreSQL's words: the same question, and the same answer."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.postgres.wording import in_postgresql
from tests.postgres import USER, Server

WORDED = [
    ("SELECT a FROM t WHERE b = ? AND c = ?", "SELECT a FROM t WHERE b = %s AND c = %s"),
    ("SELECT :first - a, b::TEXT FROM t", "SELECT %(first)s - a, b :: TEXT FROM t"),
    ("SELECT a % 2, '100%' FROM t", "SELECT a %% 2, '100%%' FROM t"),
    ("SELECT 'who? :me', \"MAX(a, b)\"", "SELECT 'who? :me', \"MAX(a, b)\""),
    ("SELECT a -- why?\nFROM t /* MAX(a,\nb) */", "SELECT a FROM t"),
    ("SELECT MAX(a), MIN (a) FROM t", "SELECT MAX(a), MIN (a) FROM t"),
    ("SELECT MAX(a, MIN(b, COUNT(*)))", "SELECT GREATEST(a, LEAST(b, COUNT(*)))"),
    ("SELECT COUNT(*) FROM t INDEXED BY ix_a WHERE a", "SELECT COUNT(*) FROM t WHERE a"),
    ("FROM s CROSS JOIN t ON a WHERE b", "FROM s JOIN t ON a WHERE b"),
    ("FROM s CROSS JOIN t JOIN u ON a", "FROM s CROSS JOIN t JOIN u ON a"),
    ("FROM s CROSS JOIN t CROSS JOIN u ON a", "FROM s CROSS JOIN t JOIN u ON a"),
    ("WHERE +a = 1 AND (+b = 2 + c) GROUP BY +d, +e", "WHERE a = 1 AND (b = 2 + c) GROUP BY d, e"),
    (
        "SELECT 0, group_concat(a || ',' || b)",
        "SELECT 0, string_agg(CAST(a || ',' || b AS TEXT), ',')",
    ),
    ("SELECT group_concat(DISTINCT a)", "SELECT string_agg(DISTINCT CAST(a AS TEXT), ',')"),
    ("SELECT json_group_array(a)", "SELECT COALESCE(CAST(json_agg(a) AS TEXT), '[]')"),
    ("a < b || char(1114111)", "a < b || chr(1114111)"),
    ("instr(a, ',') > 0", "strpos(a, ',') > 0"),
    ("json_extract(a.b, '$[2]')", "(CAST(a.b AS JSON) ->> 2)"),
    (
        "IN (SELECT value FROM json_each(?))",
        "IN (SELECT value FROM json_array_elements_text(CAST(%s AS JSON)) AS json_each(value))",
    ),
    (
        "FROM json_each(:some) asked CROSS JOIN t",
        "FROM json_array_elements_text(CAST(%(some)s AS JSON)) AS asked(value) CROSS JOIN t",
    ),
    ("a LIKE '% at %' OR a LIKE ?", "a ILIKE '%% at %%' ESCAPE '' OR a ILIKE %s ESCAPE ''"),
    ("a NOT LIKE ? ESCAPE '/'", "a NOT ILIKE %s ESCAPE '/'"),
    ("a NOT GLOB '*[^0-9a-f]*'", "a !~ '^.*[^0-9a-f].*$'"),
    ("a GLOB '?.[]\\]''*'", "a ~ '^.\\.[]\\\\]''.*$'"),
]
# Each of a statement and its values, whose answer both databases give.
ASKED: list[tuple[str, tuple[Any, ...]]] = [
    ("SELECT MAX(?, 2, 3), MIN(3, CAST(? AS BIGINT))", (5, 1)),
    ("SELECT group_concat(a * 2) FROM (SELECT 1 AS a UNION ALL SELECT 2) t", ()),
    ("SELECT group_concat(a) FROM (SELECT 1 AS a) t WHERE a > 1", ()),
    ("SELECT json_group_array(a) FROM (SELECT 1 AS a) t WHERE a > 1", ()),
    ("SELECT value FROM json_each(?) ORDER BY value", (json.dumps(["é", 'a"b', "%s"]),)),
    ("SELECT CAST(value AS BIGINT) FROM json_each(?) ORDER BY 1", (json.dumps([2**40, -1]),)),
    ("SELECT json_extract(one.value, '$[1]') FROM json_each(?) one", (json.dumps([[7, "x%"]]),)),
    (
        "SELECT CAST(json_extract(?, '$.id') AS BIGINT)",
        ('{"id": 12, "said": "\\ud800 \\u0000 \\udc00"}',),
    ),
    ("SELECT json_extract(?, '$.said')", ('{"said": "\\ud83d\\ude00\\ud83d\\ude00 \\u00e9"}',)),
    ("SELECT json_extract(?, '$.id')", ('{"id": null}',)),
    ("SELECT json_extract(?, '$.id')", ("{}",)),
    ("SELECT instr('acme, although', ', although'), instr('acme', 'x'), instr('acme', '')", ()),
    ("SELECT char(1114111) || '%' || ?", ("?",)),
    ("SELECT 1 WHERE 'Work AT Acme' LIKE '% at %' AND 'É' NOT LIKE 'é'", ()),
    ("SELECT 1 WHERE '100\\%' LIKE ?", ("100\\%",)),
    ("SELECT ltrim('0f3', '0123456789abcdef') = '', rtrim('a\"b', 'b')", ()),
    ("SELECT 7 / 2, -7 / 2, 7 % 3, 1 << 40 - 20, (3 | 4) & 6", ()),
]
PLAIN = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
GLOBS = st.lists(st.sampled_from(["*", "?", "[ab]", "[^a]", "[a-c%]", *"a.+\\($^|{%%s"])).map(
    "".join
)


@pytest.fixture(scope="module")
def there(postgres: Server) -> Iterator[psycopg.Connection[Any]]:
    """A connection to PostgreSQL."""
    where = f"host=127.0.0.1 port={postgres.port} user={USER} dbname=postgres"
    with psycopg.connect(where, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def here() -> Iterator[sqlite3.Connection]:
    """A connection to a SQLite of its own."""
    with closing(sqlite3.connect(":memory:")) as connection:
        yield connection


@pytest.mark.parametrize(("told", "meant"), WORDED)
def test_each_word_that_differs(told: str, meant: str) -> None:
    assert in_postgresql(told) == meant


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ("SELECT (a", "brackets"),
        ("SELECT a)", "brackets"),
        ("a GLOB ?", "GLOB knows"),
        ("json_extract(a, '$.b.c')", "paths of one step"),
        ("json_extract(a, ?)", "paths of one step"),
    ],
)
def test_what_has_no_words_is_refused(told: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        in_postgresql(told)


@given(text=PLAIN, name=PLAIN)
def test_texts_and_quoted_names_are_left_alone(text: str, name: str) -> None:
    """But for the sign that the driver takes for a value's place, which it takes back."""
    text, name = text.replace("'", "''"), name.replace('"', '""')
    worded = in_postgresql(f"SELECT '{text}', group_concat(\"{name}\") WHERE a = ?")
    kept = f"SELECT '{text}', string_agg(CAST(\"{name}\" AS TEXT), ',') WHERE a = ?"
    assert worded == kept.replace("%", "%%").removesuffix("?") + "%s"


@pytest.mark.parametrize(("told", "values"), ASKED)
def test_both_answer_alike(
    here: sqlite3.Connection, there: psycopg.Connection[Any], told: str, values: tuple[Any, ...]
) -> None:
    worded = in_postgresql(told)
    assert (
        there.execute(worded.encode(), values).fetchall() == here.execute(told, values).fetchall()
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(glob=GLOBS, text=st.text("abc.+\\($^|{%s\n"))
def test_a_glob_matches_the_same_texts(
    here: sqlite3.Connection, there: psycopg.Connection[Any], glob: str, text: str
) -> None:
    told = f"SELECT COUNT(*) FROM (SELECT CAST(? AS TEXT) AS a) t WHERE a GLOB '{glob}'"
    worded = in_postgresql(told).encode()
    [(found,)] = there.execute(worded, (text,))
    assert (found,) == here.execute(told, (text,)).fetchone()
