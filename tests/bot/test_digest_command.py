"""`leadlight digest --period`: the month or the quarter that was over, shown or posted."""

from pathlib import Path

import pytest

from demo.slack import open_workspace
from tests.bot.command_line import Leadlight


@pytest.mark.parametrize(
    ("period", "as_of", "title"),
    [
        ("month", "2025-07-06", "June 2025"),
        ("quarter", "2025-07-06", "Q2 2025"),
        ("week", "2025-06-22", "week to 22 Jun 2025"),
    ],
)
def test_a_period_is_shown(
    leadlight: Leadlight, file: Path, period: str, as_of: str, title: str
) -> None:
    leadlight("import", str(file))
    line = ("digest", "--period", period, "--as-of", as_of)
    text = leadlight(*line).out
    assert text.startswith(f"Leadlight, {title}\n")
    assert "acme.example: none → OQL1" in text
    facts = leadlight(*line, "--json").json
    assert (facts["period"], facts["title"], facts["counts"]["new"]) == (period, title, 1)
    assert len(facts["growth"]["days"]) == len(facts["growth"]["levels"]["OQL1"]) == 14


def test_no_other_period_is_known(leadlight: Leadlight) -> None:
    ran = leadlight("digest", "--period", "year")
    assert ran.code == 2
    assert "'year'" in ran.err


def test_a_month_is_posted_with_the_week_in_its_thread(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    with open_workspace() as slack:
        ran = leadlight(
            *("digest", "--send", "--period", "month", "--as-of", "2025-07-06"),
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_API_URL=slack.api_url,
            LEADS_CHANNEL="#leads",
        )
        assert (ran.code, ran.out) == (0, "The digest of June 2025 is posted.\n")
        [month, *thread] = slack.messages("#leads")
    assert month.text.startswith("Leadlight, June 2025:")
    assert [one.text.split(":")[0] for one in thread] == ["Leadlight, week to 6 Jul 2025"]
    assert {one.thread_ts for one in thread} == {month.ts}
