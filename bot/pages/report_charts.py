"""The report's small charts as inline SVG: a bar in parts, and columns with their figures on top.

Why not those of `bot.pages.svg`: these stand in a table and beside one, at half a page's width,
where figures on the marks say more than an axis.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

BAR: Final = (160, 14)  # of a row
WIDTH, HEIGHT = 340, 150
TOP, BOTTOM, GAP = 16, 18, 0.3
FEW: Final = 8  # labels along the axis


def bar(parts: Mapping[str, tuple[str, int]], most: int) -> str:
    """A bar in parts (name: its class and count), as long as its sum against `most`."""
    width, height = BAR
    told = ", ".join(f"{count} {name}" for name, (_, count) in parts.items() if count)
    drawn, at = [], 0.0
    for style, count in parts.values():
        wide = width * count / max(most, 1)
        drawn.append(
            f'<rect class="{style}" x="{at:.1f}" width="{wide:.1f}" height="{height}"/>'
            if count
            else ""
        )
        at += wide
    return (
        f'<svg class="bar" role="img" viewBox="0 0 {width} {height}"><title>'
        f"{escape(told or 'none')}</title>{''.join(drawn)}</svg>"
    )


def legend(parts: Mapping[str, str]) -> str:
    """What the colours mean: name and class."""
    keys = (f'<span><i class="{style}"></i>{escape(name)}</span>' for name, style in parts.items())
    return f'<p class="keys">{"".join(keys)}</p>'


def columns(title: str, labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> str:
    """Columns side by side for each label, one a series, each with its figure on top."""
    most = max((value for values in series.values() for value in values), default=0) or 1
    group = WIDTH / max(len(labels), 1)
    width = min(group * (1 - GAP) / max(len(series), 1), 40)
    drawn = []
    for number, values in enumerate(series.values()):
        for at, value in enumerate(values):
            left = group * (at + 0.5) + width * (number - len(series) / 2)
            tall = (HEIGHT - TOP - BOTTOM) * value / most
            drawn.append(
                f'<rect class="s{2 * number}" x="{left:.1f}" y="{HEIGHT - BOTTOM - tall:.1f}" '
                f'width="{width * 0.94:.1f}" height="{tall:.1f}"/>'
                f'<text class="x" x="{left + width / 2:.1f}" '
                f'y="{HEIGHT - BOTTOM - tall - 4:.1f}">{value}</text>'
            )
    every = -(-len(labels) // FEW) or 1
    axis = "".join(
        f'<text class="x" x="{group * (at + 0.5):.1f}" y="{HEIGHT - 4}">{escape(labels[at])}</text>'
        for at in range(0, len(labels), every)
    )
    told = "; ".join(
        f"{label}: " + ", ".join(f"{values[at]} {name}" for name, values in series.items())
        for at, label in enumerate(labels)
    )
    return (
        f"<figure>{legend({name: f'b{2 * n}' for n, name in enumerate(series)})}"
        f'<svg role="img" viewBox="0 0 {WIDTH} {HEIGHT}"><title>{escape(title)}</title>'
        f'<desc>{escape(told)}</desc><line x1="0" x2="{WIDTH}" y1="{HEIGHT - BOTTOM}" '
        f'y2="{HEIGHT - BOTTOM}"/>{"".join(drawn)}{axis}</svg></figure>'
    )
