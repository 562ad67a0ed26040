"""What the enabled sources can reach at most, so that nobody waits for a level that cannot come.

Why through the kernel and the gates: the most a company could do is everything that the sources
bring, every day, by as many people as any gate asks for. That company is judged as all others are:
the same caps, the same gates, no second arithmetic that could disagree.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from scoring.counts import Counts
from scoring.gates import GateFigures, allow, gate_figures
from scoring.kernel import DAY_LIMIT, WINDOWS
from scoring.levels import level_series
from scoring.pages import made_of
from scoring.rules_gates import Gate, Need
from scoring.rules_model import Level, Rules
from scoring.series import day

UNKNOWN: Final = ""  # in the place of kinds that the rules do not name
_Pair = tuple[str, str]  # a kind of activity, and a topic or ""


@dataclass(frozen=True, slots=True)
class Closed:
    """A gate that cannot hold: which of its needs, and what would have to come for it.

    `kinds` are those of the gate that no source brings, `channels` those where none of a channel's
    kinds comes. `pages` says that no page pattern of such kinds names the gate's topic, `nobody`
    that what the gate looks at comes, and never with a person.
    """

    gate: Gate
    window: int  # days
    needs: tuple[Need, ...]
    kinds: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    pages: bool = False
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class Beyond:
    """A level out of reach: the hundredths of points that it is short of, and its closed gates.

    Both are empty where only a level below it cannot be reached.
    """

    level: Level
    points: int
    gates: tuple[Closed, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """The most that `window` days can earn, in hundredths, the highest level, and what is beyond.

    `by_category` has only the categories that can earn anything; levels count from 1, 0 is none.
    """

    window: int
    points: int
    level: int
    by_category: tuple[tuple[str, int], ...]
    beyond: tuple[Beyond, ...]


def reach(
    rules: Rules, kinds: Collection[str], by_people: Collection[str] | None = None
) -> tuple[Reach, ...]:
    """The reach of activities of `kinds` alone, in windows of 30, 60 and 90 days.

    `by_people` are the kinds that come with persons, all of them unless given: an access log or a
    registry tells of networks and companies, and of nobody in them.
    """
    coming, known = _coming(rules, kinds), _coming(rules, kinds if by_people is None else by_people)
    counts, last = _everything(rules, coming, known), rules.longest_window - 1
    scores = day(rules, counts, last).scores
    closed = [_closed(rules, one, coming, known) for one in gate_figures(rules, counts, last)]
    reaches = []
    for window in WINDOWS:
        points = int(scores[window].sum())
        levels = level_series(np.array([[points]], np.int32), rules.thresholds)
        allow(rules, counts, levels, last, last)
        earned = zip(rules.categories, scores[window][0].tolist(), strict=True)
        by_category = tuple((name, most) for name, most in earned if most)
        level = int(levels[0, 0])
        beyond = tuple(
            Beyond(
                one,
                max(0, one.least - points),
                tuple(gate for at, gate in filter(None, closed) if at == number),
            )
            for number, one in enumerate(rules.levels[level:], level + 1)
        )
        reaches.append(Reach(window, points, level, by_category, beyond))
    return tuple(reaches)


def reach_sentence(
    rules: Rules, kinds: Collection[str], sources: str, by_people: Collection[str] | None = None
) -> str:
    """The reach at the rules' own window in words; `sources` is what is enabled, for a reader.

    Says the level, the caps it comes from, and what the levels out of reach would need.
    """
    here = next(one for one in reach(rules, kinds, by_people) if one.window == rules.window_days)
    titles = {name: category.title for name, category in rules.categories.items()}
    most = ", ".join(f"{titles[name]} {_points(points)}" for name, points in here.by_category)
    idle = [titles[name] for name in titles if name not in dict(here.by_category)]
    sentences = [
        f"{sources}: at most {_points(here.points)} points in {here.window} days"
        + (f" ({most})" if most else "")
        + f", which is {rules.level_name(here.level) if here.level else 'no level'}."
    ]
    if here.beyond:
        between = "; " if any(one.gates for one in here.beyond) else ", "
        parts = groupby(here.beyond, key=lambda one: bool(one.points or one.gates))
        told = [part for has_reason, some in parts for part in _beyond(list(some), has_reason)]
        sentences.append(f"Out of reach: {between.join(told)}.")
    if idle and any(one.points for one in here.beyond):
        sentences.append(f"Nothing enabled earns points for {', '.join(idle)}.")
    return " ".join(sentences)


def arriving(rules: Rules, kinds: Collection[str]) -> frozenset[str]:
    """These kinds, and those that page patterns make of them: an ordinary page of high value."""
    return frozenset(kinds).union(kind for of in kinds for kind, _ in made_of(rules, of))


def _coming(rules: Rules, kinds: Collection[str]) -> list[_Pair]:
    """What can come: a topic only by a page pattern that gives it to a kind that comes.

    A kind that the rules do not name earns nothing, and is activity all the same.
    """
    pairs = {(kind if kind in rules.kinds else UNKNOWN, "") for kind in kinds}
    pairs |= {pair for kind in kinds for of in [made_of(rules, kind)] for pair in of}
    pairs |= {(kind, "") for kind, _ in pairs}
    order = (*rules.kinds, UNKNOWN)
    return sorted(pairs, key=lambda pair: (pair[1] != "", order.index(pair[0]), pair[1]))


def _everything(rules: Rules, coming: Collection[_Pair], known: Collection[_Pair]) -> Counts:
    """One company that does all that can come, each day of the longest window."""
    kind_of, topics = (*rules.kinds, UNKNOWN), rules.topics
    length = rules.longest_window
    rows = [
        (0, day, kind_of.index(kind), topics.index(topic), (kind, topic) in known)
        for kind, topic in coming
        for day in range(length)
    ]
    for (kind, topic), people in _crowds(rules, known).items():
        at = kind_of.index(kind), topics.index(topic)
        rows += [(actor, length - 1, *at, True) for actor in range(1, people)]
    actor, days, kind_at, topic_at, person = np.array(rows, np.int32).reshape(-1, 5).T
    return Counts(
        ids=np.zeros(1, np.int64),
        kinds=kind_of[:-1],
        topics=topics,
        company=np.zeros(len(rows), np.int32),
        actor=actor,
        person=person.astype(np.bool_),
        day=days,
        kind=kind_at,
        topic=topic_at,
        count=np.full(len(rows), DAY_LIMIT, np.int64),
    )


def _crowds(rules: Rules, known: Collection[_Pair]) -> dict[_Pair, int]:
    """How many people do what each gate looks at: as many as it needs, and no row more."""
    crowds: dict[_Pair, int] = {}
    for _, gate in rules.gates:
        pair = next(_looked_at(rules, gate, known), None)
        people = max((need.least for need in gate.needs if need.metric == "people"), default=0)
        if pair is not None:
            crowds[pair] = max(people, crowds.get(pair, 0))
    return crowds


def _looked_at(rules: Rules, gate: Gate, pairs: Collection[_Pair]) -> Iterator[_Pair]:
    kinds = rules.gate_kinds(gate)
    for kind, topic in pairs:
        if (kinds is None or kind in kinds) and gate.topic in ("", topic):
            yield kind, topic


def _closed(
    rules: Rules, found: GateFigures, coming: Collection[_Pair], known: Collection[_Pair]
) -> tuple[int, Closed] | None:
    """A gate that the most active company does not pass, with its level; None if it does."""
    gate, failed = found.gate, tuple(one.need for one in found.needs if not one.holds[0])
    if not failed:
        return None
    asked = rules.gate_kinds(gate) or frozenset(rules.kinds)
    comes = asked & {kind for kind, _ in coming}
    silent = tuple(name for name, some in rules.channels.items() if not comes & set(some))
    of_it = any(_looked_at(rules, gate, coming)) and not any(_looked_at(rules, gate, known))
    return found.level, Closed(
        gate,
        found.window,
        failed,
        kinds=tuple(kind for kind in rules.kinds if kind in asked - comes),
        channels=silent if any(need.metric == "channels" for need in failed) else (),
        pages=bool(gate.topic) and not any(_looked_at(rules, gate, _coming(rules, rules.kinds))),
        nobody=of_it and all(need.metric == "people" for need in failed),
    )


def _beyond(some: Sequence[Beyond], has_reason: bool) -> Iterator[str]:
    """What each level asks for in vain; those without a reason of their own stand above another."""
    if has_reason:
        yield from (_needs(one) for one in some)
        return
    names = [one.level.name for one in some]
    above = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    yield f"{above} {'stands' if len(names) == 1 else 'stand'} above it"


def _needs(one: Beyond) -> str:
    told = [_short(one.level)] if one.points else []
    told += [_gate(gate) for gate in one.gates]
    return f"{one.level.name} needs {' and '.join(told)}"


def _gate(closed: Closed) -> str:
    phrases = ", and ".join(need.phrase for need in closed.needs)
    return f"{closed.gate.scope}: {phrases}, in {closed.window} days ({_reason(closed)})"


def _reason(closed: Closed) -> str:
    if closed.pages:
        return f'no [[pages]] of such a kind has the topic "{closed.gate.topic}"'
    if closed.nobody:
        return "no source says by whom"
    return f"no source brings {', '.join(closed.channels) or 'any'}"


def _short(level: Level) -> str:
    if level.above is not None:
        return f"more than {_points(level.above)}"
    return _points(level.least)


def _points(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
