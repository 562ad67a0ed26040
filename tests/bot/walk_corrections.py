"""The walk over what is said of who is who, of help, refusals, rules, sources and the report."""

from collections.abc import Iterator
from typing import Any

from bot.views import blocks as b
from bot.views import corrections, refused, replay, report, review, who
from bot.views.correction_words import SENTENCES
from bot.views.help import former, slip, usage
from bot.views.notice_views import VIEWS
from scoring.rules import read_rules
from tests.bot import handed, told
from tests.bot.worst_report import worst

RULES = read_rules()


def messages(name: str) -> Iterator[tuple[str, b.Message]]:
    """Everything that is said about something called `name`."""
    for many in told.AMOUNTS:
        yield f"unlisted with {many}", who.unlisted(told.unlisted(name, many))
        yield (
            f"queue of {many}",
            review.queue([handed.suggestion(name)] * min(many, 20), many, 30),
        )
        yield f"report of {many}", report.answer(worst(name, many, RULES), with_csv=bool(many))
        yield f"silent, feeding {many}", VIEWS["silent"](told.silence(name, many))
        yield f"rules with {many} changes", replay.answer(told.replayed(name, many))
        asked = {"who": name, "ask": ["U1"] * many, "is_guest": many > 1}
        yield f"not allowed, {many} to ask", refused.refused(asked)
        yield (
            f"{many} corrections",
            corrections.listing([handed.correction(name)] * min(many, 20)),
        )
        for action in SENTENCES:
            facts = handed.correction(name, action, many)
            yield f"{action} with {many}", corrections.said(facts)
            yield f"{action} undone with {many}", corrections.undone([facts] * max(many, 1))
            yield f"{action} quicker with {many}", corrections.settled(facts)
    for kind in review.QUESTIONS:
        yield f"{kind} queued", review.queue([handed.suggestion(name, kind)], 1, 30)
        yield f"{kind} asked", review.asked(handed.suggestion(name, kind))
    yield "report on its way", report.queued(name)
    yield "rules not adopted", VIEWS["rules"](told.unadopted(name))
    yield "nobody known", refused.not_known()
    yield "an error", refused.went_wrong("0a1b2c3d")
    yield "from elsewhere", refused.not_of_workspace()
    yield "settled", corrections.settled(None)
    yield "refused", corrections.refused(f"{name}: no", "/oql link github:LOGIN acme.com")
    yield "none of them", corrections.listing([], name)
    for command in ("/dql", "/oql"):
        yield f"help of {command}", usage(command)
        yield f"problem with {command}", usage(command, f"`{b.outside(name)}` is not it.")
        yield f"slip with {command}", slip(command, f"`{b.outside(name)}` is not it.")
    yield "a button of another version", former()


def forms(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every form, empty or filled with `name`: there is none here."""
    yield "text as a form", b.notice_view(b.message(b.outside(name) or "-"))
