"""What a company keeps looking at, from the ledger to the alert, the answer and the figures."""

from datetime import timedelta

from bot.oql.facts import card_facts, signal_rows
from bot.services import Services
from bot.views import company_card, rise
from bot.views.notice_views import VIEWS
from bot.views.plain import as_text
from ledger import companies, notices
from ledger.drafts import ActivityDraft
from scoring.rescore import card
from tests.bot import told
from tests.bot.scene import NOW, happened, pulls, said
from tests.builders import actor, draft

ACME = "acme.example"
TOLD = "pricing page 4 times in 9 days, by 3 people"


def looks(*days: int, domain: str = ACME) -> list[ActivityDraft]:
    """Somebody else of the company looks at the pricing page, so many days ago."""
    return [
        draft(
            f"{domain}:view:{n}",
            "web_view_high_value",
            NOW - timedelta(days=ago),
            actor(f"{n}.{domain}", domain),
            topic="pricing",
            count=2 if n == 1 else 1,
        )
        for n, ago in enumerate(days)
    ]


def test_from_the_ledger_to_the_answer_and_the_figures(here: Services) -> None:
    happened(here, [*looks(8, 4, 0), *looks(1, domain="once.example")])
    with here.ledger.read() as session:
        [acme] = companies.find(session, ACME)
        [once] = companies.find(session, "once.example")
        assert signal_rows(session, here.rules, acme.id, NOW.date()) == [
            {
                "topic": "pricing",
                "count": 4,
                "days": 9,
                "people": 3,
                "first": "2026-11-12",
                "last": "2026-11-20",
                "text": TOLD,
            }
        ]
        assert signal_rows(session, here.rules, once.id, NOW.date()) == []
        shown = card(session, here.rules, acme.id, NOW.date())
        assert shown is not None
        facts = card_facts(session, here.rules, shown, NOW.date())
    assert facts["signals"] == [TOLD]
    assert f"Signals\n• {TOLD}" in said(here, f"/oql {ACME}")
    assert "Signals" not in said(here, "/oql once.example")


def test_the_alert_says_it(here: Services) -> None:
    begun = NOW - timedelta(days=40)
    happened(here, pulls("other.example", 1, begun), begun)
    issues = [
        draft(f"issue:{n}", "pull_request", NOW - timedelta(days=n), actor("ada", ACME))
        for n in range(5)
    ]
    happened(here, [*looks(8, 4, 0), *pulls(ACME, 30, key="ada"), *issues])
    with here.ledger.read() as session:
        [alert] = notices.with_prefix(session, f"oql3:{ACME}")
    assert TOLD in as_text(VIEWS[alert.kind](alert.facts))


def test_messages_of_an_older_version_are_shown_without() -> None:
    facts = told.company("Acme", 1)
    facts.pop("signals", None)
    assert "Signals" not in as_text(rise.rise(facts)) + as_text(company_card.card(facts))
    named = {**facts, "signals": ["<!channel> page 2 times on one day"]}
    assert "<!channel>" not in str(rise.rise(named).blocks)
