"""What became of the rows that were imported, and how that is told."""

from collections import Counter
from dataclasses import dataclass, field

from bot.commands.opening import complain, say, say_json
from collectors.access_log import SOURCE
from collectors.batch import Batch
from ledger.drafts import Rejected

SHOWN = 20
HINTS = 5
_MOST_PAGES = 10_000


@dataclass
class Result:
    """What became of the rows; `actors` counts accepted rows by actor.

    Rows of networks that stand for nobody are counted as `nobodys` instead: a log has too many of
    them to remember each.
    """

    read: int = 0
    new: int = 0
    duplicate: int = 0
    filtered: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    actors: Counter[tuple[str, str]] = field(default_factory=Counter)
    nobodys: int = 0
    seen: set[tuple[str, str]] = field(default_factory=set)  # of a dry run
    left_out: Counter[str] = field(default_factory=Counter)  # the filtered ones, by reason
    unmapped: Counter[str] = field(default_factory=Counter)  # pages without a rule, by requests
    is_nameless: bool = False  # whether a log came whose site nobody named

    def add(self, batch: Batch, new: int) -> None:
        """Counts a batch of which `new` rows were not known."""
        self.read += batch.read
        self.new += new
        self.duplicate += len(batch.drafts) - new
        self.filtered += batch.filtered
        self.rejected += batch.rejected
        self.is_nameless = self.is_nameless or _is_nameless(batch)
        self.left_out.update(batch.left_out)
        self.unmapped.update(batch.unmapped)
        if len(self.unmapped) > _MOST_PAGES:
            self.unmapped = Counter(dict(self.unmapped.most_common(_MOST_PAGES // 2)))


def _is_nameless(batch: Batch) -> bool:
    """Whether a log's lines and its user both leave open which site they are of."""
    first = [draft.source for draft in batch.drafts[:1]]
    return SOURCE in first or any(page.startswith("/") for page in batch.unmapped)


def outcome(result: Result, dry_run: bool = False) -> str:
    """What became of the rows, in a sentence."""
    stored = "would be new" if dry_run else "new"
    said = f"{result.read} rows read: {result.new} {stored}, {result.duplicate} known already"
    if result.filtered:
        said += f", {result.filtered} left out"
    return f"{said}, {len(result.rejected)} not readable" if result.rejected else said


def tell(result: Result, homeless: int, as_json: bool, dry_run: bool) -> None:
    """The result for people, or for programs; `homeless` rows belong to no company."""
    if as_json:
        say_json(_figures(result, homeless))
        return
    say(outcome(result, dry_run))
    for reason, rows in result.left_out.most_common():
        say(f"  {rows} left out: {reason}")
    if homeless:
        which = "them" if result.new else "those known already"
        say(f"{homeless} of {which} belong to no company yet")
    _tell_unmapped(result)
    if result.is_nameless:
        complain("No --source was given: the same log under another source counts again, and")
        complain("patterns of [[pages]] that name a host cannot match.")
    for one in result.rejected[:SHOWN]:
        complain(f"{one.place}: {one.reason}")
    if len(result.rejected) > SHOWN:
        complain(f"… and {len(result.rejected) - SHOWN} more rows that cannot be read (--json)")


def _tell_unmapped(result: Result) -> None:
    """Loud where nothing scored for want of a pattern: a log is easily imported in vain."""
    if not result.unmapped:
        return
    if not result.new and not result.duplicate:
        complain("Nothing scores: no page that was asked for has a pattern in the rules file.")
        complain("Say under [[pages]] which are docs, blog, website or downloads.")
    most = ", ".join(f"{page} ({rows})" for page, rows in result.unmapped.most_common(HINTS))
    complain(f"Most asked for without a pattern: {most}")


def _figures(result: Result, homeless: int) -> dict[str, object]:
    """`filtered_by` and `unmapped` are there where a format leaves rows out."""
    figures: dict[str, object] = {
        "read": result.read,
        "new": result.new,
        "duplicate": result.duplicate,
        "filtered": result.filtered,
        "rejected": [_rejected(one) for one in result.rejected],
        "without_company": homeless,
    }
    if result.left_out:
        figures["filtered_by"] = dict(result.left_out.most_common())
    if result.unmapped:
        most = result.unmapped.most_common(SHOWN)
        figures["unmapped"] = [{"page": page, "requests": rows} for page, rows in most]
    return figures


def _rejected(one: Rejected) -> dict[str, object]:
    """The place taken apart: "downloads.csv line 12"."""
    file, _, line = one.place.rpartition(" line ")
    if not line.isdecimal():
        file, line = one.place, "0"
    return {"file": file, "line": int(line), "reason": one.reason}
