"""Takes GitHub's webhooks: a signed delivery about one of our repositories hastens its reading."""

import json
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.http.door import Door
from bot.http.refusals import Refused
from collectors import github_webhook
from ledger import cursors, jobs
from ledger.engine import Session

JOB = "github"  # not the quieter lists, which have their hour and many more pages
SOON = timedelta(seconds=30)  # a busy hour costs 120 polls, far below GitHub's limit
DELIVERIES = "webhook:github"  # the cursor that holds the ids of the newest deliveries
REMEMBERED = 500
_LONGEST_ID = 100


async def deliver(door: Door, request: Request) -> Response:
    """Answers a delivery; nothing of it is stored but its id."""
    async with door.bodies.read(request) as body:
        signature = request.headers.get("x-hub-signature-256", "")
        if not github_webhook.is_signed(body, signature, door.webhook_secret):
            raise Refused(401, "X-Hub-Signature-256 is not made with GITHUB_WEBHOOK_SECRET")
        hint = github_webhook.read(body, request.headers.get("x-github-event", ""))
    delivery = request.headers.get("x-github-delivery", "")
    if hint is None or not 0 < len(delivery) <= _LONGEST_ID:
        raise Refused(400, "not a delivery of GitHub's: choose the content type application/json")
    if hint.event == "ping" or hint.repository not in door.repositories:
        return JSONResponse({"hastened": False})
    return JSONResponse({"hastened": await door.write(lambda s: _hasten(door, s, delivery))}, 202)


def _hasten(door: Door, session: Session, delivery: str) -> bool:
    """Makes the reading of GitHub due soon; False for a delivery that came before."""
    known: list[str] = json.loads(cursors.read(session, DELIVERIES) or "[]")
    if delivery in known:
        return False
    now = door.clock()
    cursors.save(session, DELIVERIES, json.dumps([*known, delivery][-REMEMBERED:]), now)
    jobs.hasten(session, JOB, now + SOON)
    return True
