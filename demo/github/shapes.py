"""How accounts, issues and repositories look in the pretended GitHub's answers."""

from typing import Any

from demo.github.listing import stamp
from demo.github.state import Account, Item, Repository

Json = dict[str, Any]


def short_user(account: Account, base: str) -> Json:
    """An account as it stands inside an issue."""
    return {
        "login": account.login,
        "id": account.id,
        "node_id": account.node_id,
        "url": f"{base}/users/{account.login}",
        "html_url": f"https://github.example/{account.login}",
        "type": account.type,
        "site_admin": False,
    }


def full_user(account: Account, base: str) -> Json:
    """An account's public profile, as REST tells it: no email is null."""
    return short_user(account, base) | {
        "name": account.name,
        "company": account.company,
        "blog": account.blog,
        "location": account.location,
        "email": account.email,
    }


def organization(account: Account, base: str) -> Json:
    """An organisation's public profile, as REST tells it: what it does not say is null or ""."""
    return {
        "login": account.login,
        "id": account.id,
        "node_id": account.node_id,
        "url": f"{base}/orgs/{account.login}",
        "name": account.name,
        "blog": account.blog,
        "email": account.email,
        "type": "Organization",
    }


def issue(item: Item, repository: Repository, base: str) -> Json:
    """An issue of the list; a pull request carries the `pull_request` key."""
    page = f"https://github.example/{repository.full_name}"
    url = f"{base}/repos/{repository.full_name}"
    shape: Json = {
        "id": item.id,
        "node_id": f"I_demo{item.id}",
        "number": item.number,
        "title": item.title,
        "state": item.state,
        "user": short_user(item.author, base) if item.author else None,
        "url": f"{url}/issues/{item.number}",
        "repository_url": url,
        "html_url": f"{page}/{'pull' if item.pull else 'issues'}/{item.number}",
        "labels": [],
        "assignees": [],
        "created_at": stamp(item.created_at),
        "updated_at": stamp(item.updated_at),
    }
    if item.pull:
        shape["pull_request"] = {"url": f"{url}/pulls/{item.number}", "merged_at": None}
    return shape | item.oddities


def repository(repo: Repository, base: str) -> Json:
    """A repository."""
    owner, _, name = repo.full_name.partition("/")
    return {
        "id": repo.id,
        "name": name,
        "full_name": repo.full_name,
        "owner": {"login": owner, "type": "Organization"},
        "private": False,
        "url": f"{base}/repos/{repo.full_name}",
        "html_url": f"https://github.example/{repo.full_name}",
    }
