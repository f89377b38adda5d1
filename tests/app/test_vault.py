"""One device's chain: every event has the next number, names the one before, and can be opened again."""

import pytest

from kunak.app.vault import FOREIGN, NO_KEY, Flaw, Record, Sealed, Write
from kunak.base.errors import BadInput, Fault
from kunak.base.ids import CompartmentId
from kunak.casework.details import NoteAdded
from kunak.log import codec
from kunak.log.envelope import BODY_LIMIT, Envelope
from kunak.testing.group import InventedGroup


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def _compartment(group: InventedGroup) -> CompartmentId:
    (made,) = group.vault.new_compartments(1)
    return made


def _write(compartment: CompartmentId, text: str = "tired") -> Write:
    return Write(compartment, (), NoteAdded(text=text), 1)


def test_what_is_appended_is_read_back_with_its_number(group: InventedGroup) -> None:
    written = group.vault.append([_write(_compartment(group), text) for text in ("one", "two")])
    read = [item for item in group.vault.read() if isinstance(item, Record)]
    assert read[-2:] == written
    assert [record.seq for record in read] == list(range(1, len(read) + 1))
    assert codec.from_body(read[-1].kind, read[-1].body) == NoteAdded(text="two")


def test_each_event_names_the_one_before(group: InventedGroup) -> None:
    compartment = _compartment(group)
    group.vault.append([_write(compartment), _write(compartment)])
    chain = [item for item in group.vault.envelopes() if isinstance(item, Envelope)]
    assert [each.header.prev for each in chain] == [b"", *(each.id for each in chain[:-1])]
    assert chain[-1].header.parents == (chain[-2].id,)


def test_the_chain_goes_on_after_the_vault_was_closed(group: InventedGroup) -> None:
    group.reopened()
    (record,) = group.vault.append([_write(_compartment(group))])
    assert record.seq == group.log.count


def test_a_refused_append_leaves_the_chain_as_it_was(group: InventedGroup) -> None:
    compartment, count = _compartment(group), group.log.count
    group.log.full = True
    with pytest.raises(Fault):
        group.vault.append([_write(compartment)])
    group.log.full = False
    with pytest.raises(BadInput, match="too long"):
        group.vault.append([_write(compartment), _write(compartment, "x" * BODY_LIMIT)])
    (record,) = group.vault.append([_write(compartment)])
    assert record.seq == count + 1 == group.log.count


def test_without_its_key_nothing_is_written_or_read(group: InventedGroup) -> None:
    compartment = _compartment(group)
    group.vault.append([_write(compartment)])
    group.keyring.secrets.pop((compartment, 1))
    with pytest.raises(Fault):
        group.vault.append([_write(compartment)])
    assert [item.flaw.says for item in group.vault.read() if isinstance(item, Sealed)] == [NO_KEY]


def test_a_record_of_another_group_is_named_and_not_read(group: InventedGroup) -> None:
    group.log.items.append(InventedGroup(seed=8).log.records[-1])
    assert [item.says for item in group.vault.read() if isinstance(item, Flaw)] == [FOREIGN]


def test_noise_in_the_log_is_named(group: InventedGroup) -> None:
    group.log.items.insert(0, b"noise")
    assert len([item for item in group.vault.read() if isinstance(item, Flaw)]) == 1
