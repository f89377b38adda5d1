import pytest

from kunak.app.demo.days import Days, Story, tell
from kunak.base.instants import Instant


def told(*stories: Story, until: int = 100) -> Instant:
    days = Days(Instant(0))
    tell(stories, days, until=Instant(until), progress=lambda _done, _all: None)
    return days()


def test_two_stories_are_told_in_the_order_of_their_days() -> None:
    heard: list[str] = []

    def story(name: str, *instants: int) -> Story:
        for instant in instants:
            yield Instant(instant)
            heard.append(f"{name}{instant}")

    told(story("a", 10, 40), story("b", 20, 30))
    assert heard == ["a10", "b20", "b30", "a40"]


def test_what_lies_after_the_present_is_not_told() -> None:
    heard: list[int] = []

    def story() -> Story:
        for instant in (50, 100, 101):
            yield Instant(instant)
            heard.append(instant)

    assert told(story(), until=100) == 100
    assert heard == [50, 100]


def test_a_story_begins_another_beside_itself() -> None:
    heard: list[str] = []

    def aside() -> Story:
        yield Instant(30)
        heard.append("aside")

    def story() -> Story:
        yield Instant(10)
        yield aside()
        yield Instant(20)
        heard.append("main")

    told(story())
    assert heard == ["main", "aside"]


def test_a_story_that_is_late_does_not_turn_the_clock_back() -> None:
    days = Days(Instant(0))
    seen: list[Instant] = []

    def story() -> Story:
        yield Instant(50)
        yield Instant(20)
        seen.append(days())

    tell([story()], days, until=Instant(100), progress=lambda _done, _all: None)
    assert seen == [50]


def test_what_goes_wrong_in_a_story_is_not_swallowed() -> None:
    def story() -> Story:
        yield Instant(1)
        raise RuntimeError("a rule said no")

    with pytest.raises(RuntimeError):
        told(story())
