"""What people read when nobody asked: a rise, a fall, what happened since."""

from typing import Any

import pytest

from bot.views import blocks as b
from bot.views.chart import charts_of, weeks, without_charts
from bot.views.company_card import FOLLOW, HUSH, NOT_A_LEAD, OPEN, UNFOLLOW
from bot.views.notice_views import VIEWS
from bot.views.plain import as_text
from bot.views.referral import REFER, alerted
from tests.bot import told

RISE = told.rise("Acme", 1) | {"sells": True, "customer": False}
SINCE = {"level": "OQL2", "since": "2026-11-30", "handoff": None}

MQL = told.said_handoff("Acme") | {"state": "MQL"}
OLDER = {name: value for name, value in told.fall().items() if name != "as_of"}
USED = [told.fell("Downloads", contributed=False)]
LESS = [told.fell("Acme") | {"points": 100}]


def text(kind: str, facts: dict[str, Any]) -> str:
    return as_text(VIEWS[kind](facts))


def buttons(message: b.Message) -> dict[str, str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return {one["action_id"]: one["value"] for row in rows for one in row}


SAID = [
    ("oql3", RISE, ["Acme reached OQL3", "• In a week: Acme +0.5, Acme -0.5", "• Signals: Acme"]),
    ("oql3", RISE, ["• Asked for and met: Acme count >= 2 in 30 days"]),
    (
        "oql3",
        RISE,
        [
            "• DQL-12 with Acme, accepted: Acme knows them",
            "Acme introduced somebody of theirs to another member of the community",
        ],
    ),
    ("oql3", RISE, ["Points in 30 days, week by week: 1 on 1 Nov, 13 on 13 Nov; at most 13"]),
    ("oql3", RISE, ["[Customer]  [Snooze 30 days]  [Not a lead]"]),
    ("oql3", RISE | {"customer": True}, ["card]  [Follow]\n[Snooze 30 days]"]),
    ("oql3", RISE | {"sells": False}, ["Acme takes part like an advocate: OQL3", "[Sponsor]"]),
    ("oql3", RISE | {"sells": False, "team": "partnerships"}, ["[Refer to partnerships]"]),
    (
        "oql3",
        RISE | {"present": SINCE},
        ["Acme reached OQL3, now OQL2\nNow OQL2 since 30 Nov 2026"],
    ),
    ("oql3", RISE | {"present": SINCE | {"points": 0}}, ["since 30 Nov 2026, with 0 points then"]),
    ("oql3", RISE | {"present": SINCE}, ["Acme (acme.example) had 70.5 points in 30 days, and "]),
    ("oql3", RISE | {"present": SINCE}, ["in 90 days when it reached OQL3."]),
    (
        "oql3",
        RISE | {"present": SINCE | {"level": "OQL3"}},
        ["Acme (acme.example) had 70.5"],
    ),
    ("oql3", RISE | {"present": SINCE | {"handoff": MQL}}, ["Hand-off: MQL since 19 Nov 2026"]),
    ("oql3", RISE | {"present": SINCE | {"handoff": MQL}, "sells": False}, ["-off: first talks"]),
    ("moved", told.moved("Acme") | {"handoffs": [MQL], "sells": False}, ["hand-off: first talks"]),
    ("moved", told.moved("Acme", 2) | {"steps": [], "handoffs": [MQL]}, ["MQL since 19 Nov 2026"]),
    (
        "cold",
        told.fall(),
        [
            "Acme is going quiet",
            "on 20 Nov 2026: 71 before, 40 points in 30 days on 22 Nov 2026. Last seen 2 Nov 2026.",
        ],
    ),
    ("cold", OLDER, ["on 20 Nov 2026: 40 points in 30 days, 71 before.\n"]),
    ("cold", told.fall(many=0), ["71 before, 40 points in 30 days on 22 Nov 2026.\n"]),
    ("cold", told.fall(), ["Went quiet\n• Acme: 31 → 0, last on 25 Oct 2026"]),
    ("cold", told.fall() | {"customer": True}, ["Your customer Acme is going quiet"]),
    ("cold", told.fall() | {"sells": False}, ["Acme takes part less", "Stopped contributing\n"]),
    ("cold", told.fall() | {"sells": False, "categories": USED}, ["Went quiet\n• Downloads: 31"]),
    ("cold", told.fall() | {"sells": False, "categories": LESS}, ["Went quiet\n• Acme: 31 → 1"]),
    (
        "cold",
        told.fall() | {"sells": False, "customer": True},
        ["Your sponsor Acme (acme.example) fell from"],
    ),
    ("moved", told.moved("Acme"), ["• rose from OQL3 to Acme", "• DQL-12 was handed to Acme"]),
    ("moved", told.moved("Acme"), ["• hand-off: Acme since 19 Nov 2026, says Acme"]),
    ("moved", told.moved("Acme", 2), ["• fell from OQL3 to Acme", "quiet since 19 Nov 2026: Acme"]),
    ("moved", told.moved("Acme", 2), ["… and 10 more"]),
    ("followed", told.moved("Acme"), ["Acme (acme.example), which you follow", "[Unfollow]"]),
]


@pytest.mark.parametrize(("kind", "facts", "parts"), SAID)
def test_what_people_read(kind: str, facts: dict[str, Any], parts: list[str]) -> None:
    for part in parts:
        assert part in text(kind, facts)


@pytest.mark.parametrize("kind", ["oql3", "cold"])
def test_a_project_that_sells_nothing_has_no_customers(kind: str) -> None:
    facts = RISE if kind == "oql3" else told.fall()
    for customer in (True, False):
        shared = {"sells": False, "customer": customer, "team": "partnerships"}
        said = text(kind, facts | shared).lower()
        assert "customer" not in said
        assert "sales" not in said
        assert "lead" not in said


def test_a_rise_that_still_holds_says_nothing_of_now_and_what_it_had_then() -> None:
    """Its points are those of the day on which it was told, and have moved since."""
    fresh = text("oql3", RISE | {"present": None})
    assert " has 70.5 points in 30 days" in fresh
    older = text("oql3", RISE | {"present": {**SINCE, "level": "OQL3"}})
    assert "now" not in older.splitlines()[0]
    assert " had 70.5 points in 30 days" in older
    assert "when it reached OQL3" in older


def test_the_buttons_hand_back_the_company() -> None:
    rise = buttons(VIEWS["oql3"](RISE))
    assert {REFER, OPEN, FOLLOW, HUSH, NOT_A_LEAD} < rise.keys()
    assert {value.split()[0] for value in rise.values()} == {"1"}
    assert rise[REFER] == alerted("1")
    assert buttons(VIEWS["followed"](told.moved("Acme"))) == {OPEN: "7", UNFOLLOW: "7"}


def test_a_chart_is_left_out_and_its_sentence_stays() -> None:
    message = VIEWS["oql3"](RISE)
    assert len(charts_of(message)) == 1
    assert charts_of(without_charts(message)) == []
    assert as_text(without_charts(message)) == as_text(message)


def test_weeks_say_the_first_the_last_and_the_newest_highest() -> None:
    rows = [
        {"day": f"2026-11-{day:02d}", "points": points}
        for day, points in ((1, 50), (8, 7_000), (15, 7_000), (22, 10))
    ]
    block, sentence = weeks(rows, 30)
    assert sentence == (
        "Points in 30 days, week by week: 0.5 on 1 Nov, 0.1 on 22 Nov; at most 70 on 15 Nov."
    )
    assert [one["value"] for one in block["chart"]["series"][0]["data"]] == [0.5, 70, 70, 0.1]
