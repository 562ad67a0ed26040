"""The answer to `/oql acme.com`: one company, all that matters of it, and what to do about it.

Its buttons hand back "7 card": the company's id, and that they stood on a card, which is then drawn
anew in its place. Other messages give the id alone, and hear a line.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.views import blocks as b
from bot.views import chart
from bot.views.company import activity_line, categories, signals, title
from bot.views.company_lift import held, lifted, need
from bot.views.corrections import person
from bot.views.days import written
from bot.views.referral import REFER, came
from bot.views.who import certainty, who_it_is
from bot.views.wording import stage, words

Facts = Mapping[str, Any]

FOLLOW, UNFOLLOW = "company_follow", "company_unfollow"
HUSH, UNHUSH = "company_hush", "company_unhush"
CUSTOMER, NO_CUSTOMER = "company_customer", "company_no_customer"
NOT_A_LEAD, WRONG, HANDOFF = "company_ignore", "company_wrong", "company_handoff"
WHY, OPEN = "company_why", "company_open"

ON_CARD: Final = "card"
HUSH_DAYS: Final = 30
SHOWN: Final = 5  # referrals, people, tags: the card is to fit a screen


def card(facts: Facts, said: str = "") -> b.Message:
    """A company as it stands; `said` is what was just done to it."""
    qualified = facts["level"] != "none"
    text = facts["level"] if qualified else "no level yet"
    rows = [
        *([b.section(said)] if said else []),
        b.section(f"{title(facts)}: {_level(facts)}{certainty(facts['verified'], facts['words'])}"),
        *_marks(facts),
        b.section(_standing(facts)),
        *categories(facts),
        *_trend(facts),
        *signals(facts),
        *_lately(facts),
        *_people(facts),
        *_referrals(facts),
        *_gates(facts),
        *_small(facts),
        *_buttons(facts),
    ]
    return b.message(f"{b.outside(facts['name'])}: {text}", *rows)


def beside_the_score(facts: Facts) -> list[b.Block]:
    """What is known of a company that has none: the hand-off and the like, and its referrals."""
    return [*_marks(facts), *_referrals(facts)]


def _level(facts: Facts) -> str:
    if facts["level"] == "none":
        return "no level yet"
    since = f" since {written(facts['since'])}" if facts["since"] else ""
    note = f" ({facts['note']})" if facts["note"] else ""
    return f"*{facts['level']}*{note}{since}"


def _marks(facts: Facts) -> list[b.Block]:
    """What people said of it beside the score: hand-off, tags, silence."""
    handoff, told = facts["handoff"], []
    if handoff:
        by = person(handoff["by"], handoff["by_name"])
        note = f", “{b.outside(handoff['note'])}”" if handoff["note"] else ""
        state = b.outside(stage(handoff["state"], facts["sells"]))
        told.append(f"Hand-off: *{state}* since {written(handoff['day'])}, says {by}{note}")
    if facts["tags"]:
        tags = ", ".join(b.outside(tag) for tag in facts["tags"][:SHOWN])
        more = len(facts["tags"]) - SHOWN
        told.append(f"Tagged {tags}" + (f" and {more} more" if more > 0 else ""))
    if facts["hushed"]:
        told.append(f"Snoozed: nothing is told unasked before {written(facts['hushed'])}")
    return [b.section("\n".join(told))] if told else []


def _standing(facts: Facts) -> str:
    scores = " · ".join(f"{b.points(p)} in {w} days" for w, p in facts["scores"].items())
    people = b.plural(facts["people"], "person", "people")
    last = _seen(facts["last_activity"])
    told = [f"Points: {scores}", f"{people} in 90 days{last}"]
    return "\n".join([*told, *lifted(facts["way"]), *held(facts["hold"])])


def _seen(day: str | None) -> str:
    return f" · last seen {written(day)}" if day else ""


def _trend(facts: Facts) -> list[b.Block]:
    """Ninety days as a chart, and the sentence that says the same; nothing if none had a point."""
    if not any(week["points"] for week in facts["weeks"]):
        return []
    drawn, sentence = chart.weeks(facts["weeks"], facts["window_days"])
    return [*([drawn] if facts["chart"] else []), b.context(sentence)]


def _lately(facts: Facts) -> list[b.Block]:
    told = [activity_line(one) for one in facts["newest"]]
    return b.paragraphs("*Lately*\n" + b.lines(told, "")) if told else []


def _people(facts: Facts) -> list[b.Block]:
    """Who is there; the facts name nobody to whom nobody is named."""
    told = [
        f"{b.outside(one['name'], b.LISTED_NAME)} · {b.outside(one['account'], b.LISTED_NAME)}"
        f"{_seen(one['seen'])}"
        for one in facts["who"]
    ]
    more = facts["people"] - len(told)
    rest = f"\n… and {more} more" if told and more > 0 else ""
    return b.paragraphs("*People*\n" + b.lines(told, "") + rest) if told else []


def _referrals(facts: Facts) -> list[b.Block]:
    told = [_referral(one) for one in facts["referrals"][:SHOWN]]
    more = facts["referred"] - len(told)
    rest = f"\n… and {more} more: `/dql status {b.outside(facts['company'], b.LISTED_NAME)}`"
    shown = "*Referrals*\n" + b.lines(told, "") + (rest if more > 0 else "")
    return b.paragraphs(shown) if told else []


def _referral(one: Facts) -> str:
    who = f"{b.outside(one['person'], b.LISTED_NAME)} " if one["person"] else ""
    return f"DQL-{one['id']} {who}to {b.outside(one['team'])}, {written(one['on'])}: {came(one)}"


def _gates(facts: Facts) -> list[b.Block]:
    """What each level demands besides points, with the figure, and whether it holds."""
    told = [
        f"{'✓' if gate['holds'] else '✗'} {b.outside(gate['level'])}: {need(gate)}"
        for gate in facts["gates"]
    ]
    return b.paragraphs("*Gates*\n" + b.lines(told, "")) if told else []


def _small(facts: Facts) -> list[b.Block]:
    """The small print: what moved, who it is, what was not counted, earlier levels."""
    told = [_moves(facts["moves"]), *who_it_is(facts["words"])]
    if facts["cuts"]:
        told.append("Not counted: " + b.outside(", ".join(facts["cuts"]), 1_500))
    if facts["history"]:
        more = f"{facts['earlier']} earlier → " if facts["earlier"] else ""
        told.append(
            "Levels on the days on which they were noticed: "
            + more
            + b.outside(" → ".join(facts["history"]), 1_500)
        )
    return [b.context(line) for line in told if line]


def _moves(moves: Sequence[Facts]) -> str:
    """Which categories rose or fell in a week."""
    told = [
        f"{b.outside(m['title'])} {'+' if m['points'] > 0 else '-'}{b.points(abs(m['points']))}"
        for m in moves
    ]
    return b.cut(f"In a week: {', '.join(told)}", 1_500) if told else ""


# --- What to do about it --------------------------------------------------------------------------


def _buttons(facts: Facts) -> list[b.Block]:
    """What everybody may, and beneath it what is DevRel's, where DevRel reads it."""
    company = str(facts["company_id"])
    own = f"{company} {ON_CARD}"
    following = ("Unfollow", UNFOLLOW) if facts["follows"] else ("Follow", FOLLOW)
    first = [b.button(*following, own), b.button("Why these points", WHY, company)]
    hand_off = b.button("Hand-off", HANDOFF, own)
    if not facts["acts"]:
        return [b.actions(*first, *([hand_off] if facts["hands_off"] else []))]
    named = words(facts["sells"])
    customer = (named.make_customer, CUSTOMER)
    if facts["is_customer"]:
        customer = (f"Not a {named.customer}", NO_CUSTOMER)
    hushing = ("End snooze", UNHUSH) if facts["hushed"] else (f"Snooze {HUSH_DAYS} days", HUSH)
    return [
        b.actions(b.button(f"Refer to {facts['team']}", REFER, company, "primary"), *first),
        b.actions(
            hand_off,
            b.button(*customer, own),
            b.button(*hushing, own),
            b.button("Wrong company", WRONG, own),
            not_a_lead(facts["name"], own, named.not_a_lead),
        ),
    ]


def not_a_lead(name: str, value: str, label: str) -> b.Block:
    """The button that leaves a company out, once somebody means it."""
    named = b.cut(" ".join(name.split()), b.LISTED_NAME)
    return {
        **b.button(label, NOT_A_LEAD, value, "danger"),
        "confirm": {
            "title": b.plain("Leave it out of every list?", 100),
            "text": b.plain(f"{named} gets no level and no news until somebody undoes it.", 300),
            "confirm": b.plain("Leave it out", 30),
            "deny": b.plain("Keep it", 30),
        },
    }
