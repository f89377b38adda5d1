"""Texts that go out with files: the hash that approvals are bound to, as ``spec/publication.md`` says."""
# ruff: noqa: ANN001, ANN201 - a reader for people, apart from the house

import hashlib

import cbor


def sha(data):
    return hashlib.sha256(data).digest()


def check_draft(case):
    return known_by(bytes.fromhex(case["body"])) == case["hash"]


def known_by(body):
    """Return the hash of a draft in hexadecimal; None where its files cannot be read."""
    said = cbor.read(body)
    files = said.get("files", [])
    if not isinstance(files, list) or not isinstance(said.get("text"), str):
        return None
    scope, text = said["scope"].encode(), said["text"].encode()
    if not files:
        return sha(b"kunak/draft/1\0" + scope + b"\0" + text).hex()
    parts = [part for file in files for part in (file["sha256"], file["sealed"]["name"].encode(), file["alt"].encode())]
    return sha(b"kunak/draft/2\0" + scope + b"\0" + sha(text) + b"".join(map(sha, parts))).hex()
