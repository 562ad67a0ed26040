"""What people do around a repository without opening anything: comments, stars, forks, talk."""

from dataclasses import dataclass, field
from datetime import datetime

from demo.github.accounts import Account


@dataclass(slots=True)
class Comment:
    """A comment on an issue, a pull request or a discussion; `number` is that one's."""

    id: int
    number: int
    author: Account | None
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True)
class Star:
    """A star; taken back and given again it is another one, of the later moment."""

    user: Account
    starred_at: datetime


@dataclass(slots=True)
class Fork:
    """A fork: a repository of its own."""

    id: int
    full_name: str
    owner: Account
    created_at: datetime


@dataclass(slots=True)
class Discussion:
    """A discussion; whoever comments moves its `updated_at`."""

    id: int
    number: int
    title: str
    author: Account | None
    created_at: datetime
    updated_at: datetime
    comments: list[Comment] = field(default_factory=list)


@dataclass(slots=True)
class Release:
    """A release; `downloads` has the count of each of its files."""

    id: int
    tag: str
    published_at: datetime
    downloads: tuple[int, ...] = ()


@dataclass(slots=True)
class Around:
    """All of that for one repository; `closed` are the lists that nobody may read, with why.

    A list is named as in its address ("issues/comments", "stargazers", "forks", "releases"), or
    "discussions"; its answer is that status.
    """

    comments: dict[int, Comment] = field(default_factory=dict)
    stars: dict[int, Star] = field(default_factory=dict)
    forks: dict[int, Fork] = field(default_factory=dict)
    discussions: dict[int, Discussion] = field(default_factory=dict)
    releases: list[Release] = field(default_factory=list)
    closed: dict[str, int] = field(default_factory=dict)
