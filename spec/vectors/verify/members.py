"""Who belongs to the group, judged as ``spec/membership.md`` says: a second implementation, to compare the first with.

Histories and states are plain JSON; everything is named by hexadecimal.
"""
# ruff: noqa: ANN001, ANN201, ANN202, ANN204, D102, TRY301 - a reader for people, apart from the house

import hashlib

HOURS_72 = 72 * 60 * 60 * 1000
EVERYBODY_ELSE = 1_000
GRAVE = (
    "group.joined",
    "group.left",
    "group.laptop_added",
    "group.rank_given",
    "group.roles_given",
    "group.removed",
    "group.adopted",
    "group.recovery_arranged",
    "group.shred_ordered",
    "group.permitted",
)


class Void(Exception):
    """With the name of the reason."""


class Anew(Exception):
    """A cut makes void what was followed already."""


def laptop_of(key):
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()[:32]


# The order


def parted(history):
    """Return the events that have all causes, and the names of those that wait."""
    events = {event["id"]: event for event in history["events"]}
    waiting = set()
    while True:
        more = {
            name
            for name, event in events.items()
            if name not in waiting and any(cause not in events or cause in waiting for cause in event["causes"])
        }
        if not more:
            return {name: event for name, event in events.items() if name not in waiting}, waiting
        waiting |= more


def ordered(events, founders):
    """Again and again the first by rank among those whose causes were taken."""

    def rank(event):
        about = events.get(event.get("of")) if event["kind"] == "group.seconded" else event
        puts_out = about is not None and about["kind"] in ("group.removed", "group.left")
        weight = 1 if puts_out else 2 if event["kind"] == "group.suspended" else 3
        weight = 0 if event["kind"] == "group.recovered" else weight
        place = founders.index(event["device"]) if event["device"] in founders else EVERYBODY_ELSE
        return weight, place, event["seq"], event["id"]

    taken = {}
    while len(taken) < len(events):
        free = [event for name, event in events.items() if name not in taken and set(event["causes"]) <= taken.keys()]
        first = min(free, key=rank)
        taken[first["id"]] = first
    return list(taken.values())


def pasts(order):
    """Return for each event the suspensions that its author had seen, its own one too."""
    seen = {}
    for event in order:
        own = {event["id"]} if event["kind"] == "group.suspended" else set()
        seen[event["id"]] = own.union(*(seen[cause] for cause in event["causes"]))
    return seen


# Following


def judge(history):
    events, waiting = parted(history)
    founders = [laptop_of(key) for key in history["founders"]]
    order, cuts = ordered(events, founders), {}
    while True:
        walk = Walk(history, founders, pasts(order), cuts)
        try:
            for event in order:
                walk.step(event)
        except Anew:
            cuts = walk.cuts
            continue
        return walk, waiting


class Walk:
    """One walk through all events; ``cuts`` is known from its beginning."""

    def __init__(self, history, founders, seen, cuts):
        self.keys = dict(zip(founders, history["founders"], strict=True))
        self.founders, self.seen, self.cuts = founders, seen, dict(cuts)
        self.signatures = max(2, history["threshold"])
        self.forged = history["forged"]
        self.group, self.members, self.laptops = "", {}, {}
        self.suspensions, self.proposals, self.done = {}, {}, set()
        self.void, self.counted = {}, {}
        self.trustees, self.recovered, self.shreddings, self.permitted = {}, {}, {}, set()

    def step(self, event):
        device, anew = event["device"], False
        try:
            if device in self.forged and event["seq"] >= self.forged[device]:
                raise Void("forged")
            if device in self.cuts and event["seq"] > self.cuts[device][0]:
                raise Void("cut-off")
            anew = self.say(event)
        except Void as reason:
            self.void[event["id"]] = str(reason)
            return
        self.counted[device] = max(self.counted.get(device, 0), event["seq"])
        if anew:
            raise Anew

    def say(self, event):
        """Let an event do what it does; true where everything must be followed anew."""
        kind = event["kind"]
        if kind == "group.joined" and self.is_founder_about_themself(event):
            place = self.founders.index(event["device"])
            self.take_in(event["id"], event, "admin", place, [self.keys[event["device"]]])
            return False
        if kind in GRAVE:
            return self.propose(event)
        if kind == "group.seconded":
            return self.second(event)
        if kind == "group.recovered":
            return self.recover(event)
        at_once = {
            "group.founded": self.found,
            "group.suspended": self.suspend,
            "group.lifted": self.lift,
            "device.prekey": self.give_prekey,
            "device.shredded": self.obey,
        }
        if kind in at_once:
            at_once[kind](event)
        return False

    # Whose word counts

    def laptop(self, event):
        if event["device"] not in self.laptops:
            raise Void("stranger")
        return self.laptops[event["device"]]

    def admins(self):
        return {name for name, member in self.members.items() if member["rank"] == "admin" and not member["left"]}

    def admin(self, event):
        member = self.laptop(event)["member"]
        if member not in self.admins():
            raise Void("no-admin")
        for name in self.seen[event["id"]]:
            if name in self.suspensions and member in (
                self.suspensions[name]["issuer"],
                self.suspensions[name]["suspended"],
            ):
                raise Void("frozen")
        return member

    def needed(self):
        return min(self.signatures, max(1, len(self.admins())))

    def counting(self, proposal):
        entitled = self.admins()
        if proposal["said"]["kind"] == "group.removed" and not proposal["said"]["member"]:
            named = [cut["device"] for cut in proposal["said"]["cuts"]]
            owners = {self.laptops[device]["member"] for device in named if device in self.laptops}
            if len(owners) == 1:
                entitled |= owners
        return proposal["signers"] & entitled

    def is_founder_about_themself(self, event):
        return (
            event["device"] in self.founders
            and event["device"] not in self.laptops
            and event["devices"] == [event["device"]]
            and event["member"] not in self.members
        )

    # Grave decisions

    def proposer(self, event):
        try:
            return self.admin(event)
        except Void as reason:
            own = self.laptops.get(event["device"], {}).get("member")
            if event["kind"] == "group.permitted" and str(reason) == "no-admin" and not self.members[own]["left"]:
                return own
            cuts = event["cuts"] if event["kind"] == "group.removed" and not event["member"] else []
            others = [self.laptops.get(cut["device"], {}).get("member") for cut in cuts]
            if own is None or not cuts or any(cut["device"] == event["device"] for cut in cuts) or set(others) != {own}:
                raise
            return own

    def propose(self, event):
        author = self.proposer(event)
        self.check(event)
        self.proposals[event["id"]] = {
            "said": event,
            "signers": {author} | (set(event.get("approvals", ())) & set(self.members)),
        }
        return self.complete(event["id"])

    def second(self, event):
        admin, of = self.admin(event), event["of"]
        if of not in self.proposals:
            raise Void("unknown")
        proposal = self.proposals[of]
        enough = len(self.counting(proposal)) >= self.needed()
        if of in self.done or (admin in proposal["signers"] and not enough):
            raise Void("said-already")
        proposal["signers"].add(admin)
        return self.complete(of)

    def complete(self, of):
        proposal = self.proposals[of]
        if len(self.counting(proposal)) < self.needed():
            return False
        self.done.add(of)
        try:
            self.check(proposal["said"])
        except Void as reason:
            self.void[of] = str(reason)
            return False
        return self.take_effect(of, proposal["said"])

    def check(self, said):
        """Refuse what is impossible now."""
        kind = said["kind"]
        if kind == "group.joined":
            if said["member"] in self.members:
                raise Void("taken")
            self.check_new(said["keys"])
        elif kind == "group.laptop_added":
            self.check_present(said["member"])
            self.check_new([said["key"]])
        elif kind in ("group.rank_given", "group.roles_given", "group.left"):
            self.check_present(said["member"])
        elif kind == "group.removed":
            self.check_removal(said)
        elif kind == "group.permitted":
            self.check_present(said["member"])
            if said["grant"] in self.permitted:
                raise Void("said-already")
        elif kind == "group.adopted" and said["laptop"] not in self.laptops:
            raise Void("nobody")

    def check_removal(self, said):
        if said["member"]:
            self.check_present(said["member"])
        known = all(cut["device"] in self.laptops for cut in said["cuts"])
        if not known or not (said["cuts"] or said["member"]):
            raise Void("nobody")

    def check_present(self, member):
        if member not in self.members or self.members[member]["left"]:
            raise Void("nobody")

    def check_new(self, keys):
        for device in map(laptop_of, keys):
            if device in self.laptops:
                raise Void("burnt" if device in self.cuts else "taken")

    def take_effect(self, of, said):
        kind = said["kind"]
        if kind == "group.removed":
            return self.remove(said)
        if kind == "group.joined":
            self.take_in(of, said, said["rank"], EVERYBODY_ELSE, said["keys"])
        elif kind == "group.left":
            self.members[said["member"]]["left"] = True
        elif kind == "group.laptop_added":
            self.add(of, said["member"], said["key"], said["prekey"])
        elif kind == "group.rank_given":
            self.members[said["member"]]["rank"] = said["rank"]
        elif kind == "group.roles_given":
            pass  # What roles read is in no vector.
        elif kind == "group.recovery_arranged":
            self.trustees[said["sensitivity"]] = {"event": of, "key": said["sign_key"]}
        elif kind == "group.permitted":
            self.permitted.add(said["grant"])
        elif kind == "group.shred_ordered":
            self.shreddings[of] = {"compartments": sorted(said["compartments"]), "year": said["year"], "done": set()}
        else:
            self.laptops[said["laptop"]]["adopted"] |= set(said["events"])
        return False

    def take_in(self, of, said, rank, place, keys):
        self.members[said["member"]] = {"rank": rank, "left": False, "seniority": place}
        for number, key in enumerate(keys):
            self.add(of, said["member"], key, said["prekeys"][number] if number < len(said["prekeys"]) else "")

    def add(self, of, member, key, prekey):
        self.laptops[laptop_of(key)] = {
            "member": member,
            "admitted_in": of,
            "prekeys": [prekey] if prekey else [],
            "adopted": set(),
        }

    def remove(self, said):
        cuts = {cut["device"]: [cut["seq"], cut["event"]] for cut in said["cuts"]}
        if said["member"]:
            self.members[said["member"]]["left"] = True
            for device, laptop in self.laptops.items():
                if laptop["member"] == said["member"]:
                    cuts.setdefault(device, [0, ""])
        anew = False
        for device, cut in cuts.items():
            self.cuts[device] = min(cut, self.cuts.get(device, cut))
            anew = anew or self.counted.get(device, 0) > self.cuts[device][0]
        self.suspensions = {
            name: suspension for name, suspension in self.suspensions.items() if suspension["device"] not in cuts
        }
        return anew

    # At once

    def found(self, event):
        if self.group:
            raise Void("said-already")
        if event["device"] not in self.founders:
            raise Void("stranger")
        self.group = event["name"]

    def recover(self, event):
        trustees = self.trustees.get("ordinary", {})
        named = {"event": event["arrangement"], "key": event["quorum_key"]}
        if trustees != named or laptop_of(event["key"]) != event["device"]:
            raise Void("stranger")
        self.check_new([event["key"]])
        if event["member"] not in self.members:
            raise Void("nobody")
        self.members[event["member"]] |= {"rank": "admin", "left": False}
        self.add(event["id"], event["member"], event["key"], event["prekey"])
        del self.trustees["ordinary"]
        self.recovered[event["id"]] = event["device"]
        cuts = [cut for cut in event["cuts"] if cut["device"] in self.laptops and cut["device"] != event["device"]]
        return self.remove({"cuts": cuts, "member": ""})

    def obey(self, event):
        self.laptop(event)
        if event["of"] not in self.shreddings:
            raise Void("unknown")
        self.shreddings[event["of"]]["done"].add(event["device"])

    def suspend(self, event):
        device = event["cut"]["device"]
        if device not in self.laptops or device in self.cuts:
            raise Void("nobody")
        author, owner = self.laptop(event)["member"], self.laptops[device]["member"]
        if any(each["issuer"] == author for each in self.suspensions.values()):
            raise Void("second-suspension")
        if author != owner or device == event["device"]:
            self.admin(event)
        self.suspensions[event["id"]] = {
            "device": device,
            "cut": [event["cut"]["seq"], event["cut"]["event"]],
            "issuer": author,
            "suspended": owner,
            "at": event["at"],
        }

    def lift(self, event):
        suspension = self.suspensions.get(event["of"])
        if suspension is None:
            raise Void("unknown")
        author = self.laptop(event)["member"]
        if event["at"] < suspension["at"] + HOURS_72 and author != suspension["issuer"]:
            self.admin(event)
        del self.suspensions[event["of"]]

    def give_prekey(self, event):
        self.laptop(event)["prekeys"].append(event["public"])

    # What follows

    def limit(self, device, now):
        """Return the number of the last event of a laptop that counts, or None where all do."""
        limits = [
            each["cut"][0]
            for each in self.suspensions.values()
            if each["device"] == device and now < each["at"] + HOURS_72
        ]
        if device in self.cuts and device in self.laptops:
            limits.append(self.cuts[device][0])
        if device in self.forged:
            limits.append(self.forged[device] - 1)
        return min(limits, default=None)

    def recipients(self, now):
        return sorted(
            device
            for device, laptop in self.laptops.items()
            if self.limit(device, now) is None and not self.members[laptop["member"]]["left"]
        )


def state(history):
    """Return what a history adds up to, as the vectors show it."""
    walk, waiting = judge(history)
    pending = {
        name: {"signers": sorted(each["signers"]), "missing": walk.needed() - len(walk.counting(each))}
        for name, each in walk.proposals.items()
        if name not in walk.done
    }
    laptops = {
        device: {**laptop, "adopted": sorted(laptop["adopted"]), "cut": walk.cuts.get(device)}
        for device, laptop in walk.laptops.items()
    }
    return {
        "group": walk.group,
        "members": walk.members,
        "laptops": laptops,
        "suspensions": walk.suspensions,
        "pending": pending,
        "void": walk.void,
        "trustees": {chosen: each["event"] for chosen, each in walk.trustees.items()},
        "recovered": walk.recovered,
        "shreddings": {name: {**each, "done": sorted(each["done"])} for name, each in walk.shreddings.items()},
        "permitted": sorted(walk.permitted),
        "waiting": sorted(waiting),
        "later": [
            {
                "now": now,
                "recipients": walk.recipients(now),
                "limits": {device: walk.limit(device, now) for device in walk.laptops},
            }
            for now in history["asked"]
        ],
    }


def check_history(case):
    return state(case) == case["state"]
