"""A person in front of the page: goes somewhere, reads, writes, presses, fills in and sends."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

T = TypeVar("T")
_SECONDS = 10.0
# In the browser, since asking for the texts of a hundred nodes one by one takes seconds.
_TEXTS = "return [...document.querySelectorAll(arguments[0])].map((node) => node.innerText)"
_BUTTONS = (
    "return [...arguments[0].querySelectorAll('button')].filter((node) => node.checkVisibility()"
    " && [...node.innerText.split('\\n'), node.ariaLabel].includes(arguments[1]))"
)
_LAST_HOLDING = (
    "return [...document.querySelectorAll(arguments[0])]"
    ".filter((node) => node.innerText.includes(arguments[1])).at(-1) ?? null"
)


class Page:
    """The page as one person sees it; every question waits until its answer is there."""

    def __init__(self, browser: Chrome) -> None:
        self.browser = browser

    def open(self, url: str, person: str = "dana", place: str = "leads") -> None:
        """Come to the page as `person`, in a channel by name, in `home` or in `@leadlight`."""
        self.browser.get("about:blank")
        self.log()  # what the page of an earlier test said, when its server had gone, is not ours
        self.browser.get(f"{url}/#{person}/{place}")
        self.until(lambda: self.all("#sidebar [aria-current]"))

    def channel(self, name: str) -> None:
        """Go to a channel, to `home` or to `@leadlight`, by the sidebar."""
        self._sidebar(f'[data-field="place/{name}"]')
        current = f'#sidebar [data-field="place/{name}"][aria-current]'
        self.until(lambda: self.all(current))

    def person(self, name: str) -> None:
        """See another person's side."""
        self._sidebar(f'[data-field="who/{name}"]')
        pressed = f'#sidebar [data-field="who/{name}"][aria-pressed="true"]'
        self.until(lambda: self.all(pressed))

    def _sidebar(self, selector: str) -> None:
        self.until(self._opened_sidebar)
        self.until(lambda: self._clicked(self.all(f"#sidebar {selector}")))

    def _opened_sidebar(self) -> bool:
        """Opens it where the page is narrow; the page may draw itself anew meanwhile."""
        burger = self.all(".burger")
        if burger and burger[0].is_displayed():
            burger[0].click()
        return True

    def messages(self, *, thread: bool = False) -> list[str]:
        """What stands in the channel, or in the thread beside it, oldest first."""
        root = "#thread" if thread else "#content"
        texts: list[str] = self.run(_TEXTS, f"{root} .message")
        return texts

    def message(
        self, containing: str, *, thread: bool = False, seconds: float = _SECONDS
    ) -> WebElement:
        """The newest message that shows these words."""
        root = "#thread" if thread else "#content"
        return self.until(
            lambda: self._holding(f"{root} .message", containing),
            lambda: f"no {containing!r} among {self.messages(thread=thread)}",
            seconds,
        )

    def shown(self, containing: str) -> WebElement:
        """The last block of the page that shows these words."""
        return self.until(lambda: self._holding("#content .block", containing))

    def write(self, text: str, *, thread: bool = False) -> None:
        """Write in the box and send with Enter; what it suggests is left alone."""
        box = self.one(f'[data-field="composer/{"thread" if thread else "channel"}"]')
        box.clear()
        box.send_keys(text, Keys.ENTER)

    def press(self, text: str, within: WebElement | None = None) -> None:
        """Press the last button of that name: in the dialog on top, else on the page."""
        self.until(
            lambda: self._clicked(self._buttons(text, within)),
            lambda: f"no button {text!r} to press: the page shows {self.one('body').text!r}",
        )

    def _buttons(self, text: str, within: WebElement | None) -> list[WebElement]:
        dialogs = self.all("dialog[open]")
        root = within or (dialogs[-1] if dialogs else self.one("body"))
        found: list[WebElement] = self.run(_BUTTONS, root, text)
        return found

    def fill(self, block: str, text: str) -> None:
        """Type in a field of the open modal or of the page, by its block id."""

        def typed() -> bool:
            target = self.field(block)
            target.clear()
            target.send_keys(text)
            return True

        # Again from the start where the app has just put another form in its place.
        self.until(typed)

    def choose(self, block: str, label: str) -> None:
        """Choose in a menu, a search field, boxes or buttons, by block id and what is shown."""
        self.until(lambda: self._chosen(block, label), lambda: f"{block} offers no {label!r}")

    def _chosen(self, block: str, label: str) -> bool:
        root = self.block(block)
        for option in root.find_elements(By.CSS_SELECTOR, "option, .boxes label"):
            if option.text.splitlines()[:1] == [label]:
                option.click()
                return True
        boxes = root.find_elements(By.CSS_SELECTOR, '[role="combobox"]')
        if boxes and not boxes[0].get_attribute("value"):
            boxes[0].click()
            boxes[0].send_keys(label)
        row = self._holding(f'[data-block^="{block}"] [role="option"]', label)
        return self._clicked([row] if row else [])

    def type_ahead(self, block: str, text: str, label: str) -> None:
        """Type in a search field until it offers `label`, and choose nothing."""
        self.fill(block, text)
        self.until(lambda: self._holding(f'[data-block^="{block}"] [role="option"]', label))

    def block(self, block: str) -> WebElement:
        """A block by its id, or by how it begins: some end in what they are about."""
        found = f'[data-block="{block}"], [data-block^="{block}."]'
        return self.until(lambda: self.all(found))[-1]

    def field(self, block: str) -> WebElement:
        """The field in a block."""
        return self.block(block).find_element(By.CSS_SELECTOR, "input, select, textarea")

    def submit(self) -> None:
        """Send the open modal in."""
        self.until(lambda: self._clicked(self.all('#modal[open] button[type="submit"]')))

    def errors(self) -> dict[str, str]:
        """The errors shown under fields, by block id, once there is one."""
        shown = self.until(lambda: [n for n in self.all("#modal .error") if n.is_displayed()])
        found = {}
        for node in shown:
            block = node.find_element(By.XPATH, "./..").get_attribute("data-block")
            found[str(block)] = node.text.removeprefix("⚠ ")
        return found

    def modal(self, title: str) -> WebElement:
        """The modal on top, once it has that title."""

        def shown() -> WebElement | None:
            return self._holding("#modal[open]", title)

        return self.until(shown, lambda: f"no modal {title!r}")

    def no_modal(self) -> None:
        """Wait until no modal is open."""
        self.until(lambda: not self.all("dialog[open]"))

    def all(self, selector: str) -> list[WebElement]:
        """All nodes of a selector, at once."""
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first node of a selector, once there is one."""
        return self.until(lambda: self.all(selector), lambda: f"no {selector}")[0]

    def _holding(self, selector: str, words: str) -> WebElement | None:
        found: WebElement | None = self.run(_LAST_HOLDING, selector, words)
        return found

    def _clicked(self, nodes: list[WebElement]) -> bool:
        if not nodes:
            return False
        nodes[-1].click()
        return True

    def until(
        self,
        condition: Callable[[], T | None],
        told: Callable[[], str] = str,
        seconds: float = _SECONDS,
    ) -> T:
        """What `condition` says once that is something; else `TimeoutException` with `told`."""
        wait = WebDriverWait(
            self.browser, seconds, 0.05, ignored_exceptions=[StaleElementReferenceException]
        )
        try:
            return wait.until(lambda _: condition() or False)
        except Exception as error:
            if told is not str:
                error.add_note(told())
            raise

    def size(self, width: int, height: int = 800) -> None:
        """Look through a window of that size, in CSS pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def colours(self, scheme: str) -> None:
        """Have the system prefer `light` or `dark`."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def log(self) -> list[dict[str, Any]]:
        """What the browser's console said since it was asked last."""
        entries: list[dict[str, Any]] = self.browser.get_log("browser")
        return entries

    def run(self, script: str, *given: object) -> Any:
        """What a piece of JavaScript returns."""
        return self.browser.execute_script(script, *given)

    def picture(self, file: Path) -> None:
        """Keep what is seen as a PNG."""
        shot = self.browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        file.write_bytes(base64.b64decode(shot["data"]))
