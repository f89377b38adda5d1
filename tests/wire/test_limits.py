"""The limits of the wire are those of what travels on it."""

from kunak.base.ids import ID_BYTES
from kunak.crypto import signing
from kunak.log import header, outer
from kunak.wire import limits


def test_a_blob_is_what_the_outer_layer_makes() -> None:
    assert limits.BLOB_MOST == outer.SIZE_LIMIT
    assert limits.BLOB_LEAST == outer.PREFIX_BYTES + 1
    assert bytes([outer.VERSION, outer.SUITE]) == limits.BLOB_START


def test_keys_and_ids_are_as_long_as_they_are_elsewhere() -> None:
    assert limits.FEED_BYTES == ID_BYTES
    assert (limits.KEY_BYTES, limits.SIGNATURE_BYTES) == (signing.PUBLIC_BYTES, signing.SIGNATURE_BYTES)


def test_a_checkpoint_fits_into_an_events_header() -> None:
    assert limits.CHECKPOINT_BYTES == header.CHECKPOINT_LIMIT


def test_the_largest_blob_fits_into_one_push() -> None:
    assert limits.BLOB_MOST <= limits.BATCH_BYTES < limits.FRAME_BYTES
