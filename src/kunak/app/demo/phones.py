"""Phones: the old one known, taken, isolated, destroyed before two witnesses; the new one issued."""

from typing import Final

from kunak.app import devices
from kunak.app.demo.days import Story
from kunak.app.demo.stand import Tale
from kunak.app.demo.world import ESCORT, HOST, LAWYER, OLD_PHONES, PRESS, Said, Staff
from kunak.base.instants import DAY, HOUR, MINUTE, after
from kunak.casework import custody
from kunak.casework.custody import Custody, DeviceDestroyed, DeviceHandedOver, DeviceRecord, Sanitization, Step

NONE: Final = Said(
    "Asked twice: the phone was taken away weeks ago, there is no other.",
    "Спросили дважды: телефон отобрали давно, другого нет.",
)
TABLET: Final = Said("children's tablet", "детский планшет")
LOST: Final = Said("left on the coach", "забыли в автобусе")
EXCUSED: Final = Said(
    "Switched off and without a card since the first stop; nothing of the journey is on it.",
    "Выключен и без карты с первой остановки; о поездке в нём ничего нет.",
)
IN_BAG: Final = Said("shielding bag, sealed", "экранирующий пакет, опечатан")
CODE_NOTE: Final = Said("with charger and two cards", "с зарядкой и двумя картами")
TECHNIQUES: Final = (
    (Said("drilled through storage and board, then broken", "просверлены память и плата, затем разбит"), "10 mm drill"),
    (Said("cut into pieces below 2 cm", "разрезан на куски меньше 2 см"), "sheet shears"),
    (Said("opened; storage chip ground down", "вскрыт; микросхема памяти сточена"), "bench grinder"),
)
VERIFIED: Final = Said(
    "pieces looked through under a lamp; the storage chip is in three",
    "осколки осмотрены; микросхема памяти в трёх кусках",
)
WHERE: Final = Said("the group's workshop", "мастерская группы")
AWAY: Final = Said(
    "electronic waste, two containers in two districts", "электронный лом, два контейнера в двух районах"
)
BACKUP: Final = Said("messages kept as evidence, with the lawyer", "переписка сохранена как доказательство, у юриста")


def know(tale: Tale) -> Story:
    """Tell how somebody asked which phones the person has."""
    yield after(tale.space.clock(), tale.dice.span(5 * MINUTE, 50 * MINUTE))
    if tale.turns.quiet_phone:
        tale.decide(lambda file: custody.state_none(file.custody, reason=tale.say(NONE)))
        return
    maker, model, label = tale.dice.pick(OLD_PHONES)
    serial = f"{maker[:2].upper()}{tale.dice.number(10**7, 10**8 - 1)}"
    phone = DeviceRecord(label=tale.say(label), manufacturer=maker, model=model, serial=serial)
    _register(tale, phone)
    if tale.person.trouble.people > 1:
        _register(tale, DeviceRecord(label=tale.say(TABLET), media="tablet", manufacturer="Osmo", model="Tab 7"))


def take(tale: Tale) -> Story:
    """Tell how the old phones are taken on arrival, and a new one is given."""
    for device in _with_person(tale):
        yield after(tale.space.clock(), tale.dice.span(2 * MINUTE, 10 * MINUTE))
        if tale.dice.once_in(9):
            _lost(tale, device)
            continue
        _hand(tale, device, Step.TAKE_OVER, tale.code, _receiver(tale), HOST)
        _hand(tale, device, Step.ISOLATE, _receiver(tale).name, _receiver(tale), HOST, IN_BAG)
    yield after(tale.space.clock(), tale.dice.span(5 * MINUTE, 30 * MINUTE))
    _issue(tale)


def destroy(tale: Tale) -> Story:
    """Tell how what was isolated is passed on to the workshop and destroyed."""
    yield after(tale.space.clock(), tale.dice.span(20 * HOUR, 3 * DAY))
    for device in _isolated(tale):
        _hand(tale, device, Step.PASS_ON, _receiver(tale).name, LAWYER, PRESS)
    yield after(tale.space.clock(), tale.dice.span(2 * HOUR, 20 * HOUR))
    for device in _isolated(tale):
        _destroyed(tale, device)


def _register(tale: Tale, record: DeviceRecord) -> None:
    device = tale.dice.data(16)
    tale.decide(lambda file: custody.identify(file.custody, device=device, record=record))


def _with_person(tale: Tale) -> list[bytes]:
    return [device.id for device in tale.file.custody.devices.values() if device.state is Custody.IDENTIFIED]


def _isolated(tale: Tale) -> list[bytes]:
    return [device.id for device in tale.file.custody.devices.values() if device.state is Custody.ISOLATED]


def _receiver(tale: Tale) -> Staff:
    return tale.manager if tale.person.number % 2 else ESCORT


def _hand(
    tale: Tale, device: bytes, step: Step, giver: str, receiver: Staff, witness: Staff, note: Said = CODE_NOTE
) -> None:
    handover = DeviceHandedOver(
        device=device,
        step=step,
        giver=giver,
        receiver=receiver.name,
        witness=witness.name,
        happened_at=tale.space.clock(),
        note=tale.say(note) if step is not Step.PASS_ON else "",
    )
    devices.hand_over(tale.space, tale.subject, handover)


def _lost(tale: Tale, device: bytes) -> None:
    handover = DeviceHandedOver(
        device=device,
        step=Step.LOSE,
        giver=tale.code,
        receiver="",
        witness="",
        happened_at=tale.space.clock(),
        note=tale.say(LOST),
    )
    devices.hand_over(tale.space, tale.subject, handover)
    tale.decide(lambda file: custody.excuse(file.custody, device=device, reason=tale.say(EXCUSED)))


def _issue(tale: Tale) -> None:
    stock = devices.in_stock(tale.space)
    if stock:
        handover = DeviceHandedOver(
            device=stock[0].id,
            step=Step.ISSUE,
            giver=_receiver(tale).name,
            receiver=tale.code,
            witness=HOST.name,
            happened_at=tale.space.clock(),
        )
        devices.issue(tale.space, tale.subject, handover)


def _destroyed(tale: Tale, device: bytes) -> None:
    technique, tool = tale.dice.pick(TECHNIQUES)
    destruction = DeviceDestroyed(
        device=device,
        method=Sanitization.DESTROY,
        technique=tale.say(technique),
        tool=tool,
        verification=tale.say(VERIFIED),
        performer=LAWYER.name,
        performer_position="lawyer",
        verifier=PRESS.name,
        verifier_position="press officer",
        witnesses=(ESCORT.name, HOST.name),
        happened_at=tale.space.clock(),
        place=tale.say(WHERE),
        destination=tale.say(AWAY),
        backup=tale.say(BACKUP),
    )
    tale.decide(lambda file: custody.destroy(file.custody, destruction))
