"""The demo from the first message to the digest, in a real browser, as its three people."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from tests.browser.acting import Page
from tests.browser.rehearsal import rehearsal

PATIENCE = 120  # seconds in which the company must have reached the level


@pytest.fixture(scope="module")
def address(browser: Chrome) -> Iterator[str]:
    with rehearsal() as opened:
        yield opened.url


def answer_and_take_back(page: Page) -> None:
    """On the home tab: a suspected bot is one, and is a suspect again."""
    asked = "looks like a bot. Is it one?"

    def home() -> str:
        return page.one("#content").text

    page.until(lambda: asked in home())
    for part in ("Is it really copperleaf.example?", "Nora Vik", "See all"):
        assert part in home()
    page.press("A bot")
    page.until(lambda: "is a bot, and bots never score" in home() and asked not in home())
    page.press("Undo")
    page.until(lambda: "Undone: github:glasswharf-deploy-bot is a bot." in home())
    # The queue's head is kept by the next judging, and the tab shows it when it is opened again.
    page.channel("leads")
    page.channel("home")
    page.until(lambda: asked in home(), seconds=30)


def test_from_the_message_to_the_outcome(browser: Chrome, address: str) -> None:
    page = Page(browser)
    page.size(1280)
    page.open(address)
    assert page.message("Five things to try").is_displayed()
    rise = page.message("Lumen Freight AB reached OQL3", seconds=PATIENCE).text
    assert "points in 30 days" in rise
    assert "Downloads" in rise
    page.press("Refer to sales", page.message("reached OQL3"))
    page.modal("Refer to a team")
    page.choose("person", "Mira Solano")
    page.fill("why", "…")
    page.submit()
    assert set(page.errors()) == {"why"}
    page.fill("why", "Her team reads the pricing page and asks about SSO.")
    page.submit()
    page.modal("is handed to sales")
    page.press("Close")
    page.no_modal()

    page.person("sam")
    page.channel("dql-sales")
    page.press("Accept", page.message("Mira Solano"))
    page.until(lambda: "Record outcome" in page.message("Mira Solano").text)
    page.press("Record outcome", page.message("Mira Solano"))
    page.modal("Outcome of DQL")
    page.choose("outcome", "opportunity")
    page.fill("value", "12000")
    page.submit()
    page.no_modal()
    page.message("Opportunity (12,000) by")

    page.person("dana")
    page.channel("@leadlight")
    page.message("was accepted by sales")
    page.message("led to an outcome, Opportunity (12,000), says sales")
    page.person("sam")
    page.channel("dql-sales")
    page.press("2 replies")
    page.message("recorded an outcome", thread=True)
    page.press("Close the thread")
    page.person("gus")
    page.channel("general")
    page.write("/oql top")
    page.message("Sorry: I answer full members")
    page.person("dana")

    page.channel("leads")
    page.write("/oql lumenfreight.example")
    answer = page.message("Lumen Freight AB (lumenfreight.example): OQL3")
    assert "Only visible to you" in answer.text
    digest = page.message("Leadlight, week to")
    assert digest.find_elements("css selector", "svg")
    for part in ("Companies by level", "a week before", "OQL3"):
        assert part in digest.text

    page.channel("home")
    page.until(lambda: "What I referred" in page.one("#content").text)
    assert "outcomes recorded" in page.one("#content").text
    answer_and_take_back(page)
    assert [entry for entry in page.log() if entry["level"] == "SEVERE"] == []
