"""The line of `/dql refer`: whatever is typed is read, and what is written by rule is read back."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers import Open
from bot.dql.checks import link_problem
from bot.dql.line import read_introduction, read_referral
from bot.grammar import words
from bot.services import Services
from bot.views.referral import ORIGINS
from tests.bot.referred import texts
from tests.bot.scene import NOW, ask

# Reading changes nothing, so that one ledger will do for all examples.
ONE_LEDGER = (HealthCheck.function_scoped_fixture,)
# No sign that ends a quote, and none that Slack escapes.
TEXT = st.text(st.sampled_from("abcXYZ 0,.-'äß中"), max_size=20).map(lambda t: " ".join(t.split()))
TEAMS = ("marketing", "product", "engineering", "partnerships", "recruiting", "sales")
QUOTES = st.sampled_from(['""', "“”", "„“", "«»", "””"])


def quoted(text: str, quotes: str) -> str:
    return f"{quotes[0]}{text}{quotes[1]}"


@settings(max_examples=60, deadline=None, suppress_health_check=ONE_LEDGER)
@given(
    name=TEXT.filter(bool),
    team=st.sampled_from(TEAMS),
    why=TEXT.filter(bool),
    origin=st.sampled_from(ORIGINS).filter(lambda kind: " " not in kind),
    which=TEXT,
    quotes=QUOTES,
    loud=st.booleans(),
    order=st.permutations(["company=anvil.example", "link=https://x.example/a", "consent=no"]),
)
def test_a_line_is_read_back_as_it_was_meant(
    services: Services,
    name: str,
    team: str,
    why: str,
    origin: str,
    which: str,
    quotes: str,
    loud: bool,
    order: Sequence[str],
) -> None:
    shown = team.upper() if loud else team
    line = " ".join(
        (
            *(order[0], quoted(name, quotes), shown, order[1], quoted(why, quotes)),
            *("FROM" if loud else "from", origin.upper() if loud else origin),
            *(quoted(which, quotes), order[2]),
        )
    )
    with services.ledger.read() as session:
        draft, notes = read_referral(session, services, words(line), NOW)
    assert notes == ()
    assert (draft.person, draft.team, draft.why) == (name, team, why)
    assert (draft.origin, draft.origin_detail) == (origin, which)
    assert (draft.company, draft.link, draft.consent) == (
        *("anvil.example", "https://x.example/a"),
        "no" if team == "recruiting" else "",
    )


SCRAPS = (
    *("from", "sales", "@eve", "<@U8|eve>", '"', "“", "company=", "link=x", "consent=x", "Ada"),
    *("github:", "slack:<@U8>", "=", "&lt;", "<!channel>", "booth", "site:a@b.example"),
)
ODD = st.lists(st.sampled_from(SCRAPS), max_size=8)


@settings(max_examples=100, deadline=None, suppress_health_check=ONE_LEDGER)
@given(st.one_of(st.text(max_size=60), ODD.map(" ".join)))
def test_nothing_that_is_typed_breaks_it(services: Services, line: str) -> None:
    with services.ledger.read() as session:
        draft, _ = read_referral(session, services, words(line), NOW)
        pair, _ = read_introduction(session, services, words(line), NOW)
    assert draft.team in ("", *TEAMS)
    assert draft.origin in ("", *ORIGINS)
    assert draft.consent in ("", "yes", "no", "not asked")
    assert link_problem(draft.link) == ""
    assert pair.consent in ("", "yes", "no", "not asked")


@pytest.mark.parametrize(
    ("line", "person", "why"),
    [
        ("Ada Byte sales why", "Ada Byte", "why"),
        ("Ada Byte to sales why", "Ada Byte", "why"),
        ("<@U8|eve> to sales why", "eve", "why"),
        ("Ada de la Byte sales why", "Ada", "de la Byte why"),
        ("Ada “de la” sales why", "Ada", "de la why"),
        ("github:ada now sales why", "github:ada", "now why"),
        ('"Ada" Byte sales why', "Ada", "Byte why"),
    ],
)
def test_words_before_the_team_are_a_name_where_they_look_like_one(
    services: Services, line: str, person: str, why: str
) -> None:
    with services.ledger.read() as session:
        draft, _ = read_referral(session, services, words(line), NOW)
    assert (draft.person, draft.team, draft.why) == (person, "sales", why)


@pytest.mark.parametrize(
    ("line", "person", "why"),
    [
        ('sales <@U8|eve> "asked"', "eve", "asked"),
        ('sales for <@U8|eve> "asked"', "eve", "asked"),
        ('sales please meet <@U8|eve> "asked"', "eve", "please meet asked"),
        ('sales "Ada Byte" "asked"', "Ada Byte", "asked"),
        ('sales Ada Byte "asked"', "Ada Byte", "asked"),
        ("SALES github:ada asked", "github:ada", "asked"),
        ("sales", "", ""),
        ('<@U8|eve> for sales "asked"', "eve", "asked"),
        ('<@U8|eve> → sales "asked"', "eve", "asked"),
        ('<@U8|eve> -&gt; sales "asked"', "eve", "asked"),
        ('Ada sales "asked with <@U8|eve> and <@U9>"', "Ada", "asked with @eve and @U9"),
        ("Ada sales <@U8|eve> asked", "Ada", "@eve asked"),
    ],
)
def test_team_and_person_are_told_apart_in_either_order(
    services: Services, line: str, person: str, why: str
) -> None:
    with services.ledger.read() as session:
        draft, notes = read_referral(session, services, words(line), NOW)
    assert (draft.person, draft.team, draft.why, notes) == (person, "sales", why, ())


@pytest.mark.parametrize(
    ("line", "team", "person"),
    [
        ("marketing sales asked", "sales", "marketing"),
        ('"sales" product asked', "product", "sales"),
        ("Ada for saels asked", "", "Ada"),
    ],
)
def test_who_is_called_like_a_team(services: Services, line: str, team: str, person: str) -> None:
    with services.ledger.read() as session:
        draft, notes = read_referral(session, services, words(line), NOW)
    assert (draft.person, draft.team, draft.why) == (person, team, "asked")
    assert notes == (() if team else ("saels is no team: did you mean sales?",))


@pytest.mark.parametrize(
    ("typed", "origin", "which"),
    [
        ("from the KubeCon booth", "booth", "KubeCon"),
        ("from KubeCon booth", "booth", "KubeCon"),
        ("from a talk at KubeCon EU", "talk", "KubeCon EU"),
        ("from booth KubeCon EU", "booth", "KubeCon EU"),
        ("from our forum", "forum", ""),
        ("from Berlin", "", ""),
        ("from each other", "", ""),
        ("from one of the many people who came to the booth", "", ""),
    ],
)
def test_an_origin_is_read_as_people_put_it(
    services: Services, typed: str, origin: str, which: str
) -> None:
    with services.ledger.read() as session:
        draft, notes = read_referral(session, services, words(f'Ada sales "asked" {typed}'), NOW)
    assert (draft.origin, draft.origin_detail, notes) == (origin, which, ())


def test_what_may_be_a_reason_is_asked_about(services: Services) -> None:
    line = words("Ada sales wants to move away from their old forum")
    with services.ledger.read() as session:
        draft, notes = read_referral(session, services, line, NOW)
    assert (draft.why, draft.origin, draft.origin_detail) == (
        "wants to move away",
        "forum",
        "their old",
    )
    assert notes == ("Did it come from their old forum? Else change it.",)


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ('Ada sales "asked"', "where it came from"),
        ("Ada", "the team, why, where it came from"),
        ('Ada recruiting "asked" from talk', "whether they agree"),
        ("sales", "who it is, why, where it came from"),
    ],
)
def test_the_form_says_why_it_opened(services: Services, line: str, missing: str) -> None:
    answer = ask(services, f"/dql refer {line}")
    assert isinstance(answer, Open)
    assert texts(answer.view)[0] == f"*Still missing*: {missing}"


def test_the_form_that_was_asked_for_lacks_nothing(services: Services) -> None:
    answer = ask(services, "/dql refer")
    assert isinstance(answer, Open)
    assert texts(answer.view) == []


@pytest.mark.parametrize(
    ("link", "is_one"),
    [
        ("https://x.example/a?b=1#c", True),
        ("http://x.example", True),
        ("", True),
        ("x.example/a", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://[x", False),
        ("https://x.example/a b", False),
        ("https://x.example/<!channel>", False),
        ("https://x.example|label", False),
    ],
)
def test_a_link_is_a_whole_web_address(link: str, is_one: bool) -> None:
    assert (link_problem(link) == "") == is_one
