"""What views say, word for word: to people, at the edges of their limits, in which state."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import blocks as b
from bot.views import company, company_card, company_lists, receipt
from bot.views.help import usage
from bot.views.notice_views import VIEWS
from bot.views.plain import as_text
from tests.bot import handed, told
from tests.bot.handed import STATES


def test_a_hostile_name_is_shown_as_it_is_typed() -> None:
    said = VIEWS["oql3"](told.company(told.HOSTILE, 1))
    assert said.text.startswith("&lt;!channel&gt; &amp; *Sons* reached OQL3")
    assert said.blocks[0]["text"]["text"] == "<!channel> & *Sons* reached OQL3"
    assert said.blocks[0]["text"]["type"] == "plain_text"


def test_a_long_name_leaves_room_for_the_news() -> None:
    said = VIEWS["oql3"](told.company("A" * 200, 1))
    assert said.blocks[0]["text"]["text"].endswith("A… reached OQL3")


def test_the_list_shows_as_many_as_were_asked_for() -> None:
    text = as_text(company_lists.page(told.companies("&" * 200, "top", 40)))
    assert all(f"\n{n} &" in text for n in range(40))
    assert "more" not in text


def test_a_long_list_says_how_many_it_leaves_out() -> None:
    assert "… and 492 more" in as_text(VIEWS["digest"](told.digest("Acme", 500)))
    assert "… and 480 more" in as_text(receipt.listing("All", [handed.referral("Ada")] * 500))


def test_a_quiet_week_is_short_and_says_so() -> None:
    text = as_text(VIEWS["digest"](told.digest("Acme", 0)))
    assert "No company changed its level" in text
    assert "None this week." in text
    assert "waited" not in text


SAID = [
    (
        company_card.card(told.company("Acme", 0)),
        ["Acme (acme.example): no level yet · company not confirmed yet", "0 people in 90 days"],
    ),
    (
        company_card.card(told.company("Acme", 1)),
        ["OQL3 (cold) since 1 Nov 2026", "Points: 70.5 in 30 days", "last seen 18 Nov 2026"],
    ),
    (VIEWS["oql3"](told.company("Acme", 1)), ["70.5 points in 30 days, and 1 known person"]),
    (VIEWS["digest"](told.digest("Acme", 1)), ["DQL-1 has waited for an answer for over a week"]),
    (VIEWS["digest"](told.digest("Acme", 2)), ["DQL-1 and DQL-2 have waited", "OQL3 2 (+1)"]),
    (
        VIEWS["digest"](told.digest("Acme", 1)),
        ["Acme: OQL1 → OQL2 · 40 points (+0.5) · company not confirmed yet"],
    ),
    (
        VIEWS["digest"](told.digest("Acme", 1)),
        ["Acme: OQL3 since 8 Nov 2026 · 70 points · company not confirmed yet"],
    ),
    (
        company_lists.page(told.companies("Acme", "top", 2)),
        ["· OQL3 · 1 person · company not confirmed yet", "[CSV of all]"],
    ),
    (
        VIEWS["referral_news"](handed.referral("Ada", *STATES["accepted"])),
        ["DQL-123456789: Ada of Ada was accepted by sales (@U1)"],
    ),
    (
        VIEWS["referral_news"](handed.referral("Ada", *STATES["outcome"])),
        ["Ada of Ada led to an outcome, Customer (12,000), says sales"],
    ),
    (VIEWS["referral_news"](handed.bare_referral()), ["DQL-123456789: Ada is with sales"]),
    (
        VIEWS["referral"](handed.bare_referral()),
        ["Referred by command line", "[Accept]  [Decline]"],
    ),
    (company.candidates("acme", []), ["I know no company called acme. /oql top lists"]),
    (usage("/oql", "What?"), ["What?", "• /oql acme.com shows"]),
]


@pytest.mark.parametrize(("message", "parts"), SAID)
def test_what_people_read(message: b.Message, parts: list[str]) -> None:
    text = as_text(message)
    for part in parts:
        assert part in text


@pytest.mark.parametrize(
    ("hundredths", "shown"),
    [(0, "0"), (1_250, "12.5"), (25, "0.25"), (10_000, "100"), (-5, "-0.05"), (-1_000, "-10")],
)
def test_points_for_people(hundredths: int, shown: str) -> None:
    assert b.points(hundredths) == shown


@pytest.mark.parametrize(
    ("url", "label", "shown"),
    [
        ("https://a.example/?x=1&y=2", "A|B", "<https://a.example/?x=1&amp;y=2|A/B>"),
        ("javascript:alert(1)", "A", "A"),
        ("https://a.example/<!channel>", "A", "A"),
        ("", "<b>", "&lt;b&gt;"),
    ],
)
def test_links(url: str, label: str, shown: str) -> None:
    assert b.link(url, label) == shown


def test_a_moment_is_in_the_readers_time_zone() -> None:
    shown = b.moment(datetime(2026, 11, 20, 8, 30, tzinfo=UTC))
    assert shown == "<!date^1795163400^{date_short_pretty} {time}|2026-11-20 08:30 UTC>"


@given(st.text(max_size=300), st.integers(5, 80))
def test_a_cut_is_short_enough_and_breaks_no_entity(text: str, limit: int) -> None:
    shown = b.cut(b.escape(text), limit)
    assert len(shown) <= limit
    assert b.escape(text).startswith(shown.removesuffix("…"))
    last = shown.removesuffix("…").rpartition("&")
    assert not last[1] or ";" in last[2]


@given(st.lists(st.text(alphabet="ab\n", max_size=4_000), min_size=1, max_size=4))
def test_paragraphs_hold_every_line_in_order(rows: list[str]) -> None:
    text = "\n".join(row[:2_999] for row in rows)
    shown = [block["text"]["text"] for block in b.paragraphs(text)]
    assert "\n".join(shown) == text
    assert all(len(one) <= b.SECTION_TEXT for one in shown)
