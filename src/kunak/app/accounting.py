"""An account of everything that was done, for somebody outside: who wrote what kind of entry when, and nothing more.

Headers and signatures as they stand in the log, the public keys of laptops, and the
weekly hashes opened one by one. Whoever gets the file can check all of it with a
short script of their own (``spec/audit.md``), without a key and without a case.
"""

from typing import Any, Final

from kunak.app import weekly
from kunak.app.following import Progress
from kunak.app.vault import Flaw
from kunak.app.workspace import Workspace
from kunak.log import envelope
from kunak.log.envelope import Envelope

FORMAT: Final = "kunak/account/1"


def account(space: Workspace, progress: Progress = lambda _done, _all: None) -> dict[str, Any]:
    """Return the account as a JSON document: bytes are hexadecimal."""
    with space.turn:
        opened = {event for each in weekly.signed(space) for event in each.events}
        records: list[dict[str, str]] = []
        weeks: list[dict[str, str]] = []
        total = space.vault.log.count
        for done, made in enumerate(space.vault.envelopes()):
            if isinstance(made, Flaw):
                continue
            records.append({"header": made.header_bytes.hex(), "signature": made.signature.hex()})
            if made.id in opened:
                weeks.append(_opened(space, made))
            if done % 1_000 == 0:
                progress(done, total)
        return {
            "format": FORMAT,
            "organisation": space.vault.organisation.hex(),
            "laptops": {device.hex(): key.hex() for device, key in sorted(space.laptops.keys().items())},
            "records": records,
            "weeks": weeks,
        }


def _opened(space: Workspace, made: Envelope) -> dict[str, str]:
    """Return what opens one weekly hash and no other record: the key of a record opens that record alone."""
    secret = space.vault.keyring.get(made.header.compartment, made.header.epoch)
    assert secret is not None  # noqa: S101 - its fact is in the lists, so it was opened
    return {
        "event": made.id.hex(),
        "ciphertext": made.ciphertext.hex(),
        "key": envelope.key_of(made, secret).hex(),
    }
