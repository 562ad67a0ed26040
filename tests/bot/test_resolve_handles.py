"""A bare @handle is worth the same to whoever asks by a ledger as to the pass that weighs it."""

from functools import partial

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.question import question
from bot.resolved import Remembered
from bot.resolving import Resolver
from bot.services import Services
from identity.agreement import labels
from identity.known import Own
from ledger import handles, picture
from ledger.drafts import ActorDraft, Signal, SignalKind, Standing
from tests.bot.scene import NOW
from tests.bot.test_recognising import came, standing, wipe

TEXTS = ("@Hooli", "@hooli", "@HOOLI", "@emca", "@hooli @emca", "Engineer @hooli", "@x-y", "@émca")
LOGINS = {"hooli", "emca", "x-y", "nobody"}
ADDRESSES = ("", "", "one", "two")  # two accounts of one address are one person
WROTE = st.tuples(
    st.sampled_from(TEXTS),
    st.sampled_from(ADDRESSES),
    st.sampled_from((Standing.PERSON, Standing.PERSON, Standing.BOT)),
)


def wrote(number: int, text: str, address: str, standing: Standing) -> ActorDraft:
    mail = Signal(SignalKind.EMAIL_DOMAIN, "gmail.com", address or None)
    signals = (Signal(SignalKind.COMPANY_TEXT, text), *((mail,) if address else ()))
    return ActorDraft("files", f"p{number}", signals=signals, standing=standing)


def resolver(services: Services) -> Resolver:
    """Answers by what the ledger knows now, and has seen no traffic."""
    with services.ledger.read() as session:
        taken = picture.taken(session, labels)
        people = partial(picture.stays, session, "files")()
    return Resolver(Own.of((), ()), Remembered(taken, lambda: people, services.today(NOW)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(WROTE, min_size=1, max_size=7))
def test_a_question_is_answered_as_the_pass_weighed_it(
    here: Services, people: list[tuple[str, str, Standing]]
) -> None:
    wipe(here)
    came(here, *(wrote(number, *one) for number, one in enumerate(people)))
    weighed = standing(here)
    with here.ledger.read() as session:
        every = handles.every(session)
        assert {one: every[one] for one in LOGINS & every.keys()} == handles.writers(
            session, LOGINS
        )
    asked = resolver(here)
    for number, (text, _, what) in enumerate(people):
        if what is Standing.PERSON:
            found = asked.answer(question({"company": text}))
            [(_, sure, _)] = weighed[f"p{number}"]
            assert round(found.confidence * 100) == sure, (text, found)


def test_traffic_goes_on_counting_where_the_ledger_ends(here: Services) -> None:
    """Two in the ledger and one in the batch are three: the handle counts."""
    came(here, wrote(1, "@hooli", "", Standing.PERSON), wrote(2, "@Hooli", "", Standing.PERSON))
    asked = resolver(here)
    third = question({"id": 3, "company": "@HOOLI"})
    assert asked.answer(third).confidence == 0.4
    asked.observe(third)
    assert asked.answer(third).confidence == 0.6
