"""A company reached the announced level: one card a stay, which shows where it stands by now.

What a notice of an older version does not know is left out.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.views import blocks as b
from bot.views.chart import weeks
from bot.views.company import activity_line, categories, title
from bot.views.company_card import CUSTOMER, FOLLOW, HUSH, HUSH_DAYS, OPEN, not_a_lead
from bot.views.corrections import person
from bot.views.days import written
from bot.views.referral import REFER, STATES, alerted
from bot.views.wording import Wording, stage, words

Facts = Mapping[str, Any]

MOST: Final = 5  # colleagues who are named
LINE: Final = 900  # of each reason: three of them fit a section


def rise(facts: Facts) -> b.Message:
    """The card: why in three lines, who is known there, the weeks, and what to do about it."""
    named = words(facts.get("sells", True))
    news = f"{named.rose} {facts['level']}{by_now(facts)}"
    score = f"{b.points(facts['points'])} points in {facts['window_days']} days"
    people = b.plural(facts["people"], "known person", "known people")
    return b.message(
        f"{b.outside(facts['name'])} {news}: {score}",
        b.header(f"{b.cut(facts['name'], 100)} {news}"),
        *present(facts),
        b.section(_standing(facts, score, people)),
        *_why(facts),
        *categories(facts),
        *_weeks(facts),
        *_lately(facts),
        *_known(facts),
        *_buttons(facts, named),
    )


def _standing(facts: Facts, score: str, people: str) -> str:
    """What it has; what it had when this was told, once the card was made true since then."""
    had = f"{score}, and {people} in 90 days"
    if facts.get("present") is None:
        return f"{title(facts)} has {had}.{_meaning(facts)}"
    return f"{title(facts)} had {had} when it reached {facts['level']}.{_meaning(facts)}"


def by_now(facts: Facts) -> str:
    """The level that it has now, where that is another one."""
    now = facts.get("present")
    if now is None or now["level"] == facts["level"]:
        return ""
    return f", now {b.outside(now['level'])}"


def present(facts: Facts) -> list[b.Block]:
    """What became of it since: the level, how far sales came with it, and what people say."""
    now = facts.get("present")
    if now is None:
        return []
    told = []
    if by_now(facts):
        then = "" if now.get("points") is None else f", with {b.points(now['points'])} points then"
        told.append(f"Now *{b.outside(now['level'])}* since {written(now['since'])}{then}")
    if handoff := now["handoff"]:
        state = b.outside(stage(handoff["state"], facts.get("sells", True)))
        told.append(f"Hand-off: *{state}* since {written(handoff['day'])}")
    if now.get("customer") and not facts.get("customer"):
        told.append(f"A {words(facts.get('sells', True)).customer} by now")
    if now.get("snoozed"):
        told.append(f"Snoozed until {written(now['snoozed'])}")
    if now.get("left_out"):
        said = words(facts.get("sells", True)).not_a_lead.lower()
        told.append(f"Left out: {said}, or not whom it was taken for")
    return [b.section(" · ".join(told))] if told else []


def is_customer(facts: Facts) -> bool:
    """Whether it is one by now; where that is not known, whether it was when this was told."""
    now = facts.get("present") or {}
    return bool(now.get("customer", facts.get("customer")))


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
        + (f": {person(one['by'], one['by_name'])} knows them" if one["by"] else "")
        for one in known["referrals"]
    ]
    told += [f"{known['more']} earlier referrals"] if known["more"] else []
    if known["introduced_by"]:
        who = _colleagues(known["introduced_by"])
        told.append(f"{who} introduced somebody of theirs to another member of the community")
    return b.paragraphs("*Who is known there*\n" + b.lines(told, "")) if told else []


def _colleagues(people: Sequence[Facts]) -> str:
    """Colleagues by name, the first few of many."""
    named = [person(one["by"], one["by_name"]) for one in people[:MOST]]
    return ", ".join(named) + (f" and {len(people) - MOST} more" if len(people) > MOST else "")


def _buttons(facts: Facts, named: Wording) -> list[b.Block]:
    """Older messages name no team."""
    company = str(facts["company_id"])
    customer = [] if is_customer(facts) else [b.button(named.make_customer, CUSTOMER, company)]
    ignore = not_a_lead(facts["name"], company, named.not_a_lead)
    return [
        b.actions(
            b.button(f"Refer to {facts.get('team', 'sales')}", REFER, alerted(company), "primary"),
            b.button("Company card", OPEN, company),
            b.button("Follow", FOLLOW, company),
        ),
        b.actions(*customer, b.button(f"Snooze {HUSH_DAYS} days", HUSH, company), ignore),
    ]
