"""Every entry of `/oql`: verbs, buttons and forms, and who may."""

from typing import Final

from bot.oql import (
    card,
    corrections,
    following,
    handing_back,
    handing_over,
    lists,
    marking,
    reasons,
    review,
    telling,
)
from bot.oql.pressed import by_button, by_line
from bot.oql.replay import replay
from bot.permits import Entry, Permit, Routes
from bot.views import company_card, company_forms, company_lists, company_why
from bot.views.corrections import UNDO
from bot.views.review import SEE_ALL, TAKE, TURN_DOWN

ROUTES: Final = Routes(
    verbs={
        corrections.COMMAND: {
            "": Entry(card.show, Permit.ANYONE),
            "why": Entry(reasons.explain, Permit.ANYONE),
            **{name: Entry(listing, Permit.ANYONE) for name, listing in lists.LISTS.items()},
            "follow": Entry(by_line(following.follow, following.EXAMPLE), Permit.ANYONE),
            "unfollow": Entry(by_line(following.unfollow, following.END), Permit.ANYONE),
            "following": Entry(following.following, Permit.ANYONE),
            "handoff": Entry(handing_over.handoff, Permit.TEAMS),
            "customer": Entry(by_line(marking.customer, marking.CUSTOMER), Permit.DEVREL),
            "snooze": Entry(by_line(marking.hush, marking.SNOOZE), Permit.DEVREL),
            "unsnooze": Entry(by_line(marking.unhush, marking.UNSNOOZE), Permit.DEVREL),
            "tag": Entry(marking.tag, Permit.DEVREL),
            "untag": Entry(marking.untag, Permit.DEVREL),
            "replay": Entry(replay, Permit.DEVREL),
            "review": Entry(review.review, Permit.DEVREL),
            **{verb: Entry(run, Permit.DEVREL) for verb, run in corrections.CORRECTING.items()},
        }
    },
    clicks={
        company_card.OPEN: Entry(card.open_card, Permit.ANYONE),
        company_card.WHY: Entry(reasons.open_reasons, Permit.ANYONE),
        company_card.FOLLOW: Entry(by_button(following.follow), Permit.ANYONE),
        company_card.UNFOLLOW: Entry(by_button(following.unfollow), Permit.ANYONE),
        company_card.HUSH: Entry(by_button(marking.hush), Permit.DEVREL),
        company_card.UNHUSH: Entry(by_button(marking.unhush), Permit.DEVREL),
        company_card.CUSTOMER: Entry(by_button(marking.customer), Permit.DEVREL),
        company_card.NO_CUSTOMER: Entry(by_button(marking.no_customer), Permit.DEVREL),
        company_card.NOT_A_LEAD: Entry(marking.not_a_lead, Permit.DEVREL),
        company_card.WRONG: Entry(telling.open_wrong, Permit.DEVREL),
        company_card.HANDOFF: Entry(handing_over.open_handoff, Permit.TEAMS),
        company_forms.HANDOFF_UNDO: Entry(handing_back.take_back, Permit.TEAMS),
        company_lists.PAGE: Entry(lists.turn, Permit.ANYONE),
        company_lists.PAGE_BACK: Entry(lists.turn, Permit.ANYONE),
        company_lists.LIST_CSV: Entry(lists.as_file, Permit.ANYONE),
        company_lists.FOLLOWING_PAGE: Entry(following.turn, Permit.ANYONE),
        company_lists.FOLLOWING_BACK: Entry(following.turn, Permit.ANYONE),
        company_why.WHY_PAGE: Entry(reasons.turn, Permit.ANYONE),
        company_why.WHY_BACK: Entry(reasons.turn, Permit.ANYONE),
        company_why.WHY_CSV: Entry(reasons.as_file, Permit.ANYONE),
        TAKE: Entry(
            lambda services, press, who, now: review.press(services, press.value, True, who, now),
            Permit.DEVREL,
        ),
        TURN_DOWN: Entry(
            lambda services, press, who, now: review.press(services, press.value, False, who, now),
            Permit.DEVREL,
        ),
        SEE_ALL: Entry(
            lambda services, press, who, now: review.review(services, (), who, now),
            Permit.DEVREL,
        ),
        UNDO: Entry(corrections.press_undo, Permit.DEVREL),
    },
    forms={
        company_forms.HANDOFF_FORM: Entry(handing_over.hand_off, Permit.TEAMS),
        company_forms.WRONG_FORM: Entry(telling.correct_wrong, Permit.DEVREL),
    },
)
