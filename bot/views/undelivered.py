"""That a file which somebody asked for does not come, told to whoever waits for it."""

from collections.abc import Mapping
from typing import Any

from bot.views import blocks as b


def undelivered(facts: Mapping[str, Any]) -> b.Message:
    """What was asked for, and under which number the log tells the reason."""
    line = (
        f"Sorry, I could not send you “{b.outside(facts['title'])}”. Please ask for it again; if "
        "that does not help, whoever runs Leadlight finds the reason in the log under "
        f"`notice {facts['notice']}`."
    )
    return b.message(line, b.section(line))
