"""Who asks, and how much of the hourly limit that costs: tokens and `x-ratelimit-*`."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

ANONYMOUS, TOKEN, GRAPHQL = 60, 5_000, 5_000  # requests (GraphQL: points) in an hour
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Budget:
    """One caller's use of one resource within the running hour."""

    resource: str
    limit: int
    resets_at: datetime
    used: int = 0

    def renew(self, now: datetime) -> None:
        """Begin a new hour where the last one is over."""
        if now >= self.resets_at:
            self.used, self.resets_at = 0, now + HOUR

    @property
    def spent(self) -> bool:
        """Nothing is left until `resets_at`."""
        return self.used >= self.limit

    def headers(self) -> dict[str, str]:
        """What every answer tells about the limit."""
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(self.limit - self.used),
            "x-ratelimit-used": str(self.used),
            "x-ratelimit-reset": str(int(self.resets_at.timestamp())),
            "x-ratelimit-resource": self.resource,
        }


@dataclass(slots=True)
class Budgets:
    """The budgets of all callers; an anonymous caller is the empty token."""

    _budgets: dict[tuple[str, str], Budget] = field(default_factory=dict)

    def of(self, token: str, resource: str, now: datetime) -> Budget:
        """The caller's budget of that resource ("core" or "graphql")."""
        limit = GRAPHQL if resource == "graphql" else TOKEN if token else ANONYMOUS
        budget = self._budgets.setdefault((token, resource), Budget(resource, limit, now + HOUR))
        budget.renew(now)
        return budget

    @property
    def used(self) -> int:
        """What all callers have used of all limits in the running hour."""
        return sum(budget.used for budget in self._budgets.values())


def token_of(authorization: str | None) -> str:
    """The bare token of an Authorization header, "" without one."""
    return (authorization or "").partition(" ")[2].strip()


def app_of(token: str) -> str | None:
    """The App that a JSON Web Token names as its issuer; None if it is no such token.

    The signature is not checked: what this server rehearses is the exchange, not the secret.
    """
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return None
    issuer = claims.get("iss")
    return issuer if isinstance(issuer, str) else None
