"""Timetables and journeys that a caseworker can read: ``golden/*/timetable.txt`` leads to ``journeys.txt``."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.oracles.timetables import parse
from tests.routes.building import built

from kunak.app.routing import Answer, Wish, plan, plan_document
from kunak.base.instants import from_rfc3339
from kunak.routes.arrays import Timetable
from kunak.routes.pursuers import Pursuers, read_pursuers

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("folder", sorted(GOLDEN.iterdir()), ids=lambda folder: folder.name)
def test_the_journeys_are_the_ones_written_down(folder: Path) -> None:
    timetable = built(parse((folder / "timetable.txt").read_text(encoding="utf-8")))
    expected = (folder / "journeys.txt").read_text(encoding="utf-8")
    groups: list[dict[str, Any]] = []
    told = []
    for line in expected.splitlines():
        words = line.split()
        if line.startswith(("#", "pursuers")):
            told.append(line)
        if line.startswith("pursuers"):
            groups.append({"means": words[1], "stops": [words[2]], "notice": words[4]})
        if line.startswith("from"):
            told += [line, *_journeys(timetable, words, read_pursuers(json.dumps({"groups": groups}).encode()))]
    assert "\n".join(told) + "\n" == expected


def _journeys(timetable: Timetable, words: list[str], pursuers: Pursuers) -> list[str]:
    least = int(words[8]) if "lead" in words else None
    wish = Wish(words[1], words[3], from_rfc3339(words[5]), least)
    answer: Answer = plan(timetable, wish, pursuers, lambda: 0.0)
    lines = []
    for journey in plan_document(timetable, answer)["journeys"]:
        rides = f"{journey['rides']} ride{'s' * (journey['rides'] != 1)}"
        cost = "not known" if journey["cost"] is None else journey["cost"]
        lead = "none" if journey["lead_s"] is None else journey["lead_s"]
        span = f"{journey['departure']} to {journey['arrival']}"
        lines.append(f"  {span}: {rides}, {journey['recorded']} recorded, cost {cost}, lead {lead}")
        lines += [_leg(leg) for leg in journey["legs"]]
    return lines


def _leg(leg: dict[str, Any]) -> str:
    calls = [(call["stop"], call["departure"]) for call in leg["calls"]]
    calls = calls or [(leg["from"], leg["departure"]), (leg["to"], leg["arrival"])]
    told = ", ".join(f"{stop} {datetime.fromisoformat(when):%H:%M}" for stop, when in calls)
    name = f" {leg['route']} {leg['trip']}" if leg["trip"] else ""
    return f"    {leg['kind']}{name}: {told}"
