"""Who is on the pretended GitHub: users, bots and organisations."""

from dataclasses import dataclass

GHOST_ID = 10137
_NODE_PREFIX = {"User": "U", "Bot": "BOT", "Organization": "O"}


@dataclass(slots=True)
class Account:
    """A user, a bot or an organisation, with what its public profile says."""

    id: int
    login: str
    type: str = "User"
    name: str | None = None
    company: str | None = None
    email: str | None = None
    blog: str = ""
    location: str | None = None
    organizations: tuple[str, ...] = ()
    gone: bool = False

    @property
    def node_id(self) -> str:
        """The GraphQL id; it stays when the login changes."""
        return f"{_NODE_PREFIX.get(self.type, 'M')}_demo{self.id}"
