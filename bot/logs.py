"""Log lines on standard error, with every secret taken out before it is written."""

import logging
import re
import sys

# Slack and GitHub tokens, and the one-time addresses Slack lets one answer to.
SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|gh[a-z]_\w+|github_pat_\w+"
    r"|https?://hooks\.slack\.com/\S+|wss?://\S+|Bearer\s+[\w.-]+"
)
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def redacted(text: str) -> str:
    """`text` without tokens, one-time addresses and mail addresses."""
    return MAIL.sub("[mail address]", SECRET.sub("[secret]", text))


class RedactingFormatter(logging.Formatter):
    """Formats as usual, exceptions included, then takes the secrets out."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


def set_up(level: str = "INFO") -> None:
    """Sends all logs to standard error, one line each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("apscheduler", "urllib3", "slack_bolt", "slack_sdk", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
