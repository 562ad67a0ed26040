"""From a button to what it does."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot import dql, oql_corrections, oql_review, receiving
from bot.answers import Answer, Asker
from bot.services import Services
from bot.views.corrections import UNDO
from bot.views.referral import ACCEPT, DECLINE, OUTCOME, REFER, REFER_NEW
from bot.views.review import SEE_ALL, TAKE, TURN_DOWN

Click = Callable[[Services, str, Asker, datetime], Answer]

CLICKS: Mapping[str, Click] = {
    ACCEPT: lambda services, about, who, now: receiving.accept(services, int(about), who, now),
    DECLINE: lambda services, about, who, now: receiving.open_decline(services, int(about)),
    OUTCOME: lambda services, about, who, now: receiving.open_outcome(services, int(about)),
    REFER: lambda services, about, who, now: dql.open_for_company(services, int(about)),
    REFER_NEW: lambda services, about, who, now: dql.open_new(services),
    TAKE: lambda services, about, who, now: oql_review.press(services, about, True, who, now),
    TURN_DOWN: lambda services, about, who, now: oql_review.press(services, about, False, who, now),
    SEE_ALL: lambda services, about, who, now: oql_review.review(services, (), who, now),
    UNDO: lambda services, about, who, now: oql_corrections.undo_one(
        services, int(about), who, now
    ),
}
