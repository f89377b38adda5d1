"""From a timetable as a person writes it to one that is built, by way of GTFS."""

import json
from datetime import UTC, datetime

from tests.oracles.journeys import Question
from tests.oracles.timetables import Timetable, as_gtfs, attributes_csv, drivers_csv

from kunak.routes.arrays import Timetable as Built
from kunak.routes.arrays import check
from kunak.routes.assemble import assemble
from kunak.routes.attributes import read_own
from kunak.routes.feed import read_feed
from kunak.routes.problems import Report


def built(table: Timetable) -> Built:
    """Build it as ``kunak routes build`` does."""
    report = Report()
    feed = read_feed("feed", as_gtfs(table), report)
    own = read_own({"routes": attributes_csv(table), "drivers": drivers_csv(table)}, report)
    timetable = assemble([feed], own, report)
    check(timetable.about, timetable.arrays)
    return timetable


def pursuers_json(question: Question) -> bytes:
    """Write the pursuers of a question as ``--pursuers`` reads them."""
    groups = [
        {
            "means": group.means,
            "stops": list(group.stops),
            "coordinates": [list(each) for each in group.coordinates],
            "notice": datetime.fromtimestamp(group.notice, UTC).isoformat(),
            "speed_kmh": group.speed_kmh,
        }
        for group in question.groups
    ]
    return json.dumps({"groups": groups}).encode()
