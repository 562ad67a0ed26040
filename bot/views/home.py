"""The App Home of one person: what waits for them, what they handed on, who is hot."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.views import blocks as b
from bot.views import referral as referrals
from bot.views import review
from bot.views.company import top_line

Facts = Mapping[str, Any]

MOST = 10


def home(facts: Facts, said: b.Message | None = None) -> dict[str, Any]:
    """The tab, never empty: each part says what to do where there is nothing yet.

    `said` answers a button that was pressed here, at the top.
    """
    rows: list[b.Block] = [
        b.header("Leadlight"),
        b.actions(b.button("Refer somebody", referrals.REFER_NEW, "new", "primary")),
        b.section("*Waiting for a team*\n" + _referrals(facts["waiting"], "Nobody waits.")),
        b.section(
            "*What I referred*\n"
            + _referrals(facts["mine"], "Nobody yet. The button above opens the form.")
        ),
        *review.home_rows(facts["review"], facts["to_review"]),
        b.section(
            f"*Companies by points in {facts['window_days']} days*\n"
            + b.lines([top_line(one) for one in facts["top"]], "None so far.", MOST)
        ),
        b.divider(),
        b.context(b.outside(facts["reach"], 1_900)),
        b.context(
            "Kept: ids, names, what was done and when, the domain of mail addresses. "
            "Not kept: message texts, addresses."
        ),
    ]
    for failing in facts["failing"]:
        rows.insert(1, b.context(f":warning: {b.outside(failing, 500)}"))
    if said is not None:
        rows[1:1] = [*said.blocks, b.divider()]
    return {"type": "home", "blocks": rows[: b.VIEW_BLOCKS]}


def _referrals(rows: Sequence[Facts], none: str) -> str:
    return b.lines([referrals.listed(row) for row in rows], none, MOST)
