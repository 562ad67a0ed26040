"""How comments, stars, forks, discussions and releases look in the pretended GitHub's answers."""

from typing import Any

from demo.github.accounts import Account
from demo.github.around import Comment, Discussion, Fork, Release, Star
from demo.github.listing import stamp
from demo.github.shapes import short_user
from demo.github.state import Repository

Json = dict[str, Any]


def comment(said: Comment, repo: Repository, base: str) -> Json:
    """A comment of the list of issue comments."""
    page = f"https://github.example/{repo.full_name}/issues/{said.number}"
    return {
        "id": said.id,
        "user": short_user(said.author, base) if said.author else None,
        "body": "a rehearsed comment",
        "html_url": f"{page}#issuecomment-{said.id}",
        "issue_url": f"{base}/repos/{repo.full_name}/issues/{said.number}",
        "created_at": stamp(said.created_at),
        "updated_at": stamp(said.updated_at),
    }


def star(given: Star, repo: Repository, base: str) -> Json:
    """A star with its date, as the star media type tells it."""
    return {"starred_at": stamp(given.starred_at), "user": short_user(given.user, base)}


def fork(made: Fork, repo: Repository, base: str) -> Json:
    """A fork: a repository with its owner."""
    return {
        "id": made.id,
        "full_name": made.full_name,
        "owner": short_user(made.owner, base),
        "html_url": f"https://github.example/{made.full_name}",
        "fork": True,
        "created_at": stamp(made.created_at),
    }


def release(published: Release, repo: Repository, base: str) -> Json:
    """A release with the download counts of its files."""
    counts = enumerate(published.downloads, start=1)
    assets = [{"name": f"file-{n}.tar.gz", "download_count": count} for n, count in counts]
    return {
        "id": published.id,
        "tag_name": published.tag,
        "published_at": stamp(published.published_at),
        "assets": assets,
    }


def discussion(begun: Discussion, repo: Repository) -> Json:
    """A discussion as GraphQL tells it, with its comments, oldest first."""
    page = f"https://github.example/{repo.full_name}/discussions/{begun.number}"
    return {
        "databaseId": begun.id,
        "title": begun.title,
        "url": page,
        "createdAt": stamp(begun.created_at),
        "author": actor(begun.author),
        "comments": {"nodes": [_answer(said, page) for said in begun.comments]},
    }


def _answer(said: Comment, page: str) -> Json:
    return {
        "databaseId": said.id,
        "url": f"{page}#discussioncomment-{said.id}",
        "createdAt": stamp(said.created_at),
        "author": actor(said.author),
    }


def actor(account: Account | None) -> Json | None:
    """An account as GraphQL's `Actor`: a bot's login lacks `[bot]`, a deleted one is null."""
    if account is None or account.gone:
        return None
    return {
        "__typename": account.type,
        "login": account.login.removesuffix("[bot]"),
        "id": account.node_id,
        "databaseId": account.id,
    }
