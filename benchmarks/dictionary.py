"""How fast a large dictionary is published: from nothing, and again after one change."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.big_dictionary import BigDictionary, put
from benchmarks.measuring import ROOT, Figure, seconds, tell


def figures(elements: int = 5_000, rounds: int = 3) -> list[Figure]:
    """Publish so many definitions with three versions each by the command, and again after each change."""
    with tempfile.TemporaryDirectory() as folder:
        root, out, cache = Path(folder, "catalog"), Path(folder, "site"), Path(folder, "cache")
        big = BigDictionary(elements)
        big.write(root)
        whole = seconds(lambda: _publish(root, out, cache=cache))
        again = []
        for number in range(rounds):
            time.sleep(2.1 if elements > 100 else 0)  # so that the cache trusts the stamps of what is there
            _change(big, root, number=number)
            again.append(seconds(lambda: _publish(root, out, cache=cache)))
        files = [path for path in out.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files) / 2**20
    return [
        Figure(
            name=f"publishing {elements:,} definitions with 3 versions each, in English and Spanish",
            value=whole,
            unit="s",
            at_most=60,
            note=f"{len(files):,} files, {size:,.0f} MiB; the whole command, with an empty cache",
        ),
        Figure(
            name="publishing again after one new version of a definition",
            value=statistics.median(again),
            unit="s",
            at_most=5,
            note="the whole command, with the catalog's cache",
        ),
    ]


def _change(big: BigDictionary, root: Path, *, number: int) -> None:
    """Write one more version of a definition, and the decision that adopts it."""
    before = set(big.documents)
    big.element(big.ids[number], number, version=f"2.1.{number}", said=2)
    big.decide()
    for path in big.documents.keys() - before:
        put(root, path, big.documents[path])


def _publish(root: Path, out: Path, *, cache: Path) -> None:
    installed = Path(sys.executable).parent / "p20w"
    command = [str(installed)] if installed.exists() else [sys.executable, str(ROOT / "cli.py")]
    done = subprocess.run(
        [*command, "--catalog", str(root), "publish", str(out), "--base-url", "https://catalog.example.org/"],
        env={**os.environ, "P20W_CACHE": str(cache)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()


if __name__ == "__main__":
    tell(figures())
