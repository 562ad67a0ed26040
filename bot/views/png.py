"""A chart block as a picture, for clients that show no chart block.

Drawn with what Pillow brings along, so that it looks the same on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil, log10
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from bot.views.blocks import Block

WIDTH, HEIGHT = 1_200, 600
LEFT, RIGHT, TOP, BOTTOM = 90, 40, 110, 80
TEXT: Final = 22
GRIDS: Final = 4
INK, GREY, GRID, PAPER = "#1d1c1d", "#616061", "#e3e3e3", "#ffffff"
# Told apart by whoever confuses red and green as well.
COLOURS: Final = ("#1264a3", "#e8912d", "#2eb67d", "#7c3085", "#56b4e9", "#8a6d3b")


@dataclass(frozen=True, slots=True)
class _Frame:
    """The axes: how many labels, the values between which everything lies, and the grid's step."""

    labels: int
    least: float
    most: float
    step: float

    def x(self, number: float) -> float:
        """Where the middle of a label stands."""
        return LEFT + (WIDTH - LEFT - RIGHT) * (number + 0.5) / max(self.labels, 1)

    def y(self, value: float) -> float:
        """Where a value stands."""
        part = (value - self.least) / (self.most - self.least)
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)


def png(block: Block) -> bytes:
    """The picture of a chart block of bars or lines, as `bot.views.chart` makes it."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw, chart = ImageDraw.Draw(image), block["chart"]
    labels = chart["axis_config"]["categories"]
    series = [[point["value"] for point in one["data"]] for one in chart["series"]]
    frame = _frame(len(labels), [value for values in series for value in values])
    _text(draw, (LEFT, 20), block["title"], INK, TEXT + 8)
    _legend(draw, [one["name"] for one in chart["series"]])
    _axes(draw, frame, labels)
    shape = _lines if chart["type"] == "line" else _bars
    shape(draw, frame, series)
    with BytesIO() as file:
        image.save(file, "PNG", optimize=True)
        return file.getvalue()


def _frame(labels: int, values: Sequence[float]) -> _Frame:
    """Zero is always there, and the steps of the grid are round."""
    least, most = min([0.0, *values]), max([0.0, *values])
    step = _round_up((most - least) / GRIDS or 1)
    return _Frame(labels, -ceil(-least / step) * step, max(ceil(most / step), 1) * step, step)


def _round_up(number: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    power = 10.0 ** (ceil(log10(number)) - 1)
    return next(power * one for one in (1, 2, 2.5, 5, 10) if power * one >= number)


def _axes(draw: ImageDraw.ImageDraw, frame: _Frame, labels: Sequence[str]) -> None:
    for number in range(round((frame.most - frame.least) / frame.step) + 1):
        value = frame.least + number * frame.step
        y = frame.y(value)
        draw.line([(LEFT, y), (WIDTH - RIGHT, y)], GRID, 2)
        _text(draw, (LEFT - 12, y), f"{value:g}", GREY, anchor="rm")
    draw.line([(LEFT, frame.y(0)), (WIDTH - RIGHT, frame.y(0))], GREY, 2)
    every = ceil(len(labels) * 110 / (WIDTH - LEFT - RIGHT)) or 1
    for number, label in enumerate(labels):
        if (len(labels) - 1 - number) % every == 0:
            _text(draw, (frame.x(number), HEIGHT - BOTTOM + 16), label, GREY, anchor="ma")


def _legend(draw: ImageDraw.ImageDraw, names: Sequence[str]) -> None:
    x = float(LEFT)
    for name, colour in zip(names, COLOURS, strict=False):
        draw.rectangle([x, 70, x + 18, 88], colour)
        _text(draw, (x + 28, 79), name, GREY, anchor="lm")
        x += 60 + draw.textlength(_shown(name), font=_font(TEXT))


def _bars(draw: ImageDraw.ImageDraw, frame: _Frame, series: Sequence[Sequence[float]]) -> None:
    wide = (frame.x(1) - frame.x(0)) * 0.8 / max(len(series), 1)
    for place, (values, colour) in enumerate(zip(series, COLOURS, strict=False)):
        for number, value in enumerate(values):
            left = frame.x(number) + wide * (place - len(series) / 2)
            top, bottom = sorted((frame.y(value), frame.y(0)))
            if value:
                draw.rectangle([left, top, left + wide - 1, bottom], colour)


def _lines(draw: ImageDraw.ImageDraw, frame: _Frame, series: Sequence[Sequence[float]]) -> None:
    for values, colour in zip(series, COLOURS, strict=False):
        points = [(frame.x(number), frame.y(value)) for number, value in enumerate(values)]
        if points:
            draw.line(points, colour, 5, joint="curve")
        for x, y in points:
            draw.ellipse([x - 6, y - 6, x + 6, y + 6], colour)


def _text(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    colour: str,
    size: int = TEXT,
    anchor: str = "la",
) -> None:
    draw.text(at, _shown(text), colour, _font(size), anchor=anchor)


def _shown(text: str) -> str:
    """On one line: a line break has no place on an axis."""
    return " ".join(text.split())


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
