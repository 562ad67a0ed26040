"""What the made-up community does around its repository: by its own people, in its own past."""

from datetime import UTC, datetime, timedelta

from demo.community import REPOSITORY, SPAN, fill, generate
from demo.github import Hub, Repository

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def filled(seed: int = 1) -> Repository:
    hub = Hub(lambda: NOW)
    fill(hub, generate(seed), NOW)
    return hub.repository(REPOSITORY)


def deeds(repository: Repository) -> list[tuple[str, str, datetime]]:
    """What was done, by whom and when, in the order of its doing."""
    around = repository.around
    talk = around.discussions.values()
    done = [("comment", one.author, one.created_at) for one in around.comments.values()]
    done += [("star", one.user, one.starred_at) for one in around.stars.values()]
    done += [("fork", one.owner, one.created_at) for one in around.forks.values()]
    done += [("discussion", one.author, one.created_at) for one in talk]
    done += [("answer", said.author, said.created_at) for one in talk for said in one.comments]
    return [(what, who.login if who else "", at) for what, who, at in done]


def test_there_is_some_of_everything() -> None:
    done = deeds(filled())
    assert {what for what, _, _ in done} == {"comment", "star", "fork", "discussion", "answer"}
    assert len(filled().around.releases) == 3


def test_everything_is_done_by_the_people_of_the_story_and_in_the_past() -> None:
    logins = {person.login for person in generate().people if person.login}
    for what, who, at in deeds(filled()):
        assert who in logins, what
        assert NOW - timedelta(days=SPAN + 1) < at < NOW


def test_machines_neither_star_nor_fork() -> None:
    liked = {who for what, who, _ in deeds(filled()) if what in ("star", "fork")}
    assert not [who for who in liked if who.endswith("[bot]")]


def test_a_seed_tells_the_same_again() -> None:
    assert deeds(filled(3)) == deeds(filled(3))
    assert deeds(filled(3)) != deeds(filled(4))


def test_a_comment_comes_after_what_it_is_about() -> None:
    repository = filled()
    for comment in repository.around.comments.values():
        item = repository.items[comment.number]
        assert item.created_at < comment.created_at <= item.updated_at
