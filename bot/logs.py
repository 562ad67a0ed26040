"""Log lines on standard error, with every secret taken out before it is written."""

import logging
import re
import sys

# Slack and GitHub tokens, and the one-time addresses Slack lets one answer to.
SECRET = re.compile(
    r"(?:xoxe\.)?xox[a-z]-[\w-]+|xapp-[\w-]+|gh[a-z]_\w+|github_pat_\w+"
    r"|https?://hooks\.slack\.com/\S+|wss?://\S+|Bearer\s+[\w.-]+"
)
# Libraries whose everyday news nobody needs.
CHATTY = ("urllib3", "bolt", "slack_bolt", "slack_sdk", "alembic")
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
    for library in CHATTY:
        logging.getLogger(library).setLevel(logging.WARNING)
    # A tick that finds the one before it still at work is skipped: the normal way of a busy day.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("bolt").addFilter(_not_about_the_token)


def _not_about_the_token(record: logging.LogRecord) -> bool:
    """Bolt looks for a token of its own in the environment and says that it does not use it."""
    return "`token` will be unused" not in record.getMessage()
