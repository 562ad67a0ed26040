"""The page in a real Chromium against a real Bolt app: reading, writing, commands and people."""

from selenium.webdriver import Chrome, Keys

from demo.page import page_routes
from demo.slack import Slack, open_workspace
from tests.browser.acting import Page
from tests.browser.sample import Sample
from tests.browser.sample_blocks import card, section


def test_it_says_what_it_is_and_shows_what_greets(page: Page) -> None:
    assert page.one("#banner").text.startswith("A rehearsal on your machine, not Slack.")
    assert "Rehearsal\n" in page.message("Welcome.").text
    page.until(lambda: "Leadlight is connected" in page.one("#sidebar footer").text)


def test_marks_are_drawn_and_nothing_in_a_message_runs(page: Page, app: Sample) -> None:
    sam = app.slack.person("sam").id
    leads = app.slack.workspace.channel("#leads").id
    said = (
        f"*bold* _it_ ~gone~ `code` <@{sam}> <#{leads}> :tada: snake_case_name <!here> "
        "<https://a.example/x_y|linked> <javascript:alert(1)|evil> <script>alert(1)</script> "
        "&lt;img src=x onerror=alert(1)&gt; <!date^1700000000^{date_num}|fallback>\n"
        "• one\n• two\n&gt; quoted\n```\nfenced *not bold*\n```"
    )
    app.client.chat_postMessage(channel="#leads", text=said)
    message = page.message("snake_case_name")
    shown = {
        tag: [node.text for node in message.find_elements("css selector", f".said {tag}")]
        for tag in ("strong", "em", "s", "code", "li", "blockquote", "pre", "script", "img", "time")
    }
    assert shown == {
        "strong": ["bold"],
        "em": ["it"],
        "s": ["gone"],
        "code": ["code"],
        "li": ["one", "two"],
        "blockquote": ["quoted"],
        "pre": ["fenced *not bold*"],
        "script": [],
        "img": [],
        "time": ["2023-11-14"],
    }
    links = message.find_elements("css selector", ".said a")
    assert [link.get_attribute("href") for link in links] == ["https://a.example/x_y"]
    assert links[0].get_attribute("rel") == "noopener noreferrer"
    for words in ("@Sam Sales", "#leads", "🎉", "@here", "evil", "<img src=x onerror=alert(1)>"):
        assert words in message.text


def test_what_changes_is_shown_without_reloading(page: Page, app: Sample) -> None:
    page.run("window.stayed = true")
    posted = app.client.chat_postMessage(channel="#leads", text="first wording")
    page.message("first wording")
    app.client.chat_update(channel=posted["channel"], ts=posted["ts"], text="second wording")
    assert "(edited)" in page.message("second wording").text
    app.client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    page.until(lambda: not any("wording" in text for text in page.messages()))
    assert page.run("return window.stayed") is True


def test_a_thread_is_answered_beside_the_channel(page: Page, slack: Slack) -> None:
    slack.say("sam", "#general", "who runs it in production?")
    page.channel("general")
    row = page.message("who runs it")
    page.press("More actions", row)
    page.press("Reply in thread")
    page.write("Lumen Freight does, @sam", thread=True)
    answer = page.message("Lumen Freight does", thread=True)
    assert "@Sam Sales" in answer.text
    page.until(lambda: "1 reply" in page.message("who runs it").text)
    assert not any("Lumen" in text for text in page.messages())
    page.write("/oql acme.example", thread=True)
    page.message("cannot be used in a thread", thread=True)
    page.press("Close the thread")
    page.until(lambda: not page.one("#thread").is_displayed())
    slack.say("sam", "#general", "and so do we", slack.messages("#general")[0])
    page.until(lambda: "1 new" in page.message("who runs it").text)
    page.press("2 replies")
    page.until(lambda: "1 new" not in page.message("who runs it").text)


def test_writing_and_hints_by_keyboard(page: Page, slack: Slack, app: Sample) -> None:
    box = page.one('[data-field="composer/channel"]')
    box.send_keys("/o", Keys.TAB)
    assert box.get_attribute("value") == "/oql "
    assert "acme.com | top" in page.one("#writing .usage").text
    box.send_keys("@sa", Keys.TAB, Keys.ENTER)
    assert "You asked for" in page.message("Only visible to you").text
    assert slack.ephemerals("dana")[-1].text.startswith("You asked for *<@")
    box.send_keys("a line", Keys.SHIFT, Keys.ENTER, Keys.NULL, "and #gen", Keys.TAB, Keys.ENTER)
    page.message("and #general")
    assert slack.messages("#leads")[-1].text.startswith("a line\nand <#")


def test_a_command_in_a_message_is_put_in_the_box(page: Page) -> None:
    page.press("/oql lumenfreight.example")
    box = page.one('[data-field="composer/channel"]')
    page.until(lambda: box.get_attribute("value") == "/oql lumenfreight.example")
    box.send_keys(Keys.ENTER)
    page.message("You asked for lumenfreight.example")
    page.browser.refresh()
    page.message("Welcome.")
    assert not any("You asked for" in text for text in page.messages())


def test_failures_are_told_as_slack_tells_them(page: Page, app: Sample) -> None:
    page.write("/dql silence")
    page.message("/dql failed with the error “operation_timeout”.")
    page.write("/nonsense")
    page.message("/nonsense is not a command here. There are /dql, /oql.")
    app.client.chat_postMessage(channel="#leads", text="a card", blocks=card())
    page.press("Slow")
    said = page.message("the app failed with the error “operation_timeout”.").text
    assert "Only visible to you" in said
    app.held.set()


def test_each_person_sees_their_own_side(page: Page, slack: Slack) -> None:
    page.write("/oql only-dana.example")
    page.message("only-dana.example")
    slack.say("ellis", "#dql-product", "news for all")
    unread = '#sidebar [data-field="place/dql-product"].unread'
    page.one(unread)
    page.channel("dql-product")
    page.until(lambda: not page.all(unread))
    page.channel("leads")
    page.person("sam")
    page.until(lambda: not any("only-dana" in text for text in page.messages()))
    page.message("Welcome.")
    page.one(unread)
    page.write("Sam here")
    page.message("Sam here")
    assert not any("only-dana" in text for text in page.messages())
    assert slack.messages("#leads")[-1].user == slack.person("sam").id


def test_a_permalink_leads_to_its_message(page: Page, slack: Slack, app: Sample) -> None:
    posted = app.client.chat_postMessage(channel="#dql-sales", text="the linked one")
    link = app.client.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])
    page.browser.get(link["permalink"])
    page.one(f'.message.pointed[data-ts="{posted["ts"]}"]')
    assert "dql-sales" in page.one("#place").text
    page.channel("leads")
    app.client.chat_postMessage(channel="#leads", text=f"see <{link['permalink']}|over there>")
    page.message("over there").find_element("link text", "over there").click()
    page.one(f'.message.pointed[data-ts="{posted["ts"]}"]')
    answer = slack.say("sam", "#dql-sales", "an answer", posted["ts"])
    link = app.client.chat_getPermalink(channel=answer.channel, message_ts=answer.ts)
    page.channel("leads")
    app.client.chat_postMessage(channel="#leads", text=f"see <{link['permalink']}|the answer>")
    page.message("the answer").find_element("link text", "the answer").click()
    page.message("an answer", thread=True)
    page.browser.get(link["permalink"])
    page.one(f'.message.pointed[data-ts="{posted["ts"]}"]')
    page.browser.get(f"{slack.url}/#dana/nowhere")
    page.until(lambda: "no channel called nowhere" in page.one("#content").text)


def test_long_channels_show_their_end_and_more_on_demand(page: Page, app: Sample) -> None:
    page.channel("dql-recruiting")
    for number in range(120):
        app.slack.say("sam", "#dql-recruiting", f"line {number}.")
    page.message("line 119.")
    assert not any("line 5." in text for text in page.messages())
    page.press("Show earlier messages")
    page.message("line 5.")
    page.run("document.getElementById('content').scrollTop = 0")
    page.until(lambda: page.run("return document.getElementById('content').scrollTop") == 0)
    app.client.chat_postMessage(channel="#dql-recruiting", text="x", blocks=[section("the newest")])
    page.press("New messages ↓")
    page.until(lambda: page.message("the newest").is_displayed())


def test_it_reconnects_by_itself(browser: Chrome) -> None:
    page = Page(browser)
    with open_workspace(routes=page_routes) as slack:
        port = int(slack.url.rsplit(":", 1)[1])
        page.open(slack.url)
        page.run("window.stayed = true")
    page.one(".offline")
    with open_workspace(routes=page_routes, port=port) as again:
        again.say("sam", "#leads", "back again")
        page.message("back again")
        page.until(lambda: not page.all(".offline"))
        assert page.run("return window.stayed") is True
    page.log()
