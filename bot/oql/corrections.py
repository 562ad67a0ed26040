"""`/oql link`, `merge`, `ignore` and their like: what people say, answered with what follows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.answers import Answer, Asker, Press, Say
from bot.consequences import consequences, spoken_facts
from bot.correcting import correct, numbers
from bot.correcting import undo as take_back
from bot.correction_line import EXAMPLES, VERBS, LineError, read_line
from bot.grammar import Word
from bot.naming import NamingError
from bot.services import Services
from bot.views import company as companies
from bot.views import corrections as views
from bot.whom import SeveralFitError
from ledger import corrections
from ledger.corrections import AlreadySo, By, CorrectionError

COMMAND: Final = "/oql"
SHOWN, MOST = 10, 20  # corrections in a list: a message holds 50 blocks

Verb = Callable[[Services, Sequence[Word], Asker, datetime], Answer]


class Correcting:
    """One verb of `/oql` that corrects."""

    def __init__(self, verb: str) -> None:
        self.verb = verb

    def __call__(
        self, services: Services, rest: Sequence[Word], asker: Asker, now: datetime
    ) -> Answer:
        """Does it, and says what follows; a private answer, also where it cannot be done."""
        example = f"{COMMAND} {EXAMPLES[self.verb]}"
        try:
            asked = read_line(self.verb, rest)
            with services.ledger.write() as session:
                made = correct(session, services, asked, by_of(asker, now))
                facts = consequences(session, services, made, services.today(now))
        except SeveralFitError as error:
            return Say(companies.candidates(error.typed, error.rows))
        except AlreadySo as error:
            return Say(views.refused(f"nothing to do: {error}"))
        except CorrectionError as error:
            return Say(views.refused(f"nothing was changed: {error}"))
        except (LineError, NamingError) as error:
            return Say(views.refused(str(error), example))
        return Say(views.said(facts))


def undo(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`undo 17`: takes a correction back; `undo 17-19` what was said of one person at once."""
    said = numbers(rest[0].text) if len(rest) == 1 else range(0)
    if not said:
        return Say(
            views.refused(
                "undo takes the number of a correction, which the list shows",
                f"{COMMAND} corrections",
            )
        )
    return _undo(services, said, asker, now)


def press_undo(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The same by a button."""
    return _undo(services, numbers(press.value), asker, now)


def _undo(services: Services, said: range, asker: Asker, now: datetime) -> Answer:
    try:
        with services.ledger.write() as session:
            undone = take_back(session, said, by_of(asker, now))
            rows = [spoken_facts(services, one) for one in undone]
    except CorrectionError as error:
        return Say(views.refused(str(error)))
    return Say(views.undone(rows))


def listing(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`corrections [n] [NAME]`: what people said, newest first, of all or of somebody."""
    words = list(rest)
    most = SHOWN
    if words and words[0].text.isdecimal() and words[0].text.isascii():
        most = int(words.pop(0).text)
        if not 0 < most <= MOST:
            return Say(views.refused(f"corrections takes a number from 1 to {MOST}, not {most}"))
    of = " ".join(word.text for word in words)
    with services.ledger.read() as session:
        found = corrections.listed(session, most, of=of)
        return Say(views.listing([spoken_facts(services, one) for one in found], of))


def by_of(asker: Asker, now: datetime) -> By:
    """Who asks, as the audit list keeps it."""
    return By(asker.user_id, asker.user_name, now)


CORRECTING: Final[Mapping[str, Verb]] = {
    **{verb: Correcting(verb) for verb in VERBS},
    "undo": undo,
    "corrections": listing,
}
