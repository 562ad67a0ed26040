"""A chart as a picture: what the block says is drawn, whatever it says."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from bot.views.blocks import Block
from bot.views.chart import bars, line
from bot.views.png import COLOURS, HEIGHT, WIDTH, png
from tests.bot import told

FIRST, SECOND = "#1264a3", "#e8912d"


def drawn(block: Block) -> dict[str, int]:
    """How many dots of each colour the picture has, the lines at the top left out."""
    with Image.open(BytesIO(png(block))) as image:
        assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
        below = image.crop((0, 100, WIDTH, HEIGHT)).convert("RGB")
    found = below.getcolors(WIDTH * HEIGHT) or []
    colours: dict[str, int] = {}
    for count, dot in found:
        assert isinstance(dot, tuple)
        colours["#" + bytes(dot).hex()] = count
    return colours


@pytest.mark.parametrize("chart", [bars, line])
@pytest.mark.parametrize("values", [[], [0], [3.5], [0, 0, 0], [1, -2, 3], list(range(20))])
def test_any_values_can_be_drawn(chart: Callable[..., Block], values: list[float]) -> None:
    shown = drawn(chart("Any", ["a"] * len(values), {"one": values}))
    assert (FIRST in shown) == (any(values) or (chart is line and bool(values)))


@pytest.mark.parametrize("name", told.NAMES.values(), ids=told.NAMES)
def test_any_name_can_be_drawn(name: str) -> None:
    assert FIRST in drawn(bars(name, [name], {name: [1]}))


def test_a_bar_is_as_high_as_its_value() -> None:
    shown = drawn(bars("Two", ["a", "b"], {"one": [10, 10], "other": [5, 5]}))
    assert shown[FIRST] == pytest.approx(2 * shown[SECOND], rel=0.02)


def test_lines_of_a_kind_have_colours_of_their_own() -> None:
    series = {f"series {n}": [n, n + 1] for n in range(6)}
    assert set(COLOURS) <= drawn(line("Six", ["a", "b"], series)).keys()


def test_the_same_chart_is_the_same_picture() -> None:
    block = bars("Same", ["a"], {"one": [1]})
    assert png(block) == png(block)
