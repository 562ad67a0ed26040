"""What whoever refers somebody sees of it: the receipt, an earlier one, their list."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.views import blocks as b
from bot.views.referral import STATES, about, by, came_from, listed, number, when, who

UNDO, LOOK, OLDER = "referral_undo", "referral_look", "referral_older"

Facts = Mapping[str, Any]


def receipt(facts: Facts, earlier: Facts | None = None, is_new: bool = False) -> b.Message:
    """What the referrer sees at once, with a word on an earlier referral of the same person, and
    on a company that nobody had heard of."""
    line = (
        f"{number(facts)}: {who(facts)} is handed to {b.outside(facts['team'])}, who get a card "
        "to accept or decline. I will send you the link to it, and tell you what they say."
    )
    rows = [b.section(line), b.context(f"{came_from(facts)} · {b.outside(facts['why'], 300)}")]
    if is_new:
        name = b.outside(facts["company_name"])
        rows.append(b.context(f"{name} is a new company here: if it has another name, undo this."))
    if earlier:
        rows.append(
            b.context(
                f"The same person went to {b.outside(earlier['team'])} before: "
                f"{number(earlier)}, {when(earlier['steps'][0])}, {STATES[earlier['state']]}."
            )
        )
    rows.append(b.actions(b.button("Undo", UNDO, about(facts))))
    return b.message(line, *rows)


def repeated(earlier: Facts) -> b.Block:
    """Said before the same person is handed to the same team again."""
    return b.section(before(earlier), b.button("Look at it", LOOK, about(earlier)))


def before(earlier: Facts) -> str:
    """That somebody was referred before, to whom, by whom and when."""
    made = earlier["steps"][0]
    return (
        f":warning: {who(earlier)} was already referred to {b.outside(earlier['team'])} on "
        f"{when(made)} by {by(made)}: {number(earlier)}, {STATES[earlier['state']]}."
    )


def taken_back(facts: Facts) -> b.Message:
    """Said to whoever undid a referral."""
    line = (
        f"{number(facts)}: {who(facts)} is no longer referred to {b.outside(facts['team'])}. "
        "Their card says so."
    )
    return b.message(line, b.section(line))


def too_late(facts: Facts) -> b.Message:
    """Said where a referral cannot be undone any more."""
    last = facts["steps"][-1]
    line = (
        f"{number(facts)} cannot be undone any more: {STATES[facts['state']]} "
        f"({by(last)}, {when(last)})."
    )
    return b.message(line, b.section(line))


def listing(
    title: str,
    rows: Sequence[Facts],
    older: str = "",
    beside: Sequence[b.Block] = (),
    *,
    refers: bool = True,
) -> b.Message:
    """Referrals, newest first, a line each; `title` says which, `older` what the button of the
    next page hands back.

    `beside` stands beneath them; whoever `refers` is told how where there are none.
    """
    told = [listed(row) for row in rows]
    how = 'Try `/dql refer @member sales "why" from booth "KubeCon EU"`.'
    nothing = f"No referrals yet. {how if refers else 'DevRel makes them.'}"
    page = [b.actions(b.button("Older", OLDER, older))] if older else []
    called = b.outside(title, b.TYPED)
    shown = b.paragraphs(f"*{called}*\n{b.lines(told, nothing)}")
    return b.message(called, *shown, *page, *beside)
