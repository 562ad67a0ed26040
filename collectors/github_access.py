"""How the collector reaches GitHub: a session, its addresses, and who it is to GitHub.

Who it is, is a requests authentication of our own, set once. github3.py's logins blank the
session's authentication while they run, so that another thread asks anonymously; and they let an
App's token run out. Here an App's token is renewed ahead of its end, on a session of its own.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import requests
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from collectors.errors import AuthError, UnavailableError

if TYPE_CHECKING:
    from github3.session import GitHubSession

API_VERSION = "2022-11-28"  # supported until March 2028 at least; a later one changes the answers
HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": API_VERSION}
LONGEST_REST = timedelta(minutes=65)  # GitHub's limits are hourly
_TIMEOUT = (4, 10)  # seconds: to connect, between two bytes
_AHEAD = timedelta(minutes=5)
_JWT_LIFE = timedelta(minutes=8)  # GitHub allows 10
_CLOCK_DRIFT = timedelta(minutes=1)


class Identity(Protocol):
    """Who the collector is to GitHub."""

    def token(self) -> str:
        """The token to use now, "" for none. It is never logged."""

    def renew(self) -> bool:
        """Get another token after GitHub refused this one; False where there is no other."""


@dataclass(frozen=True, slots=True)
class Token:
    """A personal access token; the empty one asks anonymously (60 requests an hour)."""

    value: str = ""

    def token(self) -> str:
        """The token itself."""
        return self.value

    def renew(self) -> bool:
        """A token has no other."""
        return False

    def __repr__(self) -> str:
        return f"Token({'…' if self.value else 'anonymous'})"


class _Grant(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)  # the input is a secret

    token: str
    expires_at: AwareDatetime


class App:
    """An installation of a GitHub App, whose tokens last an hour.

    `clock` gives aware UTC datetimes; `private_key` is PEM. Any thread may ask.
    """

    def __init__(
        self,
        app_id: str | int,
        private_key: str,
        installation_id: str | int,
        base_url: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._issuer = str(app_id)  # PyJWT refuses an integer issuer
        self._private_key = private_key
        self._url = f"{base_url}/app/installations/{installation_id}/access_tokens"
        self._place = f"GitHub App {app_id}, installation {installation_id}"
        self._clock = clock
        self._lock = Lock()
        self._token = ""
        self._ends_at: datetime | None = None

    def token(self) -> str:
        """The installation's token, renewed five minutes ahead of its end.

        Raises:
            SourceError: GitHub does not accept the App, its key or its installation.
            requests.RequestException: GitHub cannot be reached.
        """
        with self._lock:
            if self._ends_at is None or self._clock() >= self._ends_at - _AHEAD:
                self._exchange()
            return self._token

    def renew(self) -> bool:
        """Drop the token, so that the next request gets another."""
        with self._lock:
            self._ends_at = None
        return True

    def _exchange(self) -> None:
        headers = HEADERS | {"Authorization": f"Bearer {self._statement()}"}
        with requests.Session() as session:
            answer = session.post(self._url, headers=headers, timeout=_TIMEOUT)
        if 400 <= answer.status_code < 500:
            raise AuthError(
                self._place,
                f"GitHub answered {answer.status_code} when asked for a token",
                "Check GITHUB_APP_ID, GITHUB_INSTALLATION_ID and the private key's file",
            )
        answer.raise_for_status()
        try:
            grant = _Grant.model_validate_json(answer.content)
        except ValidationError as error:
            reason = "GitHub answered without a token when asked for one"
            raise UnavailableError(self._place, reason, "Check GITHUB_API_URL") from error
        self._token, self._ends_at = grant.token, grant.expires_at

    def _statement(self) -> str:
        import jwt  # here: it brings 10 MB of cryptography, and most identities are plain tokens

        now = self._clock()
        claims = {"iat": now - _CLOCK_DRIFT, "exp": now + _JWT_LIFE, "iss": self._issuer}
        try:
            return jwt.encode(claims, self._private_key, algorithm="RS256")
        except (jwt.InvalidKeyError, ValueError) as error:
            raise AuthError(
                self._place,
                "the App's private key cannot be read",
                "GITHUB_APP_PRIVATE_KEY_FILE must be the PEM file that GitHub gave",
            ) from error


@dataclass(frozen=True, slots=True)
class GitHubAccess:
    """A session and its addresses, for one thread at a time. `patience` bounds one rest."""

    session: "GitHubSession"
    identity: Identity
    base_url: str
    graphql_url: str
    patience: timedelta = LONGEST_REST

    @property
    def anonymous(self) -> bool:
        """Asks without a token: GraphQL is closed then."""
        return self.identity == Token()

    def fingerprint(self) -> str:
        """Tells one token from another without telling the token: ETags belong to a token."""
        return hashlib.sha256(self.identity.token().encode()).hexdigest()[:16]


def open_access(
    base_url: str, identity: Identity, *, patience: timedelta = LONGEST_REST
) -> GitHubAccess:
    """An access with a session of its own, which the caller closes.

    `base_url` is used as given: `https://api.github.com`, or an Enterprise server's with
    `/api/v3`, whose GraphQL stands at `/api/graphql`.
    """
    from github3.session import GitHubSession  # here: it takes a fifth of the whole start

    base_url = base_url.rstrip("/")
    session = GitHubSession(*_TIMEOUT)
    session.base_url = base_url
    session.auth = _Bearer(identity, base_url)
    session.headers.update(HEADERS)
    graphql_url = f"{base_url.removesuffix('/v3')}/graphql"
    return GitHubAccess(session, identity, base_url, graphql_url, patience)


class _Bearer(requests.auth.AuthBase):
    """Shows the token to the server that it is for alone, wherever a link of an answer leads."""

    def __init__(self, identity: Identity, base_url: str) -> None:
        self._identity, self._home = identity, _server(base_url)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if _server(request.url or "") == self._home and (token := self._identity.token()):
            request.headers["Authorization"] = f"Bearer {token}"
        return request


def _server(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
