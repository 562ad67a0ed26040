"""Where every company stands on a day, from its tallies: scores, level, since when, and episode."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from scoring.history import history
from scoring.kernel import WINDOWS, Caps, DayPoints, best, gather
from scoring.levels import NEVER, episode_start, level_series, standings
from scoring.rules_model import Rules

# How OQL0 is kept in a level change: below none, because it is none for whoever was once higher.
FORMER_CODE: Final = -1


class Counted(Protocol):
    """How often a company's people did one kind of thing on a day (days since 1970-01-01)."""

    @property
    def company_id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def day(self) -> int: ...
    @property
    def count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """One company on one day. Points are hundredths, days since 1970-01-01.

    `categories` are the points at the rules' window. `episode` is the first day of the stay at the
    announced level, if the company is there.
    """

    level: int
    former: bool
    since: int | None
    scores: Mapping[int, int]
    categories: Mapping[str, int]
    episode: int | None

    @property
    def code(self) -> int:
        """The level as a change of it is kept: -1 for OQL0."""
        return FORMER_CODE if self.former else self.level


NOBODY: Final = Standing(0, False, None, dict.fromkeys(WINDOWS, 0), {}, None)


def stand(rules: Rules, counted: Iterable[Counted], as_of: int) -> dict[int, Standing]:
    """The standing of every company that ever did anything up to `as_of`, inclusive."""
    rows = [row for row in counted if row.day <= as_of]
    ids = sorted({row.company_id for row in rows})
    if not ids:
        return {}
    points = _points(rules, rows, ids)
    caps = Caps.of(rules.caps)
    by_window = {window: best(points, caps, len(ids), as_of, window) for window in WINDOWS}
    found: dict[int, Standing] = {}
    first_day = min(row.day for row in rows)
    announced = rules.level_names.index(rules.announce.level)
    for start, scores in history(points, caps, len(ids), first_day, as_of, rules.window_days):
        levels = level_series(scores, rules.thresholds)
        now = standings(levels, first_day)
        for offset, series in enumerate(levels):
            number = start + offset
            level, since = int(now.level[offset]), int(now.since[offset])
            episode = None
            if level >= announced:
                again = rules.announce.again_after_days
                episode = episode_start(series, first_day, announced, again)
            found[ids[number]] = Standing(
                level=level,
                former=bool(now.former[offset]),
                since=None if since == NEVER else since,
                scores={w: int(total[number].sum()) for w, total in by_window.items()},
                categories=_by_category(rules, by_window[rules.window_days][number].tolist()),
                episode=episode,
            )
    return found


def _points(rules: Rules, rows: Sequence[Counted], ids: Sequence[int]) -> DayPoints:
    """Points before caps, a row a pair of company and category and day."""
    number = {company: at for at, company in enumerate(ids)}
    names = {name: at for at, name in enumerate(rules.categories)}
    earning = [row for row in rows if rules.kinds.get(row.kind, ("", 0))[1]]
    pair = [
        number[row.company_id] * len(names) + names[rules.kinds[row.kind][0]] for row in earning
    ]
    raw = [rules.kinds[row.kind][1] * row.count for row in earning]
    return gather(
        np.array(pair, np.int64), np.array([r.day for r in earning], np.int64), np.array(raw)
    )


def _by_category(rules: Rules, earned: Sequence[int]) -> dict[str, int]:
    return dict(zip(rules.categories, earned, strict=True))
