"""Reads GitHub's webhooks as what they are here: a hint which repository to read soon.

Nothing of a delivery is stored. GitHub never sends one again by itself, so polling is the truth,
and whoever forges a hint gains no more than an early poll.
"""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256

PREFIX = "sha256="


@dataclass(frozen=True, slots=True)
class Hint:
    """A delivery: which event, of which repository ("owner/name", lower case, "" for none)."""

    event: str
    repository: str


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether `X-Hub-Signature-256` was made over these very bytes with the secret."""
    made = PREFIX + hmac.digest(secret.encode(), body, sha256).hex()
    return hmac.compare_digest(made.encode(), signature.encode("utf-8", "surrogateescape"))


def read(body: bytes, event: str) -> Hint | None:
    """What a delivery hints at; None for what is no JSON object."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(payload, dict):
        return None
    repository = payload.get("repository")
    name = repository.get("full_name") if isinstance(repository, dict) else None
    return Hint(event, name.lower() if isinstance(name, str) else "")
