"""The App Home of one person: what waits for them, what they began, how the week went.

Each part says what to do where there is nothing yet, so the tab is never empty.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

from bot.views import blocks as b
from bot.views import chart, home_setup, review, sources
from bot.views.company import top_line
from bot.views.company_card import OPEN
from bot.views.digest_lines import change
from bot.views.receipt import LOOK
from bot.views.referral import REFER_NEW, STATES, listed
from bot.views.referral_card import ACCEPT, DECLINE, OUTCOME
from bot.views.wording import words

Facts = Mapping[str, Any]

BYTES: Final = 240_000  # of the 250 kB that Slack takes, with what is around the blocks
SAID: Final = 45  # blocks of an answer to a button, at the top
KEPT: Final = (
    "Kept: ids, names, what was done and when, the domain of mail addresses. "
    "Not kept: message texts, addresses."
)
GUEST: Final = (
    "Welcome! Leadlight hands people of the community to the teams of this company, so it shows "
    "its pages to full members alone. What you do in the open counts for the project all the same."
)
COMMANDS: Final = (
    "`/oql acme.com` shows a company, `/oql digest` the week, `/dql list` what I referred, "
    "`/dql report` what came of it all."
)


def home(facts: Facts, said: b.Message | None = None) -> dict[str, Any]:
    """The tab of whoever the facts are about; `said` answers a button that was pressed here."""
    rows = [b.header("Leadlight")]
    if said is not None:  # a tab takes no chart, and the sentence beside one says the same
        rows += [*chart.without_charts(said).blocks[:SAID], b.divider()]
    rows += _guest(facts) if "mine" not in facts else _parts(facts)
    return {"type": "home", "blocks": _fitting(rows)}


def _fitting(rows: Sequence[b.Block]) -> list[b.Block]:
    """As many of them, from the top, as Slack takes on a tab."""
    sizes = accumulate(len(json.dumps(row)) for row in rows)
    return [row for row, size in zip(rows, sizes, strict=True) if size <= BYTES][: b.VIEW_BLOCKS]


def _guest(facts: Facts) -> list[b.Block]:
    ask = ""
    if facts["ask"]:
        ask = f" Questions? <@{facts['ask'][0]}> will know."
    return [b.section(GUEST + ask), b.context(KEPT)]


def _parts(facts: Facts) -> list[b.Block]:
    rows: list[b.Block] = []
    if facts["acts"]:
        rows.append(b.actions(b.button("Refer somebody", REFER_NEW, "new", "primary")))
    setup = facts.get("setup", ())
    failing = [b.context(f":warning: {b.outside(one, 500)}") for one in facts.get("failing", ())]
    rows += [*home_setup.to_do(setup), *failing[:5]]
    rows += [*_inbox(facts), *_waiting(facts), *_mine(facts), *_following(facts)]
    if "review" in facts:
        rows += review.home_rows(facts["review"], facts["to_review"])
    rows += [*_week(facts), *_top(facts), b.divider(), *_sources(facts)]
    rows += [*home_setup.done(setup), b.context(COMMANDS), b.context(KEPT)]
    return rows


def _inbox(facts: Facts) -> list[b.Block]:
    """What is on the table of one's own teams, with what can be done about it."""
    if not facts["teams"]:
        return []
    title = f"*On the table of {b.outside(', '.join(facts['teams']), 300)}*"
    inbox = facts["inbox"]
    if not inbox["rows"]:
        return [b.section(f"{title}\nNothing: every referral has an answer, and an outcome.")]
    rows = [b.section(title)]
    for row in inbox["rows"]:
        rows += [b.section(listed(row)), b.actions(*_steps(row))]
    return [*rows, *_more(inbox, "`/dql list TEAM` shows a team's")]


def _steps(row: Facts) -> list[b.Block]:
    about = str(row["id"])
    if row["state"] == "open":
        return [
            b.button("Accept", ACCEPT, about, "primary"),
            b.button("Decline", DECLINE, about),
        ]
    return [b.button("Record outcome", OUTCOME, about, "primary")]


def _waiting(facts: Facts) -> list[b.Block]:
    """Who waits for a team, to DevRel; what is on one's own table is not told twice."""
    waiting = facts.get("waiting")
    if waiting is None:
        return []
    title = "*Waiting for another team*" if facts["teams"] else "*Waiting for a team*"
    if not waiting["rows"]:
        return [b.section(f"{title}\nNobody waits.")]
    rows = [
        b.section(listed(row), b.button("Open", LOOK, str(row["id"]))) for row in waiting["rows"]
    ]
    return [b.section(title), *rows, *_more(waiting, "`/dql list all` shows them")]


def _mine(facts: Facts) -> list[b.Block]:
    mine = facts["mine"]
    if not mine["rows"]:
        none = "The button above opens the form." if facts["acts"] else "DevRel hands people on."
        return [b.section(f"*What I referred*\nNobody yet. {none}")]
    states = " · ".join(f"{count} {STATES[state]}" for state, count in mine["states"].items())
    rows = b.paragraphs(
        "\n".join([f"*What I referred*: {states}", *(f"• {listed(row)}" for row in mine["rows"])])
    )
    return [*rows, *_more(mine, "`/dql list` shows them")]


def _following(facts: Facts) -> list[b.Block]:
    following = facts["following"]
    if not following["total"]:
        line = "None yet. `/oql follow acme.com` has its changes come to you."
        return [b.section(f"*Companies I follow*\n{line}")]
    rows = [b.section("*Companies I follow*"), *map(_company, following["rows"])]
    return [*rows, *_more(following, "`/oql following` lists them all")]


def _week(facts: Facts) -> list[b.Block]:
    """The figures of seven days, as the last scoring run left them."""
    week, said = facts["week"], words(facts["sells"])
    by_level = {
        b.outside(one["level"], b.LISTED_NAME): f"{one['now']}{change(one['now'] - one['before'])}"
        for one in week["levels"][:4]
    }
    moved = {said.new: week["new"], said.rising: week["rose"], said.falling: week["fell"]}
    steps = ", ".join(f"{count} {b.outside(step)}" for step, count in week["steps"].items())
    return [
        b.section(f"*The week to {week['day']}*: companies by level, against a week ago"),
        b.fields({**by_level, **{name: str(count) for name, count in moved.items()}}),
        b.context(f"Referrals: {steps or 'none this week'}. `/oql digest` tells more."),
    ]


def _top(facts: Facts) -> list[b.Block]:
    title = f"*Companies by points in {facts['window_days']} days*"
    rows = facts["top"]["rows"]
    if not rows:
        return [b.section(f"{title}\nNone so far.")]
    return [b.section(title), *map(_company, rows)]


def _company(row: Facts) -> b.Block:
    return b.section(top_line(row), b.button("Open", OPEN, str(row["company_id"])))


def _sources(facts: Facts) -> list[b.Block]:
    """Which sources are silent, before all of them in grey lines."""
    silent = [sources.line(one) for one in facts["sources"] if one["silent"]][:5]
    rows = [b.context(b.cut(f":warning: {line}", 1_900)) for line in silent]
    return [
        *rows,
        *sources.listing(facts["sources"], ()),
        b.context(b.outside(facts["reach"], 1_900)),
    ]


def _more(of: Facts, where: str) -> Sequence[b.Block]:
    left_out = of["total"] - len(of["rows"])
    return [b.context(f"… and {left_out} more: {where}.")] if left_out > 0 else []
