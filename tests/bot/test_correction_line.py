"""Lines that correct: every way of writing one that people take to, and what is said otherwise."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.correction_line import EXAMPLES, PAIRS, VERBS, Asked, LineError, read_line
from bot.grammar import words

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 30)


def read(line: str) -> Asked:
    verb, *rest = words(line)
    return read_line(verb.text, rest)


@pytest.mark.parametrize(
    ("line", "subject", "object", "days"),
    [
        ("link github:ada acme.com", "github:ada", "acme.com", (None, None)),
        ("link github:ada Acme Labs", "github:ada", "Acme Labs", (None, None)),
        ("link github:ada to Acme Labs", "github:ada", "Acme Labs", (None, None)),
        ("link github:ada is none", "github:ada", "none", (None, None)),
        ("link github:ada to", "github:ada", "to", (None, None)),
        ("link github:ada acme.com from 2026-03-01", "github:ada", "acme.com", (MARCH, None)),
        ("link github:ada acme.com until 2026-06-30", "github:ada", "acme.com", (None, JUNE)),
        (
            "link github:ada until 2026-06-30 since 2026-03-01 at acme.com",
            "github:ada",
            "acme.com",
            (MARCH, JUNE),
        ),
        ('link github:ada "Gifts from Rome"', "github:ada", "Gifts from Rome", (None, None)),
        ("merge Acme Labs into Acme", "Acme Labs", "Acme", (None, None)),
        ('merge "Acme Labs" Acme', "Acme Labs", "Acme", (None, None)),
        ("merge labs.com acme.com", "labs.com", "acme.com", (None, None)),
        ('merge "Into Labs" into Acme', "Into Labs", "Acme", (None, None)),
        ("alias acme.com is Acme Labs", "acme.com", "Acme Labs", (None, None)),
        ("alias Acme Labs of acme.com", "acme.com", "Acme Labs", (None, None)),
        ("alias @acme acme.com", "acme.com", "@acme", (None, None)),
        ("alias acme.com @acme", "acme.com", "@acme", (None, None)),
        ("parent labs.com is acme.com", "labs.com", "acme.com", (None, None)),
        ("parent of labs.com is acme.com", "labs.com", "acme.com", (None, None)),
        ("parent acme.com of Acme Labs", "Acme Labs", "acme.com", (None, None)),
        ("parent labs.com none", "labs.com", "none", (None, None)),
        (
            "successor of Initech Inc is acme.com from 2026-03-01",
            "Initech Inc",
            "acme.com",
            (MARCH, None),
        ),
        ("successor initech.com is none", "initech.com", "none", (None, None)),
        ("ignore Acme Labs", "Acme Labs", "", (None, None)),
        ("unalias acme-labs.com", "acme-labs.com", "", (None, None)),
    ],
)
def test_a_line_is_read(
    line: str, subject: str, object: str, days: tuple[date | None, date | None]
) -> None:
    asked = read(line)
    assert (asked.action, asked.subject.text, asked.object.text) == (
        line.split()[0],
        subject,
        object,
    )
    assert (asked.first, asked.last) == days


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("link", "`link` takes PERSON COMPANY"),
        ("link github:ada", "`link` takes PERSON COMPANY"),
        ("link github:ada acme.com from", "from takes a day, such as: from 2026-03-01"),
        ("link github:ada acme.com from yesterday", "'yesterday' is no day: write it as 2026"),
        ("link github:ada acme.com from 0026-03-01", "days go from 1990 to 2100"),
        (
            "link github:ada acme.com from 2026-03-02 until 2026-03-01",
            "until 2026-03-01 lies before from 2026-03-02",
        ),
        ("merge acme.com", "`merge` takes COMPANY into COMPANY"),
        ("merge Acme Labs Acme", 'Write "into" between the two'),
        ("parent of", "`parent` takes COMPANY is COMPANY"),
        ("verify", "`verify` takes COMPANY"),
    ],
)
def test_a_line_that_cannot_be_read_says_what_would_do(line: str, problem: str) -> None:
    with pytest.raises(LineError) as refused:
        read(line)
    assert problem in str(refused.value)


@pytest.mark.parametrize("verb", VERBS)
def test_every_example_can_be_pasted(verb: str) -> None:
    asked = read(EXAMPLES[verb])
    assert asked.action == verb
    assert bool(asked.object.text) == (verb in PAIRS)


@given(st.sampled_from(sorted(VERBS)), st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(verb: str, text: str) -> None:
    try:
        asked = read_line(verb, words(text))
    except LineError as error:
        assert str(error)
    else:
        assert asked.subject.text
        assert bool(asked.object.text) == (verb in PAIRS)
