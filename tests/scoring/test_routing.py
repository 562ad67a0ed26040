"""Which channel hears of a company: the first route all of whose conditions hold."""

from typing import Literal

import pytest

from scoring.routing import News, channel_of
from scoring.rules_telling import Route

CUSTOMERS = Route(channel="#customers", customer=True)
ENTERPRISE = Route(channel="#enterprise", level="OQL3", tag="Enterprise", news="rise")
OTHERS = Route(channel="#prospects", customer=False)
FALLS = Route(channel="#falls", news="fall")


def news(
    way: Literal["rise", "fall"] = "rise", *tags: str, level: str = "OQL3", customer: bool = False
) -> News:
    return News(way, level, customer, frozenset(tags))


@pytest.mark.parametrize(
    ("routes", "told", "channel"),
    [
        ((), news(), "#leads"),
        ((Route(channel="#all"), CUSTOMERS), news(customer=True), "#all"),
        ((CUSTOMERS, OTHERS), news(customer=True), "#customers"),
        ((CUSTOMERS, OTHERS), news(), "#prospects"),
        ((CUSTOMERS, FALLS), news(), "#leads"),
        ((CUSTOMERS, FALLS), news("fall"), "#falls"),
        ((FALLS, CUSTOMERS), news("fall", customer=True), "#falls"),
        ((ENTERPRISE,), news("rise", "enterprise"), "#enterprise"),
        ((ENTERPRISE,), news("rise", "enterprise", level="OQL2"), "#leads"),
        ((ENTERPRISE,), news("fall", "enterprise"), "#leads"),
        ((ENTERPRISE,), news("rise", "partner"), "#leads"),
    ],
)
def test_the_first_route_that_fits(routes: tuple[Route, ...], told: News, channel: str) -> None:
    assert channel_of(routes, told, "#leads") == channel
