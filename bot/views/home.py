"""The App Home of one person: what waits for them, what they began, how the week went.

Each part says what to do where there is nothing yet, so the tab is never empty.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

from bot.views import blocks as b
from bot.views import chart, home_referrals, home_setup, review, sources
from bot.views.company import top_line
from bot.views.company_card import OPEN
from bot.views.days import written
from bot.views.digest_lines import change, steps
from bot.views.home_referrals import more
from bot.views.referral import REFER_NEW
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
    rows += [*home_referrals.rows(facts), *_following(facts)]
    if "review" in facts:
        rows += review.home_rows(facts["review"], facts["to_review"])
    rows += [*_week(facts), *_top(facts), b.divider(), *_sources(facts)]
    rows += [*home_setup.done(setup), b.context(COMMANDS), b.context(KEPT)]
    return rows


def _following(facts: Facts) -> list[b.Block]:
    following = facts["following"]
    if not following["total"]:
        line = "None yet. `/oql follow acme.com` has its changes come to you."
        return [b.section(f"*Companies I follow*\n{line}")]
    rows = [b.section("*Companies I follow*"), *map(_company, following["rows"])]
    return [*rows, *more(following, "`/oql following` lists them all")]


def _week(facts: Facts) -> list[b.Block]:
    """The figures of seven days, as the last scoring run left them."""
    week, said = facts["week"], words(facts["sells"])
    by_level = {
        b.outside(one["level"], b.LISTED_NAME): f"{one['now']}{change(one['now'] - one['before'])}"
        for one in week["levels"][:4]
    }
    moved = {said.new: week["new"], said.rising: week["rose"], said.falling: week["fell"]}
    told = b.outside(", ".join(steps(week["steps"])), 500)
    return [
        b.section(f"*The week to {written(week['day'])}*: companies by level, against a week ago"),
        b.fields({**by_level, **{name: str(count) for name, count in moved.items()}}),
        b.context(f"Referrals: {told or 'none this week'}. `/oql digest` tells more."),
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
