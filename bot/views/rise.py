"""A company reached the announced level: one card a stay, which shows where it stands by now.

What a notice of an older version does not know is left out.
"""

from collections.abc import Mapping
from typing import Any, Final

from bot.views import blocks as b
from bot.views.chart import weeks
from bot.views.company import activity_line, categories, title
from bot.views.company_card import CUSTOMER, FOLLOW, HUSH, HUSH_DAYS, OPEN, not_a_lead
from bot.views.referral import REFER, STATES
from bot.views.wording import Words, words

Facts = Mapping[str, Any]

LINE: Final = 900  # of each reason: three of them fit a section


def rise(facts: Facts) -> b.Message:
    """The card: why in three lines, who is known there, the weeks, and what to do about it."""
    named = words(facts.get("sells", True))
    news = f"{named.rose} {facts['level']}{_by_now(facts)}"
    score = f"{b.points(facts['points'])} points in {facts['window_days']} days"
    people = b.plural(facts["people"], "known person", "known people")
    return b.message(
        f"{b.outside(facts['name'])} {news}: {score}",
        b.header(f"{b.cut(facts['name'], 100)} {news}"),
        *_present(facts),
        b.section(f"{title(facts)} has {score}, and {people} in 90 days.{_meaning(facts)}"),
        *_why(facts),
        *categories(facts),
        *_weeks(facts),
        *_lately(facts),
        *_known(facts),
        *_buttons(facts, named),
    )


def _by_now(facts: Facts) -> str:
    """The level that it has now, where that is another one."""
    now = facts.get("present")
    if now is None or now["level"] == facts["level"]:
        return ""
    return f", now {b.outside(now['level'])}"


def _present(facts: Facts) -> list[b.Block]:
    """What became of it since: the level, and how far sales or marketing came with it."""
    now = facts.get("present")
    if now is None:
        return []
    told = [] if not _by_now(facts) else [f"Now *{b.outside(now['level'])}* since {now['since']}"]
    if handoff := now["handoff"]:
        told.append(f"Hand-off: *{b.outside(handoff['state'])}* since {handoff['day']}")
    return [b.section(" · ".join(told))] if told else []


def _meaning(facts: Facts) -> str:
    """What the level stands for, as the rules say."""
    meaning = b.outside(facts["meaning"])
    return f" {facts['level']}: {meaning}." if meaning else ""


def _why(facts: Facts) -> list[b.Block]:
    """In three lines at most: what moved, what they keep coming back to, which gates they met."""
    moved = [
        f"{b.outside(one['title'])} {'+' * (one['points'] > 0)}{b.points(one['points'])}"
        for one in facts.get("moves", ())
    ]
    gates = [
        f"{b.outside(one['gate'])} {b.outside(one['need'])} in {one['window_days']} days"
        for one in facts.get("gates", ())
    ]
    signals = [b.outside(one) for one in facts.get("signals", ())]
    told = {"In a week": moved, "Signals": signals, "Asked for and met": gates}
    lines = [f"{name}: {b.cut(', '.join(those), LINE)}" for name, those in told.items() if those]
    return [b.section("*Why*\n" + b.lines(lines, ""))] if lines else []


def _weeks(facts: Facts) -> list[b.Block]:
    if not facts.get("weeks"):
        return []
    chart, sentence = weeks(facts["weeks"], facts["window_days"])
    return [chart, b.context(sentence)]


def _lately(facts: Facts) -> list[b.Block]:
    told = [activity_line(one) for one in facts["newest"]]
    return b.paragraphs("*Lately*\n" + b.lines(told, "")) if told else []


def _known(facts: Facts) -> list[b.Block]:
    """Who of us knows somebody there; whom, the company's card says to whoever may know."""
    known = facts.get("known")
    if known is None:
        return []
    told = [
        f"DQL-{one['id']} with {b.outside(one['team'])}, {STATES.get(one['state'], one['state'])}"
        + (f": {b.outside(one['by'], b.LISTED_NAME)} knows them" if one["by"] else "")
        for one in known["referrals"]
    ]
    told += [f"{known['more']} earlier referrals"] if known["more"] else []
    if known["introduced_by"]:
        told.append(f"Introduced by {b.outside(', '.join(known['introduced_by']), 300)}")
    return b.paragraphs("*Who is known there*\n" + b.lines(told, "")) if told else []


def _buttons(facts: Facts, named: Words) -> list[b.Block]:
    """Older messages name no team."""
    company, is_customer = str(facts["company_id"]), facts.get("customer", False)
    customer = [] if is_customer else [b.button(named.make_customer, CUSTOMER, company)]
    ignore = not_a_lead(facts["name"], company, named.not_a_lead)
    return [
        b.actions(
            b.button(f"Refer to {facts.get('team', 'sales')}", REFER, company, "primary"),
            b.button("Company card", OPEN, company),
            b.button("Follow", FOLLOW, company),
        ),
        b.actions(*customer, b.button(f"Snooze {HUSH_DAYS} days", HUSH, company), ignore),
    ]
