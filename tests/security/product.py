"""The product's own source, as the checks of the threat model read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("bot", "collectors", "identity", "scoring", "ledger")


@cache
def sources() -> list[tuple[str, ast.Module]]:
    """Every module of all rooms but the demo, with its name, such as "bot.sending"."""
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    return list(zip(names, trees, strict=True))


def imported(tree: ast.Module) -> set[str]:
    """Everything that a module imports, by its full name."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def importing(*names: str) -> set[str]:
    """Which modules import any of these, or anything beneath them."""
    return {
        module
        for module, tree in sources()
        for one in imported(tree)
        if any(one == name or one.startswith(f"{name}.") for name in names)
    }


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call, by the last word of what is called: "post" of `client.post(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            yield getattr(called, "attr", getattr(called, "id", "")), node
