"""The walk over referrals and introductions: forms, receipts, lists."""

from collections.abc import Iterator
from typing import Any

from bot.views import blocks as b
from bot.views import introduction, receipt, referral, referral_form, refilled
from bot.views.referral_form import CONSENT
from tests.bot import handed, told
from tests.bot.handed import STATES


def messages(name: str) -> Iterator[tuple[str, b.Message]]:
    """Everything that is said about something called `name`."""
    for many in told.AMOUNTS:
        yield (
            f"listing of {many}",
            receipt.listing(
                f"Referrals to {name}", [handed.referral(name)] * many, f"sales:{many}"
            ),
        )
    for state, steps in STATES.items():
        facts = handed.referral(name, *steps, state=state)
        yield f"receipt {state}", receipt.receipt(facts, facts)
        yield f"taken back {state}", receipt.taken_back(facts)
        yield f"too late {state}", receipt.too_late(facts)
    yield "bare receipt", receipt.receipt(handed.bare_referral())
    yield "receipt, new company", receipt.receipt(handed.referral(name), is_new=True)
    yield (
        "nameless list",
        receipt.listing(f"Referrals to {name}", [{**handed.referral(name), "person": ""}]),
    )
    for many in told.AMOUNTS:
        met = [handed.introduction(name)] * many
        yield (
            f"introductions, {many}",
            introduction.listing(f"Introductions by {name}", met, "introductions:7"),
        )
        foot = introduction.beside(met[:5], is_all=many <= 5)
        yield (
            f"list with introductions, {many}",
            receipt.listing(f"Referrals to {name}", [], "", foot, refers=False),
        )
    for asked in CONSENT:
        yield (
            f"introduction, {asked}",
            introduction.receipt(handed.introduction(name, asked)),
        )
    yield "no introduction", introduction.unknown()
    yield "introduction undone", introduction.taken_back(handed.introduction(name))


def forms(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every form, empty or filled with `name`."""
    full = referral.Draft(name, 7, name, name, "sales", name * 20, "booth", name)
    beside = referral_form.Beside((name * 9, ""), "U1", name * 9, (name * 9,) * 8, True)
    of_company = referral_form.Beside(company_id=7)
    yield "company's form", referral_form.form(referral.Draft(), ("sales",), of_company)
    values = {"why": {"value": {"value": (name * 20)[:2_000]}}}
    sent = {**referral_form.form(full, ("sales",), beside), "state": {"values": values}}
    yield "refilled form", refilled.refilled(sent, {"why": name * 9, "gone": name})
    yield "empty form", referral_form.form(referral.Draft(), ("sales", "product"))
    yield "full form", referral_form.form(full, ("sales", "product"), beside)
    yield "500 teams", referral_form.form(full, [f"team-{n}" for n in range(500)])
    for facts in (handed.referral(name), handed.bare_referral()):
        again = referral_form.Beside(earlier=facts)
        yield "repeated", referral_form.form(referral.Draft(name, None), ("sales",), again)
    pair = introduction.Pair(full, full, name * 20, "booth", name, "yes")
    yield "empty introduction", introduction.form(introduction.Pair())
    yield (
        "full introduction",
        introduction.form(pair, (name * 9,), handed.introduction(name)),
    )
