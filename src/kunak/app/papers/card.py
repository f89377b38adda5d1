"""The card for one leg: what a traveller or an escort carries, and nothing else.

A6, one leg. It names no case, no group, no person that is helped and no other
leg: whoever finds it learns one meeting, not a journey.
"""

import msgspec

from kunak.app.papers.labels import Language, speaker
from kunak.app.papers.moments import spoken, zone
from kunak.app.papers.press import View, press
from kunak.base.instants import Instant


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """One end of the leg, on the clock of that place."""

    place: str
    at: Instant
    utc_offset_minutes: int


class LegCard(msgspec.Struct, frozen=True, kw_only=True):
    """One leg.

    Attributes:
        means: Bus and seat, train and carriage, colour of the car; may be empty.
        meets: By what the one who meets is known; may be empty.
        says: The holder's part of the hand-over code.
        hears: The other one's part, which the holder checks.
        phone: Number to call.
        check_in_by: Until when the holder reports, on the clock of arrival.
        note: Anything else for this leg; may be empty.
        made_at: The date in the file's properties.
    """

    departure: Stop
    arrival: Stop
    means: str = ""
    meets: str = ""
    says: str
    hears: str
    phone: str
    check_in_by: Instant | None = None
    note: str = ""
    made_at: Instant


def card_pdf(data: LegCard, *, language: Language) -> bytes:
    """Return the card as a PDF; the same data gives the same bytes.

    Raises:
        BadInput: An offset from UTC is no clock's.
        Fault: The typesetter failed.
    """
    say = speaker(language)
    view: dict[str, View] = {
        "language": language,
        "title": say("card_title"),
        "ends": [_end(data.departure, say("from"), language), _end(data.arrival, say("to"), language)],
        "facts": [[say(key), text] for key, text in (("with", data.means), ("meets", data.meets)) if text.strip()],
        "note": data.note,
        "code": {
            "title": say("code"),
            "says": [say("code_yours"), data.says],
            "hears": [say("code_theirs"), data.hears],
            "rule": say("code_says"),
        },
        "phone": [say("call"), data.phone],
        "check_in": _check_in(data, say("check_in"), language),
        "not_recorded": say("not_recorded"),
        "hidden_note": say("hidden_note"),
    }
    return press("card", view, made_at=data.made_at)


def _end(stop: Stop, label: str, language: Language) -> View:
    day, time = spoken(stop.at, stop.utc_offset_minutes, language)
    return {"label": label, "place": stop.place, "day": day, "time": time, "zone": zone(stop.utc_offset_minutes)}


def _check_in(data: LegCard, label: str, language: Language) -> View:
    if data.check_in_by is None:
        return []
    day, time = spoken(data.check_in_by, data.arrival.utc_offset_minutes, language)
    return [label, f"{time}, {day}"]
