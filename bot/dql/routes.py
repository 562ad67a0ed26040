"""The entries of referring: the verbs of `/dql`, its forms, its shortcuts, its select of people."""

from typing import Final

from bot.dql import forms, introducing, options, shortcuts, undoing, verbs
from bot.permits import Permit, Route, Routes
from bot.views.introduction import INTRODUCTION_FORM, UNDO_INTRODUCTION
from bot.views.receipt import LOOK, OLDER, UNDO
from bot.views.referral import REFER, REFER_NEW
from bot.views.referral_form import FORM, PERSON, TEAM

ROUTES: Final = Routes(
    verbs={
        verbs.COMMAND: {
            "refer": Route(verbs.refer_verb, Permit.DEVREL),
            "intro": Route(introducing.intro_verb, Permit.DEVREL),
            "undo": Route(verbs.undo_verb, Permit.DEVREL),
            "list": Route(verbs.list_verb, Permit.ANYONE),
            "status": Route(verbs.status_verb, Permit.ANYONE),
        }
    },
    clicks={
        REFER: Route(
            lambda services, press, who, now: forms.open_for_company(services, press.value),
            Permit.DEVREL,
        ),
        REFER_NEW: Route(lambda services, press, who, now: forms.open_new(services), Permit.DEVREL),
        PERSON: Route(forms.choose, Permit.DEVREL),
        TEAM: Route(forms.choose, Permit.DEVREL),
        LOOK: Route(verbs.look, Permit.DEVREL),
        OLDER: Route(verbs.older, Permit.ANYONE),
        UNDO: Route(undoing.undo_referral, Permit.DEVREL),
        UNDO_INTRODUCTION: Route(undoing.undo_introduction, Permit.DEVREL),
    },
    forms={
        FORM: Route(forms.submit, Permit.DEVREL),
        INTRODUCTION_FORM: Route(introducing.submit, Permit.DEVREL),
    },
    shortcuts={
        shortcuts.MESSAGE: Route(shortcuts.refer_author, Permit.DEVREL),
        shortcuts.ANYWHERE: Route(shortcuts.refer_anybody, Permit.DEVREL),
    },
    options={PERSON: Route(options.offer_people, Permit.DEVREL)},
)
