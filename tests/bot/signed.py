"""Slack's side of HTTP: requests signed with the app's secret, over real connections."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from time import time
from urllib.parse import urlencode

import requests

SECRET = "signing-canary-0123456789abcdef"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """As Slack documents it."""
    base = f"v0:{timestamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class SlackByHttp:
    """What sends requests to an address."""

    url: str
    secret: str = SECRET

    def send(self, body: bytes, kind: str, **headers: str) -> requests.Response:
        """A request signed now; `headers` replace those of its own (`_` stands for `-`)."""
        stamp = headers.pop("timestamp", str(int(time())))
        made = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self.secret, stamp, body),
        }
        made |= {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.post(self.url, data=body, headers=made, timeout=10)

    def event(self, payload: object) -> requests.Response:
        """An event, or a `url_verification`."""
        return self.send(json.dumps(payload).encode(), "application/json")

    def form(self, **fields: str) -> requests.Response:
        """A slash command, or with `payload` a press, a form or a shortcut."""
        return self.send(urlencode(fields).encode(), "application/x-www-form-urlencoded")
