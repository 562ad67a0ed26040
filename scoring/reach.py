"""What the enabled sources can reach at most, so that nobody waits for a level that cannot come.

Why through the kernel: the most a company could earn is the score of one that earns more than
every cap on every day. The same caps, the same walk, no second arithmetic that could disagree.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from scoring.kernel import DAY_LIMIT, WINDOWS, Caps, best, gather
from scoring.rules_model import Level, Rules


@dataclass(frozen=True, slots=True)
class Reach:
    """The most that `window` days can earn, in hundredths, and the level that this is."""

    window: int
    points: int
    level: int
    by_category: tuple[tuple[str, int], ...]


def reach(rules: Rules, kinds: Collection[str]) -> tuple[Reach, ...]:
    """The reach of activities of `kinds` alone, in windows of 30, 60 and 90 days."""
    names = tuple(rules.categories)
    earning = {rules.kinds[kind][0] for kind in kinds if rules.earns(kind)}
    enabled = [number for number, name in enumerate(names) if name in earning]
    days = np.arange(max(WINDOWS))
    rows = gather(
        np.tile(enabled, len(days)),
        np.repeat(days, len(enabled)),
        np.full(len(days) * len(enabled), DAY_LIMIT),
    )
    reaches = []
    for window in WINDOWS:
        earned = best(rows, Caps.of(rules.caps), 1, int(days[-1]), window)[0].tolist()
        points = sum(earned)
        by_category = tuple((names[number], earned[number]) for number in enabled)
        reaches.append(Reach(window, points, rules.level_of(points), by_category))
    return tuple(reaches)


def reach_sentence(rules: Rules, kinds: Collection[str], sources: str) -> str:
    """The reach at the rules' own window in words; `sources` is what is enabled, for a reader.

    Says the level, the caps it comes from, and what the levels out of reach would need.
    """
    here = next(one for one in reach(rules, kinds) if one.window == rules.window_days)
    titles = {name: category.title for name, category in rules.categories.items()}
    most = ", ".join(f"{titles[name]} {_points(points)}" for name, points in here.by_category)
    idle = [titles[name] for name in titles if name not in dict(here.by_category)]
    beyond = [f"{level.name} needs {_needs(level)}" for level in rules.levels[here.level :]]
    sentences = [
        f"{sources}: at most {_points(here.points)} points in {here.window} days"
        + (f" ({most})" if most else "")
        + f", which is {rules.level_name(here.level) if here.level else 'no level'}."
    ]
    if beyond:
        sentences.append(f"Out of reach: {', '.join(beyond)}.")
    if beyond and idle:
        sentences.append(f"Nothing enabled earns points for {', '.join(idle)}.")
    return " ".join(sentences)


def _needs(level: Level) -> str:
    if level.above is not None:
        return f"more than {_points(level.above)}"
    return _points(level.least)


def _points(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
