"""Work beside the desk: one at a time, with how far it is, and a sentence where it goes wrong."""

import time
from collections.abc import Callable

import pytest

from kunak.app.beside import Beside, Progress
from kunak.base.errors import BadInput, Fault


def test_work_beside_tells_how_far_it_is_and_hands_over_what_it_found() -> None:
    work, go_on = Beside[int](), list[bool]()

    def run(progress: Progress) -> int:
        progress(1, 2)
        while not go_on:
            time.sleep(0.001)
        return 7

    work.begin(lambda: run)
    while work.state.steps == 0:
        time.sleep(0.001)
    assert (work.state.running, work.state.done, work.state.steps) == (True, 1, 2)
    work.begin(lambda: pytest.fail("it was begun twice"))
    go_on.append(True)
    work.wait()
    assert (work.state.found, work.state.running, work.state.trouble) == (7, False, None)


def test_what_goes_wrong_beside_is_a_sentence() -> None:
    work = Beside[int]()

    def refused() -> Callable[[Progress], int]:
        raise BadInput("There are 13 lists.")

    def broken(_progress: Progress) -> int:
        raise ZeroDivisionError

    with pytest.raises(BadInput, match="13 lists"):
        work.begin(refused)
    assert not work.state.running
    work.begin(lambda: broken)
    work.wait()
    assert work.state.found is None
    assert isinstance(work.state.trouble, Fault)
    assert "ZeroDivisionError" in str(work.state.trouble)
