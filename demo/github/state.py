"""What the pretended GitHub remembers: accounts, repositories, their issues and pull requests.

The server's thread reads while whoever rehearses goes on opening and closing things, so every
change takes the hub's lock, and the server holds the same lock while it composes one answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import RLock

GHOST_ID = 10137
_NODE_PREFIX = {"User": "U", "Bot": "BOT", "Organization": "O"}


def utc_now() -> datetime:
    """The present moment, aware, UTC, in whole seconds as GitHub tells it."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(slots=True)
class Account:
    """A user, a bot or an organisation, with what its public profile says."""

    id: int
    login: str
    type: str = "User"
    name: str | None = None
    company: str | None = None
    email: str | None = None
    blog: str = ""
    location: str | None = None
    organizations: tuple[str, ...] = ()
    gone: bool = False

    @property
    def node_id(self) -> str:
        """The GraphQL id; it stays when the login changes."""
        return f"{_NODE_PREFIX.get(self.type, 'M')}_demo{self.id}"


@dataclass(slots=True)
class Item:
    """An issue or a pull request. `id` is unique on the whole hub, `number` in its repository.

    `oddities` replace fields of its JSON, to rehearse shapes that nobody expects.
    """

    id: int
    number: int
    title: str
    author: Account | None
    created_at: datetime
    updated_at: datetime
    pull: bool = False
    state: str = "open"
    oddities: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Repository:
    """A repository and all that was ever opened in it."""

    hub: "Hub"
    id: int
    full_name: str
    items: dict[int, Item] = field(default_factory=dict)

    def open(
        self,
        title: str,
        author: Account | None,
        *,
        pull: bool = False,
        at: datetime | None = None,
        number: int | None = None,
        updated_at: datetime | None = None,
    ) -> Item:
        """Open an issue, or a pull request; `at` is aware, UTC, the hub's clock if left out."""
        with self.hub.lock:
            at = at or self.hub.clock()
            number = number or max(self.items, default=0) + 1
            item_id = self.hub.next_id()
            item = Item(item_id, number, title, author, at, updated_at or at, pull)
            self.items[number] = item
            return item

    def touch(self, number: int, at: datetime | None = None, **changes: object) -> Item:
        """Update an item, as a comment, a label or an edit does; its `updated_at` moves to `at`."""
        with self.hub.lock:
            item = self.items[number]
            for name, value in changes.items():
                setattr(item, name, value)
            item.updated_at = at or self.hub.clock()
            return item

    def transfer(self, number: int, to: "Repository") -> Item:
        """Move an item: the other repository gives it a number, and it keeps `created_at`."""
        with self.hub.lock:
            item = self.items.pop(number)
            item.number = max(to.items, default=0) + 1
            item.updated_at = self.hub.clock()
            to.items[item.number] = item
            return item


class Hub:
    """One pretended GitHub. `clock` gives aware UTC datetimes and may be skewed on purpose."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self.clock = clock
        self.lock = RLock()
        self.accounts: dict[int, Account] = {}
        self.repositories: dict[str, Repository] = {}
        self.renamed: dict[str, Repository] = {}
        self.tokens: dict[str, frozenset[str]] = {}
        self.graphql = True
        self._last_id = 20_000
        self.ghost = self._add(Account(GHOST_ID, "ghost", name="Deleted user"))

    def next_id(self) -> int:
        """An id that nothing else on this hub has."""
        self._last_id += 1
        return self._last_id

    def account(self, login: str, **profile: object) -> Account:
        """The account of that login, made at first mention; `profile` sets fields of it."""
        with self.lock:
            found = next((a for a in self.accounts.values() if a.login == login), None)
            if found is None:
                kind = "Bot" if login.endswith("[bot]") else "User"
                found = self._add(Account(self.next_id(), login, kind))
            for name, value in profile.items():
                setattr(found, name, value)
            return found

    def repository(self, full_name: str) -> Repository:
        """The repository of that name, made at first mention."""
        with self.lock:
            key = full_name.lower()
            if key not in self.repositories:
                self.repositories[key] = Repository(self, self.next_id(), full_name)
            return self.repositories[key]

    def rename(self, old: str, new: str) -> None:
        """Give a repository another name; the old one redirects from now on."""
        with self.lock:
            repository = self.repositories.pop(old.lower())
            repository.full_name = new
            self.repositories[new.lower()] = repository
            self.renamed[old.lower()] = repository

    def token(self, token: str, *scopes: str) -> str:
        """Let a token in, with these scopes."""
        with self.lock:
            self.tokens[token] = frozenset(scopes)
            return token

    def revoke(self, token: str) -> None:
        """Shut a token out: it answers 401 from now on."""
        with self.lock:
            self.tokens.pop(token, None)

    def _add(self, account: Account) -> Account:
        self.accounts[account.id] = account
        return account
