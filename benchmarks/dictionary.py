"""How fast a large dictionary is published, from nothing and again after a change; and one page shown."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from benchmarks.big_dictionary import BigDictionary, put
from benchmarks.measuring import ROOT, Figure, in_own_process, seconds, tell
from catalog.store.canonical import digest


def figures(elements: int = 5_000, shown: int = 20_000, rounds: int = 3, pages: int = 300) -> list[Figure]:
    """Publish so many definitions with three versions each; let the application show pages of so many."""
    return [*_published(elements, rounds), *_shown(shown, pages)]


def _published(elements: int, rounds: int) -> list[Figure]:
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
    id = big.ids[number]
    big.element(id, number, version=f"2.1.{number}", said=2)
    big.decide()
    for path in big.documents.keys() - before:
        put(root, path, big.documents[path])
    assert digest(big.documents[f"definitions/elements/{id}/2.1.{number}.yaml"])


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


def _shown(elements: int, pages: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        BigDictionary(elements, versions=1).write(Path(folder, "catalog"))
        found = in_own_process("benchmarks.dictionary", "show", folder, str(pages))
    count = f"{elements:,} definitions"
    return [
        Figure(
            name=f"a page of one of {count}, half of them within",
            value=found["median"],
            unit="ms",
            at_most=10,
            note="in the server, without the network; each page asked for once",
        ),
        Figure(
            name=f"a page of one of {count}, 95 of 100 within", value=found["most"], unit="ms", at_most=10
        ),
        Figure(name="the first page, which works out what all share", value=found["first"], unit="ms"),
    ]


def show(folder: Path, pages: int) -> dict[str, float]:
    """Ask the application for pages, and say how long each takes, in milliseconds."""
    os.environ["P20W_CACHE"] = str(folder / "cache")
    from catalog.app.making import make_app  # noqa: PLC0415  # once the cache is set

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # what the server logs is not asked for
    client = make_app(folder / "catalog").test_client()
    ids = sorted(path.name for path in (folder / "catalog/definitions/elements").iterdir())
    asked = Random(3).sample(ids, min(pages + 1, len(ids)))
    taken = []
    for id in asked:
        begun = time.perf_counter()
        answer = client.get(f"/definitions/{id}")
        taken.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, id
    first, *others = taken
    ordered = sorted(others)
    return {"first": first, "median": statistics.median(ordered), "most": ordered[int(len(ordered) * 0.95)]}


if __name__ == "__main__":
    if sys.argv[1:2] == ["show"]:
        print(json.dumps(show(Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        tell(figures())
