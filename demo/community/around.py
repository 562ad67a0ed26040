"""Who stars, forks, comments and talks on GitHub besides opening things: a part of the same people.

Nothing of it earns points; it is what a company's card shows of its people's interest.
"""

from datetime import datetime, timedelta
from random import Random

from demo.community.cast import SPAN, Community, Person, chance, moment
from demo.github.state import Hub, Repository

_ASKED = (
    "How do you run this across two regions?",
    "What would you like in the next release?",
    "Show what you have built",
    "Sizing for a few hundred users",
)
_RELEASES = (("v3.0", 90, (4_120, 1_870)), ("v3.1", 55, (6_310, 2_445)), ("v3.2", 12, (2_980, 905)))
_HOUR = timedelta(hours=1)


def gather(hub: Hub, repository: Repository, made: Community, now: datetime) -> None:
    """Adds stars, forks, comments, discussions and releases of the past, dated back from `now`."""
    people = [person for person in made.people if person.login]
    bots = {person.login for person in people if person.login.endswith("[bot]")}
    for person in people:
        if person.login not in bots:
            _interest(hub, repository, person, chance(made.seed, "around", person.login), now)
    _comments(hub, repository, people, chance(made.seed, "comments"), now)
    _talk(hub, repository, people, chance(made.seed, "talk"), now)
    for tag, ago, downloads in _RELEASES:
        at = moment(chance(made.seed, "release", tag), now, ago)
        repository.release(tag, *downloads, at=at)


def _interest(
    hub: Hub, repository: Repository, person: Person, luck: Random, now: datetime
) -> None:
    if luck.random() < 0.5:
        repository.star(hub.account(person.login), moment(luck, now, luck.randint(1, SPAN)))
    if luck.random() < 0.2:
        repository.fork(hub.account(person.login), moment(luck, now, luck.randint(1, SPAN)))


def _comments(
    hub: Hub, repository: Repository, people: list[Person], luck: Random, now: datetime
) -> None:
    """A few comments on every other item, soon after it was opened."""
    for item in list(repository.items.values()):
        at = item.created_at
        for person in luck.choices(people, k=luck.randint(0, 2)):
            at += luck.uniform(0.5, 30) * _HOUR
            if at < now:
                repository.comment(item.number, hub.account(person.login), at)


def _talk(
    hub: Hub, repository: Repository, people: list[Person], luck: Random, now: datetime
) -> None:
    for title in _ASKED:
        begun = luck.choice(people)
        at = moment(luck, now, luck.randint(10, SPAN))
        discussion = repository.discuss(title, hub.account(begun.login), at)
        for person in luck.choices(people, k=luck.randint(2, 5)):
            at += luck.uniform(1, 40) * _HOUR
            repository.answer(discussion, hub.account(person.login), at)
