"""The picture of how early they can be where: each stop has one mark, and the earliest the largest."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.app.papers.reachmap import FAR, LINE, NAMES, NEAR, NEVER, WIDTH, Band, Stop, band_of, ladder_of, picture
from kunak.base.errors import BadInput

SVG = "{http://www.w3.org/2000/svg}"

stops = st.builds(
    Stop,
    st.text(max_size=40),
    st.none() | st.integers(0, 400_000),
    st.none() | st.tuples(st.floats(-89, 89), st.floats(-179, 179)),
)


def drawn(asked: list[Stop]) -> ET.Element:
    return ET.fromstring(picture(asked, since="2026-05-04T07:00:00+03:00"))  # noqa: S314 - our own


@pytest.mark.parametrize("ladder", [NEAR, FAR])
def test_earlier_marks_are_larger_and_darker(ladder: tuple[Band, ...]) -> None:
    assert [band.radius for band in ladder] == sorted((band.radius for band in ladder), reverse=True)
    assert [band.fill for band in ladder] == sorted(band.fill for band in ladder)
    assert [band.until for band in ladder] == sorted(band.until for band in ladder)
    assert band_of(None, ladder) is NEVER


def test_a_city_is_told_apart_in_minutes_and_a_country_in_hours() -> None:
    assert ladder_of([Stop("", n * 60, None) for n in range(100)]) is NEAR
    assert ladder_of([Stop("", n * 3_600, None) for n in range(100)]) is FAR
    assert [band_of(after, FAR) for after in (0, 1, 3_600, 3_601, 90_000)] == [*FAR[:2], *FAR[1:3], FAR[6]]


@given(st.lists(stops, max_size=30))
def test_every_stop_that_has_a_place_is_drawn_once_and_inside(asked: list[Stop]) -> None:
    placed = [stop for stop in asked if stop.place is not None]
    if not placed:
        with pytest.raises(BadInput, match="nothing to draw"):
            picture(asked, since="")
        return
    root, ladder = drawn(asked), ladder_of(asked)
    circles = root.findall(f"{SVG}circle")
    sketch, legend = circles[: len(placed)], circles[len(placed) :]
    assert len(legend) == len(ladder) + 1
    bottom = float(root.attrib["height"]) - LINE * (len(ladder) + 3)
    for circle in sketch:
        assert 0 <= float(circle.attrib["cx"]) <= WIDTH
        assert 0 <= float(circle.attrib["cy"]) <= bottom + 1
    radii = [float(circle.attrib["r"]) for circle in sketch]
    assert radii == sorted(band_of(stop.after, ladder).radius for stop in placed), "the earliest is drawn last"
    told = [text.text or "" for text in root.findall(f"{SVG}text")]
    for band in (*ladder, NEVER):
        assert f"{band.says}: {sum(band_of(stop.after, ladder) is band for stop in placed):,}" in told
    unplaced = f"not drawn, place unknown: {len(asked) - len(placed):,}"
    assert (unplaced in told) == (len(placed) < len(asked))


def test_names_stand_beside_the_earliest_stops_and_never_over_each_other() -> None:
    crowd = [Stop(f"Stop {n}", n * 60, (40 + n % 10 / 100, 20 + n // 10 / 100)) for n in range(200)]
    names = [text for text in drawn(crowd).findall(f"{SVG}text") if text.get("paint-order")]
    assert 1 < len(names) <= NAMES
    assert names[0].text == "Stop 0"


def test_a_name_with_markup_stays_a_name() -> None:
    root = drawn([Stop("<script>x</script>\x07\u202e", 0, (1.0, 1.0))])
    assert root.find(f".//{SVG}script") is None
    assert b"\x07" not in picture([Stop("\x07", 0, (1.0, 1.0))], since="")
