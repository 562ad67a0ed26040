"""A referral in the hands of its team: buttons pressed and forms sent in, as Slack would."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.answers import Answer, Asker, Open, Press
from bot.dql.facts import Facts, referral_facts
from bot.dql.receiving_routes import RECEIVING
from bot.dql.referring import refer
from bot.dql.steps import Doer
from bot.services import Services
from bot.views.referral import Draft
from ledger import referrals
from tests.bot.scene import NOW, asker

ADA = Draft(person="Ada", team="sales", why="asked for SSO", origin="booth", link="")


def made(services: Services, draft: Draft = ADA, now: datetime = NOW, by: str = "U1") -> int:
    """Hands somebody to a team; gives the referral's number."""
    request = f"view:{draft.person}:{draft.team}:{now.isoformat()}"
    return int(refer(services, draft, Doer(by, "dana"), request, now).facts["id"])


def press(
    services: Services, button: str, value: object = 1, who: Asker | None = None, at: datetime = NOW
) -> Answer:
    """What a button is answered."""
    pressed = Press(str(value), {})
    return RECEIVING.clicks[button].run(services, pressed, who or asker("U2"), at)


def send(
    services: Services,
    form: Answer,
    who: Asker | None = None,
    at: datetime = NOW,
    **values: str,
) -> Answer:
    """What a form that opened is answered, once it is sent in; what is not filled in is empty."""
    return send_in(services, form, values, who, at)


def send_in(
    services: Services,
    form: Answer,
    values: Mapping[str, str],
    who: Asker | None = None,
    at: datetime = NOW,
) -> Answer:
    """The same with fields that a table of cases names."""
    assert isinstance(form, Open), form
    view = form.view
    typed = {block["block_id"]: "" for block in view["blocks"] if block["type"] == "input"}
    route = RECEIVING.forms[view["callback_id"]]
    return route.run(
        services, {**typed, **values}, view["private_metadata"], who or asker("U2"), at
    )


def filled(
    services: Services, button: str, who: Asker | None = None, at: datetime = NOW, **values: str
) -> Answer:
    """What becomes of a button's form."""
    return send(services, press(services, button, 1, who, at), who, at, **values)


def stands(services: Services, referral_id: int = 1) -> Facts:
    """The referral as it is kept."""
    with services.ledger.read() as session:
        referral = referrals.get(session, referral_id)
        assert referral is not None
        return referral_facts(session, services.rules, referral)


def offered(form: Answer, block_id: str) -> list[str]:
    """The values that a select of a form offers."""
    assert isinstance(form, Open), form
    block: dict[str, Any] = next(b for b in form.view["blocks"] if b.get("block_id") == block_id)
    return [option["value"] for option in block["element"]["options"]]


def metadata_of(form: Answer) -> dict[str, int]:
    """What a form remembers."""
    assert isinstance(form, Open), form
    return dict(json.loads(form.view["private_metadata"]))
