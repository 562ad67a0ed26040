"""What a company lacks for the next level, what moved, and the warning of a fall."""

import json

import pytest

from bot.views import company_card, company_why
from bot.views.blocks import Message
from bot.views.company_lift import held, lifted
from bot.views.notice_views import VIEWS
from tests.bot import told

NO_LIFT = {"level": "OQL3", "points": 0, "gates": [], "lift": None}
LIFT = {"deeds": [], "days": 1, "together": False, "full": []}
DOCS = {"kind": "doc_view_high_value", "title": "Documentation", "count": 6, "points": 600}
LOAD = {"kind": "download", "title": "Downloads", "count": 2, "points": 1_000}


def said(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False)


def test_the_way_to_the_next_level_names_points_and_gates() -> None:
    facts = {**told.company("Acme", 1), "way": {**NO_LIFT, "points": 950}}
    assert "To OQL3: 9.5 more points" in said(company_card.card(facts))
    facts["way"] = {**NO_LIFT, "gates": [told.gate("downloads", 1)]}
    assert "To OQL3: downloads count &gt;= 2 in 30 days (now 1)" in said(company_card.card(facts))
    facts["way"] = {**NO_LIFT, "gates": [told.gate("downloads", None)]}
    assert "(now never)" in said(company_card.card(facts))
    assert "To OQL3" not in said(company_card.card({**facts, "way": None}))


@pytest.mark.parametrize(
    ("lift", "lines"),
    [
        (
            {"deeds": [DOCS, LOAD], "full": [{"title": "Community", "cap": "month"}]},
            [
                "To OQL3: 6 more points",
                "Enough today: 6 × docs page of high value (Documentation, 6 points)"
                " or 2 × download (Downloads, 10 points)",
                "Nothing more counts today where a cap is reached: Community (month)",
            ],
        ),
        (
            {"deeds": [DOCS, LOAD], "days": 3, "together": True},
            [
                "To OQL3: 6 more points",
                "It takes all of these within 3 days: 6 × docs page of high value (Documentation,"
                " 6 points) and 2 × download (Downloads, 10 points)",
            ],
        ),
        (
            {"days": 7},
            ["To OQL3: 6 more points", "The caps let nobody earn so many within 7 days"],
        ),
    ],
)
def test_what_would_lift_it_names_categories_with_points(
    lift: dict[str, object], lines: list[str]
) -> None:
    assert lifted({**NO_LIFT, "points": 600, "lift": {**LIFT, **lift}}) == lines


@pytest.mark.parametrize(
    ("points", "until", "line"),
    [
        (
            450,
            "2026-12-03",
            "With nothing new it stays OQL1 until 3 Dec 2026 (4.5 points to spare)",
        ),
        (0, "2026-12-03", "With nothing new it stays OQL1 until 3 Dec 2026"),
        (0, None, "With nothing new it stays OQL1"),
    ],
)
def test_how_long_a_level_stands_by_itself(points: int, until: str | None, line: str) -> None:
    assert held({"level": "OQL1", "points": points, "until": until}) == [line]


def test_what_rose_and_fell_is_told() -> None:
    moves = [{"title": "Downloads", "points": 1_000}, {"title": "Blog", "points": -50}]
    facts = {**told.company("Acme", 1), "moves": moves}
    assert "In a week: Downloads +10, Blog -0.5" in said(company_card.card(facts))
    assert "In a week" not in said(company_card.card({**facts, "moves": []}))


def test_a_fall_names_what_went_quiet() -> None:
    message = said(VIEWS["cold"](told.fall("Acme")))
    for part in (
        "Acme is going quiet",
        "from OQL3 to *OQL2* on 20 Nov 2026",
        "31 → *0*",
        "71 before",
    ):
        assert part in message


@pytest.mark.parametrize(
    ("earlier", "shown"),
    [
        (0, "were noticed: OQL1 01 Nov 2026 → OQL2"),
        (7, "were noticed: 7 earlier → OQL1 01 Nov 2026 → OQL2"),
    ],
)
def test_a_long_history_is_counted_where_it_is_not_shown(earlier: int, shown: str) -> None:
    history = {"history": ["OQL1 01 Nov 2026", "OQL2 08 Nov 2026"], "earlier": earlier}
    assert shown in said(company_card.card({**told.company("Acme", 1), **history}))


def test_a_customer_that_falls_is_called_one() -> None:
    message = said(VIEWS["cold"]({**told.fall("Acme"), "customer": True}))
    assert "Your customer Acme is going quiet" in message
    assert "Your customer" not in said(VIEWS["cold"](told.fall("Acme")))


@pytest.mark.parametrize("view", ["oql3", "cold"])
def test_the_button_refers_to_the_team_of_the_rules(view: str) -> None:
    facts = told.company("Acme", 1) if view == "oql3" else told.fall("Acme")
    assert "Refer to partnerships" in said(VIEWS[view]({**facts, "team": "partnerships"}))
    older = {key: value for key, value in facts.items() if key != "team"}
    assert "Refer to sales" in said(VIEWS[view](older))


def test_an_answer_names_each_gate_its_figure_and_whether_it_holds() -> None:
    gate = {"level": "OQL1", "gate": "downloads", "window_days": 90, "need": "count >= 2"}
    gates = [
        {**gate, "figure": 9, "holds": True},
        {**gate, "level": "OQL2", "need": "days_since <= 31", "figure": None, "holds": False},
    ]
    text = said(company_card.card({**told.company("Acme", 1), "gates": gates}))
    assert "✓ OQL1: downloads count &gt;= 2 in 90 days (now 9)" in text
    assert "✗ OQL2: downloads days_since &lt;= 31 in 90 days (now never)" in text
    assert "Gates" not in said(company_card.card({**told.company("Acme", 1), "gates": []}))


def test_the_longest_reasons_keep_their_buttons() -> None:
    """Where activities would not fit a message, the sums of each day stand alone."""
    for name in told.NAMES.values():
        blocks = company_why.page(told.why(name, 500)).blocks
        assert [one["action_id"] for one in blocks[-1]["elements"]] == [
            company_why.WHY_BACK,
            company_why.WHY_PAGE,
            company_why.WHY_CSV,
        ]


def test_the_longest_card_keeps_its_buttons() -> None:
    for name in told.NAMES.values():
        *_, others = company_card.card(told.company(name, 500), "Done.").blocks
        assert company_card.NOT_A_LEAD in [one["action_id"] for one in others["elements"]]
