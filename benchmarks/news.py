"""How soon a new activity is a changed level and a notice that waits to be posted.

Some companies are brought to the brink first. Then somebody new of theirs downloads: it is
recorded, its author recognised by the mail domain, everybody rescored. What is missing after it is
only Slack: the notice waits in the ledger. What a scoring run keeps for home tabs comes behind the
notice, so it has a row of its own.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from sqlmodel import col, func, select

from benchmarks.judged import read_rows
from benchmarks.ledger import NOW
from benchmarks.plan import Plan, medians
from benchmarks.table import Row, under
from benchmarks.traffic import Size
from bot import adopted, passes, review_head, week
from bot.services import Services, services_of
from bot.settings import Settings
from ledger import intake
from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind
from ledger.engine import Ledger
from ledger.tables import Notice
from scoring.rules import read_rules

SETTLED_DAYS = 30
PEOPLE = 3  # of each company, so that its domain is known well
# What brings a company to 66 points of the 70 that are needed, each so many days ago.
BEFORE = (
    *(("download", ago) for ago in (8, 8, 9, 9, 16, 16, 17, 17)),
    *(("pull_request", ago) for ago in (3, 10, 17, 24)),
    *(("doc_view_high_value", ago) for ago in (5, 5, 5, 5, 5, 6)),
)


def rows(plan: Plan) -> list[Row]:
    """At both sizes."""
    return [*_rows(plan, plan.size, 2_000), *_rows(plan, plan.size.tenth, 100)]


def _rows(plan: Plan, size: Size, limit: float) -> list[Row]:
    path, rules = plan.built(size), read_rules()
    with plan.copied(path) as ledger:
        services = services_of(Settings(), ledger, rules, [])
        happen = _brought_to_the_brink(services, plan.runs)
        ours, kept, reading = medians(
            plan.runs, happen, partial(_kept, services), partial(read_rows, path, rules)
        )
        if (told := _told(ledger)) != plan.runs:
            raise ValueError(f"{told} of {plan.runs} new activities made a notice")
    what = f"new activity to level and notice, {size.activities:,} (reading the rows)"
    home = f"what home tabs show, behind it, {size.activities:,} (reading the rows)"
    return [
        Row(what, ours * 1e3, reading * 1e3, "ms", under(limit)),
        Row(home, kept * 1e3, reading * 1e3, "ms"),
    ]


def _brought_to_the_brink(services: Services, companies: int) -> Callable[[], None]:
    """Makes the companies; each call is one's new activity, up to its notice."""
    _judged(services, ago=SETTLED_DAYS)
    drafts = [one for number in range(companies) for one in _past(number)]
    _recorded(services, drafts)
    _judged(services, ago=0)
    decisive = (_draft(number, PEOPLE, "download", 0) for number in range(companies))

    def happen() -> None:
        _recorded(services, [next(decisive)])
        _judged(services, ago=0)

    return happen


def _past(number: int) -> Iterator[ActivityDraft]:
    for at, (kind, ago) in enumerate(BEFORE):
        yield _draft(number, at % PEOPLE, kind, ago, at)


def _draft(company: int, person: int, kind: str, ago: int, at: int = 999) -> ActivityDraft:
    name, domain = f"new-{company}-{person}", f"brink-{company}.example"
    who = ActorDraft("files", name, name, signals=(Signal(SignalKind.EMAIL_DOMAIN, domain),))
    return ActivityDraft("files", f"new-{company}-{at}", kind, NOW - timedelta(days=ago), who)


def _recorded(services: Services, drafts: list[ActivityDraft]) -> None:
    with services.ledger.write() as session:
        intake.record(session, drafts, services.zone, NOW)
    passes.recognise(services, lambda: NOW)


def _judged(services: Services, ago: int) -> None:
    now = NOW - timedelta(days=ago)
    today = services.today(now)
    adopted.score(services.ledger, services.rules, today, today, now)


def _kept(services: Services) -> None:
    today = services.today(NOW)
    review_head.keep(services, today)
    week.keep(services, today)


def _told(ledger: Ledger) -> int:
    with ledger.read() as session:
        named = col(Notice.key).contains("brink-")
        return int(session.exec(select(func.count()).select_from(Notice).where(named)).one())
