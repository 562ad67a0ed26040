"""What the figures say, in the words of somebody who has never heard of DevRel.

DevRel made the connection, a team did the rest: so a sentence says "helped" and "was part of",
and never claims more.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.reporting.phrases import activity, met, phrase, weight
from bot.reporting.spans import Span
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
            f"handed {_people(made)} to teams; outcomes are to come" if made else "handed on nobody"
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
    yield f"Of the {_people(cohort['made'])} handed over {_within(span)}, {joined(told)}."
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
        yield f"{outcomes} recorded {_within(span)}, whenever the person was handed over."


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
    """Both shares in words; where there are none yet, why. Few companies have no percentage."""
    with_, without = facts["with"], facts["without"]
    if not with_["companies"]:
        return (
            "Whether companies stay of which somebody was referred or introduced is too early to "
            "say: no such month is 90 days past."
        )
    companies = "company" if with_["companies"] == 1 else "companies"
    return (
        f"Of {with_['companies']} {companies} of which somebody was referred or introduced, "
        f"{with_['active']} {_was(with_['active'])} still active 90 days later{_share(with_)}; "
        f"of {_others(without['companies'])} active in the same months, "
        f"{without['active']}{_share(without)}. "
        "This is no proof: whoever meets us was often the more active one before."
    )


def _others(count: int) -> str:
    return "1 other that was" if count == 1 else f"{count} others that were"


def _share(side: Facts) -> str:
    count = side["companies"]
    return f" ({side['active'] / count:.0%})" if count >= ENOUGH else ""


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


def joined(parts: Sequence[str]) -> str:
    """`one, two and three`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _days(count: float) -> str:
    return f"{count:g} {'day' if count == 1 else 'days'}"
