"""How fast a large catalog opens: parsed alone, loaded cold, and loaded warm after one file has changed."""

import gc
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from benchmarks.measuring import Figure, in_own_process, peak_mib, tell
from catalog.store.kinds.all_kinds import KINDS
from catalog.store.reading import load
from catalog.store.tree import scan
from catalog.store.yaml_text import read

VOCABULARIES = {
    "partners": "partners: [{id: p0, name: Partner 0, sector: k12}, {id: p1, name: Partner 1, sector: k12}]",
    "purposes": "purposes: [{id: evaluation, title: Evaluation}]",
    "zones": "zones: [{id: p0.source, held_by: p0, title: Source}]",
    "legal-bases": "regimes: [{id: ferpa, protects: [identified, pseudonymous]}]\nbases: []",
}
ELEMENT = """\
kind: element
id: {id}
version: 1.0.0
title: Number {number} of {words}
definition: Whether a pupil was {words} on 10 percent or more of the days enrolled in a school year.
plain_language: Was this pupil {words} one school day in ten, or more?
usage_notes: Pupils enrolled fewer than {number} days are left out.
value_domain: {{type: boolean}}
unit: null
regime: [ferpa]
identifiability: indirect
subjects: [pupil]
providers:
  - {{partner: p0, source: file {number}, field: F{number}, from: 2017-07-01, comparability: comparable}}
  - {{partner: p1, source: file {number}, field: G{number}, from: 2019-07-01}}
steward: p0
mappings: {{ceds: ["{code:06d}"], edfi: []}}
synonyms: [{words}, "code {code:06d}"]
formerly: []
asset_framing:
  reviewed_on: 2026-03-02
  note: Says what is, not what is missing.
references:
  - {{label: Ed. Code 60901(c)(1), url: https://example.org/{number}}}
provenance: {{status: illustrative, source: made for a benchmark}}
"""
WORDS = ["absent", "enrolled", "present", "assessed", "advised", "transferred", "counselled", "employed"]


def figures(elements: int = 20_000, rounds: int = 3) -> list[Figure]:
    """Write a catalog of so many elements into a folder that is thrown away, and open it in every manner."""
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder, "catalog"), Path(folder, "cache")
        write_catalog(root, elements)
        settle()
        parse, cold, warm = _in_turn(rounds, root, cache=cache)
    ratio = cold["seconds"] / parse["seconds"]
    return [
        Figure(
            name="cold load over the parse alone",
            value=ratio,
            unit="x",
            at_most=2.0,
            note=f"{elements:,} files",
        ),
        Figure(
            name="cold load over a warm one, one file changed",
            value=cold["seconds"] / warm["seconds"],
            unit="x",
            at_least=20,
        ),
        Figure(name="most memory of the cold load", value=cold["peak"], unit="MiB", at_most=400),
        Figure(name="most memory of the warm load", value=warm["peak"], unit="MiB", at_most=400),
        Figure(name="the parse alone", value=parse["seconds"], unit="s", note=f"{parse['peak']:.0f} MiB"),
        Figure(name="cold load", value=cold["seconds"], unit="s"),
        Figure(name="warm load, one file changed", value=warm["seconds"], unit="s"),
    ]


def _in_turn(rounds: int, root: Path, *, cache: Path) -> list[dict[str, float]]:
    """Return the medians of parse, cold and warm load, taken in turn, each in a process of its own."""
    in_own_process("benchmarks.loading", "warm", str(root), str(cache))
    taken: dict[str, list[dict[str, float]]] = {"parse": [], "cold": [], "warm": []}
    for number in range(rounds):
        for manner, found in taken.items():
            if manner == "warm":
                change_one(root, number)
                settle()
            used = cache if manner == "warm" else cache.with_name(f"cold-{number}")
            found.append(in_own_process("benchmarks.loading", manner, str(root), str(used)))
    return [
        {key: statistics.median(one[key] for one in found) for key in ("seconds", "peak")}
        for found in taken.values()
    ]


def write_catalog(root: Path, elements: int) -> None:
    """Write elements of about 25 lines, one folder an element, and the vocabularies they need."""
    rng = Random(11)
    (root / "definitions/elements").mkdir(parents=True)
    for kind, entries in VOCABULARIES.items():
        (root / f"definitions/{kind}.yaml").write_text(f"kind: {kind}\n{entries}\n", encoding="utf-8")
    for number in range(elements):
        id = f"area{number % 40}.element-{number:05d}"
        folder = root / "definitions/elements" / id
        folder.mkdir()
        text = ELEMENT.format(
            id=id, number=number, code=rng.randrange(10**6), words=" and ".join(rng.sample(WORDS, 3))
        )
        (folder / "1.0.0.yaml").write_text(text, encoding="utf-8")


def settle() -> None:
    """Wait until the cache trusts the stamps of files just written."""
    time.sleep(2.1)


def change_one(root: Path, number: int) -> None:
    """Change one word in one of the element files."""
    file = sorted((root / "definitions/elements").iterdir())[number] / "1.0.0.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("left out", "not counted"), encoding="utf-8")


def _measure(manner: str, root: Path, cache: Path) -> dict[str, float]:
    assert "element" in KINDS  # schemas are imported before the clock starts
    start = time.perf_counter()
    if manner == "parse":
        _parse(root)
    else:
        load(root, cache_folder=cache).sound()
    return {"seconds": time.perf_counter() - start, "peak": peak_mib()}


def _parse(root: Path) -> None:
    """Read every file to its plain document, with the listing and the collector's pause that `load` has."""
    gc.disable()
    documents = [read((root / path).read_bytes()) for path in scan(root, {}, files={}).files]
    gc.enable()
    assert documents


if __name__ == "__main__":
    if len(sys.argv) == 1:
        tell(figures())
    else:
        print(json.dumps(_measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
