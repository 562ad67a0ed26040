"""The form by which somebody is handed to a team, and the select of people that it begins with.

Slack keeps what stands in a field as long as the field keeps its id. What is suggested with a
person therefore stands in fields whose ids name that person: `company.7`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.views import blocks as b
from bot.views.receipt import repeated
from bot.views.referral import ORIGINS, Draft

FORM, PERSON, TEAM = "referral_form", "referral_person", "referral_team"
NEW: Final = "new"  # in place of the number of somebody whom nobody knows yet
CONSENT: Final = ("yes", "no", "not asked")
VALUE: Final = 150  # characters that Slack takes in an option's value

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Beside:
    """What a form says beside its fields.

    `notes` are what could not be understood, `missing` what a line left out, in words for people,
    `stranger` the Slack id of somebody never met, who `is_named` by now,
    `earlier` a referral of the same person to the same team, `company_id` the company from which
    the form was opened.
    """

    notes: tuple[str, ...] = ()
    stranger: str = ""
    looking_for: str = ""
    questions: tuple[str, ...] = ()
    asks_consent: bool = False
    earlier: Facts | None = None
    company_id: int | None = None
    missing: tuple[str, ...] = ()
    is_named: bool = False


NOTHING = Beside()


def form(draft: Draft, teams: Sequence[str], beside: Beside = NOTHING) -> dict[str, Any]:
    """The form; its metadata holds who was suggested from, which earlier referral was shown, and
    whose Slack id is their contact where none is typed."""
    earlier = beside.earlier
    seen = {"actor": draft.actor_id, "seen": earlier["id"] if earlier else None}
    if beside.stranger:
        seen["stranger"] = beside.stranger
    if beside.company_id:
        seen["company"] = beside.company_id
    return b.modal(
        FORM,
        "Refer to a team",
        "Refer anyway" if earlier else "Refer",
        json.dumps(seen),
        *said(beside.notes, "" if draft.person else beside.stranger),
        *_left_out(beside.missing),
        *([repeated(earlier)] if earlier else []),
        *_who(draft, beside),
        *_what_for(draft, teams, beside),
        *_origin(draft),
    )


def _who(draft: Draft, beside: Beside) -> list[b.Block]:
    """The person, how to reach them, and their company."""
    suggested = f".{draft.actor_id}" if draft.actor_id else ""
    # In an open form a field takes a new beginning only under a new id.
    block = "person.named" if beside.is_named else "person"
    who = person_select(block, "Who", draft.person, draft.actor_id, beside.company_id)
    return [
        telling(who, PERSON),
        b.text_input(
            f"contact{suggested}",
            "How to reach them",
            initial=draft.contact,
            optional=True,
            hint="A mail address, a handle, a link. Only the team sees it.",
        ),
        b.text_input(
            f"company{suggested}",
            "Company",
            initial=draft.company,
            optional=True,
            hint="Its domain, such as acme.com, or its name.",
        ),
    ]


def _what_for(draft: Draft, teams: Sequence[str], beside: Beside) -> list[b.Block]:
    """The team, what it hopes for and wants asked first, and why it should have them."""
    return [
        telling(b.select_input("team", "Team", teams, initial=draft.team), TEAM),
        *_hopes(draft.team, beside),
        *([consent_select(draft.consent)] if beside.asks_consent else []),
        b.text_input(
            "why",
            "Why",
            initial=draft.why,
            multiline=True,
            longest=2_000,
            hint="What should the team know before the first call?",
        ),
    ]


def _origin(draft: Draft) -> list[b.Block]:
    """Where the connection was made."""
    return [
        b.select_input("origin", "Where it came from", ORIGINS, initial=draft.origin),
        b.text_input(
            "origin_detail",
            "Which one",
            initial=draft.origin_detail,
            optional=True,
            hint="Such as KubeCon EU.",
        ),
        b.text_input(
            "link",
            "Link",
            initial=draft.link,
            optional=True,
            longest=1_000,
            hint="To what they said or asked, beginning with https://.",
        ),
    ]


def person_option(label: str, name: str, actor_id: int | None = None) -> b.Block:
    """A person in the select, who comes back as `7:Ada Byte`, or as `new:Ada Byte`."""
    value = f"{actor_id or NEW}:{' '.join(name.split())}"
    return {"text": b.plain(" ".join(label.split()), b.OPTION_TEXT), "value": b.cut(value, VALUE)}


def person_select(
    block_id: str, label: str, person: str, actor_id: int | None, company_id: int | None = None
) -> b.Block:
    """A select of the people Leadlight knows, and of whoever is typed as somebody new.

    That of a company offers its people before anything is typed: its block's id says of which.
    """
    asked = "Type a name, a handle or a company"
    element: b.Block = {
        "type": "external_select",
        "action_id": PERSON,
        "min_query_length": 0 if company_id else 2,
        "placeholder": b.plain(
            "Pick one of its people, or type a name" if company_id else asked, 150
        ),
    }
    if person.strip():
        element["initial_option"] = person_option(person, person, actor_id)
    return {
        "type": "input",
        "block_id": f"{block_id}.{company_id}" if company_id else block_id,
        "label": b.plain(label, b.FIELD_TEXT),
        "element": element,
        "optional": False,
    }


def consent_select(consent: str, whose: str = "Do they agree to it?") -> b.Block:
    """Whether whoever is talked about was asked, and agreed."""
    return b.select_input("consent", whose, CONSENT, initial=consent)


def said(notes: Sequence[str], stranger: str = "") -> list[b.Block]:
    """What could not be understood, at the top of a form."""
    rows = [b.section(f":warning: {b.outside(note, 500)}") for note in notes]
    if stranger:
        line = (
            f":warning: I have not met <@{stranger}> yet: type their name as somebody new. "
            "The team will see the mention."
        )
        rows.append(b.section(line))
    return rows


def _left_out(missing: Sequence[str]) -> list[b.Block]:
    """Why a line was not enough."""
    return [b.section(f"*Still missing*: {', '.join(missing)}")] if missing else []


def telling(block: b.Block, action_id: str) -> b.Block:
    """A field that tells at once what was chosen in it."""
    element = {**block["element"], "action_id": action_id}
    return {**block, "element": element, "dispatch_action": True}


def _hopes(team: str, beside: Beside) -> list[b.Block]:
    """What the chosen team hopes to hear, and wants asked."""
    rows = [f"• {b.outside(question, 300)}" for question in beside.questions]
    if beside.looking_for:
        rows.insert(0, f"*{b.outside(team)}* looks for: {b.outside(beside.looking_for, 500)}")
    elif rows:
        rows.insert(0, f"*{b.outside(team)}* would ask:")
    return [b.context("\n".join(rows))] if rows else []
