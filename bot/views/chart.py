"""Slack's chart block, within its limits; beside it always stands a sentence that says the same.

Where CHARTS asks for images the blocks are taken out of a message before it is posted, and what
they would have shown is uploaded as a picture: the sentence stays in either case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from bot.views.blocks import Block, Message, cut, points
from bot.views.days import short

TYPE: Final = "data_visualization"
TITLE = 50
LABEL = 20
SERIES = 6
POINTS = 20

Series = Mapping[str, Sequence[float]]


def bars(title: str, labels: Sequence[str], series: Series) -> Block:
    """Bars side by side for each label, one a series; six series and twenty labels at most."""
    return _chart("bar", title, labels, series)


def line(title: str, labels: Sequence[str], series: Series) -> Block:
    """A line a series over the labels; six series and twenty labels at most."""
    return _chart("line", title, labels, series)


def weeks(rows: Sequence[Mapping[str, Any]], window_days: int) -> tuple[Block, str]:
    """A company's points week by week, oldest first, and the sentence that says the same.

    A row has a `day` as ISO text and the `points` (hundredths) of the `window_days` up to it.
    """
    labels = [short(row["day"]) for row in rows]
    title = f"Points in {window_days} days, week by week"
    block = line(title, labels, {"points": [row["points"] / 100 for row in rows]})
    highest = max(range(len(rows)), key=lambda number: (rows[number]["points"], number))
    first, most, last = (
        f"{points(rows[at]['points'])} on {labels[at]}" for at in (0, highest, len(rows) - 1)
    )
    return block, f"{title}: {first}, {last}; at most {most}."


def charts_of(message: Message) -> list[Block]:
    """The charts of a message, in order."""
    return [block for block in message.blocks if block["type"] == TYPE]


def without_charts(message: Message) -> Message:
    """The same message, told by its sentences alone."""
    return replace(
        message, blocks=tuple(block for block in message.blocks if block["type"] != TYPE)
    )


def _chart(
    kind: Literal["bar", "line"], title: str, labels: Sequence[str], series: Series
) -> Block:
    shown = [cut(label, LABEL) for label in labels[:POINTS]]
    return {
        "type": TYPE,
        "title": cut(title, TITLE),
        "chart": {
            "type": kind,
            "series": [
                {
                    "name": cut(name, LABEL),
                    "data": [
                        {"label": label, "value": value}
                        for label, value in zip(shown, values, strict=False)
                    ],
                }
                for name, values in list(series.items())[:SERIES]
            ],
            "axis_config": {"categories": shown},
        },
    }
