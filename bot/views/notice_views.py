"""Which view shows which kind of notice."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.views import company, digest, referral, replay, sources
from bot.views.blocks import Message

VIEWS: Mapping[str, Callable[[Mapping[str, Any]], Message]] = {
    "oql3": company.rise,
    "cold": company.cold,
    "silent": sources.silent,
    "digest": digest.digest,
    "referral": referral.card,
    "referral_news": referral.news,
    "rules": replay.unadopted,
}
