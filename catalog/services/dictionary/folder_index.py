"""The index of a published folder: small files that the search page's own script loads as it needs them.

``find/about.json`` says how many there are of what; a word stands in the shard of its first two letters,
with the number and the weight of each definition that has it; ``find/names-NNN.json`` has what is shown.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from catalog.index.terms import surface_weights
from catalog.index.words import STOPS
from catalog.services.dictionary.entries import Catalogued
from catalog.services.dictionary.results import ELEMENT
from catalog.services.dictionary.showing import shown_of

SHARDS: Final = 256
BLOCK: Final = 200
FOLDER: Final = "find"
_LONGEST: Final = 200
_SCALE: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderIndex:
    """The index of the public definitions as of a day, shard by shard."""

    names: tuple[tuple[str, str, str, str], ...]
    shards: tuple[dict[str, list[int]], ...]

    def about(self) -> bytes:
        """Return what the script must know first."""
        return _json({"block": BLOCK, "count": len(self.names), "shards": SHARDS, "stops": sorted(STOPS)})

    def words(self, number: int) -> bytes:
        """Return one shard of the words."""
        return _json(self.shards[number])

    def block(self, number: int) -> bytes:
        """Return what is shown of some of the definitions."""
        return _json(self.names[number * BLOCK : (number + 1) * BLOCK])


def addresses(count: int) -> Iterator[str]:
    """Yield the addresses of the files for so many definitions."""
    yield f"{FOLDER}/about.json"
    yield from (f"{FOLDER}/words-{number:03d}.json" for number in range(SHARDS))
    yield from (f"{FOLDER}/names-{number:03d}.json" for number in range(-(-count // BLOCK)))


def folder_index(source: Catalogued) -> FolderIndex:
    """Make the index of the public definitions of a catalog."""
    names: list[tuple[str, str, str, str]] = []
    shards: tuple[dict[str, list[int]], ...] = tuple(defaultdict(list) for _ in range(SHARDS))
    for id in definitions_of(source):
        key = f"{ELEMENT}:{id}"
        shown, text = shown_of(source.standings, key, language="en"), source.standings.shown(ELEMENT, id)
        if shown is None or text is None:
            continue
        spanish = text.record.translations.get("es")
        plain = (text.record.plain_language or text.record.definition)[:_LONGEST]
        number = len(names)
        names.append((str(id), shown.title, plain, (spanish and spanish.title) or ""))
        for word, weight in sorted(surface_weights(source.entry(key)).items()):
            shards[shard_of(word)][word] += (number, max(1, round(_SCALE * weight)))
    return FolderIndex(names=tuple(names), shards=shards)


def definitions_of(source: Catalogued) -> list[str]:
    """Return the ids of the definitions that are found, in order."""
    standings = source.standings
    return sorted(id for id in standings.snapshot.elements if standings.versions(ELEMENT, id))


def made(index: FolderIndex, address: str) -> bytes:
    """Return one file of the index."""
    name = address.removeprefix(f"{FOLDER}/").removesuffix(".json")
    kind, _, number = name.partition("-")
    if kind == "about":
        return index.about()
    return index.words(int(number)) if kind == "words" else index.block(int(number))


def shard_of(word: str) -> int:
    """Return the shard of a word: by its first two letters, as the script works it out."""
    units = word[:2].encode("utf-16-le")
    first = int.from_bytes(units[:2], "little")
    second = int.from_bytes(units[2:4], "little")
    return (first * 31 + second) % SHARDS


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
