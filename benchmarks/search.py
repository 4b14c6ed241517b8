"""Searching 20,000 definitions: how well and how fast, beside SQLite FTS5 and tantivy."""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from benchmarks.ceds import Question, documents, questions, rows, write
from benchmarks.measuring import ROOT, Figure, seconds, tell
from benchmarks.rivals import Ask, fts5, tantivy_index
from catalog.records.snapshot import Snapshot
from catalog.services.dictionary.results import Asked
from catalog.services.dictionary.searching import DictionarySearch
from catalog.store.reading import load, load_documents

TODAY = date(2026, 6, 1)
WARM = 30
"""So many questions before the clock starts."""
TYPED = 400


def figures(elements: int = 20_000, each: int = 65, *, served: bool = True) -> list[Figure]:
    """Index so many elements, ask questions whose answers are known, and change one definition."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["P20W_CACHE"] = f"{folder}/cache"
        asked = questions(each)
        found = _quality(asked)
        root = Path(folder, "catalog")
        write(documents(elements, adopted=True), root)
        snapshot = load(root, cache_folder=Path(folder, "cache")).sound()
        found += _speed(root, snapshot, asked)
        if served:
            found += _served(root, asked)
    return found


def _quality(asked: list[Question]) -> list[Figure]:
    """Answer the questions from the CEDS elements alone, each engine in the manner that is its best."""
    made = documents(len(rows()))
    snapshot = load_documents(made).sound()
    with tempfile.TemporaryDirectory() as folder:
        search = DictionarySearch(Path(folder), scope="all")
        search.keep_up(snapshot, on=TODAY, beside=False)
        ours = _ranks(lambda words: _ids(search, snapshot, words), asked)
    elements = [one for one in made.values() if one["kind"] == "element"]
    rivals = {
        "FTS5": _best(fts5(elements), asked),
        "tantivy": _best(tantivy_index(elements), asked),
    }
    return list(_compared(ours, rivals, asked=asked))


def _ids(search: DictionarySearch, snapshot: Snapshot, words: str) -> list[str]:
    return [hit.id for hit in search.search(snapshot, Asked(words=words, per_page=10), on=TODAY).hits]


def _ranks(ask: Ask, asked: Iterable[Question]) -> list[int | None]:
    """Return at which place a wanted element stands in each answer, if among the first ten."""
    return [
        next((place for place, id in enumerate(ask(one.words), start=1) if id in one.wanted), None)
        for one in asked
    ]


def _best(manners: dict[str, Ask], asked: list[Question]) -> list[int | None]:
    return max((_ranks(ask, asked) for ask in manners.values()), key=_at_one)


def _at_one(ranks: list[int | None]) -> float:
    return sum(rank == 1 for rank in ranks) / len(ranks)


def _at_ten(ranks: list[int | None]) -> float:
    return sum(rank is not None for rank in ranks) / len(ranks)


def _mean_reciprocal(ranks: list[int | None]) -> float:
    return sum(1 / rank for rank in ranks if rank) / len(ranks)


def _compared(
    ours: list[int | None], rivals: dict[str, list[int | None]], *, asked: list[Question]
) -> Iterator[Figure]:
    for name, measure in (("at 1", _at_one), ("at 10", _at_ten), ("mean reciprocal rank", _mean_reciprocal)):
        told = {rival: measure(ranks) for rival, ranks in rivals.items()}
        yield Figure(
            name=f"{len(asked)} questions with known answers, {'success ' if 'at' in name else ''}{name}",
            value=measure(ours),
            unit="",
            at_least=max(told.values()) if name == "at 1" else None,
            note=", ".join(f"{rival} {value:.3f}" for rival, value in told.items()),
        )
    by_kind: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(asked):
        by_kind[one.kind].append(place)
    for kind, places in by_kind.items():
        told = {rival: _at_one([ranks[place] for place in places]) for rival, ranks in rivals.items()}
        yield Figure(
            name=f"{kind}, success at 1",
            value=_at_one([ours[place] for place in places]),
            unit="",
            note=", ".join(f"{rival} {value:.3f}" for rival, value in told.items()),
        )


def _speed(root: Path, snapshot: Snapshot, asked: list[Question]) -> Iterator[Figure]:
    count = f"{len(snapshot.elements):,} definitions"
    search = DictionarySearch(root, scope="all")
    built = seconds(lambda: search.keep_up(snapshot, on=TODAY, beside=False))
    yield Figure(name=f"index of {count}", value=built, unit="s", at_most=30, note="two processes")
    search.search(snapshot, Asked(words="birth"), on=TODAY)
    words = [one.words for one in asked]
    took = _each(words, lambda one: search.search(snapshot, Asked(words=one), on=TODAY))
    yield from _told("searching in the process", took, most=15, note="a page of 20 with snippets and facets")
    yield from _told(
        "as-you-type in the process",
        _each(_typed(), lambda one: search.suggest(snapshot, one, on=TODAY)),
        most=10,
    )
    yield Figure(
        name="one changed definition is searchable after",
        value=_changed(root, search),
        unit="s",
        at_most=0.2,
        note="from the new snapshot to the answer that has it",
    )


def _typed() -> list[str]:
    """Return names as somebody has typed them so far: any length from one letter on."""
    rng = Random(4)
    names = [rng.choice(rows()).name.lower() for _ in range(TYPED)]
    return [name[: rng.randint(1, len(name))] for name in names]


def _each(words: list[str], work: Callable[[str], object]) -> list[float]:
    """Return how many milliseconds each takes, after a few that are not counted."""
    for one in words[:WARM]:
        work(f"{one} x")
    taken = []
    for one in words:
        start = time.perf_counter()
        work(one)
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


def _told(name: str, taken: list[float], *, most: float, note: str = "") -> Iterator[Figure]:
    half, late = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    note = "; ".join(part for part in (f"median {half:.2f} ms", note) if part)
    yield Figure(name=f"{name}, 95th percentile", value=late, unit="ms", at_most=most, note=note)


def _changed(root: Path, search: DictionarySearch) -> float:
    """Change a word of one definition, load the catalog, and time from there."""
    file = next((root / "definitions/elements").iterdir()) / "1.0.0.yaml"
    document = json.loads(file.read_text(encoding="utf-8"))
    document["definition"] += " Zebrafinch."
    file.write_text(json.dumps(document), encoding="utf-8")
    snapshot = load(root, cache_folder=Path(os.environ["P20W_CACHE"])).sound()

    def work() -> None:
        search.keep_up(snapshot, on=TODAY)
        found = search.search(snapshot, Asked(words="zebrafinch"), on=TODAY)
        assert [hit.id for hit in found.hits] == [document["id"]]

    return seconds(work)


def _served(root: Path, asked: list[Question]) -> Iterator[Figure]:
    """Ask a running server the same, over its socket."""
    with ExitStack() as stack:
        port = stack.enter_context(_serving(root))
        connection = http.client.HTTPConnection("127.0.0.1", port)
        stack.callback(connection.close)

        def got(address: str) -> bytes:
            connection.request("GET", address)
            answer = connection.getresponse()
            assert answer.status == 200, address
            return answer.read()

        _wait_for_index(got)
        words = [one.words for one in asked]
        yield from _told(
            "searching in the running server",
            _each(words, lambda one: got(f"/search.json?q={quote(one)}")),
            most=15,
            note="the answer as JSON",
        )
        pages = _each(words[:100], lambda one: got(f"/search?q={quote(one)}"))
        yield Figure(name="the page of results, median", value=pages[len(pages) // 2], unit="ms")
        yield from _told(
            "as-you-type in the running server",
            _each(_typed(), lambda one: got(f"/search/suggest?q={quote(one)}")),
            most=10,
        )


def _wait_for_index(got: Callable[[str], bytes]) -> None:
    for _ in range(600):
        told: dict[str, Any] = json.loads(got("/search.json?q=birth"))
        if told["index"] == "current":
            return
        time.sleep(0.5)
    raise AssertionError("the server has no index")


@contextmanager
def _serving(root: Path) -> Iterator[int]:
    command = [sys.executable, str(ROOT / "cli.py"), "--catalog", str(root), "serve", "--port", "0"]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ}
    )
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        yield int(line.rstrip().rstrip("/").rpartition(":")[2])
    finally:
        server.terminate()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


if __name__ == "__main__":
    tell(figures())
