"""Draws docs/images/scaling.svg from the measured points that docs/scaling.md tells in a table.

Both axes are logarithms: events of a month to the right, seconds of processor upwards. A line goes
through the points of a way; beyond its last point it is dashed, and goes on as steep as a straight
proportion: what was not measured is drawn as such. `python -m benchmarks.scaling_curve`
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from math import log10
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "scaling.md"
PICTURE: Final = ROOT / "docs" / "images" / "scaling.svg"

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 30, 40, 50
EVENTS: Final = {
    6: "1 million",
    7: "10 million",
    8: "100 million",
    9: "1 billion",
    10: "10 billion",
}
SECONDS: Final = {0: "1 s", 1: "10 s", 2: "2 min", 3: "17 min", 4: "3 h", 5: "28 h", 6: "12 days"}
COLOURS: Final = ("#b35c00", "#1f6fb4", "#2f7d32")
_ROW: Final = re.compile(
    r"^\| (?P<way>[^|]+?) \| (?P<events>[\d,]+) \| (?P<seconds>[\d,.]+) s \|", re.M
)


class Point(NamedTuple):
    """So many events of a month, and the seconds of processor that they cost."""

    events: float
    seconds: float


def points(page: str) -> dict[str, list[Point]]:
    """The measured points of each way, in the page's order."""
    found: dict[str, list[Point]] = {}
    for row in _ROW.finditer(page):
        figures = (float(row[name].replace(",", "")) for name in ("events", "seconds"))
        found.setdefault(row["way"], []).append(Point(*figures))
    return found


def beyond(measured: Sequence[Point], events: float = 1e10) -> Point:
    """Where a way would be with so many events, if each cost what one of the last point cost."""
    last = measured[-1]
    return Point(events, last.seconds * events / last.events)


def picture(ways: Mapping[str, Sequence[Point]]) -> str:
    """The curves as SVG; read aloud it is its points."""
    told = "; ".join(f"{way}: {', '.join(map(_told, found))}" for way, found in ways.items())
    drawn = "".join(
        _way(way, measured, COLOURS[number % len(COLOURS)], number)
        for number, (way, measured) in enumerate(ways.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">\n'
        f"<title>Seconds of processor for a month of events</title>\n<desc>{escape(told)}</desc>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{_grid()}{drawn}</svg>\n'
    )


def _told(one: Point) -> str:
    return f"{one.events:,.0f} events {one.seconds:,.10g} s"


def _way(name: str, measured: Sequence[Point], colour: str, number: int) -> str:
    further = " ".join(map(_place, (measured[-1], beyond(measured))))
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>'
        for x, y in (_place(one).split(",") for one in measured)
    )
    return (
        f'<g fill="none" stroke="{colour}" stroke-width="2">'
        f'<polyline points="{" ".join(map(_place, measured))}"/>'
        f'<polyline points="{further}" stroke-dasharray="6 5"/></g>{dots}'
        f'<text x="{LEFT + 14}" y="{TOP + 18 + 18 * number}" fill="{colour}">'
        f"{escape(name)}</text>\n"
    )


def _grid() -> str:
    right = "".join(
        f'<path d="M{_x(power):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>'
        f'<text x="{_x(power):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">'
        f"{label}</text>\n"
        for power, label in EVENTS.items()
    )
    up = "".join(
        f'<path d="M{LEFT} {_y(power):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        f'<text x="{LEFT - 8}" y="{_y(power) + 4:.1f}" text-anchor="end">{label}</text>\n'
        for power, label in SECONDS.items()
    )
    legend = "events of a month; dots are measured, dashes are not"
    middle = (LEFT + WIDTH - RIGHT) / 2
    return (
        f'{right}{up}<text x="{LEFT}" y="{TOP - 16}">seconds of processor</text>\n'
        f'<text x="{middle:.0f}" y="{HEIGHT - 10}" text-anchor="middle">{legend}</text>\n'
    )


def _place(one: Point) -> str:
    return f"{_x(log10(one.events)):.1f},{_y(log10(one.seconds)):.1f}"


def _x(power: float) -> float:
    first, last = min(EVENTS), max(EVENTS)
    return LEFT + (WIDTH - LEFT - RIGHT) * (power - first) / (last - first)


def _y(power: float) -> float:
    first, last = min(SECONDS), max(SECONDS)
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (power - first) / (last - first)


if __name__ == "__main__":
    PICTURE.write_text(picture(points(PAGE.read_text(encoding="utf-8"))), encoding="utf-8")
