"""Makes the pictures of the README and of docs from the true demo: `make screenshots`."""

import shutil
import sys
import tempfile
from pathlib import Path

from tests.browser.acting import Page
from tests.browser.conftest import MISSING, start
from tests.browser.rehearsal import ROOT, Rehearsal, rehearsal

PICTURES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1280, 860
PATIENCE = 120  # seconds in which the company must have reached the level
RISE = "Lumen Freight AB reached OQL3"
PERSON = "Mira Solano"


def main() -> int:
    """Walks through the demo and keeps what is seen; 1 where there is no browser."""
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if binary is None or driver is None:
        sys.stderr.write(f"No pictures were made: {MISSING}\n")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile, rehearsal() as opened:
        browser = start(binary, driver, Path(profile))
        try:
            walk(Page(browser), opened.url)
            printed(Page(browser), opened, Path(profile) / "report.html")
        finally:
            browser.quit()
    return 0


def walk(page: Page, url: str) -> None:
    """Every surface, as the one who uses it sees it."""
    page.size(WIDTH, HEIGHT)
    page.colours("light")
    page.open(url)
    page.message(RISE, seconds=PATIENCE)
    told_unasked(page)
    referred(page)
    received(page)
    asked(page)
    others(page)


def told_unasked(page: Page) -> None:
    """A customer that falls, the digest, and a company that reached the level."""
    top(page, "is going quiet")
    keep(page, "fall")
    top(page, "Leadlight, week to")
    keep(page, "digest")
    top(page, RISE)
    keep(page, "leads")


def referred(page: Page) -> None:
    """The form with its type-ahead, what came of it, an introduction."""
    page.press("Refer to sales", page.message(RISE))
    page.modal("Refer to a team")
    page.type_ahead("person", "mira", PERSON)
    keep(page, "typeahead")
    page.choose("person", PERSON)
    page.fill("why", "Adds SSO groups herself, and her team reads the pricing page.")
    keep(page, "referral")
    page.submit()
    page.modal("is handed to sales")
    keep(page, "receipt")
    page.press("Close")
    page.no_modal()
    page.write('/dql intro @ottilie @tamsin "both run it where there is no network for hours"')
    page.modal("Introduce two people")
    page.choose("consent", "yes")
    keep(page, "intro")
    page.press("Cancel")
    page.no_modal()


def received(page: Page) -> None:
    """The card in the team's channel, its thread, and the referrer's direct messages."""
    page.person("sam")
    page.channel("dql-sales")
    top(page, PERSON)
    keep(page, "card")
    page.press("Accept", page.message(PERSON))
    page.until(lambda: "Record outcome" in page.message(PERSON).text)
    page.press("Record outcome", page.message(PERSON))
    page.modal("Outcome of DQL")
    page.choose("outcome", "opportunity")
    page.fill("value", "12000")
    page.submit()
    page.no_modal()
    page.press("2 replies")
    page.message("Opportunity", thread=True)
    keep(page, "thread")
    page.press("Close the thread")
    page.person("dana")
    page.channel("@leadlight")
    page.message("led to an outcome")
    keep(page, "messages")
    page.channel("leads")


def asked(page: Page) -> None:
    """What the commands answer."""
    for name, line, answered in (
        ("company", "/oql lumenfreight.example", "(lumenfreight.example): OQL3"),
        ("why", "/oql why lumenfreight.example", "Why Lumen Freight AB has"),
        ("top", "/oql top", "Companies by points"),
        ("report", "/dql report", "What DevRel brought"),
    ):
        page.write(line)
        page.message(answered)
        top(page, answered)
        keep(page, name)


def others(page: Page) -> None:
    """The home tab of each, the review queue, and a kind refusal."""
    for person in ("dana", "sam", "ellis"):
        page.person(person)
        page.channel("home")
        page.until(lambda: len(page.one("#content").text) > 200)
        keep(page, "home" if person == "dana" else f"home-{person}")
        page.channel("general")
    page.person("gus")
    page.write("/oql top")
    page.message("Sorry")
    keep(page, "refusal")
    page.person("dana")
    page.channel("leads")
    page.write("/oql review")
    page.message("Is it really")
    top(page, "Is it really")
    keep(page, "review")


def printed(page: Page, opened: Rehearsal, file: Path) -> None:
    """The report as a page."""
    opened.command("report", "--html", str(file))
    page.size(1000, 1400)
    page.browser.get(file.as_uri())
    keep(page, "report-page")


def top(page: Page, words: str) -> None:
    """Scrolls until the newest message with these words begins at the top."""
    page.run("arguments[0].scrollIntoView({block: 'start'})", page.message(words))


def keep(page: Page, name: str) -> None:
    """One picture, once everything has come to rest."""
    page.run("return document.fonts.ready.then(() => true)")
    page.run("for (const node of document.querySelectorAll('.below')) node.hidden = true")
    page.run("return new Promise((rested) => setTimeout(() => rested(true), 600))")
    page.picture(PICTURES / f"{name}.png")
    sys.stdout.write(f"docs/images/{name}.png\n")


if __name__ == "__main__":
    sys.exit(main())
