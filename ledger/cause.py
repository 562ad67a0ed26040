"""Which event or request of Slack's is being worked on, so that what is queued for it says so.

Why not an argument: it changes nothing that is done, and is only told in the log. Like a line of
the log a notice is written deep below whoever knows of the event.
"""

from contextvars import ContextVar
from typing import Final

EVENT: Final = ContextVar("event", default="")  # Slack's id, or a hash; never a name or a text
