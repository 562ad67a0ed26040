"""What the home tab shows of the review queue: kept by the last scoring run, and true still."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import passes
from bot.home import home_facts, keeping
from bot.oql import review
from bot.review_head import MOST, head
from bot.roles import Roles
from bot.services import Services
from bot.suggesting import queue
from bot.suggestion import Suggestion
from ledger import intake
from ledger.drafts import ActorDraft, Signal, SignalKind
from tests.bot.scene import NOW, asker, did, said


def doubted(services: Services, *names: str) -> None:
    """People who are alone at a domain, and not judged; whoever is named first earns most."""
    drafts = []
    for place, name in enumerate(names):
        signals = (Signal(SignalKind.EMAIL_DOMAIN, f"{name}.example"),)
        who = ActorDraft("github", name, name, signals=signals)
        days = range(len(names) - place)
        drafts += [did(who, "doc_view", NOW - timedelta(days=ago)) for ago in days]
    with services.ledger.write() as session:
        intake.record(session, drafts, services.zone, NOW)
    passes.recognise(services, lambda: NOW)


def judged(services: Services) -> bool:
    """A scoring run, and what follows it; says whether that was made anew."""
    passes.judge(services, NOW)
    return keeping.keep(services, NOW)


def shown(services: Services, most: int = 3) -> tuple[list[Suggestion], int]:
    with services.ledger.read() as session:
        return head(session, services, services.today(NOW), most)


def ranked(services: Services, most: int = 3) -> tuple[list[Suggestion], int]:
    with services.ledger.read() as session:
        return queue(session, services, services.today(NOW), most)


def test_before_any_scoring_run_it_is_ranked_at_once(here: Services) -> None:
    doubted(here, "ada", "bo", "cy", "dee")
    assert shown(here) == ranked(here)
    assert shown(here)[1] == 4


def test_it_is_that_of_the_last_run(here: Services) -> None:
    doubted(here, "ada", "bo", "cy", "dee")
    judged(here)
    kept = shown(here)
    assert kept == ranked(here)
    doubted(here, "eve")
    assert shown(here) == kept
    judged(here)
    assert shown(here) == ranked(here)
    assert shown(here)[1] == 5


def test_what_is_settled_goes_at_once_and_the_next_moves_up(here: Services) -> None:
    doubted(here, "ada", "bo", "cy", "dee")
    judged(here)
    [first, *_], total = shown(here, 2)
    review.press(here, f"{first.kind}:{first.key}", False, asker("U1"), NOW)
    said(here, "/oql link github:bo none")
    after, left = shown(here, 2)
    assert ([one.subject for one in after], left) == (["github:cy", "github:dee"], total - 2)
    assert (after, left) == ranked(here, 2)


@pytest.mark.parametrize("settled", [0, 1, MOST])
def test_more_than_are_kept_are_counted(here: Services, settled: int) -> None:
    doubted(here, *(f"person{n}" for n in range(MOST + 4)))
    judged(here)
    first, total = shown(here, MOST)
    assert (len(first), total) == (MOST, MOST + 4)
    for one in first[:settled]:
        review.press(here, f"{one.kind}:{one.key}", False, asker("U1"), NOW)
    after, left = shown(here, MOST)
    assert (after, left) == (first[settled:], MOST + 4 - settled)


def test_the_home_tab_has_it(here: Services) -> None:
    doubted(here, "ada")
    judged(here)
    us = frozenset({"U1"})
    facts = home_facts(replace(here, roles=Roles(devrel=us, members=us)), "U1", NOW)
    assert [one["subject"] for one in facts["review"]] == ["github:ada"]
    assert facts["to_review"] == 1


def test_it_is_made_anew_only_where_something_changed(here: Services) -> None:
    doubted(here, "ada", "bo")
    assert judged(here)
    assert not judged(here)
    assert not keeping.keep(here, NOW)
    [first, *_], _ = shown(here)
    review.press(here, f"{first.kind}:{first.key}", False, asker("U1"), NOW)
    assert keeping.keep(here, NOW)
    for line in ("/oql link github:bo none", "/oql undo 1"):
        said(here, line)
        passes.recognise(here, lambda: NOW)
        assert judged(here), line
        assert not judged(here)
    doubted(here, "eve")
    assert judged(here)
    assert keeping.keep(here, NOW + timedelta(days=1))
    assert not keeping.keep(here, NOW + timedelta(days=1))
