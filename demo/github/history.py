"""The history of a repository: read from a file, or made up, and put into the pretended GitHub.

A history file is gzipped JSON: `repository`, `taken_at`, `issues` and `pulls`, where an entry
has `number`, `title`, `author` (a login, or null), `created_at`, `updated_at` and `state`. A
made-up history has the same shape, so that nothing depends on where a history came from.
"""

import gzip
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypedDict

from demo.github.listing import stamp
from demo.github.state import Account, Hub, Repository

_BOT = "dependency-robot[bot]"
_FIRST_DAY = datetime(2024, 1, 8, 9, tzinfo=UTC)
_TAKEN_AT = datetime(2026, 7, 1, tzinfo=UTC)
_TOPICS = ("handshake", "parser", "documentation", "retries", "cache", "release", "timeouts")
_VERBS = ("Mend", "Explain", "Speed up", "Question about", "Crash in", "Test")


class Entry(TypedDict):
    """One issue or pull request of a history; times are ISO 8601 in UTC."""

    number: int
    title: str
    state: str
    author: str | None
    created_at: str
    updated_at: str


class History(TypedDict):
    """All that was ever opened in one repository."""

    repository: str
    taken_at: str
    issues: list[Entry]
    pulls: list[Entry]


def load(path: Path) -> History:
    """Read a history file; `OSError` or `ValueError` where it is none."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        history: History = json.load(file)
    missing = [name for name in History.__required_keys__ if name not in history]
    if missing:
        raise ValueError(f"{path}: no history file, it lacks {', '.join(sorted(missing))}")
    return history


def generate(
    seed: int = 1, *, repository: str = "lantern/lantern", items: int = 400, authors: int = 60
) -> History:
    """Make up a history of `items` issues and pull requests, the same for the same seed.

    A few people open most of it, as everywhere. Among the authors are a bot, the ghost account,
    and deleted ones (null).
    """
    chance = random.Random(seed)  # noqa: S311 - a rehearsal, no secret
    people: list[str | None] = [f"contributor{n}" for n in range(1, authors - 1)]
    people += [_BOT, "ghost", None]
    weights = [1 / rank for rank in range(1, len(people) + 1)]
    drawn = [*people, *chance.choices(people, weights, k=max(items - len(people), 0))][:items]
    chance.shuffle(drawn)
    span = _TAKEN_AT - _FIRST_DAY
    moments = sorted(_FIRST_DAY + span * chance.random() for _ in drawn)
    history = History(repository=repository, taken_at=stamp(_TAKEN_AT), issues=[], pulls=[])
    for number, author in enumerate(drawn, start=1):
        entry = _entry(chance, number, author, moments[number - 1])
        history["pulls" if chance.random() < 0.65 else "issues"].append(entry)
    return history


def fill(hub: Hub, history: History) -> Repository:
    """Put a history into the hub: its repository, with an account for each of its authors."""
    repository = hub.repository(history["repository"])
    for pull, entries in ((False, history["issues"]), (True, history["pulls"])):
        for entry in entries:
            item = repository.open(
                entry["title"],
                _account(hub, entry["author"]),
                pull=pull,
                at=datetime.fromisoformat(entry["created_at"]),
                number=entry["number"],
                updated_at=datetime.fromisoformat(entry["updated_at"]),
            )
            item.state = "open" if entry["state"].lower() == "open" else "closed"
    return repository


def _entry(chance: random.Random, number: int, author: str | None, at: datetime) -> Entry:
    title = f"{chance.choice(_VERBS)} {chance.choice(_TOPICS)}"
    touched = min(at + timedelta(days=chance.expovariate(0.1)), _TAKEN_AT)
    return Entry(
        number=number,
        title=title,
        state=chance.choice(("OPEN", "CLOSED", "CLOSED")),
        author=author,
        created_at=stamp(at),
        updated_at=stamp(touched),
    )


def _account(hub: Hub, login: str | None) -> Account | None:
    return None if login is None else hub.account(login)
