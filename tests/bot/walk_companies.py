"""The walk over what is said of companies when somebody asks: cards, why, lists, their forms."""

from collections.abc import Iterator
from typing import Any

from bot.views import blocks as b
from bot.views import company, company_card, company_forms, company_lists, company_why
from tests.bot import told


def messages(name: str) -> Iterator[tuple[str, b.Message]]:
    """Everything that is said about something called `name`."""
    for many in told.AMOUNTS:
        yield f"answer of {many}", company_card.card(told.company(name, many))
        yield f"card of {many}, pressed", company_card.card(told.company(name, many), "Done.")
        beside = company_card.beside_the_score(told.company(name, many))
        yield f"beside no score, {many}", b.message(b.outside(name) or "-", *beside)
        rows = [{**told.company(name, many), "points": n} for n in range(min(many, 50))]
        for by in company_lists.TITLES:
            yield f"{by} of {many}", company_lists.page(told.companies(name, by, many))
        yield f"following {many}", company_lists.following(told.following(name, many))
        yield f"fitting {many}", company_lists.candidates(name, [told.listed(name)] * many)
        yield f"why of {many}", company_why.page(told.why(name, many))
        yield f"candidates of {many}", company.candidates(name, rows)
    for by in ("U1", ""):
        yield f"why of one left out by {by}", company_why.page(told.left_out(name, by))
    yield "a line", company_forms.line(f"You follow *{b.outside(name)}* already.")
    yield "a line", company_forms.line(b.outside(name) or "-")
    undo = b.button("Undo", company_forms.HANDOFF_UNDO, "123456789 123456789 -1")
    yield "a line with a way back", company_forms.line(b.outside(name) or "-", undo)


def forms(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every form, empty or filled with `name`."""
    stands = {"name": name, "state": "MQL", "metadata": "7 card"}
    for day, note in ((None, ""), ("2026-11-20", name)):
        said = {**stands, "day": day, "note": note}
        yield f"hand-off {day}", company_forms.handoff_form(said, ("none", "MQL"))
    yield "wrong company", company_forms.wrong_form(stands, "2026-11-20")
