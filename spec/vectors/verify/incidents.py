"""Days, and what statements about an incident add up to, read as ``spec/incidents.md`` says."""
# ruff: noqa: ANN001, ANN201 - a reader for people, apart from the house

import re
from datetime import date, timedelta

import cbor

DATES = ("date", "born", "decided")
POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def point(text):
    found = POINT.fullmatch(text.strip(" "))
    if not found or not 1850 <= int(found[1]) <= 2100:
        return None
    year, month, day = int(found[1]), found[2] and int(found[2]), found[3] and int(found[3])
    try:
        if day is not None:
            return date(year, month, day), date(year, month, day)
        if month is not None:
            after = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), after - timedelta(days=1)
    except ValueError:
        return None
    return date(year, 1, 1), date(year, 12, 31)


def days(text):
    ends = [point(part) for part in text.split("..", 1)]
    if None in ends or ends[0][0] > ends[-1][1]:
        return None
    return ends[0][0].toordinal(), ends[-1][1].toordinal()


def shortest(span):
    first, last = map(date.fromordinal, span)
    for length in (4, 7, 10):
        text = first.isoformat()[:length]
        if days(text) == span:
            return text
    return f"{first.isoformat()}..{last.isoformat()}"


def check_day(case):
    read = days(case["text"])
    if read is None:
        return case["days"] is None
    return case["days"] == list(read) and case["shortest"] == shortest(read)


def check_sum(case):
    things, joins, withdrawn, writes, gone = {}, {}, set(), {}, {}
    kinds = {"incident.stated": "source", "incident.ruled": ""}
    for fact in case["facts"]:
        body = cbor.read(bytes.fromhex(fact["body"]))
        if fact["kind"] == "incident.entered" and body["thing"] not in things:
            things[body["thing"]] = body["sort"]
            joins[body["thing"]] = list(dict.fromkeys(body.get("joins", [])))
        if fact["kind"] == "incident.joined" and body["thing"] in things:
            known = joins[body["thing"]]
            known += [other for other in body["joins"] if other not in known]
        if fact["kind"] == "incident.withdrawn":
            withdrawn.add(body["thing"])
        if fact["kind"] in kinds:
            place = body["thing"], body["field"], body.get(kinds[fact["kind"]])
            writes.setdefault(place, []).append((bytes.fromhex(fact["id"]), body["value"]))
            gone.setdefault(place, set()).update(set(body.get("supersedes", [])) - {bytes.fromhex(fact["id"])})
    if case["counting"] != [thing.hex() for thing in things if thing not in withdrawn]:
        return False
    told_joins = {thing.hex(): [other.hex() for other in others] for thing, others in joins.items() if others}
    return case["joins"] == told_joins and all(
        told == value(writes, gone, bytes.fromhex(thing), field) for thing, field, *told in case["values"]
    )


def standing(writes, gone, places):
    return {text for place in places for write, text in writes.get(place, []) if write not in gone[place]}


def value(writes, gone, thing, field):
    decided = standing(writes, gone, [(thing, field, None)])
    if decided:
        return [decided.pop(), "decided"] if len(decided) == 1 else ["", "contradicted"]
    accounts = standing(writes, gone, [place for place in writes if place[:2] == (thing, field)])
    if len(accounts) < 2:
        return [accounts.pop(), "agreed"] if accounts else ["", "nothing"]
    spans = {days(text) for text in accounts} if field in DATES else {None}
    if None not in spans:
        for first, last in spans:
            if all(low <= first and last <= high for low, high in spans):
                return [shortest((first, last)), "agreed"]
    return ["", "contradicted"]


def check_people(case):
    writes, gone, reasons = {}, {}, {}
    for fact in case["facts"]:
        body, event = cbor.read(bytes.fromhex(fact["body"])), bytes.fromhex(fact["id"])
        if fact["kind"] == "incident.link_reasoned":
            reasons.setdefault(body["mark"].hex(), body["reason"])
        elif body["first"] != body["second"] and body.get("sort", "victim") == case["sort"]:
            pair = tuple(sorted((body["first"], body["second"])))
            writes.setdefault(pair, []).append((event, body["verdict"]))
            gone.setdefault(pair, set()).update(set(body.get("supersedes", [])) - {event})
    force = {pair: {verdict for event, verdict in told if event not in gone[pair]} for pair, told in writes.items()}
    groups = []
    for pair in (pair for pair, verdicts in force.items() if verdicts == {"same"}):
        near = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in near] + [set(pair).union(*near)]
    against = {
        pair: next((group for group in groups if group >= set(pair)), None)
        for pair, verdicts in force.items()
        if verdicts == {"different"}
    }
    open_pairs = [pair for pair, verdicts in force.items() if len(verdicts) > 1]
    open_pairs += [pair for pair, group in against.items() if group]
    joined = sorted(sorted(one.hex() for one in group) for group in groups if group not in against.values())
    told = sorted([one.hex() for one in pair] for pair in open_pairs)
    return (case["joined"], case["contradictions"], case["reasons"]) == (joined, told, reasons)


def check_of_group(case):
    facts = [(fact["kind"], cbor.read(bytes.fromhex(fact["body"]))) for fact in case["facts"]]
    ended = sorted({body["incident"].hex() for kind, body in facts if kind == "incident.ended"})
    taken = [
        [body["unit"], body["sha256"].hex(), body.get("what", "rows")]
        for kind, body in facts
        if kind == "incident.extracted"
    ]
    return (case["ended"], case["taken"]) == (ended, taken)
