import pytest

from identity.bots import is_suspected

BOTS = [
    "acme-bot",
    "acme-bot2",
    "bot-acme",
    "acme_bot",
    "acme.bot",
    "AcmeBot",
    "acme[bot]",
    "Acme Bot",
    "acme-bot-2",
    "k8s-ci-robot",
    "ci-acme",
    "acme-ci",
    "AcmeCI",
    "acme-cicd",
    "acme-automation",
    "svc-builds",
    "svc_acme",
    "acme-svc",
    "renovate",
    "renovate-acme",
    "acme-renovate-runner",
    "dependabot-preview",
    "pre-commit-ci-lite",
    "github-actions",
    "acme-service-account-7",
    "automation-user-1",
    "svcBuilds",
]
PEOPLE = [
    "",
    "abbott",
    "talbot",
    "mia-talbot",
    "Abbott",
    "TimAbbott",
    "robotics-anna",
    "robot-anna",
    "botond",
    "bottomley",
    "anna-bothe",
    "lucibot",  # grown together, and in no list
    "ciara",
    "ci",  # somebody's name, while nothing stands beside it
    "marco-ciani",
    "cindy-ci-lee",
    "luci",
    "automation-anna",
    "homeautomation",
    "jenkins",
    "mary-jenkins",
    "svcheck",
    "the-bot-whisperer",
    "renovator",
    "travis",
    "小明",
    "42",
]


@pytest.mark.parametrize("handle", BOTS)
def test_automation_is_suspected_by_its_name(handle: str) -> None:
    assert is_suspected(handle)


@pytest.mark.parametrize("handle", PEOPLE)
def test_a_person_is_not_suspected_for_a_part_of_a_word(handle: str) -> None:
    assert not is_suspected(handle)
