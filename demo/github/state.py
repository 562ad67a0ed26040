"""What the pretended GitHub remembers: accounts, repositories, and what happened in them.

The server's thread reads while whoever rehearses goes on opening and closing things, so every
change takes the hub's lock, and the server holds the same lock while it composes one answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import RLock

from demo.github.accounts import GHOST_ID, Account
from demo.github.around import Around, Comment, Discussion, Fork, Release, Star

__all__ = ["GHOST_ID", "Account", "Hub", "Item", "Repository", "utc_now"]


def utc_now() -> datetime:
    """The present moment, aware, UTC, in whole seconds as GitHub tells it."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(slots=True)
class Item:
    """An issue or a pull request. `id` is unique on the whole hub, `number` in its repository.

    `commit` is a pull request's last one: its author's address, and whose account that is.
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
    commit: tuple[str, Account | None] | None = None
    oddities: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Repository:
    """A repository and all that was ever opened in it."""

    hub: "Hub"
    id: int
    full_name: str
    items: dict[int, Item] = field(default_factory=dict)
    around: Around = field(default_factory=Around)

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

    def comment(self, number: int, author: Account | None, at: datetime | None = None) -> Comment:
        """Comment on an item, which is updated by it."""
        with self.hub.lock:
            at = at or self.hub.clock()
            comment = Comment(self.hub.next_id(), number, author, at, at)
            self.around.comments[comment.id] = comment
            self.items[number].updated_at = max(self.items[number].updated_at, at)
            return comment

    def star(self, user: Account, at: datetime | None = None) -> Star:
        """Star it; whoever had starred it before stands at the end of the list again."""
        with self.hub.lock:
            self.unstar(user)
            star = Star(user, at or self.hub.clock())
            self.around.stars[user.id] = star
            return star

    def unstar(self, user: Account) -> None:
        """Take a star back, if there was one."""
        with self.hub.lock:
            self.around.stars.pop(user.id, None)

    def fork(self, owner: Account, at: datetime | None = None) -> Fork:
        """Fork it; the fork has the same name below its owner."""
        with self.hub.lock:
            name = f"{owner.login}/{self.full_name.partition('/')[2]}"
            fork = Fork(self.hub.next_id(), name, owner, at or self.hub.clock())
            self.around.forks[fork.id] = fork
            return fork

    def discuss(self, title: str, author: Account | None, at: datetime | None = None) -> Discussion:
        """Begin a discussion."""
        with self.hub.lock:
            at = at or self.hub.clock()
            number = len(self.around.discussions) + 1
            begun = Discussion(self.hub.next_id(), number, title, author, at, at)
            self.around.discussions[number] = begun
            return begun

    def answer(
        self, discussion: Discussion, author: Account | None, at: datetime | None = None
    ) -> Comment:
        """Comment on a discussion, which is updated by it."""
        with self.hub.lock:
            at = at or self.hub.clock()
            comment = Comment(self.hub.next_id(), discussion.number, author, at, at)
            discussion.comments.append(comment)
            discussion.updated_at = max(discussion.updated_at, at)
            return comment

    def release(self, tag: str, *downloads: int, at: datetime | None = None) -> Release:
        """Publish a release whose files were downloaded so often."""
        with self.hub.lock:
            published = Release(self.hub.next_id(), tag, at or self.hub.clock(), downloads)
            self.around.releases.append(published)
            return published


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
        self.members: dict[str, list[Account]] = {}
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

    def join(self, organisation: str, *members: Account) -> None:
        """Take members into an organisation, as a token that may see all of them is shown."""
        with self.lock:
            self.members.setdefault(organisation.lower(), []).extend(members)

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
