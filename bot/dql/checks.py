"""What a field of a form must hold, and what is wrong where it does not."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from bot.naming import NamingError, company_name

# Where the person is handed on as themselves, not as their company's: they are to be asked.
CONSENT_TEAMS: Final = frozenset({"recruiting"})


def field(values: Mapping[str, str], name: str) -> str:
    """What was typed into a field, whatever its id says behind a dot; empty where there is none."""
    return values.get(block_of(values, name), "").strip()


def block_of(values: Mapping[str, str], name: str) -> str:
    """The id of a field's block in the form as it was sent in."""
    return next((block for block in values if block.partition(".")[0] == name), name)


def needs_letters(text: str, message: str) -> str:
    """`message` for a text that says nothing."""
    return "" if any(sign.isalnum() for sign in text) else message


def company_problem(text: str) -> str:
    """What is wrong with the name of a company; nothing with none."""
    if not text.strip():
        return ""
    try:
        company_name(text)
    except NamingError as error:
        return str(error)
    return ""


def link_problem(text: str) -> str:
    """What is wrong with a link; nothing with none."""
    wrong = "Write the whole address, such as https://github.com/acme/anvil/issues/7."
    if not text:
        return ""
    try:
        read = urlsplit(text)
    except ValueError:
        return wrong
    spaced = any(sign.isspace() or sign in "<>|" for sign in text)
    return wrong if spaced or read.scheme not in ("http", "https") or not read.hostname else ""
