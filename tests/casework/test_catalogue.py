"""Every event of every aspect is in the catalogue once, and none is made of sets, whose order is nobody's."""

import importlib
import pkgutil

import msgspec
import pytest

from kunak import casework
from kunak.casework.catalogue import EVENT_TYPES, kind_of
from kunak.casework.facts import Event, Unknown
from kunak.log.header import KIND_LIMIT


def test_no_aspect_is_forgotten() -> None:
    aspects = [
        importlib.import_module(each.name) for each in pkgutil.walk_packages(casework.__path__, "kunak.casework.")
    ]
    declared = {event for aspect in aspects for event in getattr(aspect, "EVENTS", ())}
    assert declared == set(EVENT_TYPES)
    assert set(Event.__subclasses__()) == declared | {Unknown}


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda each: each.__name__)
def test_a_kind_fits_the_header(event_type: type[Event]) -> None:
    kind = str(event_type.__struct_config__.tag)
    assert kind.isascii()
    assert 1 <= len(kind) <= KIND_LIMIT
    assert kind.count(".") == 1


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda each: each.__name__)
def test_no_event_holds_a_set(event_type: type[Event]) -> None:
    """The harm: one fact under two hashes, depending on which process wrote it."""
    assert "SetType" not in str(msgspec.inspect.type_info(event_type))


def test_an_unknown_event_keeps_its_kind() -> None:
    assert kind_of(Unknown(kind="route.imagined")) == "route.imagined"
