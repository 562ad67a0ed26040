"""What lines do with a company: follow, tag, customer."""

import pytest

from bot.answers import Say
from bot.services import Services
from bot.views import company_card as card
from ledger import audits, follows, hushes, tags
from ledger.spoken import By
from tests.bot.pressing import id_of, only, values_of
from tests.bot.scene import NOW, ask, said

ACME = "acme.example"


def test_following_by_lines(known: Services) -> None:
    assert said(known, "/oql following").startswith("You follow no company.")
    assert "You follow acme.example now" in said(known, "/oql follow acme")
    assert said(known, f"/oql follow {ACME}") == f"You follow {ACME} already.\n[Undo]"
    assert said(known, "/oql following").splitlines()[0] == "You follow 1 company"
    assert f"{ACME} · OQL1" in said(known, "/oql following")
    with known.ledger.read() as session:
        assert follows.followed(session) == {id_of(known, ACME): ["U1"]}
    assert said(known, f"/oql unfollow {ACME}") == f"You follow {ACME} no more.\n[Undo]"
    assert said(known, f"/oql unfollow {ACME}") == f"You do not follow {ACME}."


def test_tagging_by_lines(known: Services) -> None:
    assert said(known, f"/oql tag {ACME} Enterprise  West") == (
        f"{ACME} is tagged enterprise west now."
    )
    assert "Tagged enterprise west" in said(known, f"/oql {ACME}")
    assert "already" in said(known, f"/oql tag {ACME} enterprise west")
    assert "no more" in said(known, f"/oql untag {ACME} ENTERPRISE west")
    assert "is not tagged" in said(known, f"/oql untag {ACME} enterprise west")
    with known.ledger.read() as session:
        assert len(audits.recent(session, 9)) == 2


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("/oql follow", "Which company?"),
        ("/oql follow zed.example", "I know no company called zed.example"),
        ("/oql tag acme.example", "A company and a tag are needed."),
        (f"/oql tag acme.example {'x' * 41}", "A tag has from 1 to 40 letters"),
        ("/oql why", "Which company?"),
        ("/oql why zed.example", "I know no company called zed.example"),
    ],
)
def test_a_line_that_cannot_be_read_says_what_would_do(
    known: Services, line: str, problem: str
) -> None:
    text = said(known, line)
    assert problem in text
    assert "Such as /oql " in text


def test_a_customer_by_the_command_line_is_one_on_the_card(known: Services) -> None:
    with known.ledger.write() as session:
        tags.tag(session, id_of(known, ACME), tags.CUSTOMER, By("host", "host", NOW))
        hushes.hush(session, id_of(known, ACME), NOW.date(), By("host", "host", NOW))
    message = only(ask(known, f"/oql {ACME}"), Say).message
    assert values_of(message, card.NO_CUSTOMER)
    assert not values_of(message, card.UNHUSH), "a hush that ended is none"
