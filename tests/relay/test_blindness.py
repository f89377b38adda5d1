"""What the relay has in its process: its own rooms, the frames, signatures; nothing that could open a blob."""

import configparser
import subprocess
import sys
from pathlib import Path
from typing import Final

import kunak.crypto

ROOT: Final = Path(__file__).parents[2]
MAY_HAVE: Final = ("kunak.relay", "kunak.base", "kunak.wire")
OF_KEYS: Final = {"kunak.crypto", "kunak.crypto.secret", "kunak.crypto.signing"}
DATA: Final = {"__init__", "profiles", "secret", "signing"}
"""Of ``crypto``: what holds, signs or measures, and opens nothing."""
SHOWN: Final = """
import sys
import kunak.relay.serving
print(*sorted(name for name in sys.modules if name.partition(".")[0] in ("kunak", "apsw")))
"""


def test_a_running_relay_has_loaded_nothing_that_opens() -> None:
    """The harm: a relay that has the code to open could be given a key."""
    shown = subprocess.run([sys.executable, "-c", SHOWN], capture_output=True, text=True, check=True, timeout=60)
    loaded = shown.stdout.split()
    ours = {name for name in loaded if name.startswith("kunak.")}
    assert "kunak.relay.writer" in ours
    assert {name for name in ours if not name.startswith(MAY_HAVE)} == OF_KEYS
    assert "apsw" not in loaded


def test_the_contract_names_every_room_of_keys() -> None:
    """A new room of ``crypto`` is closed to the relay until somebody decides otherwise."""
    parser = configparser.RawConfigParser()
    parser.read(ROOT / ".importlinter")
    forbidden = set(parser["importlinter:contract:blind-relay"]["forbidden_modules"].split())
    rooms = {file.stem for file in Path(kunak.crypto.__path__[0]).glob("*.py")} - DATA
    assert {f"kunak.crypto.{room}" for room in rooms} <= forbidden
    houses = {folder.name for folder in (ROOT / "src" / "kunak").iterdir() if (folder / "__init__.py").exists()}
    open_to_it = {"base", "cli", "crypto", "relay", "testing", "wire"}  # what stands above, the layers refuse
    assert {f"kunak.{house}" for house in houses - open_to_it} <= forbidden
