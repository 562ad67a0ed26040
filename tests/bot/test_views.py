"""Every message and form that the bot can build, at its worst, as Slack would take or refuse it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import blocks as b
from bot.views import company, corrections, referral, review, who
from bot.views.correction_words import SENTENCES
from bot.views.help import usage
from bot.views.home import home
from bot.views.notice_views import VIEWS
from bot.views.plain import as_text
from demo.slack import problems, view_problems
from tests.bot import told

Case = tuple[str, b.Message]

REASON = "Because <!here> & so on. " * 100
STATES = {
    "open": (),
    "accepted": (told.step("accepted"),),
    "declined": (told.step("declined", note=REASON[:2_000]),),
    "outcome": (told.step("accepted"), told.step("outcome", note=REASON)),
    "no outcome": (told.step("accepted"), told.step("no outcome", note=REASON)),
}
AMOUNTS = (0, 1, 500)


def messages(name: str) -> Iterator[Case]:
    """Everything that is said about something called `name`."""
    for many in AMOUNTS:
        yield f"oql3 of {many}", VIEWS["oql3"](told.company(name, many))
        yield f"digest of {many}", VIEWS["digest"](told.digest(name, many))
        yield f"answer of {many}", company.answer(told.company(name, many))
        yield f"unlisted with {many}", who.unlisted(told.unlisted(name, many))
        rows = [{**told.company(name, many), "points": n} for n in range(min(many, 50))]
        yield f"top of {many}", company.top(rows, 30, ("OQL1", "OQL2", "OQL3"))
        yield f"candidates of {many}", company.candidates(name, rows)
        yield f"listing of {many}", referral.listing([told.referral(name)] * many)
        yield f"queue of {many}", review.queue([told.suggestion(name)] * min(many, 20), many, 30)
        yield f"{many} corrections", corrections.listing([told.correction(name)] * min(many, 20))
        for action in SENTENCES:
            facts = told.correction(name, action, many)
            yield f"{action} with {many}", corrections.said(facts)
            yield f"{action} undone with {many}", corrections.undone(facts)
            yield f"{action} quicker with {many}", corrections.settled(facts)
    for kind in review.QUESTIONS:
        yield f"{kind} asked", review.queue([told.suggestion(name, kind)], 1, 30)
    yield "settled", corrections.settled(None)
    yield "refused", corrections.refused(f"{name}: no", "/oql link github:LOGIN acme.com")
    yield "none of them", corrections.listing([], name)
    for state, steps in STATES.items():
        facts = told.referral(name, *steps, state=state)
        yield f"card {state}", VIEWS["referral"](facts)
        yield f"news {state}", VIEWS["referral_news"](facts)
        yield f"receipt {state}", referral.receipt(facts, facts)
    yield "bare card", VIEWS["referral"](told.bare_referral())
    yield "bare receipt", referral.receipt(told.bare_referral(), None)
    for command in ("/dql", "/oql"):
        yield f"help of {command}", usage(command)
        yield f"problem with {command}", usage(command, f"`{b.outside(name)}` is not it.")


def forms(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every form, empty or filled with `name`."""
    full = referral.Draft(name, 7, name, name, "sales", name * 20, "booth", name)
    yield "empty form", referral.form(referral.Draft(), ("sales", "product"))
    yield "full form", referral.form(full, ("sales", "product"))
    yield "500 teams", referral.form(full, [f"team-{n}" for n in range(500)])
    yield "decline", referral.decline_form(told.referral(name))
    yield "outcome", referral.outcome_form(told.referral(name))
    yield "outcome of 500", referral.outcome_form({**told.referral(name), "outcomes": [name] * 500})
    for many in (0, 1, 500):
        yield f"home with {many}", home(told.home(name, many))
        pressed = corrections.said(told.correction(name, "merge"))
        yield f"home with {many}, pressed", home(told.home(name, many), pressed)
    for case, message in messages(name):
        if {"actions", "data_visualization"}.isdisjoint(block["type"] for block in message.blocks):
            yield f"{case} as a form", b.notice_view(message)
    yield "text as a form", b.notice_view(b.message(b.outside(name) or "-"))


def parsed(held: Any) -> Iterator[str]:
    """Every text in which Slack looks for its marks."""
    if isinstance(held, Mapping):
        if held.get("type") == "mrkdwn":
            yield held["text"]
        for value in held.values():
            yield from parsed(value)
    elif isinstance(held, list | tuple):
        for item in held:
            yield from parsed(item)


def loose_marks(text: str) -> list[str]:
    """Marks of Slack's that are none of ours: people, dates, and our own links."""
    ours = ("<@U1>", "<!date^", "<https://github.example/")
    starts = [at for at, sign in enumerate(text) if sign == "<"]
    return [text[at : at + 20] for at in starts if not text[at:].startswith(ours)]


@pytest.mark.parametrize("name", told.NAMES.values(), ids=told.NAMES)
def test_slack_takes_every_message_and_pings_nobody(name: str) -> None:
    for case, message in messages(name):
        assert problems(list(message.blocks)) == [], case
        assert message.text.strip(), case
        assert len(message.text) <= b.MESSAGE_TEXT, case
        for text in (message.text, *parsed(message.blocks)):
            assert loose_marks(text) == [], (case, text)


@pytest.mark.parametrize("name", told.NAMES.values(), ids=told.NAMES)
def test_slack_takes_every_form(name: str) -> None:
    for case, view in forms(name):
        assert view_problems(view) == [], case
        assert len(view.get("private_metadata", "")) <= 3_000, case
        for text in parsed(view["blocks"]):
            assert loose_marks(text) == [], (case, text)


def test_a_hostile_name_is_shown_as_it_is_typed() -> None:
    said = VIEWS["oql3"](told.company(told.HOSTILE, 1))
    assert said.text.startswith("&lt;!channel&gt; &amp; *Sons* reached OQL3")
    assert said.blocks[0]["text"]["text"] == "<!channel> & *Sons* reached OQL3"
    assert said.blocks[0]["text"]["type"] == "plain_text"


def test_a_long_name_leaves_room_for_the_news() -> None:
    said = VIEWS["oql3"](told.company("A" * 200, 1))
    assert said.blocks[0]["text"]["text"].endswith("A… reached OQL3")


def test_the_list_shows_as_many_as_were_asked_for() -> None:
    rows = [{**told.company("&" * 200, 1), "points": n * 100, "verified": False} for n in range(50)]
    text = as_text(company.top(rows, 30, ()))
    assert all(f"\n• {n} &" in text for n in range(50))
    assert "more" not in text


def test_a_long_list_says_how_many_it_leaves_out() -> None:
    assert "… and 492 more" in as_text(VIEWS["digest"](told.digest("Acme", 500)))
    assert "… and 480 more" in as_text(referral.listing([told.referral("Ada")] * 500))


def test_a_quiet_week_is_short_and_says_so() -> None:
    text = as_text(VIEWS["digest"](told.digest("Acme", 0)))
    assert "No company changed its level" in text
    assert "None this week." in text
    assert "waited" not in text


SAID = [
    (
        company.answer(told.company("Acme", 0)),
        ["Acme (acme.example): no level yet · company not confirmed yet", "0 people in 90 days"],
    ),
    (
        company.answer(told.company("Acme", 1)),
        ["OQL3 (cold) since 2026-11-01", "Points: 70.5 in 30 days", "last seen 2026-11-18"],
    ),
    (VIEWS["oql3"](told.company("Acme", 1)), ["70.5 points in 30 days, and 1 known person"]),
    (VIEWS["digest"](told.digest("Acme", 1)), ["1 referral has waited for an answer"]),
    (VIEWS["digest"](told.digest("Acme", 2)), ["2 referrals have waited", "OQL3 2 (+1)"]),
    (
        VIEWS["digest"](told.digest("Acme", 1)),
        ["Acme: OQL1 → OQL2 · 40 points (+0.5) · company not confirmed yet"],
    ),
    (
        VIEWS["digest"](told.digest("Acme", 1)),
        ["Acme: OQL3 since 2026-11-08 · 70 points · company not confirmed yet"],
    ),
    (
        company.top([told.company("Acme", 1) | {"verified": False}], 30, ()),
        ["· OQL3 · 1 person · company not confirmed yet"],
    ),
    (
        VIEWS["referral_news"](told.referral("Ada", *STATES["accepted"])),
        ["DQL-123456789: Ada of Ada was accepted by sales (@U1)"],
    ),
    (
        VIEWS["referral_news"](told.referral("Ada", *STATES["outcome"])),
        ["Ada of Ada led to an outcome, Customer (12000), says sales"],
    ),
    (VIEWS["referral_news"](told.bare_referral()), ["DQL-123456789: Ada is with sales"]),
    (VIEWS["referral"](told.bare_referral()), ["Referred by command line", "[Accept]  [Decline]"]),
    (company.candidates("acme", []), ["I know no company called acme. /oql top lists"]),
    (usage("/oql", "What?"), ["What?", "• /oql acme.com shows"]),
]


@pytest.mark.parametrize(("message", "parts"), SAID)
def test_what_people_read(message: b.Message, parts: list[str]) -> None:
    text = as_text(message)
    for part in parts:
        assert part in text


@pytest.mark.parametrize("state", STATES)
def test_a_card_offers_what_can_be_done_now(state: str) -> None:
    card = VIEWS["referral"](told.referral("Ada", *STATES[state], state=state))
    buttons = {"open": "[Accept]  [Decline]", "accepted": "[Record outcome]"}
    assert ("[" in as_text(card)) == (state in buttons)
    assert buttons.get(state, "") in as_text(card)
    assert referral.STATES[state] in card.text


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
