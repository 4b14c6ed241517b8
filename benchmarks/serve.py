"""The running server at 20,000 definitions: pages, searches, memory; side by side with Datasette.

Both serve the same dictionary, each from one process, to the same readers over loopback: eight
connections that are kept open, each asking for the next page as soon as it has the last. Which
definitions are read follows a curve as readers do, few often and most seldom (Zipf, exponent 1), from
one seed. Each page has been read once before it counts, on both sides: we keep made pages within
bounds, and what a page costs that nobody has read yet is told by itself.
"""

import asyncio
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import quote
from urllib.request import urlopen

from datasette.utils import tilde_encode

from benchmarks.big_dictionary import BigDictionary
from benchmarks.measuring import Figure, tell
from catalog.services.opening import open_snapshot

ROOT = Path(__file__).resolve().parent.parent
READERS = 8
SEED = 20260112


def figures(
    definitions: int = 20_000, seconds: float = 8.0, rounds: int = 3, alone: int = 300
) -> list[Figure]:
    """Serve a dictionary twice, by us and by Datasette, and read both."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        BigDictionary(definitions, versions=1).write(folder / "catalog")
        rows = list(_rows(folder / "catalog"))
        _fill(folder / "dictionary.db", rows)
        names = _as_readers_do([row[0] for row in rows], 4_000)
        words = _words([row[1] for row in rows], alone)
        with ours(folder) as (own, first):
            _await_index(own)
            fresh = _resident(first)
        with ours(folder) as (own, process), _datasette(folder) as theirs:
            found = _pages(own, theirs, names=names, seconds=seconds, rounds=rounds)
            found += _alone(own, rows=rows, words=words)
            found += [
                Figure(
                    name="memory of the worker at the end",
                    value=_resident(process),
                    unit="MiB",
                    at_most=250,
                    note="of a server that found the catalog read and its index built",
                ),
                Figure(name="memory of the first server, which had both made", value=fresh, unit="MiB"),
            ]
        return found


def _pages(ours: str, theirs: str, *, names: list[str], seconds: float, rounds: int) -> list[Figure]:
    """Return how many definition pages a second each side gives, taken in turn."""
    own = [f"/definitions/{name}" for name in names]
    other = [f"/dictionary/definitions/{tilde_encode(name)}" for name in names]
    for address, paths in ((ours, own), (theirs, other)):
        asyncio.run(_waits(address, sorted(set(paths))))
    taken = [
        (asyncio.run(_load(ours, own, seconds)), asyncio.run(_load(theirs, other, seconds)))
        for _ in range(rounds)
    ]
    rates = [statistics.median(side) for side in zip(*taken, strict=True)]
    return [
        Figure(name="definition pages a second", value=rates[0], unit="/s"),
        Figure(name="the same from Datasette", value=rates[1], unit="/s"),
        Figure(
            name="times as many as Datasette",
            value=statistics.median(a / b for a, b in taken),
            unit="x",
            at_least=5,
        ),
    ]


def _alone(ours: str, *, rows: list[tuple[str, ...]], words: list[str]) -> list[Figure]:
    """Return how long one reader waits who is alone: for fresh pages, searches, while typing."""
    fresh = [f"/es/definitions/{row[0]}" for row in Random(SEED + 1).sample(rows, len(words))]
    searches = [f"/search?q={quote(one)}" for one in words]
    typed = [f"/search/suggest?q={quote(one[:length])}" for one in words for length in (2, 4, 7)]
    pages, found, hints = (asyncio.run(_waits(ours, paths)) for paths in (fresh, searches, typed))
    return [
        Figure(
            name="definition page nobody has read yet, median",
            value=statistics.median(pages),
            unit="ms",
            at_most=10,
        ),
        Figure(name="definition page nobody has read yet, p95", value=_p95(pages), unit="ms"),
        Figure(name="search, whole answer with its page, p95", value=_p95(found), unit="ms", at_most=15),
        Figure(name="search, median", value=statistics.median(found), unit="ms"),
        Figure(name="as you type, p95", value=_p95(hints), unit="ms", at_most=10),
        Figure(name="as you type, median", value=statistics.median(hints), unit="ms"),
    ]


async def _load(address: str, paths: list[str], seconds: float) -> float:
    """Return how many answers a second so many readers get."""
    until, done = time.perf_counter() + seconds, 0

    async def read(own: Iterator[str]) -> None:
        nonlocal done
        async with _connected(address) as (reader, writer):
            for path in own:
                if time.perf_counter() >= until:
                    break
                await _get(reader, writer, path)
                done += 1

    def around(start: int) -> Iterator[str]:
        for number in range(start, 1 << 40, READERS):
            yield paths[number % len(paths)]

    begun = time.perf_counter()
    await asyncio.gather(*(read(around(number)) for number in range(READERS)))
    return done / (time.perf_counter() - begun)


async def _waits(address: str, paths: Sequence[str]) -> list[float]:
    """Return the milliseconds until each answer was there, one after another."""
    waits = []
    async with _connected(address) as (reader, writer):
        for path in paths:
            begun = time.perf_counter()
            await _get(reader, writer, path)
            waits.append((time.perf_counter() - begun) * 1000)
    return waits


@asynccontextmanager
async def _connected(address: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


async def _get(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> bytes:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    assert head.startswith("http/1.1 200"), (path, head)
    if "transfer-encoding: chunked" in head:
        return b"".join([part async for part in _chunks(reader)])
    size = re.search(r"content-length: (\d+)", head)
    assert size is not None, head
    return await reader.readexactly(int(size[1]))


async def _chunks(reader: asyncio.StreamReader):  # type: ignore[no-untyped-def]  # bytes, part by part
    while size := int(await reader.readline(), 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)


@contextmanager
def ours(
    folder: Path, warm: Sequence[str] = ("/definitions", "/search?q=pupil")
) -> Iterator[tuple[str, int]]:
    """Serve the catalog of a folder, and yield the address and the process once some pages were read."""
    environment = {
        **os.environ,
        "P20W_CACHE": str(folder / "cache"),
        "P20W_WORKSPACE": str(folder / "workspace"),
    }
    command = [
        sys.executable,
        str(ROOT / "cli.py"),
        "serve",
        "--port",
        "0",
        "--catalog",
        str(folder / "catalog"),
    ]
    with _started(command, environment, until=r"serving at (http://[^/\s]+)") as (address, process):
        asyncio.run(_waits(address, warm))
        yield address, process


@contextmanager
def _datasette(folder: Path) -> Iterator[str]:
    database = str(folder / "dictionary.db")
    command = [sys.executable, "-m", "datasette", "serve", "-i", database, "--port", "8127"]
    with _started(command, dict(os.environ), until=r"running on (http://[^/\s]+)") as (address, _):
        yield address


@contextmanager
def _started(command: list[str], environment: dict[str, str], *, until: str) -> Iterator[tuple[str, int]]:
    """Start a server, and yield its address and number once it says that it is there."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        found = next(filter(None, (re.search(until, line) for line in process.stdout)), None)
        assert found, f"{command} did not start"
        rest = Thread(target=deque, args=(process.stdout, 0))
        rest.start()
        try:
            yield found[1], process.pid
        finally:
            process.terminate()
            process.wait()
            rest.join()


def _await_index(address: str) -> None:
    while True:
        with urlopen(f"{address}/search.json?q=pupil") as answer:  # noqa: S310  # our own server
            if json.load(answer)["index"] == "current":
                return
        time.sleep(0.5)


def _rows(catalog: Path) -> Iterator[tuple[str, ...]]:
    """Yield what the dictionary says of each definition, as a table has it."""
    for texts in open_snapshot(catalog).elements.values():
        record = texts[-1].record
        suppliers = json.dumps([[one.partner, str(one.since), one.field] for one in record.providers])
        yield (
            record.id, record.title, record.definition, record.plain_language or "", record.usage_notes or "",
            record.identifiability, ", ".join(record.regime), ", ".join(record.synonyms), suppliers,
            json.dumps({name: list(ids) for name, ids in record.mappings.items()}),
        )  # fmt: skip


def _fill(database: Path, rows: list[tuple[str, ...]]) -> None:
    with sqlite3.connect(database) as opened:
        opened.execute(
            "create table definitions (id text primary key, title, definition, plain_language, usage_notes,"
            " identifiability, regime, synonyms, providers, mappings)"
        )
        opened.executemany("insert into definitions values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    opened.close()


def _as_readers_do(names: list[str], reads: int) -> list[str]:
    """Return what readers ask for one after another, few definitions often and most seldom."""
    chance = Random(SEED)
    order = chance.sample(names, len(names))
    return chance.choices(order, weights=[1 / rank for rank in range(1, len(order) + 1)], k=reads)


def _words(titles: list[str], many: int) -> list[str]:
    chance = Random(SEED)
    found = [re.findall(r"[A-Za-z]{3,}", title) for title in chance.sample(titles, many)]
    return [" ".join(chance.sample(words, min(len(words), chance.randint(1, 3)))) for words in found if words]


def _p95(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=20)[-1]


def _resident(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


if __name__ == "__main__":
    tell(figures())
