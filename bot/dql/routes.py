"""The entries of referring: the verbs of `/dql`, its forms, its shortcuts, its select of people."""

from typing import Final

from bot.dql import forms, introducing, options, shortcuts, undoing, verbs
from bot.permits import Entry, Permit, Routes
from bot.views.introduction import INTRODUCTION_FORM, UNDO_INTRODUCTION
from bot.views.receipt import LOOK, OLDER, UNDO
from bot.views.referral import REFER, REFER_NEW
from bot.views.referral_form import FORM, PERSON, TEAM

ROUTES: Final = Routes(
    verbs={
        verbs.COMMAND: {
            "refer": Entry(verbs.refer_verb, Permit.DEVREL),
            "intro": Entry(introducing.intro_verb, Permit.DEVREL),
            "undo": Entry(verbs.undo_verb, Permit.DEVREL),
            "list": Entry(verbs.list_verb, Permit.ANYONE),
            "status": Entry(verbs.status_verb, Permit.ANYONE),
        }
    },
    clicks={
        REFER: Entry(
            lambda services, press, who, now: forms.open_for_company(services, press.value),
            Permit.DEVREL,
        ),
        REFER_NEW: Entry(lambda services, press, who, now: forms.open_new(services), Permit.DEVREL),
        PERSON: Entry(forms.choose, Permit.DEVREL),
        TEAM: Entry(forms.choose, Permit.DEVREL),
        LOOK: Entry(verbs.look, Permit.DEVREL),
        OLDER: Entry(verbs.older, Permit.ANYONE),
        UNDO: Entry(undoing.undo_referral, Permit.DEVREL),
        UNDO_INTRODUCTION: Entry(undoing.undo_introduction, Permit.DEVREL),
    },
    forms={
        FORM: Entry(forms.submit, Permit.DEVREL),
        INTRODUCTION_FORM: Entry(introducing.submit, Permit.DEVREL),
    },
    shortcuts={
        shortcuts.MESSAGE: Entry(shortcuts.refer_author, Permit.DEVREL),
        shortcuts.ANYWHERE: Entry(shortcuts.refer_anybody, Permit.DEVREL),
    },
    options={PERSON: Entry(options.offer_people, Permit.DEVREL)},
)
