"""Charts as inline SVG: bars side by side, lines over days, each with a title and its figures.

Why our own: a chart here is a few rectangles or a polyline, must follow the reader's light or dark
setting, and says in words what it shows. Less than a library's theme for it would take.
Colours are the classes `s0`, `s1` and so on, and the page's style says what they look like.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 12, 26
LABELS: Final = 8  # along the axis, so that none runs into the next
LETTER: Final = 7  # the width of a letter of a label, at most
COLOURS: Final = 6
GAP: Final = 0.2  # of a group's width, between groups of bars

Series = Mapping[str, Sequence[float]]


def bars(title: str, labels: Sequence[str], series: Series) -> str:
    """Bars side by side for each label, one a series."""
    highest = _highest(series)
    group = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    width = group * (1 - GAP) / max(len(series), 1)
    drawn = [
        f'<rect class="s{number % COLOURS}" x="{LEFT + group * at + width * number:.1f}" '
        f'y="{_y(value, highest):.1f}" width="{width:.1f}" '
        f'height="{_y(0, highest) - _y(value, highest):.1f}"><title>'
        f"{escape(f'{name}, {labels[at]}: {value:.10g}')}</title></rect>"
        for number, (name, values) in enumerate(series.items())
        for at, value in enumerate(values)
    ]
    middles = [LEFT + group * (at + (1 - GAP) / 2) for at in range(len(labels))]
    return _figure(title, labels, series, highest, middles, drawn)


def lines(title: str, labels: Sequence[str], series: Series) -> str:
    """A line a series over the labels; every series has a value for each."""
    highest = _highest(series)
    step = (WIDTH - LEFT - RIGHT) / max(len(labels) - 1, 1)
    drawn = []
    for number, values in enumerate(series.values()):
        points = (
            f"{LEFT + step * at:.1f},{_y(value, highest):.1f}" for at, value in enumerate(values)
        )
        drawn.append(f'<polyline class="l{number % COLOURS}" points="{" ".join(points)}"/>')
    places = [LEFT + step * at for at in range(len(labels))]
    return _figure(title, labels, series, highest, places, drawn)


def _figure(
    title: str,
    labels: Sequence[str],
    series: Series,
    highest: float,
    places: Sequence[float],
    drawn: Sequence[str],
) -> str:
    """A chart with its axes and legend; read aloud it is its title and each series' figures."""
    told = "; ".join(_told(name, labels, values) for name, values in series.items())
    legend = "".join(
        f'<span><i class="b{number % COLOURS}"></i>{escape(name)}</span>'
        for number, name in enumerate(series)
    )
    return (
        f'<figure><figcaption>{escape(title)}<span class="legend">{legend}</span></figcaption>'
        f'<svg role="img" viewBox="0 0 {WIDTH} {HEIGHT}"><title>{escape(title)}</title>'
        f"<desc>{escape(told)}</desc>{_grid(highest)}{''.join(drawn)}{_axis(labels, places)}"
        "</svg></figure>"
    )


def _told(name: str, labels: Sequence[str], values: Sequence[float]) -> str:
    if not values:
        return f"{name}: nothing"
    most = max(range(len(values)), key=values.__getitem__)
    return (
        f"{name}: {values[0]:.10g} at {labels[0]}, {values[-1]:.10g} at {labels[-1]}, "
        f"at most {values[most]:.10g} at {labels[most]}"
    )


def _grid(highest: float) -> str:
    return "".join(
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(value, highest):.1f}" '
        f'y2="{_y(value, highest):.1f}"/><text class="y" x="{LEFT - 6}" '
        f'y="{_y(value, highest) + 4:.1f}">{value:.10g}</text>'
        for value in (0, highest / 2, highest)
    )


def _axis(labels: Sequence[str], places: Sequence[float]) -> str:
    every = max(1, -(-len(labels) // LABELS))
    return "".join(
        f'<text class="x{_end(labels[at], places[at])}" x="{places[at]:.1f}" y="{HEIGHT - 8}">'
        f"{escape(labels[at])}</text>"
        for at in range(0, len(labels), every)
    )


def _end(label: str, place: float) -> str:
    """Whether a label must end at its place, because half of it would be cut off at the edge."""
    return " end" if place + len(label) * LETTER / 2 > WIDTH else ""


def _y(value: float, highest: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / highest


def _highest(series: Series) -> float:
    """A round figure that nothing exceeds, of which half is round as well."""
    most = max((value for values in series.values() for value in values), default=0)
    power = 10 ** (len(str(int(most))) - 1)
    return float(next(digit * power for digit in (2, 4, 6, 8, 10) if digit * power >= most))
