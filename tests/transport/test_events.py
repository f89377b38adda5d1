"""Events are read whatever the parts in which they come."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.transport.events import EventReader
from kunak.wire.refusals import FrameRefused

SAID = b"event: size\ndata: 7\n\n: still here\n\nevent: size\ndata: 12\n\nevent: other\ndata: 3\n\ndata: 4\n\n"


@given(st.lists(st.integers(0, len(SAID)), max_size=10))
def test_events_are_the_same_however_they_are_cut(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(SAID)]
    reader = EventReader()
    sizes = [size for a, b in pairwise(places) for size in reader.feed(SAID[a:b])]
    assert sizes == [7, 12]


@pytest.mark.parametrize("said", [b"data: -1\n", b"data: \xd9\xa7\n", b"data: 99999999999999999999\n", b"x" * 300])
def test_what_no_relay_sends_is_refused(said: bytes) -> None:
    with pytest.raises(FrameRefused):
        list(EventReader().feed(said))


@given(st.binary(max_size=400))
def test_any_bytes_are_events_or_refused(data: bytes) -> None:
    reader = EventReader()
    try:
        assert all(0 <= size < 2**53 for size in reader.feed(data))
    except FrameRefused:
        return


def test_carriage_returns_are_no_matter() -> None:
    assert list(EventReader().feed(b"event: size\r\ndata: 5\r\n\r\n")) == [5]
