"""Which view shows which kind of notice."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.views import company, digest, referral
from bot.views.blocks import Message

VIEWS: Mapping[str, Callable[[Mapping[str, Any]], Message]] = {
    "oql3": company.rise,
    "cold": company.cold,
    "digest": digest.digest,
    "referral": referral.card,
    "referral_news": referral.news,
}
