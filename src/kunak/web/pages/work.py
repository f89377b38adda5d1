"""The pages of the work on a case, and of what the group keeps for all cases, in the order of the navigation."""

from typing import Final

from kunak.web.pages import (
    closing,
    custody,
    drafting,
    enclosed_files,
    keeping,
    legal,
    money,
    publication,
    route_deeds,
    shelter,
    threat,
    timetable,
    ways_found,
)

SECTIONS: Final = (
    threat.SECTION,
    route_deeds.SECTION,
    ways_found.SECTION,
    timetable.SECTION,
    custody.SECTION,
    shelter.SECTION,
    legal.SECTION,
    money.SECTION,
    publication.SECTION,
    drafting.SECTION,
    enclosed_files.SECTION,
    closing.SECTION,
    keeping.PLACES_SECTION,
    keeping.STOCK_SECTION,
)
