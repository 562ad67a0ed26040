"""Reads how often a repository's releases were downloaded: a total of the project, never a score.

GitHub counts downloads and tells nobody whose they were, so that no company can be behind them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from collectors.errors import UnavailableError
from collectors.github_access import GitHubAccess
from collectors.github_ask import Asker, Stopped
from collectors.github_cursor import PER_PAGE
from collectors.github_items import SOURCE, reason_of


@dataclass(frozen=True, slots=True)
class Totals:
    """All downloads of all releases until `read_at` (aware, UTC)."""

    downloads: int
    releases: int
    read_at: AwareDatetime

    def dump(self) -> str:
        """The totals as JSON."""
        return TOTALS.dump_json(self).decode()


TOTALS = TypeAdapter(Totals)


class _Asset(BaseModel):
    download_count: int = Field(ge=0)


class _Release(BaseModel):
    assets: list[_Asset] = []


_RELEASES = TypeAdapter(list[_Release])


def totals_name(repo: str) -> str:
    """The name under which the ledger keeps the totals of `repo` ("owner/name")."""
    return f"{SOURCE}:{repo.lower()}:releases"


def totals(
    access: GitHubAccess,
    repo: str,
    *,
    now: datetime,
    sleep: Callable[[float], None],
    stop: Callable[[], bool],
) -> Totals | None:
    """The totals of `repo` at `now` (aware, UTC); None when `stop` said yes.

    Costs one request for every hundred releases.

    Raises:
        SourceError: GitHub cannot be read, see `collectors.errors`.
    """
    asker = Asker(access, repo, now, sleep, stop)
    url: str | None = f"{access.base_url}/repos/{repo}/releases?per_page={PER_PAGE}"
    downloads = releases = 0
    try:
        while url is not None:
            answer = asker.get(url, list)
            some = _read(answer.body, repo)
            downloads += sum(asset.download_count for one in some for asset in one.assets)
            releases, url = releases + len(some), answer.next_url
    except Stopped:
        return None
    return Totals(downloads, releases, now)


def _read(body: object, repo: str) -> list[_Release]:
    try:
        return _RELEASES.validate_python(body)
    except ValidationError as error:
        reason = f"a release cannot be read, {reason_of(error)}"
        raise UnavailableError(repo, reason, "The next pass asks again") from error
