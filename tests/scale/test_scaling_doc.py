"""The picture of docs/scaling.md is drawn from the points that the page tells."""

from xml.etree import ElementTree

import pytest

from benchmarks.scaling_curve import PAGE, PICTURE, Point, beyond, picture, points

TABLE = """
| way | events | processor | wall |
|---|---|---|---|
| asked | 1,000,000 | 2.5 s | 3 s |
| asked | 10,000,000 | 20 s | 30 s |
| brought | 10,000,000 | 300 s | |
"""


def test_the_picture_is_the_pages() -> None:
    """Whoever changes a figure draws it anew: `python -m benchmarks.scaling_curve`."""
    assert PICTURE.read_text(encoding="utf-8") == picture(points(PAGE.read_text(encoding="utf-8")))


def test_points_are_read_from_a_table() -> None:
    assert points(TABLE) == {
        "asked": [Point(1_000_000, 2.5), Point(10_000_000, 20)],
        "brought": [Point(10_000_000, 300)],
    }


def test_what_was_not_measured_goes_on_from_the_last_point() -> None:
    assert beyond(points(TABLE)["asked"]) == Point(1e10, 20_000)


def test_a_measured_point_is_a_dot_and_the_rest_is_dashed() -> None:
    root = ElementTree.fromstring(picture(points(TABLE)))
    kept = {tag: root.findall(f".//{{*}}{tag}") for tag in ("circle", "polyline", "desc")}
    assert len(kept["circle"]) == 3
    dashed = [line.get("stroke-dasharray") is not None for line in kept["polyline"]]
    assert dashed == [False, True, False, True]
    assert "brought: 10,000,000 events 300 s" in str(kept["desc"][0].text)


@pytest.mark.parametrize("events", [1e6, 1e8, 1e10])
def test_higher_is_dearer(events: float) -> None:
    """Upwards on the page, which is downwards in SVG."""
    lines = [picture({"one": [Point(events, seconds)]}) for seconds in (10.0, 100.0)]
    heights = [
        float(ElementTree.fromstring(line).findall(".//{*}circle")[0].attrib["cy"])
        for line in lines
    ]
    assert heights[0] > heights[1]
