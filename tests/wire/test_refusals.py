"""Every reason is said."""

from kunak.wire.refusals import SENTENCES, FrameRefused, Reason


def test_every_reason_has_a_sentence_of_its_own() -> None:
    assert set(SENTENCES) == set(Reason)
    assert len(set(SENTENCES.values())) == len(Reason)
    for reason in Reason:
        assert str(FrameRefused(reason)) == SENTENCES[reason]
