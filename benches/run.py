"""Run every benchmark of this folder, one after another; each prints its own table.

    make bench        or        .venv/bin/python benches/run.py [NAME...]

Not among them: soak.py, which takes hours (make soak), and train_transliteration.py, which makes weights.

Figures that are written down stand in docs/benchmarks.md, with the command that gives them.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

HERE = Path(__file__).parent
RUNS: Final[tuple[tuple[str, ...], ...]] = (
    ("desk",),
    ("disclosure", "--speed", "--peers"),
    ("keys",),
    ("laptops",),
    ("linkage",),
    ("linkage", "--records", "1000000"),
    ("register",),
    ("relay",),
    ("routes", "--repeat", "5"),
    ("routes", "--repeat", "5", "--no-walks"),
    ("routes", "--repeat", "5", "--tiles", "7"),
    ("routes", "--repeat", "5", "--tiles", "7", "--no-walks"),
    ("store",),
    ("transliteration",),
)
"""What is run, and asked of each."""


def main() -> int:
    """Run the benchmarks named on the command line, else all; return how many failed."""
    failed = 0
    for name, *asked in RUNS:
        if name in (sys.argv[1:] or [name]):
            print(f"\n## {' '.join([name, *asked])}\n", flush=True)
            failed += subprocess.run([sys.executable, HERE / f"{name}.py", *asked], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
