"""`leadlight resolve`: who is this; one person, or a batch of them, without writing anything."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from bot.clock import now
from bot.commands.opening import UsageError, complain, say, say_json
from bot.commands.progress import Advance, progress
from bot.commands.resolving_lines import Lines, facts
from bot.identity_key import key_file, pseudonyms
from bot.ip_database import IpDatabases
from bot.question import QuestionError, question
from bot.resolved import Remembered, Resolved, Stays
from bot.resolving import Resolver
from bot.settings import Settings, SettingsError, load
from collectors.addresses import MAIL
from collectors.github_items import SOURCE
from identity.agreement import labels
from identity.hosts import read_host
from identity.known import Own
from identity.match import VERIFIED
from ledger import looking, picture
from ledger.engine import Pseudonym
from ledger.errors import LedgerError
from ledger.types import day_in
from ledger.veil import anybody_forgotten

HELP = "who is this: company, evidence, confidence"
EXAMPLE = "leadlight resolve --email ada@acme.com --company '@acme'"

STANDARD_INPUT = "-"
KEYLESS = (
    "People were forgotten in this ledger, and without its IDENTITY_KEY, or the key file beside it,"
    " some domains may count fewer people than they have."
)
AT_ONCE = 1_000  # lines between two steps of the progress bar
_FIELDS = {
    "email": ("ADDRESS", "a mail address, or its host alone"),
    "company": ("TEXT", "what a profile says of the company"),
    "blog": ("LINK", "a profile's link: support only"),
    "login": ("NAME", "a GitHub login"),
    "ip": ("ADDRESS", "a network address, where IP_DATABASE is set"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is known of one person, or a file of questions."""
    for name, (shape, meaning) in _FIELDS.items():
        parser.add_argument(f"--{name}", metavar=shape, help=meaning)
    parser.add_argument("--at", metavar="DAY", help="the day asked about, for companies that moved")
    batch = "JSON lines, answered in order; - answers standard input line by line"
    parser.add_argument("--batch", metavar="FILE", help=batch)
    traffic = "with --batch: see all lines as traffic before the first is answered"
    parser.add_argument("--observe", action="store_true", help=traffic)
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def run(args: argparse.Namespace) -> int:
    """Answers; 1 where a line of a batch could not be read."""
    asked = {name: value for name in (*_FIELDS, "at") if (value := getattr(args, name))}
    given = _FIELDS.keys() & asked.keys()
    if not args.batch and not given:
        raise UsageError("say what is known: --email, --company, --blog, --login, --ip, or --batch")
    if args.batch and asked:
        raise UsageError("a batch asks by its lines: leave out --" + " and --".join(asked))
    if args.observe and not args.batch:
        raise UsageError("--observe goes with --batch")
    settings = load("ledger")
    with IpDatabases(settings.ip_database) as databases:
        resolver = Resolver(
            Own.of(settings.own_domains, settings.own_github_orgs),
            _remembered(settings),
            databases.owner_of if settings.ip_database else None,
        )
        if args.batch:
            return _batch(resolver, args.batch, args.observe)
        return _one(resolver, asked, args.json)


def _remembered(settings: Settings) -> Remembered | None:
    """What the ledger knows; without one that can be read, the answers go by the rules alone."""
    url = settings.database_url
    try:
        key = _key(settings)
        taken = looking.seen(url, partial(picture.taken, labels=labels), key)
        if key is None and looking.seen(url, anybody_forgotten):
            complain(KEYLESS)
    except LedgerError as error:
        complain(f"Answered without the ledger: {error}")
        return None
    if taken is None:
        return None

    def people() -> Stays:
        return looking.seen(url, partial(picture.stays, source=SOURCE)) or {}

    return Remembered(taken, people, day_in(settings.timezone, now()))


def _key(settings: Settings) -> Pseudonym | None:
    """What knows the forgotten again, if there is a key that can be read: none is made here."""
    if settings.identity_key is None and not key_file(settings).exists():
        return None
    try:
        return pseudonyms(settings).of
    except SettingsError:
        return None


def _one(resolver: Resolver, asked: dict[str, str], is_json: bool) -> int:
    email = asked.get("email", "")
    if email and not (MAIL.fullmatch(email) or read_host(email.rpartition("@")[2])):
        raise UsageError("--email: no mail address and no host: write it as ada@acme.com")
    try:
        found = resolver.answer(question(asked))
    except QuestionError as error:
        raise UsageError(f"--{error}") from None
    if is_json:
        say_json(facts(found))
        return 0
    names = dict.fromkeys(name for name in (found.name, found.domain) if name)
    say(f"company     {' · '.join(names) or 'none'}")
    say(f"evidence    {found.evidence}")
    say(f"confidence  {found.confidence:.2f}{_band(found)}")
    return 0


def _band(found: Resolved) -> str:
    if found.domain is None and found.name is None:
        return ""
    return ", counts" if found.confidence >= VERIFIED else ", counts as unverified"


def _batch(resolver: Resolver, place: str, observe: bool) -> int:
    lines = Lines(resolver)
    if place == STANDARD_INPUT:
        for answer in _answers(lines, _questions(sys.stdin.buffer), observe):
            say(answer)
            sys.stdout.flush()
    else:
        with (
            Path(place).open("rb") as file,
            progress("resolving", "bytes", Path(place).stat().st_size) as advance,
        ):
            for answer in _answers(lines, _questions(_watched(file, advance)), observe):
                say(answer)
    if lines.faults:
        complain(f"Not all lines could be read ({lines.faults:,}): their evidence says why.")
    return 1 if lines.faults else 0


def _answers(lines: Lines, questions: Iterable[bytes], observe: bool) -> Iterator[str]:
    if observe:
        questions = list(questions)
        lines.observe(questions)
    return lines.answers(questions, observed=observe)


def _questions(stream: Iterable[bytes]) -> Iterator[bytes]:
    """The lines that hold anything; they are read as they come."""
    return (raw for raw in stream if not raw.isspace())


def _watched(stream: Iterable[bytes], advance: Advance) -> Iterator[bytes]:
    read = 0
    for number, raw in enumerate(stream, 1):
        read += len(raw)
        if number % AT_ONCE == 0:
            advance(read)
            read = 0
        yield raw
    advance(read)
