"""Who is asked about: one line of a batch, or the arguments of `resolve`, as evidence.

Addresses end here. Of a mail address the host is evidence, and the whole of it tells persons apart
for as long as the answer takes; what is shown holds neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from collectors.addresses import bare_ip, masked
from identity.bots import is_suspected
from ledger.drafts import Signal, SignalKind, clean
from ledger.mailboxes import plain_address

TEXTS = ("email", "company", "blog", "login", "ip", "at")
LONGEST = 1_000  # characters; whatever is longer is neither an address nor says who somebody is


class QuestionError(Exception):
    """What cannot be asked so; the message names the field and the mend, never its value."""


@dataclass(frozen=True, slots=True)
class Question:
    """One person's evidence. `who` tells persons apart, "" for nobody in particular.

    `login` and the mail `address` are in lower case. That, `local`, what stands before its @, and
    `ip` are neither kept nor shown. `at` is the day that is asked about, None for none.
    """

    signals: tuple[Signal, ...]
    who: str = field(repr=False)
    login: str = ""
    is_bot: bool = False
    address: str = field(default="", repr=False)
    local: str = field(default="", repr=False)
    ip: str = field(default="", repr=False)
    at: date | None = None


def question(fields: Mapping[str, object]) -> Question:
    """The question that the fields of `TEXTS` and an `id` ask; raises QuestionError.

    The mail host is the last of the signals. A network speaks only for nobody in person.
    """
    told = {name: _text(name, fields[name]) for name in TEXTS if fields.get(name) is not None}
    get = told.get
    login, email = get("login", "").lstrip("@"), get("email", "")
    ip, company = get("ip", ""), get("company")
    local, _, host = email.rpartition("@")
    if ip and not bare_ip(ip):
        raise QuestionError("ip: not an IP address")
    signals = []
    if company:
        signals.append(Signal(SignalKind.COMPANY_TEXT, masked(company, _hidden)))
    if blog := get("blog"):
        signals.append(Signal(SignalKind.BLOG_DOMAIN, blog))
    if host:
        signals.append(Signal(SignalKind.EMAIL_DOMAIN, host.lower()))
    return Question(
        tuple(signals),
        who=_who(login, email, fields.get("id")),
        login=login.lower(),
        is_bot=bool(login) and _is_bot(login),
        address=plain_address(email) if local else "",
        local=local if host else "",
        ip="" if login or signals else bare_ip(ip),
        at=_day(get("at", "")),
    )


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise QuestionError(f"{name}: not a text: put it in quotes, or leave it out")
    return clean(value) if len(value) <= LONGEST else ""


def _who(login: str, email: str, number: object) -> str:
    if login or email:
        return (login or email).lower()
    return "" if number is None else f"id {number}"


def _is_bot(login: str) -> bool:
    return login.lower().endswith("[bot]") or is_suspected(login)


def _hidden(address: str) -> str:
    return "(address)"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise QuestionError("at: not a day: write it as 2026-11-20") from None
