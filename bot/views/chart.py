"""Slack's chart block, within its limits; beside it always stands a sentence that says the same."""

from collections.abc import Mapping, Sequence

from bot.views.blocks import Block, cut

TITLE = 50
LABEL = 20
SERIES = 6
POINTS = 20


def bars(title: str, labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> Block:
    """Bars side by side for each label, one a series; six series and twenty labels at most."""
    shown = [cut(label, LABEL) for label in labels[:POINTS]]
    return {
        "type": "data_visualization",
        "title": cut(title, TITLE),
        "chart": {
            "type": "bar",
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
