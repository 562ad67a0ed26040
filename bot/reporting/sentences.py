"""What the figures say, in the words of somebody who has never heard of DevRel.

DevRel made the connection, a team did the rest: so a sentence says "helped" and "was part of",
and never claims more.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.reporting.phrases import activity, met, phrase, weight
from bot.reporting.spans import Span
from bot.views.texts import joined, plural
from scoring.rules_model import Rules

Facts = Mapping[str, Any]

ENOUGH: Final = 10  # companies, for a percentage to mean anything
SAID: Final = 8  # kinds of outcomes in the headline; the others are counted together


def sentences(facts: Facts, span: Span, rules: Rules) -> list[str]:
    """The headline first, then what it rests on; one sentence that says what to do if all is empty.

    `facts` are those of `bot.reporting.figures`, with `introductions` beside them.
    """
    cohort, introduced = facts["cohort"], facts["introductions"]["made"]
    if not (cohort["made"] or facts["recorded"]["outcomes"] or introduced):
        return [_empty(span)]
    return [
        _headline(facts, span, rules),
        *_cohort(cohort, span),
        *_recorded(facts["recorded"], span),
        *_origins(facts["origins"]),
        *_introductions(introduced),
    ]


def _empty(span: Span) -> str:
    return (
        f"{when(span)} nobody was handed to a team, and no outcome was recorded. DevRel "
        'begins with one person: /dql refer @member sales "asked about SSO" from "KubeCon EU". '
        "Another time is one word away: /dql report last quarter."
    )


def _headline(facts: Facts, span: Span, rules: Rules) -> str:
    """`In the third quarter of 2026 DevRel helped 3 people get hired and was part of 2 sales.`"""
    begins = f"{when(span)} DevRel"
    kinds = _by_weight(facts["recorded"]["kinds"], rules)
    if not kinds:
        made = facts["cohort"]["made"]
        told = (
            f"made {_referrals(made)} to teams; outcomes are to come"
            if made
            else "handed on nobody"
        )
        return f"{begins} {told}."
    most = len(kinds) if len(kinds) <= SAID + 1 else SAID
    said = [phrase(kind, count, sells=rules.project.sells) for kind, count in kinds[:most]]
    if kinds[most:]:
        said.append(f"brought {sum(count for _, count in kinds[most:])} outcomes of other kinds")
    return f"{begins} {joined(said)}."


def _by_weight(kinds: Mapping[str, int], rules: Rules) -> list[tuple[str, int]]:
    """What a team calls won comes first, then what there is most of."""
    won = {kind for team in rules.teams.values() for kind in team.won}

    def place(kind: str) -> tuple[bool, int, int, str]:
        return kind not in won, -kinds[kind], weight(kind), kind

    return [(kind, kinds[kind]) for kind in sorted(kinds, key=place)]


def _cohort(cohort: Facts, span: Span) -> Iterator[str]:
    if not cohort["made"]:
        yield f"Nobody was handed to a team {_within(span)}."
        return
    told = [f"{cohort['accepted']} {_was(cohort['accepted'])} accepted"]
    if cohort["declined"]:
        told.append(f"{cohort['declined']} {_was(cohort['declined'])} declined")
    if cohort["waiting"]:
        told.append(f"{cohort['waiting']} {'waits' if cohort['waiting'] == 1 else 'wait'}")
    has = "has" if cohort["outcomes"] == 1 else "have"
    told.append(f"{cohort['outcomes']} {has} an outcome so far")
    yield f"Of the {_referrals(cohort['made'])} made {_within(span)}, {joined(told)}."
    times = [
        f"{what} within {_days(cohort[name])}"
        for name, what in (
            ("days_to_accept", "half of the accepted ones were accepted"),
            ("days_to_outcome", "half of the outcomes came"),
        )
        if cohort[name] is not None
    ]
    if times:
        yield f"{joined(times).capitalize()}."


def _recorded(recorded: Facts, span: Span) -> Iterator[str]:
    count = recorded["outcomes"]
    if count:
        outcomes = f"{count} {'outcome was' if count == 1 else 'outcomes were'}"
        yield f"{outcomes} recorded {_within(span)}, whenever the referral was made."


def _origins(origins: Sequence[Facts]) -> Iterator[str]:
    """The activity of most outcomes; none where two have as many, or there is but one outcome."""
    counts = [row["recorded"] for row in origins]
    total = sum(counts)
    if total > 1 and (len(counts) == 1 or counts[0] > counts[1]):
        where = activity(origins[0]["origin"])
        yield f"The largest part came from {where}: {counts[0]} of {total}."


def _introductions(made: int) -> Iterator[str]:
    if made:
        members = "introduction" if made == 1 else "introductions"
        yield f"Apart from these, {made} {members} between members of the community."


def still_active(facts: Facts) -> str:
    """Both shares in words; where there are none yet, why. Few cases have no percentage."""
    with_, without = facts["with"], facts["without"]
    if facts["from"] is None:
        return "It is too early to say whether they stay: no month of these is 90 days past."
    months = f"{_from_to(date.fromisoformat(facts['from']), date.fromisoformat(facts['to']))}"
    if not with_["companies"]:
        return (
            f"Whether they stay cannot be said: {months} no company was active in a month in which "
            "somebody of it was referred or introduced."
        )
    return (
        f"{months[0].upper()}{months[1:]} there {_cases(with_['companies'])} of a company that was "
        "active in a month in which somebody of it was referred or introduced; 90 days later it "
        f"was still active in {with_['active']}{_share(with_)}. Of other companies in the same "
        f"months there {_cases(without['companies'])}, with {without['active']} still active"
        f"{_share(without)}. A month is 30 days, and a company is a case in each. "
        "This is no proof: whoever meets us was often the more active one before."
    )


def _from_to(first: date, last: date) -> str:
    return f"from {first.day} {first:%B %Y} to {last.day} {last:%B %Y}"


def _cases(count: int) -> str:
    return f"{_was(count)} {plural(count, 'case')}"


def _share(side: Facts) -> str:
    count = side["companies"]
    return f" ({side['active'] / count:.0%})" if count >= ENOUGH else ""


def months_note(months: Sequence[Facts], recorded: int) -> str:
    """Why the months add up to more than the outcomes recorded; nothing where they do not."""
    if sum(month["outcomes"] for month in months) == recorded:
        return ""
    return "A referral with outcomes in several of these counts in each, and once in the whole."


def example(one: Facts) -> str:
    """One of them in a line: `Somebody of Acme, met at a talk (KubeCon EU), handed to …`."""
    who = one["person"] or "Somebody"
    of = f" of {one['company']}" if one["company"] else ""
    where = met(one["origin"]) + (f" ({one['which']})" if one["which"] else "")
    days = "on the same day" if not one["days"] else f"after {one['days']} days"
    days = "after 1 day" if one["days"] == 1 else days
    return f"{who}{of}, met {where}, handed to {one['team']}: {one['outcome']} {days}"


def when(span: Span) -> str:
    """`In the third quarter of 2026`, `From 1 July 2026 to 3 July 2026`, as a sentence begins."""
    named = (
        f"From {span.name}" if span.name[0].isdigit() and " " in span.name else f"In {span.name}"
    )
    return f"{named}, until today," if span.goes_on else named


def _within(span: Span) -> str:
    return "so far" if span.goes_on else "in that time"


def _referrals(count: int) -> str:
    """Whoever was handed to two teams was referred twice: so these are no people."""
    return plural(count, "referral")


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _days(count: float) -> str:
    return f"{count:g} {'day' if count == 1 else 'days'}"
