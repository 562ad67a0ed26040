"""Which view shows which kind of notice."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.views import (
    digest,
    falls,
    moved,
    referral_card,
    referral_thread,
    replay,
    rise,
    sources,
    undelivered,
)
from bot.views.blocks import Message

View = Callable[[Mapping[str, Any]], Message]

VIEWS: Mapping[str, View] = {
    "oql3": rise.rise,
    "cold": falls.cold,
    "moved": moved.moved,
    "followed": moved.followed,
    "silent": sources.silent,
    "digest": digest.digest,
    "digest_more": digest.more,
    "referral": referral_card.card,
    "referral_news": referral_thread.news,
    "referral_thread": referral_thread.reply,
    "referral_reminder": referral_thread.reminder,
    "referral_waiting": referral_thread.waiting,
    "undelivered": undelivered.undelivered,
    "rules": replay.unadopted,
}
