"""Every trouble is said, and says what was kept."""

from kunak.transport.troubles import SENTENCES, RelayTrouble, Trouble


def test_every_trouble_has_a_sentence_of_its_own() -> None:
    assert set(SENTENCES) == set(Trouble)
    assert len(set(SENTENCES.values())) == len(Trouble)
    for trouble in Trouble:
        assert str(RelayTrouble(trouble)) == SENTENCES[trouble]
        assert RelayTrouble(trouble).exit_code == 3
