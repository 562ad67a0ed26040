"""A headless Chromium for the tests of the page, and a workspace with the sample app to look at.

Where no Chromium is installed these tests cannot run: each is skipped, and the summary says so.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from demo.page import page_routes
from demo.slack import Shortcut, Slack, Usergroup, Welcome, open_workspace
from tests.browser.acting import Page
from tests.browser.sample import Sample

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    *("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "disable-quic"),
    *("no-first-run", "disable-background-networking", "disable-component-update"),
    *("disable-sync", "lang=en-GB"),
)
MISSING = (
    "the page was NOT tested in a browser: install Chromium and its driver "
    "(Debian and Ubuntu: apt install chromium chromium-driver)"
)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """One Chromium for all tests, with a profile of its own."""
    binary = next(filter(None, map(shutil.which, _BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        pytest.skip(MISSING)
    opened = start(binary, driver, tmp_path_factory.mktemp("profile"))
    yield opened
    opened.quit()


def start(binary: str, driver: str, profile: Path) -> Chrome:
    """A headless Chromium; nothing is fetched for it."""
    options = ChromeOptions()
    options.binary_location = binary
    for flag in (*_FLAGS, f"user-data-dir={profile}"):
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return Chrome(options=options, service=Service(executable_path=driver))


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    """A workspace with the page; who does not ack is given up after a second."""
    shortcuts = (
        Shortcut("Refer as DQL", "refer_message", "message"),
        Shortcut("New DQL referral", "refer_global"),
    )
    greeting = Welcome("#leads", "*Welcome.* Try `/oql lumenfreight.example`.")
    with open_workspace(
        routes=page_routes,
        shortcuts=shortcuts,
        welcome=[greeting],
        usergroups=[Usergroup("devrel", ("dana",))],
        ack_seconds=1.0,
    ) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(slack: Slack) -> Iterator[Sample]:
    """The sample app, connected."""
    running = Sample(slack)
    yield running
    running.close()
    slack.wait_disconnected()


@pytest.fixture
def page(browser: Chrome, slack: Slack, app: Sample) -> Iterator[Page]:
    """The page as Dana sees it, with no modal left from before; no script may have failed."""
    for person in ("dana", "sam", "ellis"):
        if slack.view_of(person):
            slack.close(person, everything=True)
    app.seen.clear()
    looked = Page(browser)
    looked.log()
    looked.size(1280)
    looked.colours("light")
    looked.open(slack.url)
    yield looked
    severe = [entry for entry in looked.log() if entry["level"] == "SEVERE"]
    browser.get("about:blank")
    assert severe == []
