import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from kunak.crypto.aead import DoesNotOpen
from kunak.crypto.secret import Secret
from kunak.crypto.stream import CHUNK_BYTES, SEALED_CHUNK_BYTES, open_chunks, seal_chunks

KEY = Secret(bytes(range(32)))


def sealed(content: bytes) -> list[bytes]:
    return list(seal_chunks(KEY, [content]))


def opened(chunks: list[bytes]) -> bytes:
    return b"".join(open_chunks(KEY, chunks))


@pytest.mark.parametrize(
    "length", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES - 7]
)
def test_a_file_of_any_length_comes_back(length: int) -> None:
    content = bytes(index % 251 for index in range(length))
    chunks = sealed(content)
    assert opened(chunks) == content
    assert len(chunks) == max(1, -(-length // CHUNK_BYTES))


@given(st.lists(st.binary(max_size=50), max_size=20), st.integers(1, 40))
def test_it_does_not_matter_how_the_file_is_cut_on_its_way(pieces: list[bytes], step: int) -> None:
    whole = b"".join(seal_chunks(KEY, pieces))
    again = [whole[start : start + step] for start in range(0, len(whole), step)]
    assert opened(again) == b"".join(pieces)


CONTENT = bytes(3 * CHUNK_BYTES + 5)
CHUNKS = sealed(CONTENT)


@pytest.mark.parametrize(
    "chunks",
    [
        [],
        [b""],
        CHUNKS[:3],
        CHUNKS[:1],
        CHUNKS[1:],
        [CHUNKS[1], CHUNKS[0], *CHUNKS[2:]],
        [CHUNKS[0], CHUNKS[0], *CHUNKS[1:]],
        [*CHUNKS, CHUNKS[3]],
        [*CHUNKS[:3], CHUNKS[3][:-1]],
        [*CHUNKS, b"\0"],
    ],
    ids=["nothing", "empty", "cut", "first only", "headless", "exchanged", "repeated", "longer", "cut inside", "tail"],
)
def test_chunks_cannot_be_dropped_exchanged_repeated_or_added(chunks: list[bytes]) -> None:
    with pytest.raises(DoesNotOpen):
        opened(chunks)


def test_a_chunk_of_another_file_does_not_fit_in() -> None:
    other = list(seal_chunks(Secret(bytes(32)), [CONTENT]))
    with pytest.raises(DoesNotOpen):
        opened([CHUNKS[0], other[1], *CHUNKS[2:]])


def test_a_file_has_one_sealed_form_and_no_empty_chunk_at_its_end() -> None:
    cipher = ChaCha20Poly1305(KEY.reveal())
    full = cipher.encrypt(bytes(12), bytes(CHUNK_BYTES), None)
    empty = cipher.encrypt((1).to_bytes(11, "big") + b"\1", b"", None)
    assert len(full) == SEALED_CHUNK_BYTES
    with pytest.raises(DoesNotOpen):
        opened([full, empty])


@given(st.integers(0, 8 * (100 + 16) - 1))
def test_any_flipped_bit_is_noticed(place: int) -> None:
    chunk = bytearray(sealed(bytes(100))[0])
    chunk[place // 8] ^= 1 << place % 8
    with pytest.raises(DoesNotOpen):
        opened([bytes(chunk)])
