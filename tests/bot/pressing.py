"""Buttons pressed and forms sent in without a socket, by whoever the test says."""

from typing import TypeVar

from bot import routes
from bot.answers import Answer, Asker, Press
from bot.services import Services
from bot.views.blocks import Message
from ledger import companies
from tests.bot.scene import NOW, asker

Kind = TypeVar("Kind")


def pressed(services: Services, action_id: str, value: str, who: Asker | None = None) -> Answer:
    """What pressing a button answers."""
    return routes.press(services, action_id, Press(value, {}), who or asker(), NOW)


def sent_in(
    services: Services,
    callback_id: str,
    values: dict[str, str],
    metadata: str,
    who: Asker | None = None,
) -> Answer:
    """What sending a form in answers."""
    return routes.send_in(services, callback_id, values, metadata, who or asker(), NOW)


def only(answer: Answer, kind: type[Kind]) -> Kind:
    """The answer, where it is of that kind."""
    assert isinstance(answer, kind), answer
    return answer


def values_of(message: Message, action_id: str) -> list[str]:
    """What the buttons of a message with that id hand back."""
    return [
        one["value"]
        for block in message.blocks
        for one in (*block.get("elements", ()), block.get("accessory") or {})
        if one.get("action_id") == action_id
    ]


def id_of(services: Services, key: str) -> int:
    """The row id of a company."""
    with services.ledger.read() as session:
        [found] = companies.find(session, key)
        return found.id
