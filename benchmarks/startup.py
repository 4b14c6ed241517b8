"""How long one question at the terminal takes, the interpreter's start included."""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import ROOT, Figure, seconds, tell

QUESTION = ["--item", "cde:k12.ssid", "--to", "c2c", "--purpose", "evaluation", "--zone", "c2c.linkage"]


def figures(rounds: int = 11, catalog: Path = ROOT) -> list[Figure]:
    """Ask the reference catalog the same question with a cold and with a warm cache."""
    with tempfile.TemporaryDirectory() as cache:
        cold = statistics.median(_ask(catalog, "") for _ in range(3))
        _ask(catalog, cache)
        warm = statistics.median(_ask(catalog, cache) for _ in range(rounds))
    bare = statistics.median(seconds(lambda: _run([sys.executable, "-c", ""])) for _ in range(rounds))
    return [
        Figure(name="`p20w decide` on the reference catalog, warm", value=warm, unit="s", at_most=0.4),
        Figure(name="`p20w decide` on the reference catalog, without a cache", value=cold, unit="s"),
        Figure(name="the interpreter alone", value=bare, unit="s"),
    ]


def _ask(catalog: Path, cache: str) -> float:
    command = [*_command(), "--catalog", str(catalog), "decide", *QUESTION]
    return seconds(lambda: _run(command, P20W_CACHE=cache))


def _command() -> list[str]:
    installed = Path(sys.executable).parent / "p20w"
    return [str(installed)] if installed.exists() else [sys.executable, str(ROOT / "cli.py")]


def _run(command: list[str], **variables: str) -> None:
    done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, check=False)
    assert done.returncode in {0, 1}, done.stderr.decode()


if __name__ == "__main__":
    tell(figures())
