"""Gates: what each need of each gate comes to, and whether it holds, for every company at once.

Of one day, as an answer about a company names them, or of every day of a span, as levels over time
are judged. The metrics' arithmetic is next door; here it meets the rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scoring.counts import Counts, Flags, Ints
from scoring.metrics import METRICS, Seen
from scoring.rules_model import Gate, Need, Rules


@dataclass(frozen=True, slots=True)
class NeedFigures:
    """One need of a gate: each company's figure, and whether it is enough."""

    need: Need
    figures: Ints
    holds: Flags


@dataclass(frozen=True, slots=True)
class GateFigures:
    """A gate of a level (from 1), the days it looks at, and its needs: it holds where all do."""

    level: int
    gate: Gate
    window: int
    needs: tuple[NeedFigures, ...]

    @property
    def holds(self) -> Flags:
        """For each company, whether it passes."""
        held = np.ones_like(self.needs[0].holds)
        for one in self.needs:
            held &= one.holds
        return held


def gate_figures(rules: Rules, counts: Counts, day: int) -> tuple[GateFigures, ...]:
    """Every gate of the rules on one day, lowest level first; arrays of one entry a company.

    Raises ValueError if the columns were read without a kind or a topic that a gate asks for.
    """
    return tuple(
        GateFigures(
            level,
            gate,
            rules.gate_window(gate),
            tuple(
                NeedFigures(need, figures[:, 0], holds[:, 0])
                for need, figures, holds in _needs(gate, _seen(rules, gate, counts, day, day))
            ),
        )
        for level, gate in rules.gates
    )


def allow(rules: Rules, counts: Counts, levels: Ints, first_day: int, last_day: int) -> None:
    """Lowers a matrix of levels, companies and days, in place to what the gates let pass.

    Why only some companies are asked: no need holds where nothing was done, and a gate has no say
    where the level is below its own already. Raises as `gate_figures` does.
    """
    for level, gate in rules.gates:
        seen = _seen(rules, gate, counts, first_day, last_day)
        active = np.zeros(len(levels), np.bool_)
        active[seen.rows.company] = True
        active &= levels.max(axis=1) >= level
        stays = np.broadcast_to(active[:, np.newaxis], levels.shape).copy()
        for _, _, holds in _needs(gate, seen.only(active)):
            stays[active] &= holds
        np.minimum(levels, level - 1, out=levels, where=~stays)


def _needs(gate: Gate, seen: Seen) -> Iterator[tuple[Need, Ints, Flags]]:
    for need in gate.needs:
        figures = METRICS[need.metric](seen)
        recent = need.metric == "days_since"
        yield need, figures, figures <= need.most if recent else figures >= need.least


def _seen(rules: Rules, gate: Gate, counts: Counts, first: int, last: int) -> Seen:
    window, kinds = rules.gate_window(gate), rules.gate_kinds(gate)
    where = (counts.day > first - window) & (counts.day <= last)
    if kinds is not None:
        if not kinds <= set(counts.kinds):
            unread = ", ".join(sorted(kinds - set(counts.kinds)))
            raise ValueError(f"counts were read without the kinds of a gate: {unread}")
        where &= np.array([*(kind in kinds for kind in counts.kinds), False])[counts.kind]
    if gate.topic:
        if gate.topic not in counts.topics:
            raise ValueError(f"counts were read without the topic of a gate: {gate.topic}")
        where &= counts.topic == counts.topics.index(gate.topic)
    rows = counts.rows(where)
    place_of = {kind: at for at, kinds in enumerate(rules.channels.values()) for kind in kinds}
    place = np.array([*(place_of.get(kind, -1) for kind in counts.kinds), -1], np.int32)
    return Seen(rows, place[rows.kind], window, first, last)
