"""The rules in force: a ledger judges with those it adopted, until somebody adopts others.

Why: another rules file moves companies between levels although nobody did anything. So the file
is kept in the ledger when the first score takes it; what RULES_FILE says later about windows,
categories, levels, gates and channels waits for `leadlight rules adopt`, after a look at what it
would change. What it says about telling (teams, announcing, routes, quiet hours, reminders, what
kind of project it is) and pages holds from the next start on, or once it is adopted.

The first score by adopted rules comes after one by those before, of the same day: what somebody
did until then is told as ever, and what the rules alone change is not.
"""

import json
import logging
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.outcomes import Facts
from bot.replay import DAYS, replay_facts
from bot.services import Services
from ledger import marks, meta, notices
from ledger.engine import Ledger, Session
from scoring.counts import MOST_TOPICS
from scoring.rescore import Rescored, rescore
from scoring.rescore.looking_back import TooDifferentError
from scoring.rules import Page, Problem, Rules, RulesError, parse_rules, text_of

log = logging.getLogger(__name__)

KEPT: Final = "adopted_rules"  # the ledger's fact that holds them
FILE: Final = "the adopted rules"
TELLING: Final = ("project", "routes", "quiet", "reminders", "teams")  # taken from RULES_FILE whole


@dataclass(frozen=True, slots=True)
class Adopted:
    """A rules file as it was when it was adopted, and `before`, by which was scored until then."""

    version: str
    text: str
    before: str | None = None


def kept(session: Session) -> Adopted | None:
    """What this ledger adopted, if it ever did."""
    text = meta.get(session, KEPT)
    return None if text is None else Adopted(**json.loads(text))


def adopt(session: Session, rules_file: str | None) -> Rules:
    """Takes a rules file from now on; the score that follows announces nothing it alone changed.

    Raises:
        RulesError: the file cannot be used.
    """
    return adopt_text(session, *text_of(rules_file))


def adopt_text(session: Session, file: str, text: str) -> Rules:
    """The same of a text that was read already; messages call it `file`.

    Raises:
        RulesError: it cannot be used.
    """
    rules = parse_rules(file, text)
    was, last = kept(session), marks.kept(session)
    before = None
    if was is not None and last is not None:
        before = was.text if was.version == last.rules else was.before
    meta.put(session, KEPT, json.dumps(asdict(Adopted(rules.version, text, before))))
    return rules


def in_force(session: Session, offered: Rules) -> Rules:
    """What the ledger judges with, where RULES_FILE offers these rules.

    Raises:
        RulesError: what was adopted cannot be read by this version.
    """
    adopted = kept(session)
    if adopted is None or adopted.version == offered.version:
        return offered
    rules = parse_rules(FILE, adopted.text)
    return offered if rules.version == offered.version else _dressed(rules, offered)


def begin(ledger: Ledger, offered: Rules, rules_file: str | None) -> Rules:
    """What a score judges with; a ledger that has adopted nothing takes what RULES_FILE offers.

    Raises:
        RulesError: what was adopted cannot be read by this version; or the ledger was judged by
            other rules before it kept any, so that somebody has to say that these hold.
    """
    with ledger.read() as session:
        if kept(session) is not None:
            return in_force(session, offered)
        last = marks.kept(session)
    if last is not None and last.rules != offered.version:
        wrong = f"holds other rules than version {last.rules}, by which this ledger was judged"
        mend = "name that file by RULES_FILE, or take these by `leadlight rules adopt`"
        raise RulesError([Problem(rules_file or offered.name, 0, f"{wrong}: {mend}")])
    with ledger.write() as session:
        adopt(session, rules_file)
    return offered


def score(
    ledger: Ledger,
    rules: Rules,
    as_of: date,
    today: date,
    now: datetime,
    due_at: datetime | None = None,
) -> Rescored:
    """A rescore by the rules in force; what it changed, and what one by those before it changed.

    What it announces waits until `due_at`, if that is given.
    """
    with ledger.read() as session:
        before = _before(session, rules)
    if before is None:
        return rescore(ledger, rules, as_of, today, now, due_at)
    earlier = rescore(ledger, before, as_of, today, now, due_at)
    found = rescore(ledger, rules, as_of, today, now, due_at)
    return replace(found, changes=earlier.changes + found.changes)


def _before(session: Session, rules: Rules) -> Rules | None:
    """The rules of the last score, where these were adopted since."""
    adopted, last = kept(session), marks.kept(session)
    if adopted is None or adopted.before is None or last is None or last.rules == rules.version:
        return None
    try:
        before = parse_rules(FILE, adopted.before)
    except RulesError as error:
        log.warning("what happened since the last score is told of nobody: before, %s", error)
        return None
    return _dressed(before, rules) if before.version == last.rules else None


def refresh(services: Services) -> None:
    """Takes up what somebody adopted while the service runs, whole: RULES_FILE says it now."""
    with services.ledger.read() as session:
        adopted = kept(session)
    if adopted is None or adopted.text == services.adopted:
        return
    is_first, services.adopted = services.adopted is None, adopted.text
    rules = parse_rules(FILE, adopted.text)
    if is_first and rules.version == services.rules.version:
        return  # adopted before the service started: what RULES_FILE said then is no older
    log.info("judging by %s, version %s, from now on", rules.name, rules.version)
    services.rules, services.offered, services.intake = rules, None, rules


def tell(services: Services, now: datetime) -> None:
    """Queues one notice about rules that wait to be adopted, with what a replay found."""
    offered = services.offered
    if offered is None or offered.version == services.rules.version:
        return
    with services.ledger.read() as session:
        earlier = notices.with_prefix(session, "rules:")
        if earlier and earlier[-1].facts["version"] == offered.version:
            return
        found = summary(session, services, services.rules, offered, now)
    log.warning("RULES_FILE holds other rules: `leadlight rules adopt` takes them")
    key = f"rules:{offered.version}:{len(earlier) + 1}"
    told = {"name": offered.name, "version": offered.version, "summary": found}
    with services.ledger.write() as session:
        notices.queue(session, key, "rules", notices.LEADS, told, now)
    services.wake()


def summary(
    session: Session, services: Services, today: Rules, new: Rules, now: datetime
) -> list[str]:
    """What a replay of the last days found, in two sentences: levels, then outcomes or alerts."""
    try:
        facts = last_days(session, services, today, new, now)
    except TooDifferentError as error:
        return [f"The two files cannot be compared: {error}."]
    levels, alerts, *outcomes = facts["summary"]
    return [levels, *(outcomes[:1] or [alerts])]


def last_days(
    session: Session, services: Services, today: Rules, new: Rules, now: datetime, most: int = 20
) -> Facts:
    """The replay of the days that are looked at unless somebody asks for others."""
    last = services.today(now)
    first = last - timedelta(days=DAYS - 1)
    return replay_facts(session, services.zone, today, new, first, last, most)


def _dressed(rules: Rules, offered: Rules) -> Rules:
    """The adopted judgement with the telling and the pages of RULES_FILE."""
    announce = offered.announce
    if announce.level not in rules.level_names:
        announce = announce.model_copy(update={"level": rules.announce.level})
    parts = {name: getattr(rules, name) for name in Rules.model_fields}
    parts |= {name: getattr(offered, name) for name in TELLING}
    parts |= {"pages": _pages(rules, offered), "announce": announce}
    return Rules.model_validate(parts)


def _pages(rules: Rules, offered: Rules) -> tuple[Page, ...]:
    """Of the offered pages those whose kind these rules know, with as many topics as they can."""
    topics = {"", *(gate.topic for _, gate in rules.gates)}
    pages = []
    for page in offered.pages:
        if page.kind in rules.kinds:
            fits = page.topic in topics or len(topics) < MOST_TOPICS
            pages.append(page if fits else page.model_copy(update={"topic": ""}))
            topics.add(pages[-1].topic)
    return tuple(pages)
