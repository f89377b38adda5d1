"""Checks an account of a group's log (``kunak audit --export``) without a key and without a case.

Run ``python audit.py FILE``. It says who (which laptops, by their ids) wrote how many
entries, what is missing or was altered, and which weekly hashes hold, by whose
signature. It ends with 1 if anything is wrong. Written from ``spec/audit.md``; it
shares no code with Kunak.
"""
# ruff: noqa: ANN001, ANN201 - a reader for people, apart from the house

import hashlib
import json
import sys
from collections import defaultdict

import cbor
import chacha
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from verify import unpadded, without_field_14


def check(account):
    """Return the lines that are to be read, and what is wrong."""
    says, wrong = [], []
    keys = {bytes.fromhex(device): bytes.fromhex(key) for device, key in account["laptops"].items()}
    wrong += [f"laptop {each.hex()}: its key is another one" for each, key in keys.items() if name(key) != each]
    headers, chains, signers = {}, defaultdict(dict), defaultdict(set)
    for number, record in enumerate(account["records"]):
        try:
            identifier, header, data = genuine(record, bytes.fromhex(account["organisation"]), keys)
        except (cbor.Wrong, KeyError, TypeError, ValueError, InvalidSignature) as error:
            wrong.append(f"record {number}: {type(error).__name__} {error}")
            continue
        headers[identifier] = (header, data)
        chains[header[3]].setdefault(header[4], []).append(identifier)
    for device, chain in sorted(chains.items()):
        says.append(f"laptop {device.hex()}: {len(chain)} entries, the last has number {max(chain)}")
        wrong += broken(device, chain, headers)
    wrong += unseen(headers)
    for week in account["weeks"]:
        try:
            root, size, device = signed(week, headers)
            signers[root, size].add(device)
        except (KeyError, TypeError, ValueError, chacha.DoesNotOpen) as error:
            wrong.append(f"week {week['event'][:16]}: {type(error).__name__} {error}")
    for (root, size), devices in signers.items():
        says.append(f"hash {root.hex()} over {size} entries: signed by {len(devices)} laptops")
    return says, wrong


def genuine(record, organisation, keys):
    """Return the id of a record and its header, if a laptop of the group signed it."""
    data = bytes.fromhex(record["header"])
    header = cbor.read(data)
    if header[2] != organisation:
        raise ValueError("it belongs to another group")
    key = Ed25519PublicKey.from_public_bytes(keys[header[3]])
    key.verify(bytes.fromhex(record["signature"]), b"kunak/sig/1\0" + data)
    return hashlib.sha256(b"kunak/id/1\0" + data).digest(), header, data


def unseen(headers):
    """Yield entries that others had seen and that are not here."""
    for identifier, (header, _) in headers.items():
        for each in (*header[6], *header[9]):
            if each not in headers:
                yield f"entry {identifier.hex()[:16]} names {each.hex()[:16]}, which is missing"


def signed(week, headers):
    """Return a weekly hash that follows from the entries, over how many it is, and which laptop signed it."""
    said, device = opened(week, headers)
    leaves = [leaf for end in said["ends"] for leaf in followed(end, headers)]
    if (tree(leaves), len(leaves)) != (said["root"], said["size"]):
        raise ValueError("its hash does not follow from the entries")
    return said["root"], said["size"], device


def name(key):
    return hashlib.sha256(key).digest()[:16]


def broken(device, chain, headers):
    """Yield gaps and forks in the chain of a laptop."""
    for seq in range(1, max(chain) + 1):
        here, before = chain.get(seq, []), chain.get(seq - 1, [b""])
        if not here:
            yield f"laptop {device.hex()}: its entry {seq} is missing"
        if len(here) > 1:
            yield f"laptop {device.hex()}: it signed {len(here)} entries {seq}"
        for each in here:
            if seq - 1 in chain and headers[each][0][5] not in before:
                yield f"laptop {device.hex()}: its entry {seq} follows another one than {seq - 1}"


def opened(week, headers):
    """Return what a weekly hash says, and which laptop signed it."""
    header, data = headers[bytes.fromhex(week["event"])]
    ciphertext = bytes.fromhex(week["ciphertext"])
    if header[11] != "group.week_signed" or hashlib.sha256(ciphertext).digest() != header[14]:
        raise ValueError("this is not what was signed")
    padded = chacha.open_sealed(bytes.fromhex(week["key"]), ciphertext, without_field_14(data))
    return cbor.read(unpadded(padded, 256)), header[3]


def followed(end, headers):
    """Return the ids of a laptop's entries from its first to this last one."""
    found, at = [], end["event"]
    for seq in range(end["seq"], 0, -1):
        header, _ = headers[at]
        if (header[3], header[4]) != (end["device"], seq):
            raise ValueError("a chain does not hold together")
        found.append(at)
        at = header[5]
    return found[::-1]


def tree(leaves):
    """RFC 6962, section 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + tree(leaves[:half]) + tree(leaves[half:])).digest()


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123 - short
        lines, problems = check(json.load(file))
    print("\n".join([*lines, *problems, "wrong" if problems else "sound"]))
    sys.exit(bool(problems))
