"""A file on its way into a workspace, and how Slack writes it once it is there."""

import mimetypes
from dataclasses import dataclass

from demo.slack.model import Json

MOST_BYTES = 50_000_000


@dataclass
class File:
    """One file: announced with its length, then uploaded, then completed and maybe shared."""

    id: str
    ticket: str
    name: str
    length: int
    owner: str
    created: int
    title: str = ""
    alt: str = ""
    content: bytes | None = None
    completed: bool = False

    @property
    def mimetype(self) -> str:
        """By the name's ending."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def as_slack(self, url: str) -> Json:
        """Slack's file object; `url` is the workspace's address."""
        address = f"{url}/files/{self.id}/{self.name}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "alt_txt": self.alt,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2].lower(),
            "size": self.length,
            "user": self.owner,
            "mode": "hosted",
            "is_external": False,
            "url_private": address,
            "url_private_download": address,
            "permalink": address,
        }
