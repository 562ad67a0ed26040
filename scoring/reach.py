"""What the enabled sources can reach at most, so that nobody waits for a level that cannot come.

Why through the kernel and the gates: the most a company could do is everything that the sources
bring, every day, by as many people as any gate asks for. That company is judged as all others are:
the same caps, the same gates, no second arithmetic that could disagree.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from scoring.counts import Counts
from scoring.gates import GateFigures, allow, gate_figures
from scoring.kernel import DAY_LIMIT, WINDOWS
from scoring.levels import level_series
from scoring.rules_gates import Gate, Need
from scoring.rules_model import Level, Rules
from scoring.series import day

UNKNOWN: Final = ""  # in the place of kinds that the rules do not name
_Pair = tuple[str, str]  # a kind of activity, and a topic or ""


@dataclass(frozen=True, slots=True)
class Closed:
    """A gate that cannot hold: which of its needs, and what would have to come for it.

    `kinds` are those of the gate that no source brings, `channels` those where none of a channel's
    kinds comes. `pages` says that no page pattern of such kinds names the gate's topic.
    """

    gate: Gate
    window: int  # days
    needs: tuple[Need, ...]
    kinds: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    pages: bool = False


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


def reach(rules: Rules, kinds: Collection[str]) -> tuple[Reach, ...]:
    """The reach of activities of `kinds` alone, in windows of 30, 60 and 90 days."""
    coming = arriving(rules, kinds)
    counts, last = _everything(rules, coming), rules.longest_window - 1
    scores = day(rules, counts, last).scores
    closed = [_closed(rules, one, coming) for one in gate_figures(rules, counts, last)]
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


def reach_sentence(rules: Rules, kinds: Collection[str], sources: str) -> str:
    """The reach at the rules' own window in words; `sources` is what is enabled, for a reader.

    Says the level, the caps it comes from, and what the levels out of reach would need.
    """
    here = next(one for one in reach(rules, kinds) if one.window == rules.window_days)
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
        told = (_needs(rules, number, one) for number, one in enumerate(here.beyond, here.level))
        sentences.append(f"Out of reach: {between.join(told)}.")
    if idle and any(one.points for one in here.beyond):
        sentences.append(f"Nothing enabled earns points for {', '.join(idle)}.")
    return " ".join(sentences)


def arriving(rules: Rules, kinds: Collection[str]) -> frozenset[str]:
    """These kinds, and those that page patterns make of them: an ordinary page of high value."""
    worth = {rules.kinds[kind] for kind in kinds if rules.earns(kind)}
    made = {
        page.kind
        for page in rules.pages
        for category, points in worth
        if rules.kinds[page.kind][0] == category and rules.kinds[page.kind][1] > points
    }
    return frozenset(kinds) | made


def _everything(rules: Rules, kinds: Collection[str]) -> Counts:
    """One company that does all that can come, each day of the longest window."""
    kind_of, topics = (*rules.kinds, UNKNOWN), rules.topics
    pairs, length = _pairs(rules, kinds), rules.longest_window
    rows = [
        (0, day, kind_of.index(kind), topics.index(topic))
        for kind, topic in pairs
        for day in range(length)
    ]
    for (kind, topic), people in _crowds(rules, pairs).items():
        at = kind_of.index(kind), topics.index(topic)
        rows += [(actor, length - 1, *at) for actor in range(1, people)]
    actor, days, kind_at, topic_at = np.array(rows, np.int32).reshape(-1, 4).T
    return Counts(
        ids=np.zeros(1, np.int64),
        kinds=kind_of[:-1],
        topics=topics,
        company=np.zeros(len(rows), np.int32),
        actor=actor,
        person=np.ones(len(rows), np.bool_),
        day=days,
        kind=kind_at,
        topic=topic_at,
        count=np.full(len(rows), DAY_LIMIT, np.int64),
    )


def _pairs(rules: Rules, kinds: Collection[str]) -> list[_Pair]:
    """What can come: a topic only by a page pattern that gives it to a kind that comes.

    A kind that the rules do not name earns nothing, and is activity all the same.
    """
    known = [kind for kind in rules.kinds if kind in kinds]
    known += [UNKNOWN] * any(kind not in rules.kinds for kind in kinds)
    told = [(page.kind, page.topic) for page in rules.pages if page.topic and page.kind in known]
    return [*((kind, "") for kind in known), *dict.fromkeys(told)]


def _crowds(rules: Rules, pairs: Collection[_Pair]) -> dict[_Pair, int]:
    """How many people do what each gate looks at: as many as it needs, and no row more."""
    crowds: dict[_Pair, int] = {}
    for _, gate in rules.gates:
        pair = next(_looked_at(rules, gate, pairs), None)
        people = max((need.least for need in gate.needs if need.metric == "people"), default=0)
        if pair is not None:
            crowds[pair] = max(people, crowds.get(pair, 0))
    return crowds


def _looked_at(rules: Rules, gate: Gate, pairs: Collection[_Pair]) -> Iterator[_Pair]:
    kinds = rules.gate_kinds(gate)
    for kind, topic in pairs:
        if (kinds is None or kind in kinds) and gate.topic in ("", topic):
            yield kind, topic


def _closed(rules: Rules, found: GateFigures, kinds: Collection[str]) -> tuple[int, Closed] | None:
    """A gate that the most active company does not pass, with its level; None if it does."""
    gate, failed = found.gate, tuple(one.need for one in found.needs if not one.holds[0])
    if not failed:
        return None
    asked = rules.gate_kinds(gate) or frozenset(rules.kinds)
    coming = asked & set(kinds)
    silent = tuple(name for name, some in rules.channels.items() if not coming & set(some))
    named = any(page.topic == gate.topic and page.kind in asked for page in rules.pages)
    return found.level, Closed(
        gate,
        found.window,
        failed,
        kinds=tuple(kind for kind in rules.kinds if kind in asked - coming),
        channels=silent if any(need.metric == "channels" for need in failed) else (),
        pages=bool(gate.topic) and not named,
    )


def _needs(rules: Rules, below: int, one: Beyond) -> str:
    """What a level asks for in vain; of one without a reason of its own, the level below it."""
    told = [_short(one.level)] if one.points else []
    told += [_gate(gate) for gate in one.gates]
    return f"{one.level.name} needs {' and '.join(told) or rules.level_names[below]}"


def _gate(closed: Closed) -> str:
    phrases = ", and ".join(need.phrase for need in closed.needs)
    return f"{closed.gate.scope}: {phrases}, in {closed.window} days ({_reason(closed)})"


def _reason(closed: Closed) -> str:
    if closed.pages:
        return f'no [[pages]] of such a kind has the topic "{closed.gate.topic}"'
    return f"no source brings {', '.join(closed.channels) or 'any'}"


def _short(level: Level) -> str:
    if level.above is not None:
        return f"more than {_points(level.above)}"
    return _points(level.least)


def _points(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
