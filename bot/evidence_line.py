"""Why a company's people are taken for its people, in one line: "3 people, mail domain; …"."""

import re
from collections import Counter

from bot.views.blocks import plural
from ledger import evidenced
from ledger.engine import Session

# Whatever tells one person's evidence from another's of the same kind, with what leads to it.
PARTICULAR = re.compile(r'(?:\bof\s+|:\s*)?(?:"[^"]*"|“[^”]*”|\([^)]*\)|@[^\s,]+|[^\s,]+\.[^\s,]+)')
LEFT_OVER = re.compile(r"(?:^|\s+)and$")  # of "acme.example and "Acme""
MOST = 4


def evidence_line(session: Session, company_id: int) -> str:
    """How many people count for a company by which kind of evidence, the commonest first."""
    people: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for evidence, is_person, how_many in evidenced.by_evidence(session, company_id):
        (people if is_person else others)[kind_of(evidence)] += how_many
    told = [
        f"{how_many} {_by(kind)}" if at else f"{plural(how_many, 'person', 'people')}, {kind}"
        for at, (kind, how_many) in enumerate(_commonest(people)[:MOST])
    ]
    told += [f"also {_by(kind)}" if told else kind for kind, _ in _commonest(others)[:1]]
    return "; ".join(told)


def kind_of(evidence: str) -> str:
    """The kind of an evidence, without whose it is: of "mail domain acme.com" the "mail domain"."""
    bare = PARTICULAR.sub(" ", evidence).partition(",")[0]
    return LEFT_OVER.sub("", " ".join(bare.split())) or evidence


def _commonest(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))


def _by(kind: str) -> str:
    """Such as "by mail domain", "said by a person"."""
    return kind if " by " in kind else f"by {kind}"
