"""Somebody of Slack is forgotten while events and cards of theirs are on their way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot import forgetting, movements, passes
from bot.answers import Press
from bot.dql import receiving, steps
from bot.forgetting import Asked, ForgettingError
from bot.oql import sending
from bot.services import Services
from bot.views.notice_views import VIEWS
from bot.views.plain import as_text
from ledger import actors, companies, forgotten, handoffs, inbox, introductions, notices
from ledger.drafts import ActorDraft
from ledger.engine import Ledger, Session
from ledger.intake import Recorded
from ledger.schema import open_ledger
from ledger.spoken import By
from ledger.tables import Actor, InboxEvent
from ledger.tables_desk import Introduction
from scoring.rules import Rules
from tests.bot.scene import NOW, TEAM, ask, asker, did, happened, member, pulls, said
from tests.conftest import UTC_ZONE
from tests.kept import Kept
from tests.ledger.forgetful import KEY, holding, rows
from tests.scoring.judging import uncapped

TODAY = NOW.date()
USER, LOGIN = "U0ZOFIA", "zofiaquill"
WORDS = (USER, "zofia", "quill")


@pytest.fixture
def here(ledger_url: str, ledger: Ledger, rules: Rules) -> Iterator[Services]:
    """The services over a ledger that was opened with a key."""
    hidden = open_ledger(ledger_url, UTC_ZONE, KEY.of)
    yield Services(hidden, rules, UTC_ZONE, "#leads", "#digest", team_id=TEAM)
    hidden.close()


def joins(user: str, event_id: str, name: str) -> dict[str, Any]:
    """A sign-up, as it is stored."""
    profile = {"real_name": name, "email_domain": "quill-own.example"}
    event = {"type": "team_join", "user": {"id": user, "name": LOGIN, "profile": profile}}
    return {"team_id": TEAM, "event_id": event_id, "event_time": 1_795_163_400, "event": event}


def comes(here: Services, *payloads: dict[str, Any]) -> None:
    with here.ledger.write() as session:
        for payload in payloads:
            inbox.store(session, TEAM, payload["event_id"], payload, NOW)


def forget(here: Services, typed: str) -> None:
    found = forgetting.look_up(here, typed, KEY)
    assert isinstance(found, Asked)
    forgetting.forget(here, found, lambda: NOW)


def traces(here: Services) -> list[str]:
    with here.ledger.read() as session:
        return holding(rows(session), WORDS)


@pytest.mark.parametrize("typed", [f"slack:{USER}", f"Slack:@{LOGIN}", f"slack:{TEAM}:{USER}"])
def test_events_are_counted_before_and_after(here: Services, kept: Kept, typed: str) -> None:
    happened(here, [did(member("U0BO", "Bo", "acme.example"))])
    comes(here, joins(USER, "Ev1", "Zofia Quill"))
    passes.read_inbox(here, lambda: NOW)
    wrote = {"type": "message", "channel": "C1", "channel_type": "channel", "user": USER}
    message = {**joins(USER, "Ev2", ""), "event": {**wrote, "ts": "1795163500.000100"}}
    comes(here, message)
    assert len(traces(here)) > 2
    assert USER.encode() in kept.on_disk(here.ledger)
    forget(here, typed)
    assert traces(here) == []
    assert USER.encode() not in kept.on_disk(here.ledger)
    comes(here, joins(USER, "Ev3", "Zofia Quill"), {**message, "event_id": "Ev4"})
    assert passes.read_inbox(here, lambda: NOW) == Recorded(0, 2)
    assert traces(here) == []
    with here.ledger.read() as session:
        assert inbox.depth(session) == {"done": 4}
        stay = [one["event"]["type"] for one in session.exec(select(InboxEvent.payload))]
        assert stay == ["team_join", "message", "team_join", "message"]


def test_cards_that_wait_are_posted_without_the_person(here: Services) -> None:
    happened(here, [did(member(USER, "Zofia Quill", "acme.example"))])
    ask(here, f'/dql refer <@{USER}|{LOGIN}> sales "Zofia asks about SSO" from booth "KubeCon EU"')
    ask(here, '/dql refer "Bo Byte" sales "asked as well" from booth "KubeCon EU"', user=USER)
    with here.ledger.read() as session:
        before = {row.key: row for row in notices.with_prefix(session, "referral")}
    assert set(before) == {"referral:1", "referral:1:made", "referral:2", "referral:2:made"}
    forget(here, f"slack:{USER}")
    assert traces(here) == []
    with here.ledger.read() as session:
        after = {row.key: row for row in notices.with_prefix(session, "referral")}
    shown = {key: as_text(VIEWS[row.kind](row.facts)) for key, row in after.items()}
    assert "a forgotten person" in shown["referral:1"]
    assert "KubeCon EU" in shown["referral:1"]
    assert "Bo Byte" in shown["referral:2"]
    assert "Referred by a forgotten person" in shown["referral:2"]
    states = {key: row.state for key, row in after.items()}
    assert states.pop("referral:2:made") == notices.DEAD  # it was for nobody but them
    assert set(states.values()) == {notices.PENDING}


def test_cards_that_stand_are_edited_so_that_they_show_the_person_no_more(here: Services) -> None:
    happened(here, [did(member(USER, "Zofia Quill", "acme.example"))])
    ask(here, f'/dql refer <@{USER}|{LOGIN}> sales "Zofia asks about SSO" from booth')
    ask(here, '/dql refer "Bo Byte" sales "asked as well" from booth')
    steps.hand_on(here, 1, "product", "theirs", steps.Doer("U0SAM", "sam"), NOW)
    with here.ledger.write() as session:
        while claimed := notices.claim(session, NOW):
            notices.sent(session, claimed.id, "C1", f"17951634{claimed.id:02d}.0001", NOW)
    forget(here, f"slack:{USER}")
    assert traces(here) == []
    with here.ledger.write() as session:
        edits = []
        while claimed := notices.claim(session, NOW):
            edits.append(
                (claimed.operation, claimed.anchor, as_text(VIEWS[claimed.kind](claimed.facts)))
            )
            notices.sent(session, claimed.id, "C1", "1795163400.0001", NOW)
        cards = [row.key for row in notices.with_prefix(session, "referral:1:to:product")]
    assert [edit[:2] for edit in edits[:2]] == [
        (notices.UPDATE, "referral:1"),
        (notices.UPDATE, cards[0]),
    ]
    # What the referrer and the teams were told of it, in their messages and in threads, too.
    told = {anchor for _, anchor, _ in edits[2:]}
    assert "referral:1:made" in told
    assert len(told) == len(edits) - 2
    assert {operation for operation, _, _ in edits} == {notices.UPDATE}
    assert not any("referral:2" in str(anchor) for anchor in told), "Bo stays"
    for _, _, text in edits:
        assert "Zofia" not in text
        assert "SSO" not in text
    assert all("a forgotten person" in text for _, _, text in edits[:2])


def test_a_referral_can_still_be_seen_and_taken_on(here: Services) -> None:
    happened(here, [did(member(USER, "Zofia Quill", "acme.example"))])
    ask(here, f'/dql refer <@{USER}> sales "SSO" from booth')
    forget(here, f"slack:{USER}")
    assert "a forgotten person" in said(here, "/dql list all")
    assert "acme.example" in said(here, "/dql status DQL-1")
    receiving.accept(here, Press("1", {}), asker("U0SAM"), NOW)
    with here.ledger.read() as session:
        (card,) = notices.with_prefix(session, "referral:1:accepted:card")
    assert "Accepted" in as_text(VIEWS[card.kind](card.facts))
    assert traces(here) == []


def test_a_colleague_is_gone_from_news_that_waits(here: Services, tmp_path: Path) -> None:
    """Of a company whose people they referred and introduced, and which they follow."""
    here.rules = uncapped(tmp_path)
    movements.tell(here, NOW)
    bo = member("U0BO", "Bo", "acme.example")
    happened(here, [did(member(USER, "Zofia Quill", "acme.example")), did(bo)])
    ask(here, "/dql refer <@U0BO> sales SSO from booth", user=USER)
    introduce(here, bo)
    for user in (USER, "U1"):
        ask(here, "/oql follow acme.example", user=user)
    happened(here, pulls("acme.example", 15))
    movements.tell(here, NOW)
    with here.ledger.write() as session:
        [acme] = companies.find(session, "acme.example")
        handoffs.record(session, acme.id, "SQL", TODAY, By(USER, "Zofia Quill", NOW), f"<@{USER}>")
    movements.tell(here, NOW)
    asked = {"list": "top", "day": TODAY.isoformat()}
    sending.send(here, asker(USER), NOW, "companies", "companies.csv", asked)
    kinds = {"oql3", "moved", "followed", "file"}
    assert {row.split("'")[3] for row in traces(here) if row.startswith("notice ")} > kinds
    forget(here, f"slack:{USER}")
    assert traces(here) == []
    with here.ledger.write() as session:
        handoffs.record(session, acme.id, "won", TODAY, By("U2", "Dana", NOW))
    assert movements.tell(here, NOW) == 1  # edits are made of what the card holds
    assert traces(here) == []
    with here.ledger.read() as session:
        card = notices.with_prefix(session, "shown:")[-1]
        _, word, _ = [one for one in notices.with_prefix(session, "follow:") if one.channel == "U1"]
    shown = as_text(VIEWS[card.kind](card.facts))
    assert ": a forgotten person knows them" in shown
    assert "a forgotten person introduced somebody" in shown
    assert "says a forgotten person" in as_text(VIEWS[word.kind](word.facts))


class Interrupted(Ledger):
    """One in which somebody else writes just before the first write of whoever holds it."""

    def __init__(self, of: Ledger, work: Callable[[Session], object]) -> None:
        super().__init__(of.engine.url, KEY.of)
        self.work: Callable[[Session], object] | None = work

    @contextmanager
    def write(self, *, beside: bool = False) -> Iterator[Session]:
        work, self.work = self.work, None
        if work is not None:
            with super().write() as session:
                work(session)
        with super().write(beside=beside) as session:
            yield session


def test_who_is_forgotten_while_news_is_put_into_words_is_in_none(here: Services) -> None:
    movements.tell(here, NOW)
    happened(here, [did(member(USER, "Zofia Quill", "acme.example"))])
    ask(here, "/oql follow acme.example")
    with here.ledger.write() as session:
        [acme] = companies.find(session, "acme.example")
        handoffs.record(session, acme.id, "SQL", TODAY, By(USER, "Zofia Quill", NOW))
        [zofia] = forgotten.find(session, "slack", USER)

    def forget_them(session: Session) -> None:
        forgotten.forget(session, session.get_one(Actor, zofia.id), NOW)

    meanwhile = replace(here, ledger=Interrupted(here.ledger, forget_them))
    assert movements.tell(meanwhile, NOW) == 0
    meanwhile.ledger.close()
    assert movements.tell(here, NOW) == 1
    assert traces(here) == []


def introduce(here: Services, whom: ActorDraft) -> None:
    with here.ledger.write() as session:
        one = actors.by_identity(session, whom.source, whom.key)
        made = Introduction(
            request_key="one",
            made_at=NOW,
            first_name="Bo",
            first_actor_id=one.id if one else None,
            second_name="Nia",
            why="both run it on ARM",
            referrer=USER,
            referrer_name="Zofia Quill",
        )
        introductions.make(session, made)


def test_who_is_only_a_part_of_a_name_is_nobody(here: Services) -> None:
    happened(here, [did(member(USER, "Zofia Quill", "acme.example"))])
    with pytest.raises(ForgettingError, match="nobody is called slack:zofi"):
        forgetting.look_up(here, "slack:zofi", KEY)
