"""How well the coders agree, on what they differ, and letting count what they agree on."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get

from kunak.app import coding, incidents
from kunak.app.coding import FieldAgreement, Unit
from kunak.app.workspace import Workspace
from kunak.base.words import phrase
from kunak.casework.incidents.fields import FIELDS, SORT_NAMES, shown
from kunak.web.act import Act
from kunak.web.pages.deeds import AtDesk, GroupDeed, group_handlers
from kunak.web.pages.incidents import PLACE
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.vault import opened

PATH: Final = "/register/agreement"


class PairLine(msgspec.Struct, frozen=True):
    """Two coders: their names, over how many things, how often they chose one word, and kappa; None: cannot be said."""

    first: str
    second: str
    units: int
    observed: float | None
    kappa: float | None


class Difference(msgspec.Struct, frozen=True):
    """One thing on which coders differ.

    Attributes:
        thing: A phrase.
        chosen: Name of the coder, and the word as a phrase.
    """

    number: str
    thing: str
    chosen: tuple[tuple[str, str], ...]
    decide: str


class FieldBlock(msgspec.Struct, frozen=True, kw_only=True):
    """How well coders agree on one field; its label is a phrase."""

    label: str
    units: int
    alpha: float | None
    low: float | None
    high: float | None
    pairs: tuple[PairLine, ...]
    differing: tuple[Difference, ...]
    agreed: int


class Agreement(Context, frozen=True, kw_only=True):
    """How well the coders agree.

    Attributes:
        waiting: Things on which several agree and that nobody has let count.
    """

    template: ClassVar[str] = "agreement.html"
    blocks: tuple[FieldBlock, ...]
    waiting: int


@get(PATH, sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show how well the coders agree."""
    space = opened(request).space
    incidents.check_reader(space)
    blocks = tuple(_block(space, each) for each in coding.agreement(space))
    return page(request, Agreement(blocks=blocks, waiting=sum(block.agreed for block in blocks)), here=PLACE.path)


def _block(space: Workspace, found: FieldAgreement) -> FieldBlock:
    return FieldBlock(
        label=FIELDS[found.field].label,
        units=found.alpha.units,
        alpha=found.alpha.alpha,
        low=found.alpha.low,
        high=found.alpha.high,
        pairs=tuple(
            PairLine(pair.first, pair.second, pair.kappa.units, pair.kappa.observed, pair.kappa.kappa)
            for pair in found.pairs
        ),
        differing=tuple(_difference(space, unit) for unit in found.differing if space.me().id in unit.chosen),
        agreed=len(found.agreed),
    )


def _difference(space: Workspace, unit: Unit) -> Difference:
    incident = space.incident(unit.subject).incident
    roster = space.group().roster
    return Difference(
        number=unit.subject.hex()[:8],
        thing=SORT_NAMES[incident.things[unit.thing].sort],
        chosen=tuple((roster.named(member), shown(unit.field, word)) for member, word in unit.chosen.items()),
        decide=f"/register/incident/{unit.subject.hex()}/decide/{unit.thing.hex()}/{unit.field}",
    )


def _confirm(at: AtDesk) -> Act:
    incidents.check_reader(at.space)
    return Act(
        title=phrase("Let count what the coders agree on"),
        above=(PATH, at.space.group().roster.group),
        part=PLACE.label,
        says=(
            phrase("Each word that several chose apart counts from now on, above what sources say. Differences stay."),
        ),
        does=phrase("Let it count"),
    )


DEEDS: Final = (GroupDeed(path=f"{PATH}/confirm", shows=_confirm, does=lambda at, _form: coding.confirm(at.space)),)

SECTION: Final = Section(handlers=(show, *group_handlers(PLACE.path, *DEEDS)))
