"""The soak in its small form: laptops as processes of their own, one of them put out, one killed on its way or not."""

import subprocess
import sys
from pathlib import Path

SOAK = Path(__file__).parents[2] / "benches" / "soak.py"


def test_four_laptops_that_write_come_and_go_all_hold_the_same() -> None:
    ran = subprocess.run([sys.executable, SOAK, "4", "600"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "on each of 3 laptops" in ran.stdout
    assert "1 put out" in ran.stdout
    assert ran.stdout.endswith("no divergence\n")
