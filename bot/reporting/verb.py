"""`/dql report [quarter] [csv]`: the report in Slack, to whoever asked, and its file.

Everybody may read the figures; people are named, and the file is sent, to DevRel alone.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from bot import cells
from bot.answers import Answer, Asker, Later, Press, Say
from bot.grammar import Word
from bot.pages.report import report_page
from bot.permits import Entry, Permit, Routes, refusal, sees_names
from bot.reporting.csv_file import csv_text
from bot.reporting.report import report
from bot.reporting.spans import Span, SpanError, days, parse
from bot.services import Services
from bot.views import blocks as b
from bot.views import report as views
from ledger import notices, reporting

COMMAND: Final = "/dql"
FILE: Final = "file"  # the outbox's operation, and its view of one
MAKER, PAGE = "report", "report-page"


def report_verb(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`report`, `report 2026-Q3`, `report last quarter csv`: the span's report, or its file."""
    typed = [word.text for word in rest]
    is_file = bool(typed) and typed[-1].lower() == "csv"
    try:
        span = parse(" ".join(typed[:-1] if is_file else typed), services.today(now))
    except SpanError as error:
        line = f"{b.escape(str(error))} For example `{COMMAND} report last quarter`."
        return Say(b.message(line, b.section(line)))
    if is_file:
        return _send(services, span, asker, now)
    soon = f"Counting {b.escape(span.name)} …"
    return Later(b.message(soon, b.section(soon)), lambda: _answer(services, span, asker, now))


def send_csv(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The button below a report: its days, as they stand now."""
    first, last = (date.fromisoformat(day) for day in press.value.split())
    return _send(services, days(first, last, services.today(now)), asker, now)


def csv_bytes(services: Services, facts: Mapping[str, Any]) -> bytes:
    """The file of a notice, made when it is posted: nobody's name is kept for it until then."""
    first, last = (date.fromisoformat(facts[name]) for name in ("from", "to"))
    span = Span(first, last, f"{first} to {last}")
    with services.ledger.read() as session:
        handed = reporting.handed(session, *span.moments(services.zone))
    text = csv_text(handed, span, services.zone, names=facts["names"])
    return text.encode(cells.ENCODING)


def send_page(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The page to print, of the days of a report; nobody is named in it, so everybody may have it.

    It goes to whoever asked, once a request.
    """
    first, last = press.value.split()
    today = services.today(now).isoformat()
    until = min(last, today)  # a span that goes on is named by the day with which it will end
    name = f"report-{first}-to-{until}.html"
    facts = {
        "name": name,
        "title": f"What DevRel brought, {first} to {until}",
        "alt": "The report as a page to print",
        "of": PAGE,
        "from": first,
        "to": last,
        "as_of": today,
    }
    return _queued(services, facts, asker, now)


def page_bytes(services: Services, facts: Mapping[str, Any]) -> bytes:
    """The page of a notice, as things stand when it is posted."""
    first, last, as_of = (date.fromisoformat(facts[name]) for name in ("from", "to", "as_of"))
    span = days(first, last, as_of)
    with services.ledger.read() as session:
        found = report(session, services.rules, services.zone, span, as_of, names=False)
    return report_page(found.facts).encode()


def _answer(services: Services, span: Span, asker: Asker, now: datetime) -> b.Message:
    names = sees_names(asker)
    with services.ledger.read() as session:
        found = report(
            session, services.rules, services.zone, span, services.today(now), names=names
        )
    return views.answer(found.facts, with_csv=names)


def _send(services: Services, span: Span, asker: Asker, now: datetime) -> Answer:
    """Queues the file for whoever asked, once a request."""
    if not sees_names(asker):
        return refusal(services, Permit.DEVREL, asker, f"{COMMAND} report csv")
    name = f"referrals-{span.first}-to-{span.last}.csv"
    facts = {
        "name": name,
        "title": f"Referrals, {span.first} to {span.last}",
        "alt": "Referrals as a table, a line each",
        "of": MAKER,
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "names": True,
    }
    return _queued(services, facts, asker, now)


def _queued(services: Services, facts: Mapping[str, Any], asker: Asker, now: datetime) -> Answer:
    with services.ledger.write() as session:
        key = f"report:{asker.request}"
        notices.queue(session, key, FILE, asker.user_id, dict(facts), now, operation=FILE)
    services.wake()
    return Say(views.queued(facts["name"]))


FILES: Final[Mapping[str, Callable[[Services, Mapping[str, Any]], bytes]]] = {
    MAKER: csv_bytes,
    PAGE: page_bytes,
}
ROUTES: Final = Routes(
    verbs={COMMAND: {"report": Entry(report_verb, Permit.ANYONE)}},
    clicks={
        views.CSV: Entry(send_csv, Permit.DEVREL),
        views.PAGE: Entry(send_page, Permit.ANYONE),
    },
)
