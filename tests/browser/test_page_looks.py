"""How the page draws what an app shows, on wide and narrow screens, in light and in dark."""

import pytest

from tests.browser.acting import Page
from tests.browser.sample import Sample
from tests.browser.sample_blocks import CHART, DATA_TABLE, PIE, RICH, TABLE, card, charted, png

SHAPES = [
    (CHART, {"rect.bar": 12, "path": 0, "circle": 0}),
    (charted("line"), {"path.line": 3, "circle.dot": 12, "rect": 0}),
    (charted("area"), {"path.area": 3, "path.line": 3, "circle.dot": 12}),
    (PIE, {"path.slice": 4, "text.share": 3, "rect": 0}),
]


@pytest.mark.parametrize(("block", "shapes"), SHAPES, ids=["bar", "line", "area", "pie"])
def test_charts_are_drawn_and_can_be_heard(
    page: Page, app: Sample, block: dict[str, str], shapes: dict[str, int]
) -> None:
    posted = app.client.chat_postMessage(channel="#leads", text="a chart", blocks=[block])
    root = f'.message[data-ts="{posted["ts"]}"] svg'
    page.one(f"{root} *")
    assert {name: len(page.all(f"{root} {name}")) for name in shapes} == shapes
    heard = page.one(root).get_attribute("aria-label") or ""
    figures = ("OQL2: 2 Nov 6, 9 Nov 7", "won 5, lost 3")
    assert heard.startswith(block["title"])
    assert any(words in heard for words in figures)


def test_bars_stand_in_proportion(page: Page, app: Sample) -> None:
    posted = app.client.chat_postMessage(channel="#leads", text="a chart", blocks=[CHART])
    bars = f'.message[data-ts="{posted["ts"]}"] rect.bar'
    page.one(bars)
    heights = [float(bar.get_attribute("height") or 0) for bar in page.all(bars)]
    values = [14, 16, 15, 19, 6, 7, 9, 8, 1, 1, 2, 4]
    unit = heights[0] / values[0]
    assert heights == pytest.approx([value * unit for value in values])


def test_tables_rich_text_and_files(page: Page, app: Sample) -> None:
    app.client.chat_postMessage(channel="#leads", text="x", blocks=[TABLE, RICH])
    message = page.message("Lumen Freight")
    heads = [cell.text for cell in message.find_elements("css selector", "th")]
    assert heads == ["Company", "Points", "Why"]
    assert len(message.find_elements("css selector", "tbody tr")) == 2
    assert "Rich, bold and linked🎉\nRead\nWrite\npip install" in message.text
    app.client.chat_postMessage(channel="#leads", text="x", blocks=[DATA_TABLE])
    paged = page.message("All companies")
    assert "Company 3" in paged.text
    page.press("More ›", paged)
    assert "Company 4" in paged.text
    assert "Company 3" not in paged.text
    leads = app.slack.workspace.channel("#leads").id
    app.client.files_upload_v2(
        channel=leads, content=png(), filename="flag.png", title="A flag", alt_txt="Two colours"
    )
    page.message("A flag")
    picture = page.one('img[alt="Two colours"]')
    page.until(lambda: page.run("return arguments[0].naturalWidth", picture) == 96)
    app.client.files_upload_v2(channel=leads, content="a,b", filename="out.csv", title="Export")
    assert "CSV · 3 bytes" in page.message("Export").text


def test_a_picture_of_another_host_is_named_not_fetched(page: Page, app: Sample) -> None:
    image = {"type": "image", "image_url": "https://a.example/map.png", "alt_text": "A map"}
    app.client.chat_postMessage(channel="#leads", text="x", blocks=[image])
    assert page.message("Picture: A map").find_elements("css selector", ".blocks img") == []


@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_sticks_out(page: Page, app: Sample, width: int) -> None:
    page.size(width)
    page.channel("dql-product")
    long = "x" * 300
    for blocks in (card(), [CHART, PIE], [TABLE]):
        app.client.chat_postMessage(channel="#dql-product", text="x", blocks=blocks)
    app.slack.say("sam", "#dql-product", f"{long} https://a.example/{long} `{long}`")
    page.message(long[:200])

    def widest() -> int:
        out: int = page.run(
            "return Math.max(...[document.documentElement, ...document.querySelectorAll("
            "'#content, #thread .scrolling, dialog[open] .fields')].map((n) => "
            "n.scrollWidth - n.clientWidth))"
        )
        return out

    assert widest() == 0
    page.press("More actions", page.message("https://a.example/"))
    page.press("Reply in thread")
    page.message("https://a.example/", thread=True)
    assert widest() == 0
    page.press("Close the thread")
    page.press("Refer to sales")
    page.modal("Refer a company")
    page.submit()
    page.errors()
    assert widest() == 0
    inside = page.one("#modal[open] footer .primary").rect
    assert inside["x"] + inside["width"] <= width


def test_colours_follow_the_system_and_the_button(page: Page) -> None:
    def paper() -> str:
        shown: str = page.run("return getComputedStyle(document.body).backgroundColor")
        return shown

    light = paper()
    page.colours("dark")
    page.until(lambda: paper() != light)
    dark = paper()
    page.one("#theme").click()
    page.until(lambda: paper() == light)
    page.one("#theme").click()
    page.until(lambda: paper() == dark)
    page.colours("light")
    assert paper() == dark
    page.browser.refresh()
    page.until(lambda: page.all("#theme"))
    assert paper() == dark
    page.one("#theme").click()
    page.until(lambda: paper() == light)


def test_a_narrow_screen_has_its_channels_behind_a_button(page: Page) -> None:
    page.size(400)
    sidebar = page.one("#sidebar")
    page.until(lambda: not sidebar.is_displayed())
    page.channel("general")
    page.until(lambda: not sidebar.is_displayed())
    assert "general" in page.one("#place").text
