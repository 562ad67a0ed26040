"""Roles: what somebody is by their id, and what each permit lets them do."""

from dataclasses import replace

import pytest

from bot.permits import Permit, may_act, not_of_team, permitted, refusal, sees_names
from bot.roles import OUTSIDE, Membership, Role, Roles
from bot.services import Services
from bot.views.plain import as_text
from tests.bot.scene import asker

ROLES = Roles(
    admins=frozenset({"UADMIN", "UGUEST", "UGONE"}),
    devrel=frozenset({"UDANA", "UADMIN", "UGUEST"}),
    teams={"sales": frozenset({"USAM", "UDANA", "UGUEST"}), "product": frozenset({"USAM"})},
    members=frozenset({"UADMIN", "UDANA", "USAM", "UELLIS"}),
    outsiders=frozenset({"UGUEST"}),
)


@pytest.mark.parametrize(
    ("user", "standing"),
    [
        ("UADMIN", Membership(Role.ADMIN)),
        ("UDANA", Membership(Role.DEVREL, frozenset({"sales"}))),
        ("USAM", Membership(Role.TEAM, frozenset({"sales", "product"}))),
        ("UELLIS", Membership(Role.MEMBER)),
        ("UGUEST", OUTSIDE),  # whatever a setting or a channel says of a guest
        ("UGONE", OUTSIDE),
        ("UNEW", OUTSIDE),
    ],
)
def test_what_somebody_is(user: str, standing: Membership) -> None:
    assert ROLES.of(user) == standing


def test_whom_to_ask_are_members_in_a_lasting_order() -> None:
    assert ROLES.holding(Role.ADMIN) == ("UADMIN",)
    assert ROLES.holding(Role.DEVREL) == ("UADMIN", "UDANA")
    assert [ROLES.knows(user) for user in ("USAM", "UGUEST", "UNEW")] == [True, True, False]


@pytest.mark.parametrize(
    ("permit", "roles"),
    [
        (Permit.ANYONE, "administrator, DevRel, team member, member"),
        (Permit.TEAMS, "administrator, DevRel, team member"),
        (Permit.DEVREL, "administrator, DevRel"),
        (Permit.ADMIN, "administrator"),
    ],
)
def test_who_may(permit: Permit, roles: str) -> None:
    assert ", ".join(role for role in Role if permitted(permit, asker(role=role))) == roles


@pytest.mark.parametrize(
    ("role", "teams", "steps", "names"),
    [
        (Role.ADMIN, [], True, True),
        (Role.DEVREL, ["product"], True, True),
        (Role.TEAM, ["product", "sales"], True, False),
        (Role.TEAM, ["product"], False, False),
        (Role.MEMBER, [], False, False),
        (Role.NOBODY, ["sales"], False, False),
    ],
)
def test_steps_are_the_teams_own_and_names_devrels(
    role: Role, teams: list[str], steps: bool, names: bool
) -> None:
    somebody = asker(role=role, teams=teams)
    assert (may_act(somebody, "sales"), sees_names(somebody)) == (steps, names)


@pytest.mark.parametrize(
    ("permit", "role", "said"),
    [
        (Permit.DEVREL, Role.MEMBER, "only DevRel can do this. Please ask @UADMIN or @UDANA."),
        (Permit.ADMIN, Role.DEVREL, "only an administrator can do this. Please ask @UADMIN."),
        (Permit.TEAMS, Role.MEMBER, "only the team and DevRel can do this. Please ask @UADMIN"),
        (Permit.ANYONE, Role.NOBODY, "full members of this workspace, not guests or visitors."),
    ],
)
def test_a_refusal_names_whom_to_ask_and_the_log_nobody(
    services: Services,
    permit: Permit,
    role: Role,
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "bot.permits")
    here = replace(services, roles=ROLES)
    answer = refusal(here, permit, asker("UELLIS", role=role), "/oql merge")
    assert said in as_text(answer.message)
    assert "UELLIS" not in caplog.text
    assert f"/oql merge takes {permit.name}, asked by a {role}" in caplog.text


def test_a_refusal_where_nobody_is_known_says_who_finds_out(services: Services) -> None:
    answer = refusal(services, Permit.ADMIN, asker(role=Role.MEMBER), "forget")
    assert "whoever runs Leadlight finds why by doctor" in as_text(answer.message)


def test_another_teams_step_is_refused_by_its_name(services: Services) -> None:
    here = replace(services, roles=ROLES)
    answer = not_of_team(here, "sales", asker("USAM", role=Role.TEAM, teams=["product"]), "accept")
    assert "only sales and DevRel can do this. Please ask @UADMIN" in as_text(answer.message)
