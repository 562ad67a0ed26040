"""Texts as Slack shows them: cut to size, and what others wrote made harmless.

Slack parses `<!channel>` and links in what it shows as mrkdwn; only & < > can be escaped, so
strings that others wrote go through `outside` before they stand beside ours.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

MEMBER: Final = re.compile(r"[UW][A-Z0-9]+")
MENTION: Final = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>")


def is_member(who: str) -> bool:
    """Whether it is the id of somebody in Slack, and no channel or name of the command line."""
    return MEMBER.fullmatch(who) is not None


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, with … where something was left out.

    A cut never ends within an entity such as `&amp;`, which would be shown as garbage.
    """
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    broken = kept.rfind("&", max(0, len(kept) - 5))
    if broken >= 0 and ";" not in kept[broken:]:
        kept = kept[:broken]
    return kept + "…"


def escape(text: str) -> str:
    """The only three characters that Slack lets one escape."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def outside(text: str, limit: int = 200) -> str:
    """A string that others wrote, on one line, cut, harmless in mrkdwn.

    A mention in it, such as `<@U123|sam>`, is shown as @sam: it would call nobody once escaped.
    """
    named = MENTION.sub(lambda found: f"@{found[2] or found[1]}", text)
    return escape(cut(" ".join(named.split()), limit))


def link(url: str, label: str) -> str:
    """A link with a label from outside; without a web address only the label."""
    shown = outside(label, 150).replace("|", "/")
    if not url.startswith(("https://", "http://")) or any(mark in url for mark in "<>| \n"):
        return shown
    return f"<{escape(url)}|{shown}>"


def moment(at: datetime) -> str:
    """A moment in the reader's own time zone."""
    fallback = at.strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def day(at: datetime) -> str:
    """The day of a moment, in the reader's own time zone."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}}|{at:%Y-%m-%d}>"


def points(hundredths: int) -> str:
    """Points for people: 1250 is `12.5`."""
    whole, rest = divmod(abs(hundredths), 100)
    sign = "-" if hundredths < 0 else ""
    return sign + (f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole))


def worth(value: float) -> str:
    """A value in a team's own currency: `12,000`, or `12,000.50` where it has cents."""
    return f"{value:,.2f}".removesuffix(".00")


def plural(count: int, one: str, many: str = "") -> str:
    """`1 person`, `2 people`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def joined(parts: Sequence[str]) -> str:
    """`one, two and three`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def lines(rows: Sequence[str], none: str, most: int = 20) -> str:
    """A list a line each, cut at `most` with the number of those left out."""
    if not rows:
        return none
    shown = [f"• {row}" for row in rows[:most]]
    if len(rows) > most:
        shown.append(f"… and {len(rows) - most} more")
    return "\n".join(shown)
