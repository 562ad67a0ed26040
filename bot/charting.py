"""Charts as pictures, where CHARTS asks for them: each in the thread of its message.

What a picture shows travels as the chart block itself, which is small; it is drawn when it is
uploaded. Its alternative text is the sentence that stands beside the chart, which also is all that
an answer for one person's eyes shows: it has no thread.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.answers import Answer, Done, Later, Replace, Say
from bot.services import Services
from bot.views.blocks import Block, Message
from bot.views.chart import charts_of, without_charts
from ledger import notices
from ledger.engine import Session
from ledger.tables import Notice

Facts = Mapping[str, Any]

MAKER: Final = "chart"


def picture(services: Services, facts: Facts) -> bytes:
    """The PNG of a queued chart."""
    # Here, because most services draw no picture and need not load what draws.
    from bot.views.png import png

    return png(facts["chart"])


def queue_pictures(session: Session, notice: Notice, message: Message, now: datetime) -> None:
    """Queues the charts of a message that was just posted, for its thread, in order."""
    for number, chart in enumerate(charts_of(message), 1):
        notices.queue(
            session,
            f"{notice.key}:chart:{number}",
            "file",
            notice.channel,
            {
                "name": f"chart-{number}.png",
                "title": chart["title"],
                "alt": sentence(message, chart),
                "of": MAKER,
                "chart": chart,
            },
            now,
            notices.FILE,
            anchor=notice.anchor or notice.key,
        )


def sentence(message: Message, chart: Block) -> str:
    """What stands right after a chart and says the same; its title where nothing does."""
    after = message.blocks[message.blocks.index(chart) + 1 :][:1]
    said = [block["elements"][0]["text"] for block in after if block["type"] == "context"]
    return str(said[0]) if said else str(chart["title"])


def answer_as_set(services: Services, answered: Answer) -> Answer:
    """An answer for one person as CHARTS wants it."""
    if services.charts == "image" and isinstance(answered, Say | Replace | Later | Done):
        said = answered.message
        return answered if said is None else replace(answered, message=without_charts(said))
    return answered
