"""Log lines on standard error, with every secret taken out before it is written."""

import logging
import re
import sys
from typing import TextIO

# Slack and GitHub tokens, and the one-time addresses Slack lets one answer to.
SECRET = re.compile(
    r"(?:xoxe\.)?xox[a-z]-[\w-]+|xapp-[\w-]+|gh[a-z]_\w+|github_pat_\w+"
    r"|https?://hooks\.slack\.com/[^\s\"'<>]+|wss?://[^\s\"'<>]+|Bearer\s+[\w.-]+"
)
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Only our own rooms tell what a debugger wants to know. Libraries would tell what people wrote,
# the addresses Slack lets one answer to, rows of the ledger: of them only what is wrong is heard.
ROOMS = ("bot", "collectors", "identity", "scoring", "ledger")
LIBRARIES = logging.WARNING


def redacted(text: str) -> str:
    """`text` without tokens, one-time addresses and mail addresses."""
    return MAIL.sub("[mail address]", SECRET.sub("[secret]", text))


class RedactingFormatter(logging.Formatter):
    """Formats as usual, exceptions included, then takes the secrets out."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class RedactingHandler(logging.StreamHandler[TextIO]):
    """Writes to a stream; of a record that cannot be made into a line it tells where it came from.

    Why: the standard one would tell the arguments as well, and nobody took the secrets out of them.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's name)
        self.stream.write(f"a log line of {record.name}:{record.lineno} cannot be written\n")


def set_up(level: str = "INFO", formatter: logging.Formatter | None = None) -> None:
    """Sends all logs to standard error: ours from `level` on, those of libraries from warnings on.

    `formatter` writes the lines, and has to take the secrets out; unset: one in plain text.
    """
    handler = RedactingHandler(sys.stderr)
    plain = RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(formatter or plain)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(LIBRARIES)
    for room in ROOMS:
        logging.getLogger(room).setLevel(level)
    # Named, for Bolt hands the level of its app's logger on to its own.
    bolt = logging.getLogger("bolt")
    bolt.setLevel(LIBRARIES)
    # A tick that finds the one before it still at work is skipped: the normal way of a busy day.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    if _tells_news not in bolt.filters:
        bolt.addFilter(_tells_news)


def _tells_news(record: logging.LogRecord) -> bool:
    """Bolt looks for a token of its own in the environment and says that it does not use it."""
    return "`token` will be unused" not in record.getMessage()
