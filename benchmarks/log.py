"""The transparency log: appends and proofs at a million leaves, and the verification of 5,000 records."""

import json
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from benchmarks.measuring import Figure, lasting, median_of, seconds, tell
from catalog.rules.merkle import Tree, leaf_hash, verify_consistency, verify_inclusion
from catalog.services.logbook.auditing import audit
from catalog.services.logbook.book import open_logbook
from catalog.services.logbook.cosigning import cosign_log
from catalog.services.logbook.signing import sign_log
from catalog.store.log import appended
from catalog.store.notes.keys import SigningKey
from catalog.store.steps import alone, take

ASKED = 20_000
MICRO = 1e6
AT = datetime(2026, 2, 19, 17, 0, tzinfo=UTC)


def figures(leaves: int = 1_000_000, records: int = 5_000, rounds: int = 3) -> list[Figure]:
    """Measure the tree alone, then a log on disk with its keys, checkpoints and records."""
    return [*_of_the_tree(leaves, rounds), *_of_a_log(records, rounds)]


def _of_the_tree(leaves: int, rounds: int) -> list[Figure]:
    data = [b"leaf %d" % number for number in range(leaves)]
    tree, rng = Tree(data), Random(2026)
    places = [rng.randrange(leaves) for _ in range(min(ASKED, leaves))]
    root = tree.root()
    with lasting():
        appending = median_of(rounds, lambda: _append(data))
        including = _each(rounds, places, lambda place: tree.inclusion(place, leaves))
        consisting = _each(rounds, places, lambda place: tree.consistency(place + 1, leaves))
        proofs = [(place, tree.inclusion(place, leaves)) for place in places]
        verifying = median_of(rounds, lambda: _verify(proofs, data, root)) / len(places)
    for place in places[:100]:
        proof = tree.consistency(place, leaves)
        assert verify_consistency(proof, old=place, new=leaves, old_root=tree.root(place), new_root=root)
    at = f"at {leaves:,} leaves"
    return [
        Figure(
            name=f"appends up to {leaves:,} leaves", value=leaves / appending, unit="/s", at_least=100_000
        ),
        Figure(name=f"a proof of inclusion {at}", value=MICRO * including, unit="µs", at_most=50),
        Figure(name=f"a proof of consistency {at}", value=MICRO * consisting, unit="µs", at_most=50),
        Figure(name=f"verifying a proof of inclusion {at}", value=MICRO * verifying, unit="µs"),
    ]


def _append(data: list[bytes]) -> None:
    tree = Tree()
    for leaf in data:
        tree.append(leaf)


def _each(rounds: int, places: list[int], ask: Callable[[int], object]) -> float:
    """Return the time of one question, asked of many places."""
    return median_of(rounds, lambda: [ask(place) for place in places]) / len(places)


def _verify(proofs: list[tuple[int, tuple[bytes, ...]]], data: list[bytes], root: bytes) -> None:
    for place, proof in proofs:
        assert verify_inclusion(leaf_hash(data[place]), proof, index=place, size=len(data), root=root)


def _of_a_log(records: int, rounds: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "catalog"
        _fill(root, records)
        verifying = median_of(rounds, lambda: _audited(root, records))
        proving = median_of(rounds, lambda: _proven(root, records))
        one = {**_record(records), "title": "One more"}
        with alone(root):
            growing = seconds(lambda: take(root, [appended(root, [one])]))
    asked = f"of {records:,} records"
    return [
        Figure(name=f"`p20w log verify` {asked}, without a cache", value=verifying, unit="s"),
        Figure(name=f"opening the log and writing the proofs {asked}", value=proving, unit="s"),
        Figure(name=f"appending one record to a log {asked}", value=growing, unit="s"),
    ]


def _record(number: int) -> dict[str, object]:
    made = {"kind": "decision", "id": f"gb/{2000 + number // 9999}/{number % 9999 + 1:04d}", "body": "gb"}
    counts = {"aye": 16, "no": 2, "abstain": 1, "recused": 1, "absent": 1, "needed": 14, "of": 21}
    more = {"meeting": "gb/2026-02-18", "title": "Adopt a definition", "outcome": "adopted", "legacy": None}
    return {**made, **more, "arithmetic": counts, "effects": [], "summary": {"en": "It was adopted."}}


def _fill(root: Path, records: int) -> None:
    """Write a catalog of decision records, logged in fifty parts, each under a cosigned checkpoint."""
    keys = {"log": SigningKey(name="log.example.org", kind="log", secret=os.urandom(32))}
    keys["w"] = SigningKey(name="w.example.org", kind="cosigner", secret=os.urandom(32))
    for name, key in keys.items():
        (root.parent / name).write_bytes(key.file_bytes())
    (root / "meetings/log").mkdir(parents=True)
    (root / "definitions").mkdir()
    policy = f"log {keys['log'].verifier}\nwitness w {keys['w'].verifier}\nquorum w\n"
    (root / "meetings/log/policy").write_text(policy, encoding="utf-8")
    documents = [_record(number) for number in range(records)]
    for document in documents:
        file = root / f"meetings/decisions/{document['id']}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document, indent=1), encoding="utf-8")
    parts = max(1, records // 50)
    for start in range(0, records, parts):
        with alone(root):
            take(root, [appended(root, documents[start : start + parts])])
        sign_log(root, root.parent / "log")
        cosign_log(root, root.parent / "w", size=None, at=AT, first=True)


def _audited(root: Path, records: int) -> None:
    found = audit(root)
    assert (found.size, found.covered, found.findings) == (records, records, ())


def _proven(root: Path, records: int) -> None:
    book = open_logbook(root)
    assert all(book.proof_of(index) for index in range(records))


if __name__ == "__main__":
    tell(figures())
