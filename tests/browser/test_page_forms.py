"""Modals and other places to act, in a real Chromium: what was filled in arrives at the app."""

from typing import Any

from selenium.webdriver import Keys

from demo.slack import Slack
from tests.browser.acting import Page
from tests.browser.sample import Sample
from tests.browser.sample_blocks import card, entry, form, option

Json = dict[str, Any]


def opened(page: Page) -> None:
    page.write("/dql")
    page.modal("Refer a company")


def last(app: Sample, kind: str) -> Json:
    """The newest thing of a kind that the app was sent, once there is one."""

    def found() -> list[Json]:
        return [body for body in app.seen if body.get("type") == kind]

    return app.slack.wait_for(found)[-1]


def test_errors_stand_under_their_fields_until_mended(page: Page, app: Sample) -> None:
    opened(page)
    assert page.browser.switch_to.active_element == page.field("why")
    page.fill("seats", "2.5")
    page.fill("mail", "nobody")
    page.submit()
    assert page.errors() == {
        "why": "Please complete this required field.",
        "team": "Please complete this required field.",
        "seats": "Please enter a whole number.",
        "mail": "Please enter a valid e-mail address.",
    }
    page.fill("seats", "3")
    page.fill("mail", "mira@lumenfreight.example")
    page.fill("why", "wrong")
    page.choose("team", "Product")
    page.submit()
    page.until(lambda: page.errors() == {"why": "Say more than that."})
    field = page.field("why")
    assert field.get_attribute("aria-invalid") == "true"
    assert page.browser.switch_to.active_element == field
    page.fill("why", "They run it in production")
    page.submit()
    page.no_modal()


def test_every_kind_of_field_arrives_as_slack_sends_it(page: Page, app: Sample) -> None:
    slack = app.slack
    opened(page)
    page.fill("why", "Asked about SSO")
    page.choose("team", "Sales")
    page.choose("who", "Sam Sales")
    page.choose("room", "#dql-sales")
    page.fill("company", "lu")
    page.until(lambda: page.all('[data-block="company"] [role="option"]'))
    page.field("company").send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    page.choose("tags", "Sales")
    page.choose("tags", "Marketing")
    page.choose("people", "Ellis Engineer")
    page.choose("kinds", "Mail")
    page.choose("heat", "Warm")
    page.fill("seats", "40")
    page.submit()
    page.no_modal()
    values = last(app, "view_submission")["view"]["state"]["values"]
    sent = {block: answer["value"] for block, answer in values.items()}
    kept = {name: value for name, value in sent.items() if name not in ("note", "mail")}
    sales, company = option("sales"), option("lu cloud")
    assert kept == {
        "why": {"type": "plain_text_input", "value": "Asked about SSO"},
        "team": {"type": "static_select", "selected_option": sales},
        "who": {"type": "users_select", "selected_user": slack.person("sam").id},
        "room": {
            "type": "channels_select",
            "selected_channel": slack.workspace.channel("#dql-sales").id,
        },
        "company": {"type": "external_select", "selected_option": company},
        "tags": {"type": "multi_static_select", "selected_options": [sales, option("marketing")]},
        "people": {"type": "multi_users_select", "selected_users": [slack.person("ellis").id]},
        "kinds": {"type": "checkboxes", "selected_options": [option("mail")]},
        "heat": {"type": "radio_buttons", "selected_option": option("warm")},
        "day": {"type": "datepicker", "selected_date": "2026-11-20"},
        "seats": {"type": "number_input", "value": "40"},
    }


def test_modals_are_stacked_and_escape_goes_back(page: Page, app: Sample) -> None:
    opened(page)
    page.fill("why", "more")
    page.choose("team", "Product")
    page.submit()
    page.modal("And then?")
    page.fill("again", "half of it")
    page.field("again").send_keys(Keys.ESCAPE)
    page.modal("Refer a company")
    assert last(app, "view_closed")["view"]["title"]["text"] == "And then?"
    assert page.field("why").get_attribute("value") == "more"
    page.submit()
    page.modal("And then?")
    assert page.field("again").get_attribute("value") == ""
    page.press("Close")
    page.no_modal()
    assert last(app, "view_closed")["is_cleared"] is True


def test_the_focus_stays_in_the_modal(page: Page) -> None:
    opened(page)
    inside = "return document.activeElement.closest('dialog') !== null"
    steps = []
    for _ in range(30):
        page.browser.switch_to.active_element.send_keys(Keys.TAB)
        steps.append(page.run(f"{inside} || document.activeElement === document.body"))
    assert all(steps)
    page.press("Cancel")
    page.no_modal()


def test_a_submission_without_an_ack_can_be_sent_again(page: Page) -> None:
    opened(page)
    page.fill("why", "silence")
    page.choose("team", "Product")
    page.submit()
    failed = page.one("#modal .failed")
    page.until(lambda: "operation_timeout" in failed.text)
    page.fill("why", "fine")
    page.submit()
    page.no_modal()


def test_what_was_typed_survives_an_update(page: Page, app: Sample) -> None:
    opened(page)
    page.fill("why", "typed before")
    view = app.slack.view_of("dana")
    assert view is not None
    why = entry("why", "plain_text_input", initial_value="the app's own")
    fresh = form("Refer it now", why, entry("later", "plain_text_input", _optional=True))
    app.client.views_update(view_id=view.id, view=fresh, hash=view.hash)
    page.modal("Refer it now")
    assert page.field("why").get_attribute("value") == "typed before"
    assert page.browser.switch_to.active_element == page.field("why")
    page.submit()
    page.no_modal()
    values = last(app, "view_submission")["view"]["state"]["values"]
    assert values["why"]["value"]["value"] == "typed before"
    assert set(values) == {"why", "later"}


def test_a_field_acts_at_once_where_it_is_asked_to(page: Page, app: Sample) -> None:
    page.channel("home")
    page.until(lambda: page.all(".home .block-input"))
    page.field("search").send_keys("lumen", Keys.ENTER)
    action = last(app, "block_actions")
    assert action["actions"][0]["value"] == "lumen"
    assert action["view"]["state"]["values"]["search"]["value"]["value"] == "lumen"
    page.press("Refer somebody")
    page.modal("Refer a company")
    page.press("Cancel")
    page.no_modal()
    page.person("ellis")
    page.until(lambda: "Hello @Ellis Engineer" in page.one(".home").text)


def test_buttons_menus_and_questions(page: Page, app: Sample) -> None:
    app.client.chat_postMessage(channel="#leads", text="a card", blocks=card())
    message = page.message("Lumen Freight reached OQL3")
    page.press("Drop", message)
    assert "Sam will be told." in page.one("#confirm").text
    page.press("Keep it")
    page.no_modal()
    page.press("Drop", message)
    page.press("Yes, drop it")
    assert last(app, "block_actions")["actions"][0]["action_id"] == "drop"
    assert [body["actions"][0]["action_id"] for body in app.seen] == ["drop"]
    page.press("More", message)
    page.browser.switch_to.active_element.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    page.until(lambda: len(app.seen) == 2)
    assert app.seen[-1]["actions"][0]["selected_option"] == option("mute")
    page.choose("deeds", "Product")
    page.until(lambda: len(app.seen) == 3)
    assert app.seen[-1]["actions"][0]["selected_option"] == option("product")
    assert app.seen[-1]["state"]["values"]["deeds"]["team"]["selected_option"] == option("product")


def test_shortcuts_stand_in_their_menus(page: Page, slack: Slack, app: Sample) -> None:
    said = slack.say("sam", "#leads", "Lumen wants a call")
    page.press("More actions", page.message("Lumen wants a call"))
    page.press("Refer as DQL")
    page.modal("Refer a company")
    assert app.seen[-1]["message"]["ts"] == said.ts
    page.press("Cancel")
    page.no_modal()
    page.press("Shortcuts")
    page.press("New DQL referral")
    page.modal("Refer a company")
    assert app.seen[-1]["callback_id"] == "refer_global"
