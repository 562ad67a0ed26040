"""Which channel hears the news of a company: the first route of the rules that fits."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from scoring.rules_telling import Route


@dataclass(frozen=True, slots=True)
class News:
    """What routes go by; `level` is the one that was reached or fallen from, tags in lower case."""

    news: Literal["rise", "fall"]
    level: str
    customer: bool
    tags: frozenset[str] = frozenset()


def channel_of(routes: Iterable[Route], told: News, otherwise: str = "") -> str:
    """The channel of the first route all of whose conditions hold, or `otherwise`."""
    return next((route.channel for route in routes if _fits(route, told)), otherwise)


def _fits(route: Route, told: News) -> bool:
    """A condition that a route does not name holds for everything."""
    return (
        route.level in (None, told.level)
        and route.customer in (None, told.customer)
        and (route.tag is None or route.tag in told.tags)
        and route.news in (None, told.news)
    )
