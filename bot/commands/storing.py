"""What importing and following share: batches into the ledger, and what follows from them."""

from collections import Counter
from typing import Final

from bot import passes
from bot.clock import now
from bot.commands.imported import Result
from bot.commands.opening import Opened
from bot.identity_key import pseudonyms
from collectors.batch import Batch
from collectors.reading import BATCH_ROWS, Reading
from ledger import intake, jobs, networks, tallies
from ledger.drafts import Standing
from ledger.engine import Session
from ledger.veil import veiled_activities
from scoring.pages import page_rule

# Of more rows, more are the same people's. In SQLite each writer, Slack's events too, would have to
# wait longer for them; in PostgreSQL those are stored beside.
ROWS_IN_POSTGRESQL: Final = 50_000


def reading(o: Opened) -> Reading:
    """What readers are told: the rules, under which key they hide addresses, whose those are."""
    return Reading(
        frozenset(o.rules.kinds),
        now(),
        pseudonyms(o.settings),
        page_rule(o.rules),
        owner_of=o.owner_of,
        batch_rows=BATCH_ROWS if o.ledger.is_file else ROWS_IN_POSTGRESQL,
    )


def record(o: Opened, session: Session, batch: Batch, result: Result) -> None:
    """Stores a batch in the caller's transaction, and counts what became of it."""
    result.add(batch, intake.record(session, batch.drafts, o.settings.timezone, now()).new)
    whose = [draft.actor for draft in veiled_activities(session, batch.drafts)]
    rows = Counter((actor.source, actor.key) for actor in whose)
    bare = {
        (actor.source, actor.key)
        for actor in whose
        if actor.standing is Standing.PSEUDO and not actor.signals
    }
    result.nobodys += sum(rows.pop(one) for one in networks.nobodies(session, bare))
    result.actors.update(rows)


def settle(o: Opened, result: Result) -> int:
    """Recognises who came in since it did last; returns how many of their rows are nobody's."""
    passes.recognise(o.services, now)
    with o.ledger.write() as session:
        jobs.hasten(session, "score", now())
    with o.ledger.read() as session:
        without = tallies.without_company(session, result.actors)
    homeless = result.nobodys + sum(result.actors[identity] for identity in without)
    result.nobodys = 0
    result.actors.clear()
    return homeless
