"""The lines of a picture: within its bounds, in order, and true to the hours."""

from hypothesis import given
from hypothesis import strategies as st

from kunak.app.ways import Point
from kunak.base.instants import HOUR, MINUTE, Instant
from kunak.web.picture import chart, sketch


def point(
    stop: str, arrives: int, leaves: int, there: int | None, *, lat: float | None = 1.0, lon: float = 1.0
) -> Point:
    return Point(
        stop=stop,
        arrives=Instant(arrives * MINUTE),
        leaves=Instant(leaves * MINUTE),
        there=None if there is None else Instant(there * MINUTE),
        lead=None if there is None else (there - leaves) * 60,
        changes=True,
        lat=lat,
        lon=lon,
    )


WAY = (point("A", 600, 600, 840), point("B", 700, 720, 900, lat=0.0), point("C", 900, 900, 960, lon=3.0))


def spots(text: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]


@st.composite
def journeys(draw: st.DrawFn) -> list[Point]:
    at, points = draw(st.integers(0, 10**6)), []
    for number in range(draw(st.integers(2, 12))):
        at += draw(st.integers(0, 900))
        leaves = at + draw(st.integers(0, 300))
        there = draw(st.none() | st.integers(at - 5_000, at + 5_000))
        placed = {"lat": draw(st.none() | st.floats(-80, 80)), "lon": draw(st.floats(-179, 179))}
        points.append(point(str(number), at, leaves, there, **placed))  # type: ignore[arg-type]
        at = leaves
    return points


@given(journeys())
def test_every_line_stays_within_the_picture_and_runs_down(points: list[Point]) -> None:
    shown = chart(points, name="x", width=328, left=8)
    person = spots(shown.person)
    assert person == sorted(person, key=lambda spot: spot[1])
    assert [x for x, _ in person] == sorted(x for x, _ in person), "nobody travels back in time"
    for line in (shown.person, *shown.front, *shown.reach):
        assert all(8 <= x <= 320 and 0 <= y <= shown.height for x, y in spots(line))
    assert len(shown.ticks) <= 12


@given(journeys())
def test_a_map_holds_all_its_places(points: list[Point]) -> None:
    drawn = sketch(points)
    if drawn is not None:
        assert all(0 <= each.x <= drawn.width and 0 <= each.y <= drawn.height for each in drawn.places)


def test_the_narrowest_lead_is_marked_from_the_person_to_those_who_look() -> None:
    shown = chart(WAY, name="x", width=860, left=200)
    assert shown.gap is not None
    assert shown.gap.y == shown.rows[2].y
    assert not shown.gap.caught
    assert shown.gap.x == spots(shown.person)[-1][0]
    first, second = shown.ticks[:2]
    hour = (second.x - first.x) / ((second.at - first.at) / HOUR)
    assert abs((shown.gap.to - shown.gap.x) - hour) < 0.2


def test_who_is_caught_is_marked_as_caught() -> None:
    shown = chart((WAY[0], point("B", 700, 720, 650)), name="x", width=328, left=8)
    assert shown.gap is not None
    assert shown.gap.caught


def test_where_nobody_ever_comes_there_is_no_front() -> None:
    shown = chart((point("A", 0, 0, None), point("B", 60, 60, None)), name="x", width=328, left=8)
    assert (shown.front, shown.reach, shown.gap) == ((), (), None)


def test_the_front_is_cut_where_nobody_comes_and_a_lone_stop_still_shows() -> None:
    shown = chart((WAY[0], point("B", 700, 720, None), WAY[2]), name="x", width=328, left=8)
    assert len(shown.front) == 2
    assert all(len(spots(line)) == 2 for line in shown.front)


def test_north_is_up_and_numbers_follow_the_way() -> None:
    drawn = sketch(WAY)
    assert drawn is not None
    north, south, east = drawn.places
    assert north.y < south.y
    assert east.x > north.x
    assert [each.number for each in drawn.places] == [1, 2, 3]
    assert [each.narrowest for each in drawn.places] == [False, False, True]


def test_without_places_there_is_no_map() -> None:
    assert sketch((point("A", 0, 0, None, lat=None), point("B", 60, 60, None))) is None
