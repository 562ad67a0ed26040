"""What holds for any input: the posting pace, and text that is typed and escaped."""

from hypothesis import given
from hypothesis import strategies as st

from demo.slack import RateLimit
from demo.slack.pace import Pace
from demo.slack.typed import escape

_WAITS = st.lists(st.integers(0, 40).map(lambda tenths: tenths / 10), min_size=1, max_size=60)


@given(waits=_WAITS, rate=st.sampled_from([0.5, 1.0, 2.0]), burst=st.integers(1, 6))
def test_no_span_takes_more_than_its_burst_and_its_rate(
    waits: list[float], rate: float, burst: int
) -> None:
    pace, now, passed = Pace(RateLimit(rate, burst)), 0.0, []
    for wait in waits:
        now += wait
        if pace.take("C1", now) == 0:
            passed.append(now)
    for first, start in enumerate(passed):
        for last, end in enumerate(passed[first:], start=1):
            assert last <= burst + (end - start) * rate + 1e-6


@given(waits=_WAITS, rate=st.sampled_from([0.5, 1.0, 2.0]), burst=st.integers(1, 6))
def test_who_waits_as_told_gets_through(waits: list[float], rate: float, burst: int) -> None:
    pace, now = Pace(RateLimit(rate, burst)), 0.0
    for wait in waits:
        now += wait
        told = pace.take("C1", now)
        if told:
            now += told
            assert pace.take("C1", now) == 0


@given(st.text())
def test_escaped_text_holds_no_control_character_and_reads_back(text: str) -> None:
    escaped = escape(text)
    assert not set(escaped) & set("<>")
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text
