"""A GitHub-shaped server with a memory of its own, for rehearsals without the network."""

from demo.github.faults import Fault, Kind
from demo.github.server import GitHub
from demo.github.state import Account, Hub, Item, Repository

__all__ = ["Account", "Fault", "GitHub", "Hub", "Item", "Kind", "Repository"]
