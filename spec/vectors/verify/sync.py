"""Sessions, carried folders and pieces of files, read as ``spec/sync.md`` says."""
# ruff: noqa: ANN001, ANN201, ANN204, D102 - a reader for people, apart from the house

import hashlib
import re
from contextlib import suppress

import cbor
import keys

import relay

PIECE = 196_608


def sha(data):
    return hashlib.sha256(data).digest()


# Pieces


def item_of(name, number):
    return sha(b"kunak/piece/1\0" + keys.items(keys.text(name), keys.head(0, number)))


def check_piece(case):
    try:
        parts = cbor.read(bytes.fromhex(case["record"]) + bytes(case["zeros"]))
    except cbor.Wrong:
        return False
    if not sound_piece(parts):
        return case["piece"] is None
    _, name, number, count, data = parts
    return case["piece"] == [name.hex(), number, count, len(data)] and case["item"] == item_of(name, number).hex()


def sound_piece(parts):
    if [type(part) for part in parts] != [str, bytes, int, int, bytes]:
        return False
    label, name, number, count, data = parts
    full = len(data) == PIECE if number < count - 1 else 1 <= len(data) <= PIECE
    return label == "kunak/piece/1" and len(name) == 32 and 0 <= number < count <= 16_384 and full


def check_file(case):
    data = bytes(case["zeros"])
    cuts, name = range(0, len(data), PIECE), sha(data)
    records = [
        keys.items(
            keys.head(3, 13) + b"kunak/piece/1",
            keys.text(name),
            keys.head(0, number),
            keys.head(0, len(cuts)),
            keys.text(data[at : at + PIECE]),
        )
        for number, at in enumerate(cuts)
    ]
    return [sha(record).hex() for record in records] == case["pieces"] and case["items"] == [
        item_of(name, number).hex() for number in range(len(cuts))
    ]


# Folders


def check_folder(case):
    """A path that is the beginning of another one is a folder."""
    found = {}
    for path, content in case["files"].items():
        place = re.fullmatch("([0-9a-f]{2})/(\\1[0-9a-f]{62})", path)
        if place:
            data = bytes(393_217) if content == "zeros" else bytes.fromhex(content)
            found[place[2]] = len(data) <= 393_216 and sha(data).hex() == place[2]
    return "kunak-courier" in case["files"] and found == case["read"]


# Sessions


class Stopped(Exception):
    """A lie after which nothing more is asked."""


class Session:
    """One exchange with a relay, replayed."""

    def __init__(self, case):
        self.feed, self.key = bytes.fromhex(case["feed"]), bytes.fromhex(case["relay_key"])
        self.verified = [bytes.fromhex(name) for name in case["before"]]
        self.names = list(self.verified)
        self.outgoing = [bytes.fromhex(each) for each in case["outgoing"]]
        self.state, self.lies, self.came, self.sent = "pulling", [], [], []

    def asks(self):
        if self.state == "pushing":
            self.sent, self.outgoing = self.outgoing[:50], self.outgoing[50:]
            if self.sent:
                return keys.items(
                    keys.head(0, 1), keys.head(0, 1), keys.items(*[keys.text(each) for each in self.sent])
                )
            self.state = "done"
        if self.state == "pulling":
            return keys.items(*[keys.head(0, part) for part in (1, 2, len(self.names), 1_000)])
        return None

    def lie(self, name, place):
        self.lies.append([name, place])
        self.state = "stopped"
        raise Stopped

    def said(self, note):
        try:
            text = note.decode()
        except UnicodeDecodeError:
            text = ""
        read = relay.checkpoint(text, self.feed, self.key)
        if read is None:
            self.lie("unsigned", len(self.names))
        size, root = read
        if size < len(self.verified):
            self.lie("truncated", len(self.names))
        if size == len(self.verified) and root != relay.root(self.verified).hex():
            self.lie("forked", len(self.names))
        return size, root

    def page(self, frame):
        try:
            items, note = relay.frame(frame, 18)
        except relay.Refused as refused:
            self.lie({"rid": "altered", "gap": "reordered"}[str(refused)], len(self.names))
        size, root = self.said(note)
        if items and items[0][0] != len(self.names):
            self.lie("reordered", len(self.names))
        for number, rid, _, _ in items:
            if rid in self.names:
                self.lies.append(["replayed", number])
            self.names.append(rid)
            self.came.append(rid)
        if size > len(self.names):
            if not items:
                self.lie("withheld", len(self.names))
            return
        self.compare(size, root)
        self.state = "pushing"

    def compare(self, size, root):
        if size < len(self.names) or root != relay.root(self.names).hex():
            self.lie("forked", size)
        self.verified = list(self.names)

    def receipts(self, frame):
        kept, note = relay.frame(frame, 17)
        size, root = self.said(note)
        if [rid for rid, _ in kept] != [sha(each) for each in self.sent]:
            self.lie("dropped", len(self.names))
        new = sorted((number, rid) for rid, number in kept if number >= len(self.names))
        if new and size <= new[-1][0]:
            self.lie("dropped", size)
        if [number for number, _ in new] == list(range(len(self.names), len(self.names) + len(new))):
            self.names += [rid for _, rid in new]
        if size == len(self.names):
            self.compare(size, root)
        else:
            self.state = "pulling"


def check_session(case):
    session = Session(case)
    for asked, answer in case["spoken"]:
        if session.asks() != bytes.fromhex(asked):
            return False
        with suppress(Stopped):
            (session.receipts if session.state == "pushing" else session.page)(bytes.fromhex(answer))
    return (
        session.asks() is None
        and session.state == case["state"]
        and session.lies == case["lies"]
        and [rid.hex() for rid in session.came] == case["came"]
        and [rid.hex() for rid in session.verified] == case["verified"]
    )


def check_view(case):
    try:
        text = bytes.fromhex(case["note"]).decode()
    except UnicodeDecodeError:
        text = ""
    read = relay.checkpoint(text, bytes.fromhex(case["feed"]), bytes.fromhex(case["relay_key"]))
    known = [bytes.fromhex(name) for name in case["known"]]
    if read is None:
        return case["says"] is None
    size, root = read
    if size > len(known):
        return case["says"] == size
    return case["says"] == (None if relay.root(known[:size]).hex() == root else "split")
