"""GitHub's quieter lists: comments, stars, forks, discussions, and how often releases were fetched.

A list that may not be read is told once, with the mend, and again when its reason changes. The
others go on, and `doctor` shows it for as long as it lasts.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from pydantic import TypeAdapter

from bot import passes
from bot.services import Services
from collectors import github_lists, github_releases
from collectors.errors import BadRequestError, ForbiddenError, NotFoundError, UnavailableError
from collectors.github_access import GitHubAccess
from collectors.github_lists import EvidenceList
from collectors.github_releases import TOTALS, Totals
from ledger import cursors
from ledger.engine import Session
from ledger.intake import Recorded

log = logging.getLogger(__name__)

DAY = timedelta(days=1)  # release downloads are a slow figure, and cost more than one request
REFUSALS = "refused:github:"  # before "owner/name:list": why that list may not be read


@dataclass(frozen=True, slots=True)
class ListRefusal:
    """Why a list may not be read, in GitHub's words, and what to do; both empty: it may again."""

    reason: str = ""
    mend: str = ""


_REFUSAL = TypeAdapter(ListRefusal)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the lists of one repository ("owner/name") with one access.

    `clock` gives aware UTC datetimes; `advance` hears of the activities of each page stored. A
    pass ends after `most_pages` of a list, and the next one goes on there.
    """

    services: Services
    access: GitHubAccess
    repo: str
    clock: Callable[[], datetime]
    sleep: passes.Sleep
    stop: passes.Stop
    advance: Callable[[int], None] = lambda count: None
    most_pages: int | None = None

    def collect(self) -> dict[str, Recorded]:
        """One pass; what each list brought, by its name, without those that may not be read.

        A list that GitHub does not give now keeps the others waiting no longer than its tries.

        Raises:
            SourceError: GitHub cannot be read, or one of its lists; what was read is stored.
        """
        found: dict[str, Recorded] = {}
        away: list[UnavailableError] = []
        for evidence in github_lists.LISTS:
            read = partial(self._read, evidence)
            try:
                recorded = self._allowed(evidence.name, evidence.needs, read)
            except UnavailableError as error:
                away.append(error)
                continue
            if recorded is not None:
                found[evidence.name] = recorded
        self._allowed("releases", "contents", self._read_totals)
        if away:
            raise away[0]
        return found

    def _read(self, evidence: EvidenceList) -> Recorded:
        with self.services.ledger.read() as session:
            cursor = cursors.read(session, evidence.cursor_name(self.repo))
        pages = github_lists.pages(
            self.access,
            self.repo,
            evidence,
            cursor,
            now=self.clock(),
            sleep=self.sleep,
            stop=self.stop,
        )
        some = passes.told(islice(pages, self.most_pages), self.advance)
        return passes.record_pages(self.services, some, self.clock)

    def _read_totals(self) -> None:
        name = github_releases.totals_name(self.repo)
        with self.services.ledger.read() as session:
            kept = cursors.read(session, name)
        if kept is not None and self.clock() - TOTALS.validate_json(kept).read_at < DAY:
            return
        totals = github_releases.totals(
            self.access, self.repo, now=self.clock(), sleep=self.sleep, stop=self.stop
        )
        if totals is not None:
            with self.services.ledger.write() as session:
                cursors.save(session, name, totals.dump(), self.clock())

    def _allowed(
        self, name: str, needs: str, read: Callable[[], Recorded | None]
    ) -> Recorded | None:
        """What `read` gives; None, and noted, where GitHub says that this list is not for us."""
        try:
            recorded = read()
        except (ForbiddenError, NotFoundError) as error:
            mend = f"let the token read {needs} there, or do without: all else is read"
            self._note(name, ListRefusal(error.reason, mend))
        except BadRequestError as error:
            self._note(name, ListRefusal(error.reason, error.mend))
        else:
            self._note(name, ListRefusal())
            return recorded
        return None

    def _note(self, name: str, refusal: ListRefusal) -> None:
        place = f"{self.repo.lower()}:{name}"
        with self.services.ledger.read() as session:
            kept = cursors.read(session, REFUSALS + place)
        was = _REFUSAL.validate_json(kept) if kept else ListRefusal()
        if refusal == was:
            return
        if refusal.reason:
            log.warning("%s: no %s: %s; %s", self.repo, name, refusal.reason, refusal.mend)
        with self.services.ledger.write() as session:
            text = _REFUSAL.dump_json(refusal).decode()
            cursors.save(session, REFUSALS + place, text, self.clock())


def refusals(session: Session, repos: tuple[str, ...]) -> dict[str, ListRefusal]:
    """The lists of these repositories that may not be read, by "owner/name:list"."""
    kept = cursors.under(session, REFUSALS)
    read = {
        name.removeprefix(REFUSALS): _REFUSAL.validate_json(text) for name, text in kept.items()
    }
    ours = {repo.lower() for repo in repos}
    return {
        name: refusal
        for name, refusal in sorted(read.items())
        if refusal.reason and name.rpartition(":")[0] in ours
    }


def release_totals(session: Session, repos: tuple[str, ...]) -> dict[str, Totals]:
    """How often the releases of each repository were downloaded, where it was ever read."""
    kept = {repo: cursors.read(session, github_releases.totals_name(repo)) for repo in repos}
    return {repo: TOTALS.validate_json(text) for repo, text in kept.items() if text}
