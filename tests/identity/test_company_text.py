"""Company texts: the patterns that profiles hold, with invented companies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.company_text import TextKind, read_company


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Acme", ["Acme"]),
        ("  Acme  ", ["Acme"]),
        ("@acme", ["acme"]),
        ("@AcmeInc", ["Acme"]),
        ("@acme-io", ["acme"]),
        ("@AcmeHQ", ["Acme"]),
        ("@studio", ["studio"]),
        ("@Acme Coffee Company", ["Acme Coffee Company"]),
        ("Acme, Inc.", ["Acme, Inc."]),
        ("Acme Technologies Co., Ltd.", ["Acme Technologies Co., Ltd."]),
        ("Acme!", ["Acme!"]),
        ("阿克梅", ["阿克梅"]),
        ("Stone & Wood", ["Stone & Wood"]),
        ("Acme (we're hiring)", ["Acme"]),
        ("Acme (ex-Emca)", ["Acme"]),
        ("Emca | Acme", ["Emca", "Acme"]),
        ("@emca @acme", ["emca", "acme"]),
        ("@emca & @acme", ["emca", "acme"]),
        ("Emca/Acme", ["Emca", "Acme"]),
        ("Emca - Acme", ["Emca", "Acme"]),
        ("Blue Rocket at Acme", ["Blue Rocket", "Acme"]),
        ("Acme / @acme", ["Acme"]),
        ("@acme @acme-incubator", ["acme"]),
        ("@acme @kubernetes", ["acme"]),
        ("@kubernetes @acme", ["acme"]),
        ("Software Engineer at Acme", ["Acme"]),
        ("CTO @acme", ["acme"]),
        ("Senior Developer @ Acme Inc.", ["Acme Inc."]),
        ("Founder of Acme", ["Acme"]),
        ("CEO, Acme", ["Acme"]),
        ("formerly Emca, now Acme", ["Acme"]),
        ("@acme, formerly at Emca", ["acme"]),
        ("ex-Emca, Acme", ["Acme"]),
        ("ex-Emca, now @acme", ["acme"]),
        ("ex-Emca now @acme", ["acme"]),
        ("ex-Emca now Acme", ["Acme"]),
        ("ex-Emca, currently Acme", ["Acme"]),
        ("Acme formerly Emca", ["Acme"]),
        ("Acme, prev. at Emca", ["Acme"]),
        ("prev @emca @acme", ["acme"]),
        ("now: Acme", ["Acme"]),
        ("now at Acme", ["Acme"]),
        ("Currently working at Acme", ["Acme"]),
        ("Acme, soon @emca", ["Acme"]),
        ("Acme, incoming intern at Emca", ["Acme"]),
        ("I work for Acme", ["Acme"]),
        ("I work at Acme", ["Acme"]),
        ("I'm an engineer at Acme", ["Acme"]),
        ("I'm with Acme", ["Acme"]),
        ("at Acme", ["Acme"]),
        ("AT Acme", ["AT Acme"]),
        ("Co-Founder @acme", ["acme"]),
        ("Acme, Berlin", ["Acme"]),
        ("Acme - Germany", ["Acme"]),
        ("Acme, Austin, TX", ["Acme"]),
        ("Acme, Inc, USA", ["Acme, Inc"]),
        ("Berlin Acme", ["Berlin Acme"]),
        ("@berlin", ["berlin"]),
        ("ServiceNow", ["ServiceNow"]),
        ("Acme Foundation Medicine", ["Acme Foundation Medicine"]),
        ("Acme, Emca Software Foundation", ["Acme"]),
        ("@acme-platform", ["acme"]),
        ("@acme-Enterprises", ["acme"]),
        ("@data-systems", ["data-systems"]),
        ("@acme-rocket", ["acme-rocket"]),
        ("https://github.com/acme", ["acme"]),
    ],
)
def test_companies(text: str, names: list[str]) -> None:
    read = read_company(text)
    assert [named.name for named in read.named] == names
    assert read.kind is TextKind.COMPANY
    assert read.compound is (len(names) > 1)


@pytest.mark.parametrize(
    ("text", "name", "domain"),
    [
        ("https://www.acme.example/jobs", "acme.example", "acme.example"),
        ("www.acme.example", "acme.example", "acme.example"),
        ("Acme.example", "Acme.example", "acme.example"),
        ("@acme.example", "acme.example", "acme.example"),
        ("jobs@acme.example", "acme.example", "acme.example"),
        ("Eu.Acme.example", "acme.example", "acme.example"),
        ("www.Acme.example", "Acme.example", "acme.example"),
        ("Acme.example GmbH", "Acme.example GmbH", "acme.example"),
    ],
)
def test_an_address_as_text_is_a_domain(text: str, name: str, domain: str) -> None:
    (named,) = read_company(text).named
    assert (named.name, named.domain) == (name, domain)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            TextKind.NONE,
            [
                *("none", "None.", "N/A", "Freelancer", "Freelance Web Developer", "self-employed"),
                *("Independent Consultant", "looking for work", "Software Engineer", "home"),
                *("ex-Acme", "Formerly @acme", "gmail.com", "somebody@gmail.com", "自由职业"),
                *("my own company", "My own startup.", "own business", "currently unemployed"),
                *("prev: Acme", "Former CTO at Acme", "ex-engineer @acme", "ex-Acme, soon @emca"),
                *("incoming @acme", "Incoming SWE intern @ Acme", "joining Acme", "soon at Acme"),
            ],
        ),
        (
            TextKind.ACADEMIC,
            [
                *("student", "Student at Acme", "CS student", "University of Acme", "MIT", "@mit"),
                *(
                    "Acme College",
                    "Université d'Acme",
                    "Acme Institute of Technology",
                    "阿克梅大学",
                    "Acme Tekniska Högskolan",
                ),
                *(
                    "Acme School of Engineering",
                    "cs.cmu.edu",
                    "student, soon @acme",
                    "PhD student, Acme",
                ),
            ],
        ),
        (
            TextKind.COMMUNITY,
            [
                *("@kubernetes", "Debian", "@apache / @nodejs", "Apache Software Foundation"),
                *("The Acme Foundation, Inc.", "Fundación Acme", "@acmefoundation"),
            ],
        ),
        (
            TextKind.NOBODY,
            [
                *(
                    "",
                    "   ",
                    "-",
                    "🚀",
                    "x",
                    "<script>alert(1)</script>",
                    "=HYPERLINK(1)",
                    "{acme}",
                ),
                *("Berlin", "Germany", "Berlin, Germany", "São Paulo", "San Francisco, CA", "USA"),
                *("Open Source", "open-source software", "Remote", "Worldwide", "now"),
                *("acme|emca", "acme\nemca", "acme\x00", "acme\x1b[31m", "\u202eemca", "a" * 201),
            ],
        ),
    ],
)
def test_texts_without_a_company(kind: TextKind, texts: list[str]) -> None:
    assert {text: read_company(text).kind for text in texts} == dict.fromkeys(texts, kind)


@given(st.text(max_size=250))
def test_anything_can_be_read(text: str) -> None:
    read = read_company(text)
    assert bool(read.named) is (read.kind is TextKind.COMPANY)
    assert all(named.name.strip() for named in read.named)
