"""What a form says is wrong with a company: it becomes a correction, which can be undone."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.answers import Answer, Asker, Done, Errors, Open, Press
from bot.consequences import consequences
from bot.correcting import correct
from bot.correction_line import NO_WORD, Asked, LineError, day_of
from bot.grammar import Word
from bot.naming import NamingError
from bot.oql.corrections import by_of
from bot.oql.pressed import pressed_company
from bot.services import Services
from bot.views import company_forms as views
from bot.views.corrections import said
from ledger.corrections import CorrectionError


def open_wrong(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The form that asks what is wrong with a company."""
    with services.ledger.read() as session:
        facts = {"name": pressed_company(session, press.value).name, "metadata": press.value}
    return Open(views.wrong_form(facts, services.today(now).isoformat()))


def correct_wrong(
    services: Services, values: Mapping[str, str], metadata: str, asker: Asker, now: datetime
) -> Answer:
    """Makes the correction that was chosen; what contradicts it stands at the field."""
    verb, other = views.WRONGS[values["wrong"]], values.get("other", "").strip()
    is_alone = verb in views.ALONE
    if not other and not is_alone:
        return Errors({"other": "which one: its domain, or its name"})
    day, wrong = _day(values, services.today(now))
    if day is None:
        return Errors({"day": wrong})
    try:
        with services.ledger.write() as session:
            asked = Asked(
                verb,
                Word(pressed_company(session, metadata).key, quoted=True),
                NO_WORD if is_alone else Word(other),
                day if verb == "successor" else None,
            )
            made = correct(session, services, asked, by_of(asker, now))
            facts = consequences(session, services, made, services.today(now))
    except (NamingError, CorrectionError) as error:
        return Errors({"wrong" if is_alone else "other": str(error)})
    return Done(said(facts))


def _day(values: Mapping[str, str], today: date) -> tuple[date | None, str]:
    """The day that was chosen, today without one; what is wrong with it."""
    typed = values.get("day", "")
    try:
        return (day_of(typed) if typed else today), ""
    except LineError as error:
        return None, str(error)
