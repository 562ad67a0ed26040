"""Takes the calls of Segment's libraries, and answers as they expect: 200 and `success`.

Their libraries take any other answer for a failure and send the same again, so what is wrong with
single calls stands in the answer beside the counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.http.door import Door
from bot.http.refusals import Refused
from bot.http.rows import Draft, Sent, take, values, within
from collectors import segment
from collectors.reading import Reading
from ledger.drafts import ActorDraft

BATCH = "batch"
CALLS = {f"/v1/{type}": type for type in ("track", "page", "identify", "group", "alias", "screen")}
CALLS |= {"/v1/batch": BATCH, "/v1/import": BATCH}


async def take_calls(door: Door, request: Request, type: str) -> Response:
    """One call, or a batch of them, each of which may be of another type."""
    async with door.bodies.read(request) as body:
        named = request.headers.get("content-type", "")
        digest = partial(door.pseudonyms.of, "segment")
        read = partial(_read, content_type=named, type=type, reading=door.reading(), digest=digest)
        sent = await door.parse(body, read)
    recorded = await door.store(sent.drafts, _joined(sent.actors))
    return JSONResponse(
        {
            "success": True,
            "accepted": recorded.new,
            "duplicate": recorded.duplicate,
            "identified": len(sent.actors),
            "ignored": sent.ignored,
            "rejected": sent.rejected,
        }
    )


def _read(
    body: bytes, content_type: str, type: str, reading: Reading, digest: segment.Digest
) -> Sent:
    calls, each = values(body, content_type), type
    if type == BATCH:
        calls, each = _batch(calls), ""

    def read(call: object) -> Draft | None:
        return segment.read(call, each, reading, digest)

    sent = Sent()
    for index, call in enumerate(calls):
        take(sent, index, call, read)
    return sent


def _batch(found: Sequence[object]) -> Sequence[object]:
    """The calls of `{"batch": [...]}`; what all of them share is laid under each one's own."""
    whole = found[0] if len(found) == 1 else None
    calls = whole.get("batch") if isinstance(whole, dict) else None
    if not isinstance(whole, dict) or not isinstance(calls, list):
        raise Refused(400, 'not a batch: send {"batch": [...]}')
    shared = {key: whole[key] for key in ("context", "sentAt") if key in whole}
    within(calls)
    return [{**shared, **call} if isinstance(call, dict) else call for call in calls]


def _joined(people: Iterable[ActorDraft]) -> list[ActorDraft]:
    """Each of them once, with the evidence of all calls."""
    found: dict[tuple[str, str], ActorDraft] = {}
    for person in people:
        earlier = found.get((person.source, person.key), person)
        signals = tuple(dict.fromkeys((*earlier.signals, *person.signals)))
        found[person.source, person.key] = replace(person, signals=signals)
    return list(found.values())
