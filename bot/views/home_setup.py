"""What is still to set up, on an administrator's home tab: each line with its mend."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.views import blocks as b

Facts = Mapping[str, Any]

LONGEST: Final = 300
MOST: Final = 10


def to_do(checks: Sequence[Facts]) -> list[b.Block]:
    """What is not well, at the top; nothing where all is."""
    open_ = [one for one in checks if not one["fine"]]
    if not open_:
        return []
    done = len(checks) - len(open_)
    rows = [b.section(f"*Set-up*: {done} of {len(checks)} checks are fine")]
    rows += [b.section(_line(one)) for one in open_[:MOST]]
    if len(open_) > MOST:
        rows.append(b.context(f"… and {len(open_) - MOST} more: `leadlight doctor`"))
    return [*rows, b.divider()]


def done(checks: Sequence[Facts]) -> list[b.Block]:
    """What is well, at the foot in grey."""
    fine = [f"{b.outside(one['what'])}: {b.outside(one['saw'])}" for one in checks if one["fine"]]
    if not fine:
        return []
    told = " · ".join(fine)
    return [b.context(b.cut(f":white_check_mark: Set up: {told}", 1_900))]


def _line(one: Facts) -> str:
    saw, mend = b.outside(one["saw"], LONGEST), b.outside(one["mend"], LONGEST)
    return f":warning: *{b.outside(one['what'])}*: {saw}\n{mend}"
