"""The rules in force: a ledger judges with those it adopted, until somebody adopts others.

Why: another rules file moves companies between levels although nobody did anything. So the file
is kept in the ledger when the first score takes it; what RULES_FILE says later about windows,
categories, levels, gates and channels waits for `leadlight rules adopt`, after a look at what it
would change. What it says about teams, announcing and pages holds at once.
"""

import json
import logging
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.replay import DAYS, Facts, replay_facts
from bot.services import Services
from ledger import meta, notices
from ledger.engine import Ledger, Session
from scoring.rescore.looking_back import TooDifferentError
from scoring.rules import Rules, parse_rules, text_of

log = logging.getLogger(__name__)

KEPT: Final = "adopted_rules"  # the ledger's fact that holds them
FILE: Final = "the adopted rules"


@dataclass(frozen=True, slots=True)
class Adopted:
    """A rules file as it was when it was adopted; `version` is that of its judging part."""

    version: str
    text: str


def kept(session: Session) -> Adopted | None:
    """What this ledger adopted, if it ever did."""
    text = meta.get(session, KEPT)
    return None if text is None else Adopted(**json.loads(text))


def adopt(session: Session, rules_file: str | None) -> Rules:
    """Takes a rules file from now on; the score that follows announces nothing it alone changed.

    Raises:
        RulesError: the file cannot be used.
    """
    file, text = text_of(rules_file)
    rules = parse_rules(file, text)
    meta.put(session, KEPT, json.dumps(asdict(Adopted(rules.judging_version, text))))
    return rules


def in_force(session: Session, offered: Rules) -> Rules:
    """What the ledger judges with, where RULES_FILE offers these rules.

    Raises:
        RulesError: what was adopted cannot be read by this version.
    """
    adopted = kept(session)
    if adopted is None or adopted.version == offered.judging_version:
        return offered
    rules = parse_rules(FILE, adopted.text)
    same = rules.judging_version == offered.judging_version
    return offered if same else _dressed(rules, offered)


def begin(ledger: Ledger, offered: Rules, rules_file: str | None) -> Rules:
    """What a score judges with; a ledger that has adopted nothing takes what RULES_FILE offers."""
    with ledger.read() as session:
        if kept(session) is not None:
            return in_force(session, offered)
    with ledger.write() as session:
        adopt(session, rules_file)
    return offered


def refresh(services: Services) -> None:
    """Takes up rules that somebody adopted while the service runs."""
    with services.ledger.read() as session:
        rules = in_force(session, services.offered or services.rules)
    if rules.judging_version != services.rules.judging_version:
        log.info("judging by %s, version %s, from now on", rules.name, rules.version)
        # What RULES_FILE said when the service started waits no longer: somebody has decided.
        services.rules, services.offered = rules, None


def tell(services: Services, now: datetime) -> None:
    """Queues one notice about rules that wait to be adopted, with what a replay found."""
    offered = services.offered
    if offered is None or offered.judging_version == services.rules.judging_version:
        return
    key = f"rules:{offered.judging_version}"
    with services.ledger.read() as session:
        if notices.by_key(session, key) is not None:
            return
        found = summary(session, services, services.rules, offered, now)
    log.warning("RULES_FILE holds other rules: `leadlight rules adopt` takes them")
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
    """The adopted judgement with the teams, announcing and pages of RULES_FILE."""
    announce = offered.announce
    if announce.level not in rules.level_names:
        announce = announce.model_copy(update={"level": rules.announce.level})
    parts = {name: getattr(rules, name) for name in Rules.model_fields}
    parts |= {"teams": offered.teams, "pages": offered.pages, "announce": announce}
    return Rules.model_validate(parts)
