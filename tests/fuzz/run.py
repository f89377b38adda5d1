"""Drive one harness by coverage: ``python -m tests.fuzz.run NAME SECONDS`` (``make fuzz`` does it for all).

Without a name it prints all names. What is found is written to ``build/fuzz/NAME/found``
and ends the run with an error. The corpus begins with what the vectors hold, and grows.
"""

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

BUILD = Path(__file__).parents[2] / "build" / "fuzz"
SECONDS_OF_ONE_INPUT = 5
"""What takes longer is a defect, too: somebody could keep a laptop busy with it."""


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one parser for so long; does not return."""
    import atheris  # the tests of every day do without it

    with atheris.instrument_imports(include=["kunak"], enable_loader_override=False):
        from tests.fuzz.harnesses import HARNESSES, survive

    corpus, found = BUILD / name / "corpus", BUILD / name / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(HARNESSES[name].seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until the process ends

    def once(data: bytes) -> None:
        # Libraries print remarks on what is wrong with a file; a million of them help nobody.
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            survive(name, data)

    options = [
        f"-max_total_time={seconds}",
        f"-timeout={SECONDS_OF_ONE_INPUT}",
        f"-artifact_prefix={found}/",
        "-max_len=8192",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], once)
    atheris.Fuzz()


def main(name: str, seconds: str) -> int:
    """Fuzz in a process of its own, and say how it went in one line."""
    command = [sys.executable, "-m", "tests.fuzz.run", name, seconds, "inside"]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    told = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    count, verdict = int(told[1]) if told else 0, "BROKEN" if done.returncode else "sound"
    print(f"{name}: {count:,} executions in {seconds} s, {verdict}", flush=True)
    if done.returncode or not told:
        print(done.stderr[-4_000:])
    return done.returncode or int(not told)


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            from tests.fuzz.harnesses import HARNESSES

            print(*HARNESSES)
        case [name, seconds]:
            sys.exit(main(name, seconds))
        case [name, seconds, _inside]:
            fuzz(name, int(seconds))
