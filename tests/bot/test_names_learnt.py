"""A pass that is killed half-way leaves nobody with the company that a text named second best."""

import pytest

from bot import passes, recognising
from bot.services import Services
from ledger import actors, weighing_again
from ledger.drafts import Signal, SignalKind
from tests.bot.scene import NOW
from tests.bot.test_recognising import ACME, came, mail, person, standing

ACME_TOLD = Signal(SignalKind.COMPANY_TEXT, "Acme")


def test_the_next_pass_hears_what_a_killed_one_learnt(here: Services) -> None:
    came(here, person("ada", Signal(SignalKind.COMPANY_TEXT, "Globex / Acme")))
    with here.ledger.write() as session:
        actors.remember(session, [person("bo", mail(), ACME_TOLD)], NOW)
        killed = recognising.begin(session, here, NOW)
    recognising.place(here, killed)
    with here.ledger.write() as session:
        assert recognising.weigh(session, here, killed, passes.ACTORS, NOW) == 1
    assert standing(here)["ada"][-1][0] == "name:globex"
    passes.recognise(here, lambda: NOW)
    assert standing(here)["ada"][-1][0] == ACME


@pytest.mark.parametrize(
    ("text", "names", "logins", "is_found"),
    [
        ("Globex / Acme Bolts", {"acmebolts"}, set[str](), True),
        ("Globex / Acme Bolt Company", {"abc"}, set[str](), True),
        ("Globex / Stone & Wood", {"stoneandwood"}, set[str](), True),
        ("Globex / Café Noir", {"cafenoir"}, set[str](), True),
        ("Globex @acme-oss", {"hooli"}, {"acme-oss"}, True),
        ("Globex / Acme", {"initech"}, set[str](), False),
        ("Globex / Acme", {f"initech{number}" for number in range(60)}, set[str](), True),
        ("Acme", {"acme"}, set[str](), False),
    ],
)
def test_which_texts_are_read_for_a_name(
    here: Services, text: str, names: set[str], logins: set[str], is_found: bool
) -> None:
    came(here, person("ada", Signal(SignalKind.COMPANY_TEXT, text)))
    with here.ledger.read() as session:
        assert (text in weighing_again.several(session, names, logins)) is is_found


def test_names_are_taken_up_once(here: Services) -> None:
    with here.ledger.write() as session:
        weighing_again.learnt(session, {"acme", "emca"})
        weighing_again.learnt(session, {"acme"})
        assert weighing_again.take_learnt(session) == {"acme", "emca"}
        assert weighing_again.take_learnt(session) == set()
