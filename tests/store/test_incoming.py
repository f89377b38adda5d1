import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.instants import HOUR, Instant
from kunak.store import incoming
from kunak.store.incoming import FROM_THE_FUTURE, TOO_LARGE, TOO_MANY, Incoming, Offered, attach, judged_at

NOW = Instant(1_772_373_600_000)


def offered(name: str = "a.txt", data: bytes = b"x", media_type: str = "text/plain") -> Offered:
    return Offered(name=name, media_type=media_type, data=data)


def message(sent_at: Instant | None) -> Incoming:
    return Incoming(channel="text", text="x", source_name="a", source_sha256=b"", sent_at=sent_at)


def test_a_time_in_the_future_is_remarked_on_once() -> None:
    late = message(Instant(NOW + 2 * HOUR))
    assert judged_at(judged_at(late, NOW), NOW).warnings == (FROM_THE_FUTURE,)


@pytest.mark.parametrize("sent_at", [None, NOW, Instant(NOW + HOUR)])
def test_a_possible_time_is_not_remarked_on(sent_at: Instant | None) -> None:
    assert judged_at(message(sent_at), NOW).warnings == ()


@given(st.lists(st.sampled_from(["a.txt", "A.TXT", "2 a.txt", "", "x" * 300 + ".pdf"]), max_size=30))
def test_no_two_attachments_have_one_name(names: list[str]) -> None:
    kept, _ = attach(offered(name) for name in names)
    assert len({file.name.casefold() for file in kept}) == len(names)


def test_too_large_and_too_many_are_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "ATTACHMENT_BYTES", 3)
    monkeypatch.setattr(incoming, "ATTACHMENTS", 2)
    kept, warnings = attach([offered(data=b"1234"), offered(), offered(), offered()])
    assert len(kept) == 2
    assert warnings == (TOO_LARGE, TOO_MANY)


def test_a_media_type_that_is_none_is_not_repeated() -> None:
    assert attach([offered(media_type="<script>")])[0][0].media_type == "application/octet-stream"


def test_what_came_in_is_frozen() -> None:
    with pytest.raises(AttributeError):
        message(None).text = "y"  # type: ignore[misc]
    assert msgspec.structs.asdict(message(None))["text"] == "x"
