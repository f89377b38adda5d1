"""Run every benchmark of this folder, one after another; each prints its own table.

    make bench        or        .venv/bin/python benches/run.py [NAME...]

Figures that are written down stand in docs/benchmarks.md, with the command that gives them.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Run the benchmarks named on the command line, else all; return how many failed."""
    names = sys.argv[1:] or sorted(path.stem for path in HERE.glob("*.py") if path.stem != Path(__file__).stem)
    failed = 0
    for name in names:
        print(f"\n## {name}\n", flush=True)
        failed += subprocess.run([sys.executable, HERE / f"{name}.py"], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
