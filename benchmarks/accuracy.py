"""How often recognition is right, on records whose company is known.

The sample holds each domain and name about once, and only domains that at least three people use:
each of its mail domains is therefore seen as the traffic of three before anything is asked. Rare
companies weigh as much in it as large ones, and so do those few whom a record takes for somebody
else's: its figures are lower than those of all people would be.
Baselines are what one would write first: the text as it stands, or the mail's domain.

The targets are for answers that spell the truth. How often it was told otherwise for the same firm
stands beside them, so that a mistake can be told from another spelling.
"""

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks import accuracy_speed
from benchmarks.accuracy_judges import Judge, LongerForms
from benchmarks.company_sample import Case, Truth, bare, pair_kind, read, spelled
from benchmarks.plan import Plan
from benchmarks.table import Row, at_least
from identity.directory import Directory
from identity.known import Own
from identity.match import COUNTS, VERIFIED, Match
from ledger.drafts import Signal, SignalKind

SAMPLE = "LEADLIGHT_COMPANY_SAMPLE"
MANY = 3  # people at each mail domain of the sample
_SOURCES = (("cncf-gitdm", 88, 30), ("lf-gitdm", 95, 55), ("stackalytics", 97, 54))
_CURVE = (
    (0.9, 90, 35),
    (0.85, None, None),
    (VERIFIED, None, None),
    (0.6, None, None),
    (COUNTS, 76, 62),
)
_PAIRS = (("spelling", 99), ("words of no weight", 95), ("more", None))

Answer = tuple[str | None, str | None, float]  # domain, name, confidence


def rows(plan: Plan) -> list[Row]:
    """The table of accuracy; nothing but a word where there is no sample."""
    path = Path(os.environ.get(SAMPLE, ""))
    if not path.is_file():
        print(f"accuracy: no sample; {SAMPLE} must name a CSV file of records", file=sys.stderr)
        return []
    cases = read(path)
    truth = Truth(cases)
    return [
        *_mail(cases, truth),
        *_profiles(cases, truth),
        *_joined(cases),
        *accuracy_speed.rows(plan, cases),
    ]


def _directory() -> Directory:
    return Directory(Own.of((), ()))


def _after(traffic: Iterable[Case]) -> Directory:
    """A directory that has seen each record as one person, a bare mail domain as several."""
    directory = _directory()
    for number, case in enumerate(traffic):
        for person in range(1 if case.text else MANY):
            directory.observe(case.signals(), f"{number} {person}")
    return directory


def _of(cases: Iterable[Case], kind: str) -> list[Case]:
    return [case for case in cases if case.kind == kind]


def _told(match: Match) -> Answer:
    return match.domain, match.name, match.confidence if match.counts else 0.0


def _first_thought(case: Case) -> Answer:
    """The baseline: a text is a name, a mail domain is a company."""
    return (None, case.text.lstrip("@"), 1.0) if case.text else (case.mail or None, None, 1.0)


def _share(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0


def _row(what: str, ours: float, plain: float, target: float | None = None) -> Row:
    """A row of per cents; a baseline of none counts as a tenth of one, for the ratio."""
    return Row(what, ours, max(plain, 0.1), "%", at_least(target) if target else None)


def _figures(
    cases: Sequence[Case], truth: Judge, answers: Sequence[Answer], least: float = COUNTS
) -> tuple[float, float, float]:
    """Precision, coverage and recall in per cent of answers at least so sure."""
    given = [pair for pair in zip(cases, answers, strict=True) if pair[1][2] >= least]
    right = sum(truth.holds(case, domain, name) for case, (domain, name, _) in given)
    have = sum(bool(case.truths) for case in cases)
    return _share(right, len(given)), _share(len(given), len(cases)), _share(right, have)


def _mail(cases: list[Case], truth: Truth) -> Iterator[Row]:
    mails = _of(cases, "email_domain")
    directory = _after(mails)
    for source, precise, complete in _SOURCES:
        some = [case for case in mails if case.source == source]
        ours = _figures(some, truth, [_told(directory.resolve(case.signals())) for case in some])
        plain = _figures(some, truth, [_first_thought(case) for case in some])
        yield _row(f"mail alone, {source}: precision", ours[0], plain[0], precise)
        yield _row(f"mail alone, {source}: recall", ours[2], plain[2], complete)
        what = f"mail alone, {source}: right if each domain had its likeliest name"
        yield _row(what, _share(_most(some), len(some)), plain[0])


def _most(cases: Sequence[Case]) -> int:
    """How many records one name a domain can be right for: what the records themselves allow."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        names[case.mail].update({spelled(truth) for truth in case.truths})
    return sum(max(found.values(), default=0) for found in names.values())


def _profiles(cases: list[Case], truth: Truth) -> Iterator[Row]:
    profiles = _of(cases, "profile")
    plain = _figures(profiles, truth, [_first_thought(case) for case in profiles])
    unseen = _directory()
    texts = [_told(unseen.resolve(case.signals(only_text=True))) for case in profiles]
    directory = _after([*profiles, *_of(cases, "email_domain")])
    whole = [_told(directory.resolve(case.signals())) for case in profiles]
    text = _figures(profiles, truth, texts)
    yield _row("company text alone: precision", text[0], plain[0], 76)
    for least, precise, cover in _CURVE:
        ours = _figures(profiles, truth, whole, least)
        what = f"whole profiles, confidence from {least}"
        yield _row(f"{what}: precision", ours[0], plain[0], precise)
        yield _row(f"{what}: coverage", ours[1], plain[1], cover)
    for aside, judge in (
        ("words of no weight aside", Truth(cases, bare)),
        ("longer forms of the name too", LongerForms(truth)),
    ):
        yield from _otherwise_spelled(aside, judge, profiles, (texts, whole))


def _otherwise_spelled(
    aside: str, judge: Judge, profiles: Sequence[Case], answers: tuple[list[Answer], list[Answer]]
) -> Iterator[Row]:
    texts, whole = answers
    target = 82 if isinstance(judge, Truth) else None
    plain = _figures(profiles, judge, [_first_thought(case) for case in profiles])
    text = _figures(profiles, judge, texts)
    yield _row(f"company text alone, {aside}: precision", text[0], plain[0], target)
    for least, _, _ in (_CURVE[0], _CURVE[-1]):
        ours = _figures(profiles, judge, whole, least)
        yield _row(f"whole profiles from {least}, {aside}: precision", ours[0], plain[0])


def _joined(cases: list[Case]) -> Iterator[Row]:
    owners = _of(cases, "domain")
    plain = _share(
        sum(spelled(c.text) == spelled(c.mail.split(".")[0]) for c in owners), len(owners)
    )
    for order, is_text_first in (("text first", True), ("mail first", False)):
        ours = _share(sum(_is_one(case, is_text_first) for case in owners), len(owners))
        what = f"a text and a domain of one company are one record, {order}"
        yield _row(what, ours, plain, 85)
    pairs = [(pair_kind(case.text, case.truths[0]), case) for case in _of(cases, "alias")]
    for kind, target in _PAIRS:
        some = [case for found, case in pairs if found == kind]
        ours = _share(sum(map(_are_one, some)), len(some))
        plain = _share(sum(c.text.casefold() == c.truths[0].casefold() for c in some), len(some))
        what = f"two names that differ in {kind}: one record ({len(some)} pairs)"
        yield _row(what, ours, plain, target)
    apart = _of(cases, "different")
    ours = _share(sum(not _are_one(case) for case in apart), len(apart))
    yield Row("two companies are kept apart", ours, 100.0, "%", at_least(99.5))


def _is_one(case: Case, is_text_first: bool) -> bool:
    """Whether text and domain are answered as one record, in a directory that knows only these."""
    directory = _directory()
    text = [Signal(SignalKind.COMPANY_TEXT, case.text)]
    mail = [Signal(SignalKind.EMAIL_DOMAIN, case.mail)]
    if is_text_first:
        directory.resolve(text)
    for person in range(MANY):
        directory.observe(mail, str(person))
    by_mail, by_text = directory.resolve(mail), directory.resolve(text)
    return by_mail.domain is not None and by_mail.domain == by_text.domain


def _are_one(case: Case) -> bool:
    directory = _directory()
    names = (case.text, case.truths[0])
    one, other = (directory.resolve([Signal(SignalKind.COMPANY_TEXT, name)]) for name in names)
    return one.name is not None and one.name == other.name
