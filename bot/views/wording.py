"""What companies are called: customers where something is sold, else sponsors and advocates."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Wording:
    """Words by what kind of project it is; each fits where the others would stand.

    `rose` and `quiet` follow a company's name, `not_a_lead` stands on a button. `rising` and
    `falling` head those whose level changed: the lists of that name go by points, and say so.
    """

    customer: str
    customers: str
    your_customer: str
    make_customer: str
    not_a_lead: str
    rose: str
    quiet: str
    why_quiet: str
    rising: str
    falling: str
    new: str


SELLING: Final = Wording(
    customer="customer",
    customers="customers",
    your_customer="Your customer ",
    make_customer="Customer",
    not_a_lead="Not a lead",
    rose="reached",
    quiet="is going quiet",
    why_quiet="Went quiet",
    rising="Rose a level",
    falling="Fell a level",
    new="New leads",
)
SHARING: Final = Wording(
    customer="sponsor",
    customers="sponsors",
    your_customer="Your sponsor ",
    make_customer="Sponsor",
    not_a_lead="Not for us",
    rose="takes part like an advocate:",
    quiet="takes part less",
    why_quiet="Stopped contributing",
    rising="Rose a level",
    falling="Fell a level",
    new="New advocates",
)

SHARED_STAGES: Final = {"MQL": "first talks", "SQL": "in talks"}


def words(sells: bool) -> Wording:
    """The words of a project that sells something, or of one that sells nothing."""
    return SELLING if sells else SHARING


def stage(state: str, sells: bool) -> str:
    """A hand-off state in words; marketing's and sales' own are theirs alone."""
    return state if sells else SHARED_STAGES.get(state, state)
