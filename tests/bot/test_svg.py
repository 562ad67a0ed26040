"""Charts as SVG: no label along the axis runs over the edge, however many there are."""

import re

import pytest

from bot.pages import html, svg

LETTER = 6.2  # the width of a digit at the size of the labels
LABEL = re.compile(r'<text class="x( end)?" x="([0-9.]+)" y="[0-9]+">([^<]*)</text>')


def days(count: int) -> list[str]:
    return [f"2026-11-{number + 1:02}" for number in range(count)]


@pytest.mark.parametrize("draw", [svg.lines, svg.bars])
@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 9, 15, 22, 29])
def test_every_label_is_seen_whole(draw: object, count: int) -> None:
    assert callable(draw)
    drawn = draw("Points", days(count), {"points": [1.0] * count})
    labels = LABEL.findall(drawn)
    assert labels and labels[0][2] == days(1)[0]
    for end, x, text in labels:
        half = len(text) * LETTER / 2
        right = float(x) if end else float(x) + half
        assert right <= svg.WIDTH
        assert float(x) - half * (2 if end else 1) >= 0


def test_the_page_knows_how_a_label_ends_at_its_place() -> None:
    assert re.search(r"text\.end\{text-anchor:end\}", html.page("Title", ()))
    assert html.STYLE.index("text.x{") < html.STYLE.index("text.end{")
