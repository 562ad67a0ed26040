"""A dozen people who were handed to teams, at every stage, and what came of it.

Facts only: the service writes them through its own functions, as if it had been there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `by` is a handle of the workspace, `note` the reason or the kind of outcome."""

    step: str
    days_ago: int
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """A person handed to a team; the first step is that it was made."""

    person: str
    contact: str
    company: str
    team: str
    why: str
    origin: str
    origin_detail: str
    steps: tuple[Step, ...]

    @property
    def days_ago(self) -> int:
        """When it was made."""
        return self.steps[0].days_ago


def _made(days_ago: int) -> Step:
    return Step("made", days_ago, "dana")


REFERRALS = (
    Referral(
        "Ottilie Brandt",
        "ottilie@meridianrail.example",
        "meridianrail.example",
        "sales",
        "Runs it on forty sites and asks for a contract.",
        "talk",
        "Rail Operations Days",
        (_made(96), Step("accepted", 94, "sam"), Step("outcome", 61, "sam", "customer")),
    ),
    Referral(
        "Noor Haddad",
        "github.com/noor-hc",
        "harborcloud.example",
        "marketing",
        "Would tell how they moved over in a weekend.",
        "meetup",
        "Lantern evening, Porto",
        (_made(88), Step("accepted", 85, "sam"), Step("outcome", 52, "sam", "case study")),
    ),
    Referral(
        "Rafael Teles",
        "github.com/rteles",
        "",
        "recruiting",
        "Three fine pull requests, and he looks for a team.",
        "GitHub",
        "pull requests to the uploader",
        (_made(66), Step("accepted", 63, "ellis"), Step("outcome", 29, "ellis", "hired")),
    ),
    Referral(
        "Ingrid Voss",
        "github.com/ivoss",
        "brightwaterlabs.example",
        "engineering",
        "Sees a leak that we cannot reproduce, and has the traces.",
        "GitHub",
        "issue on memory",
        (
            _made(47),
            Step("accepted", 46, "ellis"),
            Step("outcome", 33, "ellis", "hard bug solved together"),
        ),
    ),
    Referral(
        "Zofia Marek",
        "github.com/zofiam",
        "pelicanpay.example",
        "partnerships",
        "They would build the payment plugin themselves.",
        "booth",
        "Open Infrastructure Fair",
        (
            _made(41),
            Step("accepted", 38, "sam"),
            Step("no outcome", 12, "sam", "their plans changed"),
        ),
    ),
    Referral(
        "Wren Abara",
        "wren@tidewatercommons.example",
        "tidewatercommons.example",
        "marketing",
        "Wants to write about volunteers who maintain.",
        "forum",
        "thread on maintainers",
        (_made(30), Step("accepted", 28, "sam"), Step("outcome", 9, "sam", "guest content")),
    ),
    Referral(
        "Bram de Wit",
        "github.com/bramdw",
        "northgatelogistics.example",
        "sales",
        "In production in three warehouses; asks what support costs.",
        "OQL alert",
        "",
        (_made(26), Step("accepted", 25, "sam"), Step("outcome", 8, "sam", "opportunity")),
    ),
    Referral(
        "Hana Oyelaran",
        "hana@ironfern.example",
        "ironfern.example",
        "product",
        "Has a use for the robots that nobody thought of.",
        "talk",
        "Robots and Queues",
        (_made(20), Step("accepted", 17, "ellis")),
    ),
    Referral(
        "Amina Rahal",
        "github.com/amina-r",
        "",
        "recruiting",
        "Ends her thesis in spring, knows the cache by heart.",
        "meetup",
        "Halden students' evening",
        (_made(15), Step("accepted", 14, "ellis"), Step("outcome", 6, "ellis", "applied")),
    ),
    Referral(
        "Ilse Vantage",
        "ilse@vesperinsurance.example",
        "vesperinsurance.example",
        "sales",
        "Wrote in about the enterprise price list.",
        "content",
        "Pricing, explained",
        (_made(13), Step("declined", 11, "sam", "no budget this year")),
    ),
    Referral(
        "Priya Nandan",
        "github.com/pnandan",
        "orchardhealth.example",
        "engineering",
        "Token refresh fails behind their proxy, for weeks now.",
        "GitHub",
        "issue on token refresh",
        (_made(9),),
    ),
    Referral(
        "Mae Lindqvist",
        "mae@saltmarshgames.example",
        "saltmarshgames.example",
        "product",
        "Would test the beta with a hundred players.",
        "Slack",
        "#general",
        (_made(2),),
    ),
)
