"""Rules of custody: who holds each phone, and when it leads nobody to the person."""

from collections.abc import Iterable
from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework import custody
from kunak.casework.custody import (
    HANDS,
    TRANSITIONS,
    Custody,
    CustodyFile,
    Device,
    DeviceDestroyed,
    DeviceExcused,
    DeviceHandedOver,
    DeviceIdentified,
    DeviceRecord,
    DeviceStocked,
    NoDevicesStated,
    Sanitization,
    Step,
)
from kunak.casework.facts import Event, Fact, Unknown

PHONE = b"phone"
OLD_PHONE = DeviceRecord(label="old phone, black")
NOON = Instant(1_000_000)

WAY_TO: dict[Custody, tuple[Step, ...]] = {
    Custody.IDENTIFIED: (),
    Custody.TAKEN: (Step.TAKE_OVER,),
    Custody.ISOLATED: (Step.TAKE_OVER, Step.ISOLATE),
    Custody.DESTROYED: (Step.TAKE_OVER, Step.DESTROY),
    Custody.RETURNED: (Step.TAKE_OVER, Step.GIVE_BACK),
    Custody.LOST: (Step.LOSE,),
    Custody.STOCKED: (),
    Custody.ISSUED: (Step.ISSUE,),
}


def _handover(
    step: Step, *, giver: str = "Adam", receiver: str = "Berta", witness: str = "Clara", device: bytes = PHONE
) -> DeviceHandedOver:
    return DeviceHandedOver(device=device, step=step, giver=giver, receiver=receiver, witness=witness, happened_at=NOON)


def _destruction(**changes: object) -> DeviceDestroyed:
    destruction = DeviceDestroyed(
        device=PHONE,
        method=Sanitization.DESTROY,
        technique="drilled through board and battery",
        tool="drill",
        verification="does not power on; board in two pieces",
        performer="Adam",
        verifier="Emil",
        witnesses=("Berta", "Clara"),
        happened_at=NOON,
    )
    return msgspec.structs.replace(destruction, **changes)


def _event(step: Step) -> Event:
    return _destruction() if step is Step.DESTROY else _handover(step)


def _decided(file: CustodyFile, step: Step) -> tuple[Event, ...]:
    if step is Step.DESTROY:
        return custody.destroy(file, _destruction())
    return custody.hand_over(file, _handover(step))


def _fold(events: Iterable[Event], file: CustodyFile | None = None) -> CustodyFile:
    file = file or CustodyFile()
    for number, event in enumerate(events, start=len(file.impossible)):
        file = custody.evolve(file, Fact(EventId(number.to_bytes(32, "big")), DeviceId(bytes(16)), NOON, event))
    return file


def _in(state: Custody) -> CustodyFile:
    bought = state in {Custody.STOCKED, Custody.ISSUED}
    entry = DeviceStocked if bought else DeviceIdentified
    steps = [_event(step) for step in WAY_TO[state]]
    return _fold([entry(device=PHONE, record=OLD_PHONE), *steps])


@pytest.mark.parametrize(("state", "step"), list(product(WAY_TO, Step)))
def test_every_pair_is_either_in_the_table_or_refused(state: Custody, step: Step) -> None:
    file = _in(state)
    assert file.devices[PHONE].state is state
    if (state, step) not in TRANSITIONS:
        with pytest.raises(Refused, match="cannot go through"):
            _decided(file, step)
        return
    after = _fold(_decided(file, step), file)
    assert after.devices[PHONE].state is TRANSITIONS[state, step]
    assert not after.impossible
    assert step in custody.possible_steps(state)


def test_every_state_is_reached_by_some_way() -> None:
    assert set(WAY_TO) | {Custody.UNREGISTERED} == set(Custody)


def test_every_state_and_step_has_a_name_to_show() -> None:
    assert set(custody.STATE_NAMES) == set(Custody)
    assert set(custody.STEP_NAMES) == set(Step)
    assert set(custody.SANITIZATION_NAMES) == set(Sanitization)


def test_a_destroyed_device_never_comes_back() -> None:
    assert not custody.possible_steps(Custody.DESTROYED)


@pytest.mark.parametrize(
    ("state", "leads"),
    [
        (Custody.IDENTIFIED, True),
        (Custody.TAKEN, True),
        (Custody.ISOLATED, False),
        (Custody.DESTROYED, False),
        (Custody.RETURNED, True),
        (Custody.LOST, True),
        (Custody.STOCKED, False),
        (Custody.ISSUED, False),
    ],
)
def test_a_device_leads_somewhere_until_it_is_isolated_or_destroyed(state: Custody, leads: bool) -> None:
    assert bool(custody.unaccounted(_in(state))) is leads


def test_a_device_that_nobody_could_track_leads_nowhere() -> None:
    watch = DeviceRecord(label="wind-up watch", trackable=False)
    file = _fold(custody.identify(CustodyFile(), device=b"watch", record=watch))
    assert custody.is_settled(file)


def test_an_issued_phone_that_is_lost_leads_somewhere() -> None:
    assert custody.unaccounted(_fold([_handover(Step.LOSE)], _in(Custody.ISSUED)))


def test_nothing_is_settled_before_somebody_asked_about_devices() -> None:
    assert not custody.is_settled(CustodyFile())
    assert not custody.is_settled(_in(Custody.ISSUED))
    assert not custody.is_settled(_in(Custody.STOCKED))


def test_taking_back_our_own_phone_does_not_count_as_having_asked() -> None:
    ours = _fold([_handover(Step.TAKE_OVER), _handover(Step.ISOLATE)], _in(Custody.ISSUED))
    assert not custody.unaccounted(ours)
    assert not custody.is_settled(ours)


def test_a_person_without_devices_is_settled_when_somebody_says_how_they_know() -> None:
    file = _fold(custody.state_none(CustodyFile(), reason="left everything at home, I looked"))
    assert custody.is_settled(file)
    with pytest.raises(Refused, match="how you know"):
        custody.state_none(CustodyFile(), reason="  ")


def test_nobody_can_state_that_there_are_no_devices_while_some_are_registered() -> None:
    with pytest.raises(Refused, match="account for each"):
        custody.state_none(_in(Custody.DESTROYED), reason="none")


def test_a_phone_that_turns_up_after_none_was_stated_is_missed() -> None:
    file = _fold([NoDevicesStated(reason="asked"), DeviceIdentified(device=PHONE, record=OLD_PHONE)])
    assert not custody.is_settled(file)


def test_an_excuse_settles_a_device_and_needs_a_reason() -> None:
    lost = _in(Custody.LOST)
    with pytest.raises(Refused, match="Say why"):
        custody.excuse(lost, device=PHONE, reason=" ")
    excused = _fold(custody.excuse(lost, device=PHONE, reason="fell into a river, seen by two"), lost)
    assert custody.is_settled(excused)


def test_an_excused_device_that_is_found_again_has_to_be_accounted_for() -> None:
    """A lost phone was excused; found and switched on, it would lead to the shelter."""
    lost = _in(Custody.LOST)
    found = _fold([*custody.excuse(lost, device=PHONE, reason="sunk"), _handover(Step.FIND)], lost)
    assert [device.id for device in custody.unaccounted(found)] == [PHONE]


def test_an_excuse_written_without_knowing_that_the_device_moved_does_not_cover_it() -> None:
    late = DeviceExcused(device=PHONE, state=Custody.LOST, reason="sunk")
    file = _fold([late], _fold([_handover(Step.FIND)], _in(Custody.LOST)))
    assert custody.unaccounted(file)
    assert [fact.event for fact in file.impossible] == [late]


@pytest.mark.parametrize("step", [Step.LOSE, Step.GIVE_BACK, Step.TAKE_OVER, Step.FIND])
@pytest.mark.parametrize("state", [Custody.ISOLATED, Custody.DESTROYED])
def test_a_safe_device_that_another_member_saw_elsewhere_is_missed(state: Custody, step: Step) -> None:
    """One records a destruction and another a loss: nobody may rely on the destruction."""
    file = _fold([_handover(step)], _in(state))
    assert custody.unaccounted(file)
    answered = _fold(custody.excuse(file, device=PHONE, reason="it was another phone"), file)
    assert not custody.unaccounted(answered)


def test_a_destruction_recorded_by_both_witnesses_is_no_contradiction() -> None:
    file = _fold([_destruction(performer="Dora")], _in(Custody.DESTROYED))
    assert len(file.impossible) == 1
    assert not custody.unaccounted(file)
    assert file.devices[PHONE].destruction == _destruction()


def test_a_hand_over_cannot_pass_for_a_destruction() -> None:
    with pytest.raises(Refused, match="two witnesses"):
        custody.hand_over(_in(Custody.TAKEN), _handover(Step.DESTROY))
    file = _fold([_handover(Step.DESTROY)], _in(Custody.TAKEN))
    assert file.devices[PHONE].state is Custody.TAKEN
    assert custody.unaccounted(file)


@pytest.mark.parametrize(("step", "name"), [(step, name) for step, names in HANDS.items() for name in names])
def test_every_step_names_the_hands_it_needs(step: Step, name: str) -> None:
    state = next(origin for origin, possible in TRANSITIONS if possible is step)
    with pytest.raises(Refused) as refused:
        custody.hand_over(_in(state), msgspec.structs.replace(_handover(step), **{name: " "}))
    assert refused.value.field == name


def test_every_step_that_is_no_registration_or_destruction_says_whose_hands_it_needs() -> None:
    assert set(HANDS) == set(Step) - {Step.IDENTIFY, Step.STOCK, Step.DESTROY}


def test_a_loss_is_recorded_by_whoever_sees_it_first() -> None:
    lost = _handover(Step.LOSE, receiver="", witness="")
    assert custody.hand_over(_in(Custody.TAKEN), lost) == (lost,)
    assert _fold([lost], _in(Custody.TAKEN)).devices[PHONE].holder == ""


@pytest.mark.parametrize("witness", ["Adam", " adam ", "BERTA"])
def test_nobody_witnesses_their_own_hand_over(witness: str) -> None:
    with pytest.raises(Refused, match="somebody other"):
        custody.hand_over(_in(Custody.IDENTIFIED), _handover(Step.TAKE_OVER, witness=witness))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"technique": " "}, "technique"),
        ({"verification": ""}, "verification"),
        ({"performer": ""}, "performer"),
        ({"verifier": ""}, "verifier"),
        ({"verifier": " ADAM "}, "verifier"),
        ({"witnesses": ("Berta", "adam")}, "witnesses"),
        ({"witnesses": ("Berta", "")}, "witnesses"),
        ({"witnesses": ("Berta", " berta")}, "witnesses"),
        ({"witnesses": ("Berta", "Adam")}, "witnesses"),
    ],
)
def test_a_destruction_lacking_what_the_certificate_needs_is_refused(changes: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        custody.destroy(_in(Custody.TAKEN), _destruction(**changes))
    assert refused.value.field == field


def test_a_device_has_a_label_and_is_registered_once() -> None:
    with pytest.raises(Refused, match="label"):
        custody.identify(CustodyFile(), device=PHONE, record=DeviceRecord(label=" "))
    with pytest.raises(Refused, match="already"):
        custody.stock(_in(Custody.LOST), device=PHONE, record=OLD_PHONE)


def test_a_device_that_nobody_registered_cannot_be_moved() -> None:
    for step in (Step.TAKE_OVER, Step.DESTROY):
        with pytest.raises(Refused, match="not registered"):
            _decided(CustodyFile(), step)


def test_a_new_phone_leaves_the_stock_and_appears_in_the_case() -> None:
    in_stock = _fold(custody.stock(CustodyFile(), device=PHONE, record=DeviceRecord(label="new phone 7")))
    from_stock, into_case = custody.issue_from_stock(in_stock, _handover(Step.TAKE_OVER))
    assert _fold(from_stock, in_stock).devices[PHONE].state is Custody.ISSUED
    issued = _fold(into_case).devices[PHONE]
    assert (issued.state, issued.holder, issued.from_stock) == (Custody.ISSUED, "Berta", True)


def test_one_phone_is_not_issued_twice() -> None:
    with pytest.raises(Refused, match="cannot go through"):
        custody.issue_from_stock(_in(Custody.ISSUED), _handover(Step.ISSUE))


def test_an_isolated_device_stays_isolated_through_any_number_of_hands() -> None:
    hands = [_handover(Step.PASS_ON, giver=f"hand {n}", receiver=f"hand {n + 1}") for n in range(5)]
    device = _fold(hands, _in(Custody.ISOLATED)).devices[PHONE]
    assert (device.state, device.holder, len(device.chain)) == (Custody.ISOLATED, "hand 5", 7)


def test_hands_that_nobody_recorded_show_as_a_gap() -> None:
    taken = _in(Custody.TAKEN)
    whole = _fold([_handover(Step.PASS_ON, giver="berta ", receiver="Dora")], taken)
    assert custody.gaps(whole.devices[PHONE]) == ()
    broken = _fold([_handover(Step.PASS_ON, giver="Emil", receiver="Dora")], taken).devices[PHONE]
    assert [link.giver for link in custody.gaps(broken)] == ["Emil"]


Devices = st.sampled_from([b"one", b"two"])
Records = st.builds(DeviceRecord, label=st.just("phone"))
Names = st.sampled_from(["", "Adam", "Berta"])
Hands = st.builds(
    DeviceHandedOver,
    device=Devices,
    step=st.sampled_from(Step),
    giver=Names,
    receiver=Names,
    witness=Names,
    happened_at=st.just(NOON),
)
Destructions = st.builds(_destruction, device=Devices)
Excuses = st.builds(DeviceExcused, device=Devices, state=st.sampled_from(Custody), reason=st.sampled_from(["", "sunk"]))
Stories = st.lists(
    st.one_of(
        st.builds(DeviceIdentified, device=Devices, record=Records),
        st.builds(DeviceStocked, device=Devices, record=Records),
        Hands,
        Destructions,
        Excuses,
        st.builds(NoDevicesStated, reason=Names),
        st.just(Unknown(kind="of a later version")),
    ),
    max_size=25,
)


def _traces(file: CustodyFile) -> int:
    return sum(1 + len(device.chain) for device in file.devices.values()) + len(file.impossible)


@given(Stories)
def test_any_story_folds_and_nothing_of_it_is_lost(story: list[Event]) -> None:
    applied_excuses = 0
    file = CustodyFile()
    for event in story:
        before = file
        file = _fold([event], file)
        applied_excuses += isinstance(event, DeviceExcused | NoDevicesStated) and file.impossible == before.impossible
    assert _traces(file) + applied_excuses == len(story)


@given(Stories)
def test_a_decision_made_after_any_story_is_never_impossible(story: list[Event]) -> None:
    file = _fold(story)
    for device, step in product(file.devices.values(), custody.HANDS):
        if (device.state, step) in TRANSITIONS:
            after = _fold(custody.hand_over(file, _handover(step, device=device.id)), file)
            assert after.impossible == file.impossible


@given(Stories)
def test_no_story_brings_a_destroyed_device_back(story: list[Event]) -> None:
    file = CustodyFile()
    destroyed: dict[bytes, DeviceDestroyed | None] = {}
    for event in story:
        file = _fold([event], file)
        for device, destruction in destroyed.items():
            assert (file.devices[device].state, file.devices[device].destruction) == (Custody.DESTROYED, destruction)
        destroyed |= {d.id: d.destruction for d in file.devices.values() if d.state is Custody.DESTROYED}
    assert all(destroyed.values())


def _is_excused(device: Device, story: list[Event]) -> bool:
    return any(
        isinstance(event, DeviceExcused) and event.device == device.id and event.state is device.state and event.reason
        for event in story
    )


@given(Stories)
def test_a_device_that_leads_somewhere_is_never_missed(story: list[Event]) -> None:
    """Whatever was written in whatever order: on record, unsafe and not excused is on the list."""
    file = _fold(story)
    listed = {device.id for device in custody.unaccounted(file)}
    quiet = {Custody.ISOLATED, Custody.DESTROYED, Custody.STOCKED, Custody.ISSUED}
    for device in file.devices.values():
        if device.state not in quiet and not _is_excused(device, story):
            assert device.id in listed
    assert not (listed and custody.is_settled(file))
