"""What single settings must look like; each refusal is a sentence that says how to write it."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from pydantic import AfterValidator, SecretStr

from identity.hosts import read_host
from scoring.rules import PACKAGED


def starts_with(prefix: str) -> AfterValidator:
    """The beginning by which a token's kind is known."""

    def check(value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(prefix):
            raise ValueError(f"does not begin with {prefix}: copy it anew from the app's settings")
        return value

    return AfterValidator(check)


SECRET_LETTERS = 16
LAST_PORT = 65_535
SHOWN_DAYS = 90  # in which a company's card shows single activities


def long_enough(value: SecretStr) -> SecretStr:
    """A secret that nobody finds by trying; the value is not repeated."""
    if len(value.get_secret_value()) < SECRET_LETTERS:
        raise ValueError(
            f"has fewer than {SECRET_LETTERS} characters: make one by `openssl rand -hex 32`"
        )
    return value


def port(value: object) -> object:
    """A TCP port; 0 is any that is free. The value is not repeated, as a number's is not."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,5}", value):
        raise ValueError("this is no port: write a number such as 8080")
    if int(str(value)) > LAST_PORT:
        raise ValueError(f"this is no port: the last one is {LAST_PORT}")
    return value


def networks(value: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses, or networks as address/length."""
    try:
        return tuple(ip_network(one) for one in value)
    except ValueError:
        raise ValueError(
            "not all are addresses or networks: write 10.0.0.1,10.1.0.0/16, separated by commas"
        ) from None


def repositories(value: tuple[str, ...]) -> tuple[str, ...]:
    """Names as GitHub writes them."""
    for name in value:
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
            raise ValueError(f"{name!r} is no repository: write owner/name, separated by commas")
    return value


def people(value: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of Slack's: people (U…, W…) and user groups (S…), for names change and ids do not.

    The value is not repeated: somebody may have written a mail address.
    """
    for number, one in enumerate(value, start=1):
        if not re.fullmatch(r"[UWS][A-Z0-9]{2,}", one):
            raise ValueError(
                f"entry {number} is no id of Slack's: write U0123456789,S0123456789 (the profile "
                "of a person and the page of a user group show theirs), separated by commas"
            )
    return value


def domains(value: tuple[str, ...]) -> tuple[str, ...]:
    """Names that somebody can have registered."""
    for name in value:
        if read_host(name) is None:
            raise ValueError(f"{name!r} is no domain: write acme.com, separated by commas")
    return value


def number(value: object) -> object:
    """The value is not repeated: somebody may have set a secret for it."""
    if isinstance(value, str) and not (value.isascii() and value.isdecimal()):
        raise ValueError("this is no number: copy it from the App's page on GitHub")
    return value


def url(value: str) -> str:
    """An address on the web."""
    if not re.match(r"https?://[^/\s]+", value):
        raise ValueError(f"{value!r} is no URL: it begins with https://")
    return value


def file(value: Path) -> Path:
    """The value is not repeated: somebody may have set the file's content, a key, for its name."""
    if not _is_file(value):
        raise ValueError("there is no such file; a relative path begins where leadlight is started")
    return value


def databases(value: tuple[Path, ...]) -> tuple[Path, ...]:
    """Files that are there; whether they are databases is seen when they are opened."""
    for path in value:
        if not _is_file(path):
            raise ValueError(
                f"there is no file {path}: write paths of mmdb files, separated by commas; "
                "a relative path begins where leadlight is started"
            )
    return value


def retention_days(value: object) -> object:
    """How many days an activity keeps its title and link."""
    if not re.fullmatch(r"[0-9]{1,6}", str(value)) or int(str(value)) < SHOWN_DAYS:
        raise ValueError(
            f"write a number of days such as 400, at least {SHOWN_DAYS}: so far back cards show "
            "single activities"
        )
    return value


def backup_keep(value: object) -> object:
    """How many daily backups are kept."""
    if not re.fullmatch(r"[0-9]{1,4}", str(value)) or int(str(value)) < 1:
        raise ValueError("write how many daily backups are kept, such as 14, at least 1")
    return value


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file can have
        return False


def rules_file(value: str) -> str:
    """A packaged rules file by its bare name, or a file of one's own."""
    if value not in PACKAGED:
        file(Path(value))
    return value


def database(value: str) -> str:
    """A database's URL; which one will do is the ledger's to say."""
    if not re.match(r"[a-z0-9_+]+://", value):
        raise ValueError("this is no database URL: write it as sqlite:///leadlight.db")
    return value
