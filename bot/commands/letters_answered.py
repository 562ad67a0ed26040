"""What `leadlight letters` does with events and messages that got stuck, and what it says of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot import passes
from bot.clock import now
from bot.commands.opening import Opened, complain, say, say_json
from bot.views.blocks import plural
from ledger import jobs, letters, notices, unsent
from ledger.letters import Letter


@dataclass(frozen=True, slots=True)
class Chosen:
    """Ids of events and of messages; None for all."""

    events: list[int] | None
    messages: list[int] | None


def replay(o: Opened, chosen: Chosen, *, is_sure: bool, as_json: bool) -> int:
    """Reads the events and queues the messages once more; 1 where something stays stuck."""
    with o.ledger.write() as session:
        again = letters.replay(session, chosen.events)
        sent = unsent.send_again(session, chosen.messages, now(), uncertain=is_sure)
        left = [one.id for one in unsent.unsent(session) if one.state == notices.UNCERTAIN]
    doubtful = [one for one in left if chosen.messages is None or one in chosen.messages]
    unknown = _complain_of(chosen, again, [*sent, *doubtful])
    new, still = _read(o, again)
    if as_json:
        told = {"read": len(again) - len(still), "new": new, "dead": [one.id for one in still]}
        say_json({**told, "sent": _named(sent), "uncertain": _named(doubtful)})
    else:
        _say_replayed(len(again) - len(still), new, sent)
        for one in still:
            complain(f"event {one.id} still cannot be read: {one.reason}")
    if doubtful and not as_json:
        complain(
            f"{', '.join(_named(doubtful))} may be in Slack already: look there; "
            "--yes sends what is not, and twice what is"
        )
    return 1 if unknown or still or doubtful else 0


def _read(o: Opened, again: list[int]) -> tuple[int, list[Letter]]:
    """How many activities came of the events, and which of them still cannot be read."""
    if not again:
        return 0, []
    recorded = passes.read_inbox(o.services, now)
    if recorded.new:
        with o.ledger.write() as session:
            jobs.hasten(session, "score", now())
    with o.ledger.read() as session:
        return recorded.new, [one for one in letters.letters(session) if one.id in again]


def _say_replayed(read: int, new: int, sent: list[int]) -> None:
    if read or not sent:
        say(f"{plural(read, 'event is read', 'events are read')}, {new} new activities.")
    if sent:
        say(f"{plural(len(sent), 'message waits', 'messages wait')} to be posted by the service.")


def discard(o: Opened, chosen: Chosen, *, as_json: bool) -> int:
    """Empties the events and gives the messages up; 1 where an id is none of them."""
    with o.ledger.write() as session:
        gone = letters.discard(session, chosen.events, now())
        given_up = unsent.discard(session, chosen.messages)
    unknown = _complain_of(chosen, gone, given_up)
    if as_json:
        say_json({"events": gone, "messages": _named(given_up)})
    else:
        if gone or not given_up:
            say(f"{plural(len(gone), 'event is', 'events are')} emptied.")
        if given_up:
            say(f"{plural(len(given_up), 'message is', 'messages are')} given up.")
    return 1 if unknown else 0


def _complain_of(chosen: Chosen, events: list[int], messages: list[int]) -> bool:
    """Names the ids of which nothing is stuck."""
    unknown = [str(one) for one in sorted(set(chosen.events or ()) - set(events))]
    unknown += _named(sorted(set(chosen.messages or ()) - set(messages)))
    if unknown:
        named = ", ".join(unknown)
        complain(f"nothing that got stuck has the id {named}: `leadlight letters` lists them")
    return bool(unknown)


def _named(messages: Iterable[int]) -> list[str]:
    return [f"m{one}" for one in messages]
