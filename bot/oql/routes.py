"""Every entry of `/oql`: verbs, buttons and forms, and who may."""

from typing import Final

from bot.oql import (
    card,
    corrections,
    following,
    handing_over,
    lists,
    marking,
    reasons,
    review,
    telling,
)
from bot.oql.pressed import by_button, by_line
from bot.oql.replay import replay
from bot.permits import Permit, Route, Routes
from bot.views import company_card, company_forms, company_lists, company_why
from bot.views.corrections import UNDO
from bot.views.review import SEE_ALL, TAKE, TURN_DOWN

ROUTES: Final = Routes(
    verbs={
        corrections.COMMAND: {
            "": Route(card.show, Permit.ANYONE),
            "why": Route(reasons.explain, Permit.ANYONE),
            **{name: Route(listing, Permit.ANYONE) for name, listing in lists.LISTS.items()},
            "follow": Route(by_line(following.follow, following.EXAMPLE), Permit.ANYONE),
            "unfollow": Route(by_line(following.unfollow, following.END), Permit.ANYONE),
            "following": Route(following.following, Permit.ANYONE),
            "handoff": Route(handing_over.handoff, Permit.TEAMS),
            "customer": Route(by_line(marking.turn_customer, marking.CUSTOMER), Permit.DEVREL),
            "snooze": Route(by_line(marking.hush, marking.SNOOZE), Permit.DEVREL),
            "unsnooze": Route(by_line(marking.unhush, marking.UNSNOOZE), Permit.DEVREL),
            "tag": Route(marking.tag, Permit.DEVREL),
            "untag": Route(marking.untag, Permit.DEVREL),
            "replay": Route(replay, Permit.DEVREL),
            "review": Route(review.review, Permit.DEVREL),
            **{verb: Route(run, Permit.DEVREL) for verb, run in corrections.CORRECTING.items()},
        }
    },
    clicks={
        company_card.OPEN: Route(card.open_card, Permit.ANYONE),
        company_card.WHY: Route(reasons.open_reasons, Permit.ANYONE),
        company_card.FOLLOW: Route(by_button(following.follow), Permit.ANYONE),
        company_card.UNFOLLOW: Route(by_button(following.unfollow), Permit.ANYONE),
        company_card.HUSH: Route(by_button(marking.hush), Permit.DEVREL),
        company_card.UNHUSH: Route(by_button(marking.unhush), Permit.DEVREL),
        company_card.CUSTOMER: Route(by_button(marking.customer), Permit.DEVREL),
        company_card.NO_CUSTOMER: Route(by_button(marking.no_customer), Permit.DEVREL),
        company_card.NOT_A_LEAD: Route(marking.not_a_lead, Permit.DEVREL),
        company_card.WRONG: Route(telling.open_wrong, Permit.DEVREL),
        company_card.HANDOFF: Route(handing_over.open_handoff, Permit.TEAMS),
        company_lists.PAGE: Route(lists.turn, Permit.ANYONE),
        company_lists.PAGE_BACK: Route(lists.turn, Permit.ANYONE),
        company_lists.LIST_CSV: Route(lists.as_file, Permit.ANYONE),
        company_lists.FOLLOWING_PAGE: Route(following.turn, Permit.ANYONE),
        company_lists.FOLLOWING_BACK: Route(following.turn, Permit.ANYONE),
        company_why.WHY_PAGE: Route(reasons.turn, Permit.ANYONE),
        company_why.WHY_BACK: Route(reasons.turn, Permit.ANYONE),
        company_why.WHY_CSV: Route(reasons.as_file, Permit.ANYONE),
        TAKE: Route(
            lambda services, press, who, now: review.press(services, press.value, True, who, now),
            Permit.DEVREL,
        ),
        TURN_DOWN: Route(
            lambda services, press, who, now: review.press(services, press.value, False, who, now),
            Permit.DEVREL,
        ),
        SEE_ALL: Route(
            lambda services, press, who, now: review.review(services, (), who, now),
            Permit.DEVREL,
        ),
        UNDO: Route(corrections.press_undo, Permit.DEVREL),
    },
    forms={
        company_forms.HANDOFF_FORM: Route(handing_over.hand_off, Permit.TEAMS),
        company_forms.WRONG_FORM: Route(telling.correct_wrong, Permit.DEVREL),
    },
)
