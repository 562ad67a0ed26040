"""GraphQL questions that ask for many things by aliases: organisations, commits of pull requests.

GitHub's ways are kept: what is not there is null, beside an error that names its alias; a user's
login is no organisation's; the author of a commit is whoever its address belongs to.
"""

import re
from collections.abc import Mapping
from typing import Any

from demo.github.state import Hub, Item

_ORGANIZATION = re.compile(r"(\w+): organization\(login: \$(\w+)\)")
_PULL = re.compile(r"(\w+): pullRequest\(number: (\d+)\)")

Json = dict[str, Any]


def organizations(hub: Hub, query: str, variables: Mapping[str, Any]) -> Json:
    """Organisations by login; `email` shows only where the query names it."""
    known = {
        account.login.lower(): account
        for account in hub.accounts.values()
        if account.type == "Organization" and not account.gone
    }
    data: Json = {}
    for alias, variable in _ORGANIZATION.findall(query):
        account = known.get(str(variables[variable]).lower())
        data[alias] = account and {
            "__typename": "Organization",
            "login": account.login,
            "name": account.name,
            "websiteUrl": account.blog or None,
            **({"email": account.email} if "email" in query else {}),
        }
    return _answer(data, data, ())


def pulls(hub: Hub, query: str, variables: Mapping[str, Any]) -> Json:
    """The last commit of pull requests of one repository, by number."""
    repo = hub.repositories.get(f"{variables['owner']}/{variables['name']}".lower())
    if repo is None:
        return _answer({"repository": None}, {"repository": None}, ())
    items = {str(item.number): item for item in repo.items.values() if item.pull}
    told = {
        alias: _last_commit(items[number]) if number in items else None
        for alias, number in _PULL.findall(query)
    }
    return _answer({"repository": told}, told, ("repository",))


def _last_commit(item: Item) -> Json:
    if item.commit is None:
        return {"commits": {"nodes": []}}
    address, account = item.commit
    author = {"email": address, "user": {"databaseId": account.id} if account else None}
    return {"commits": {"nodes": [{"commit": {"author": author}}]}}


def _answer(data: Json, told: Json, above: tuple[str, ...]) -> Json:
    """`data`, with an error for each null among what was `told` below that path."""
    missing = [alias for alias, found in told.items() if found is None]
    errors = [
        {"type": "NOT_FOUND", "path": [*above, alias], "message": f"Could not resolve {alias}."}
        for alias in missing
    ]
    return {"data": data, **({"errors": errors} if errors else {})}
