"""Laptops of the group: which there are, what was exchanged, what was noticed; signing, suspending, putting out."""

from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import urlsplit

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from kunak.app import giving, members, noticing, syncing, telling, wiring
from kunak.app.members import IN_USE, Machine
from kunak.app.noticing import Remark
from kunak.app.wiring import OpenVault
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, KunakError
from kunak.base.ids import EVENT_ID_BYTES, ID_BYTES, DeviceId, EventId, from_hex, short
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import KIND_NAMES, Kind
from kunak.web.act import Act, Ask
from kunak.web.attempt import attempt
from kunak.web.conflicts import Conflict, group_conflicts
from kunak.web.forms import Form
from kunak.web.pages.members import PLACE
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.vault import opened

PATH: Final = "/laptops"

SEAL_ALARM: Final = phrase(
    "%(giver)s gave a key of the part “%(part)s” to a laptop of %(recipient)s, who was never let into it. "
    "What was written there may have been read. Speak with both, then suspend the laptop."
)


HEARS: Final = phrase("yes, while the desk is open")
DEAF: Final = phrase("not just now")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One laptop.

    Attributes:
        state: A phrase.
        sound: Whether it is simply in use.
        heard: When it wrote the last entry known here, by its own clock; 0 where none is known.
        suspension: Id of the open suspension that holds it; empty where there is none.
        mendable: Whether it can be suspended or put out from here.
        aside: How many of its entries were set aside.
    """

    id: str
    name: str
    owner: str
    state: str
    sound: bool
    events: int
    heard: Instant
    here: bool
    suspension: str
    mendable: bool
    aside: int


class Waiting(msgspec.Struct, frozen=True):
    """A decision that lacks a signature: what it says (a phrase and what fills it), by whom, and about whom or what."""

    id: str
    says: str
    details: dict[str, object]
    by: str
    about: str
    missing: int
    signed: bool


class LaptopsPage(Context, frozen=True, kw_only=True):
    """The page.

    Attributes:
        noticed: What relays and couriers did.
        doubts: What laptops did, and what has not come.
        alarms: Keys in the wrong hands.
        standing: What somebody at this laptop has to know first, a phrase; empty if all is well.
        relay: Host of the relay; empty where there is none.
        live: Whether records come by themselves, a phrase; ``trouble`` is what stands in the way.
        exchanged: When this laptop exchanged last; 0: never.
        waiting: How many pieces wait for a key or for their author.
        missing: How many entries of others are known to exist and are not here.
        conflicts: Where members disagree about the relay, or how desks behave.
        form: The form of an exchange that was refused.
    """

    template: ClassVar[str] = "laptops.html"
    laptops: tuple[Line, ...]
    pending: tuple[Waiting, ...]
    noticed: tuple[Remark, ...]
    doubts: tuple[Remark, ...]
    alarms: tuple[Remark, ...]
    standing: str
    relay: str
    live: str
    trouble: KunakError | None
    exchanged: Instant
    waiting: int
    missing: int
    conflicts: tuple[Conflict, ...]
    form: Form = Form()


@get(PATH, sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show the laptops and what was exchanged."""
    return page(request, _page(opened(request), Form()), here=PLACE.path)


@post("/laptops/exchange", sync_to_thread=True)
def exchange(request: Asked) -> Response[str] | Response[None]:
    """Exchange with the relay now."""
    vault = opened(request)

    def does(_form: Form) -> str:
        syncing.meet(vault, wiring.connector(vault.live.proxy), wiring.meeting(vault))
        return PATH

    return attempt(request, does=does, shows=lambda form: _page(vault, form), here=PLACE.path, fields=())


@get("/laptops/courier", sync_to_thread=False)
def ask_courier(request: Asked) -> Response[str]:
    """Ask for the carried folder."""
    return page(request, _courier(Form()), here=PLACE.path)


@post("/laptops/courier", sync_to_thread=True)
def courier(request: Asked) -> Response[str] | Response[None]:
    """Exchange by a carried folder."""
    vault = opened(request)

    def does(form: Form) -> str:
        named = form.text("folder").strip()
        if not named or not Path(named).is_absolute():
            raise BadInput("Write the whole path of the folder, from the beginning: /media/…", field="folder")
        syncing.with_courier(vault, wiring.courier(Path(named)))
        return PATH

    return attempt(request, does=does, shows=_courier, here=PLACE.path)


@get("/laptops/anew", sync_to_thread=False)
def ask_anew(request: Asked) -> Response[str]:
    """Ask whether to begin anew with the relay."""
    return page(request, _anew(Form()), here=PLACE.path)


@post("/laptops/anew", sync_to_thread=True)
def anew(request: Asked) -> Response[str] | Response[None]:
    """Forget what the relay showed."""
    vault = opened(request)

    def does(_form: Form) -> str:
        syncing.begin_anew(vault)
        return PATH

    return attempt(request, does=does, shows=_anew, here=PLACE.path)


@post("/laptops/seen", sync_to_thread=True)
def seen(request: Asked) -> Response[str] | Response[None]:
    """Take note that somebody has read what was noticed."""
    vault = opened(request)

    def does(_form: Form) -> str:
        noticing.read(vault)
        return PATH

    return attempt(request, does=does, shows=lambda form: _page(vault, form), here=PLACE.path, fields=())


@post("/laptops/sign/{event:str}", sync_to_thread=True)
def sign(request: Asked, event: FromPath[str]) -> Response[str] | Response[None]:
    """Sign what another admin proposed."""
    vault, of = opened(request), _event(event)

    def does(_form: Form) -> str:
        members.second(vault.space, of)
        return PATH

    return attempt(request, does=does, shows=lambda form: _page(vault, form), here=PLACE.path, fields=())


@post("/laptops/lift/{event:str}", sync_to_thread=True)
def lift(request: Asked, event: FromPath[str]) -> Response[str] | Response[None]:
    """End a suspension."""
    vault, of = opened(request), _event(event)

    def does(_form: Form) -> str:
        members.lift(vault.space, of)
        return PATH

    return attempt(request, does=does, shows=lambda form: _page(vault, form), here=PLACE.path, fields=())


@get("/laptops/{laptop:str}/suspend", sync_to_thread=True)
def ask_suspend(request: Asked, laptop: FromPath[str]) -> Response[str]:
    """Ask why a laptop is suspended."""
    return page(request, _suspend(opened(request), _laptop(laptop), Form()), here=PLACE.path)


@post("/laptops/{laptop:str}/suspend", sync_to_thread=True)
def suspend(request: Asked, laptop: FromPath[str]) -> Response[str] | Response[None]:
    """Keep a laptop from all new keys at once."""
    vault, known = opened(request), _laptop(laptop)

    def does(form: Form) -> str:
        members.suspend(vault.space, known, reason=form.text("reason"))
        giving.give(vault.space)
        return PATH

    return attempt(request, does=does, shows=lambda form: _suspend(vault, known, form), here=PLACE.path)


@get("/laptops/{laptop:str}/remove", sync_to_thread=True)
def ask_remove(request: Asked, laptop: FromPath[str]) -> Response[str]:
    """Ask why a laptop is put out."""
    return page(request, _remove(opened(request), _laptop(laptop), Form()), here=PLACE.path)


@post("/laptops/{laptop:str}/remove", sync_to_thread=True)
def remove(request: Asked, laptop: FromPath[str]) -> Response[str] | Response[None]:
    """Put a laptop out for good."""
    vault, known = opened(request), _laptop(laptop)

    def does(form: Form) -> str:
        members.remove_laptop(vault.space, known, reason=form.text("reason"))
        return PATH

    return attempt(request, does=does, shows=lambda form: _remove(vault, known, form), here=PLACE.path)


@post("/laptops/{laptop:str}/adopt", sync_to_thread=True)
def adopt(request: Asked, laptop: FromPath[str]) -> Response[str] | Response[None]:
    """Let what was set aside with a laptop count."""
    vault, known = opened(request), _laptop(laptop)

    def does(_form: Form) -> str:
        members.adopt(vault.space, known)
        return PATH

    return attempt(request, does=does, shows=lambda form: _page(vault, form), here=PLACE.path, fields=())


def _page(vault: OpenVault, form: Form) -> LaptopsPage:
    space, exchanged = vault.space, vault.exchange.note(syncing.LAST)
    state = space.laptops.membership
    me = state.owner(space.vault.device)
    return LaptopsPage(
        laptops=tuple(_line(vault, machine) for machine in members.laptops(space)),
        pending=tuple(
            Waiting(
                event.hex(),
                *telling.tell(proposal.said),
                space.group().roster.named(proposal.author),
                members.about(space, proposal.said),
                proposal.missing,
                me is not None and me.id in proposal.signers and proposal.missing > 0,
            )
            for event, proposal in state.pending.items()
        ),
        noticed=noticing.about_exchanges(vault),
        doubts=(*noticing.about_keys(vault), *noticing.about_laptops(vault), *noticing.about_gaps(vault)),
        alarms=tuple(
            seal_alarm(space, Kind(row.kind), recipient, giver) for row, recipient, giver in giving.alarms(space)
        ),
        standing=members.own_standing(space),
        relay=urlsplit(wiring.meeting(vault).url).netloc,
        live=HEARS if vault.live.listening else DEAF,
        trouble=vault.live.trouble,
        exchanged=Instant(int.from_bytes(exchanged, "big")),
        waiting=len(vault.exchange.parked()),
        conflicts=group_conflicts(space),
        missing=sum(gap.missing for gap in space.cache.gaps()),
        form=form,
    )


def seal_alarm(space: Workspace, kind: Kind, recipient: DeviceId, giver: DeviceId) -> Remark:
    """Return the alarm about a key in wrong hands."""
    named: dict[str, object] = {
        "giver": space.author(giver),
        "recipient": space.author(recipient),
        "part": KIND_NAMES[kind],
    }
    return Remark(SEAL_ALARM, named)


def _line(vault: OpenVault, machine: Machine) -> Line:
    held = vault.space.cache.held("aside")
    return Line(
        id=machine.id.hex(),
        name=short(machine.id),
        owner=vault.space.group().roster.named(machine.member),
        state=machine.state,
        sound=machine.state == IN_USE,
        events=machine.events,
        heard=machine.heard,
        here=machine.here,
        suspension=machine.suspension.hex(),
        mendable=not machine.here and machine.state != members.PUT_OUT,
        aside=sum(each.device == machine.id for each in held),
    )


def _courier(form: Form) -> Act:
    return Act(
        title=phrase("Exchange by a carried folder"),
        above=(PATH, ""),
        part=phrase("Laptops"),
        says=(
            phrase("A stick or a card: each laptop puts in what is new there, and takes what it lacks."),
            phrase("Whoever finds it sees how much is on it, and can read nothing."),
        ),
        asks=(Ask("folder", phrase("Path of the folder"), help=phrase("For example /media/stick/kunak")),),
        does=phrase("Exchange"),
        form=form,
    )


def _anew(form: Form) -> Act:
    return Act(
        title=phrase("Begin anew with the relay"),
        above=(PATH, ""),
        part=phrase("Laptops"),
        says=(
            phrase("What the relay has shown is forgotten here; what was written stays, and what was noticed, too."),
            phrase("At the next exchange everything is compared and sent once more."),
        ),
        does=phrase("Begin anew"),
        form=form,
    )


def _suspend(vault: OpenVault, laptop: DeviceId, form: Form) -> Act:
    return Act(
        title=phrase("Suspend a laptop"),
        about=vault.space.author(laptop),
        above=(PATH, ""),
        part=phrase("Laptops"),
        says=(phrase("At once, and for 72 hours: it gets no new keys, and what it writes is set aside."),),
        asks=(Ask("reason", phrase("Why"), "prose"),),
        warns=phrase("Until this is over, you decide nothing about members, and neither does its owner."),
        does=phrase("Suspend it"),
        grave=True,
        form=form,
    )


def _remove(vault: OpenVault, laptop: DeviceId, form: Form) -> Act:
    return Act(
        title=phrase("Put a laptop out"),
        about=vault.space.author(laptop),
        above=(PATH, ""),
        part=phrase("Laptops"),
        says=(
            phrase(
                "It reads nothing that is written from now on. What it writes after its last known entry counts for "
                "nobody."
            ),
            phrase("Where there are two admins, the second has to sign; until then it is suspended."),
        ),
        asks=(Ask("reason", phrase("Why"), "prose"),),
        warns=phrase("What it has read stays read. Its key never comes back."),
        does=phrase("Put it out"),
        grave=True,
        form=form,
    )


def _laptop(text: str) -> DeviceId:
    return DeviceId(from_hex(text, length=ID_BYTES, field=""))


def _event(text: str) -> EventId:
    return EventId(from_hex(text, length=EVENT_ID_BYTES, field=""))


SECTION: Final = Section(
    handlers=(
        show,
        exchange,
        ask_courier,
        courier,
        ask_anew,
        anew,
        seen,
        sign,
        lift,
        ask_suspend,
        suspend,
        ask_remove,
        remove,
        adopt,
    )
)
