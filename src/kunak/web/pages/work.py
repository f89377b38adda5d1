"""The pages of the work on a case, and of what the group keeps for all cases, in the order of the navigation."""

from typing import Final

from kunak.web.pages import custody, route_deeds, threat

SECTIONS: Final = (threat.SECTION, route_deeds.SECTION, custody.SECTION)
