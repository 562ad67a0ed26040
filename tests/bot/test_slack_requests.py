"""By what one request of a person is told from the next, and known again when Slack repeats it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack_payloads import Body, asker_of

HOME = {"id": "V1", "type": "home"}
MODAL = {"id": "V2", "type": "modal"}
USER = {"id": "U1", "username": "dana", "team_id": "T1"}

TRIGGERS = st.text("0123456789.", min_size=1, max_size=20)


def pressed(trigger: str, **where: Any) -> Body:
    """A button as Slack tells of it, on a message, on the home tab or in a form."""
    return {"type": "block_actions", "user": USER, "trigger_id": trigger, "actions": [{}], **where}


@pytest.mark.parametrize("where", [{}, {"view": HOME}, {"view": MODAL}])
@given(first=TRIGGERS, second=TRIGGERS)
def test_two_presses_are_two_requests(where: dict[str, Any], first: str, second: str) -> None:
    requests = [asker_of(pressed(one, **where)).request for one in (first, second)]
    assert (requests[0] == requests[1]) == (first == second)


@given(first=TRIGGERS, second=TRIGGERS)
def test_a_form_is_one_request_however_often_it_is_sent_in(first: str, second: str) -> None:
    sent = {"type": "view_submission", "user": USER, "view": MODAL}
    requests = {asker_of({**sent, "trigger_id": one}).request for one in (first, second)}
    assert requests == {"view:V2"}


def test_a_press_in_a_form_is_not_the_form() -> None:
    sent = {"type": "view_submission", "user": USER, "view": MODAL, "trigger_id": "V2"}
    assert asker_of(sent).request != asker_of(pressed("V2", view=MODAL)).request


def test_a_command_is_known_by_its_trigger() -> None:
    typed = {"command": "/dql", "user_id": "U1", "user_name": "dana", "trigger_id": "1.2"}
    assert asker_of(typed).request == "command:1.2"
