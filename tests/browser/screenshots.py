"""Makes the pictures of the README from the true demo: `make screenshots`."""

import shutil
import sys
import tempfile
from pathlib import Path

from tests.browser.acting import Page
from tests.browser.conftest import MISSING, start
from tests.browser.rehearsal import ROOT, rehearsal

PICTURES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1280, 860
PATIENCE = 120


def main() -> int:
    """Walks through the demo and keeps what is seen; 1 where there is no browser."""
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if binary is None or driver is None:
        sys.stderr.write(f"No pictures were made: {MISSING}\n")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile, rehearsal() as url:
        browser = start(binary, driver, Path(profile))
        try:
            walk(Page(browser), url)
        finally:
            browser.quit()
    return 0


def walk(page: Page, url: str) -> None:
    """The surfaces in the order of the README."""
    page.size(WIDTH, HEIGHT)
    page.colours("light")
    page.open(url)
    rise = page.message("Lumen Freight AB reached OQL3", seconds=PATIENCE)
    keep(page, "leads")
    page.press("Refer to sales", rise)
    page.modal("Refer to a team")
    page.fill("person", "Mira Solano")
    page.fill("why", "Adds SSO groups herself, and her team reads the pricing page.")
    keep(page, "referral")
    page.submit()
    page.no_modal()
    page.person("sam")
    page.channel("dql-sales")
    page.message("Mira Solano")
    keep(page, "card")
    page.person("dana")
    page.channel("leads")
    page.write("/oql lumenfreight.example")
    page.message("Lumen Freight AB (lumenfreight.example): OQL3")
    keep(page, "company")
    page.run("arguments[0].scrollIntoView()", page.message("Leadlight, week to"))
    keep(page, "digest")
    page.channel("home")
    page.until(lambda: "Mira Solano" in page.one("#content").text)
    keep(page, "home")
    page.run("arguments[0].scrollIntoView()", page.shown("To review"))
    keep(page, "review")


def keep(page: Page, name: str) -> None:
    """One picture, once everything has come to rest."""
    page.run("return document.fonts.ready.then(() => true)")
    page.run("return new Promise((rested) => setTimeout(() => rested(true), 600))")
    page.picture(PICTURES / f"{name}.png")
    sys.stdout.write(f"docs/images/{name}.png\n")


if __name__ == "__main__":
    sys.exit(main())
