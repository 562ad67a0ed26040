"""The words for what came of a referral, and for where it began; the rest is said by its name."""

from collections.abc import Mapping
from typing import Final

# One, several; of as many, those that weigh more come first. Others are said by their name.
PHRASES: Final[Mapping[str, tuple[str, str]]] = {
    "hired": ("helped a person get hired", "helped {n} people get hired"),
    "customer": ("helped win a customer", "helped win {n} customers"),
    "sponsor": ("helped win a sponsor", "helped win {n} sponsors"),
    "advocate": ("found an advocate", "found {n} advocates"),
    "integration built": ("led to an integration", "led to {n} integrations"),
    "guest content": ("got a guest post published", "got {n} guest posts published"),
    "case study": ("led to a case study", "led to {n} case studies"),
    "testimonial": ("brought a testimonial", "brought {n} testimonials"),
    "hard bug solved together": (
        "helped solve a hard bug together with a user",
        "helped solve {n} hard bugs together with users",
    ),
    "beta tester": ("found a beta tester", "found {n} beta testers"),
    "feedback session": ("brought about a feedback session", "brought about {n} feedback sessions"),
    "opportunity": ("opened an opportunity", "opened {n} opportunities"),
    "applied": ("brought a job application", "brought {n} job applications"),
}
SELLING: Final[Mapping[str, tuple[str, str]]] = {
    "opportunity": ("opened a sales opportunity", "opened {n} sales opportunities"),
    "customer": ("was part of a sale", "was part of {n} sales"),
}
ACTIVITIES: Final[Mapping[str, str]] = {
    "talk": "talks",
    "booth": "booths",
    "meetup": "meetups",
    "forum": "the forum",
    "OQL alert": "OQL alerts",
    "other": "other activities",
}
MET: Final[Mapping[str, str]] = {
    "talk": "at a talk",
    "booth": "at a booth",
    "meetup": "at a meetup",
    "forum": "in the forum",
    "Slack": "on Slack",
    "GitHub": "on GitHub",
    "OQL alert": "through an OQL alert",
    "other": "elsewhere",
}


def weight(kind: str) -> int:
    """Where an outcome stands among others of which there are as many; the lowest comes first."""
    return list(PHRASES).index(kind) if kind in PHRASES else len(PHRASES)


def phrase(kind: str, count: int, *, sells: bool) -> str:
    """What DevRel did, as a sentence goes on: `helped 3 people get hired`."""
    phrases = {**PHRASES, **SELLING} if sells else PHRASES
    if kind not in phrases:
        return f"brought “{kind}”" + ("" if count == 1 else f" {count} times")
    one, several = phrases[kind]
    return one if count == 1 else several.format(n=count)


def activity(origin: str) -> str:
    """Where outcomes came from: `talks`, `GitHub`."""
    return ACTIVITIES.get(origin, origin)


def met(origin: str) -> str:
    """Where somebody was met: `at a talk`."""
    return MET.get(origin, f"through {origin}")
