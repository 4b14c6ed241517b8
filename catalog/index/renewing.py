"""Bring the index to what the catalog says now: only what changed is written, or everything anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from catalog.index.about import About, code_version, summed
from catalog.index.entries import Entry, Source
from catalog.index.folder import IndexFolder
from catalog.index.generation import Generation
from catalog.index.schema import NAME
from catalog.index.writing import build, update

_MOST_CHANGED: Final = 4
"""Where more than one entry in so many is to be written or was deleted, everything is written anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs between an index and what the catalog says now."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]


def renewed(
    folder: IndexFolder, source: Source, *, before: Generation | None, most: int | None = None
) -> str | None:
    """Bring the index to what the source says, and return the name of the generation that has it.

    Whoever comes second waits, and finds it done. ``before`` is the current generation, opened already, if
    it can be the start of the next. Where more than ``most`` entries would be written, nothing is, and
    nothing is returned. Raises ``IndexUnusable`` where nothing can be written.
    """
    fingerprints = {key: _short(said) for key, said in source.fingerprints().items()}
    found = None if before is None else changes(before.about, source, fingerprints)
    if before is not None and found is not None and _are_many(before, found):
        found = None
    count = len(fingerprints) if found is None else len(found.changed) + len(found.gone)
    if most is not None and count > most:
        return None
    beside = folder.beside()
    noted: dict[str, tuple[str, ...]] = {}
    if before is None or found is None:
        build(beside, _entries(source, sorted(fingerprints), noted), count=len(fingerprints))
    else:
        moved = {*found.gone, *found.changed}
        noted |= {key: names for key, names in before.about.leans_on.items() if key not in moved}
        entries = list(_entries(source, found.changed, noted))
        update(before, beside, gone=found.gone, entries=entries)
    About(
        digest=source.digest,
        day=source.day,
        code=code_version(),
        fingerprints=fingerprints,
        leans_on=noted,
        leant={name: source.leant(name) for names in noted.values() for name in names},
        files=_files(beside, before=before),
    ).write(beside)
    return folder.put(beside)


def changes(about: About, source: Source, fingerprints: Mapping[str, bytes]) -> Changes:
    """Compare an index with what there is now."""
    moved = {name for name, digest in about.leant.items() if source.leant(name) != digest}
    changed = [
        key
        for key, fingerprint in fingerprints.items()
        if about.fingerprints.get(key) != fingerprint
        or (moved and not moved.isdisjoint(about.leans_on.get(key, ())))
    ]
    gone = [key for key in about.fingerprints if key not in fingerprints]
    return Changes(changed=tuple(sorted(changed)), gone=tuple(sorted(gone)))


def _short(fingerprint: str) -> bytes:
    """Return a fingerprint in few bytes: there is one for each of many thousand entries."""
    return blake2b(fingerprint.encode(), digest_size=12).digest()


def _are_many(before: Generation, found: Changes) -> bool:
    differing = len(found.changed) + len(found.gone) + before.deleted
    return differing * _MOST_CHANGED > max(before.count, _MOST_CHANGED * 4)


def _entries(
    source: Source, keys: Iterator[str] | list[str] | tuple[str, ...], noted: dict[str, tuple[str, ...]]
) -> Iterator[Entry]:
    """Make the entries one by one, and note what they lean on."""
    for key in keys:
        entry = source.entry(key)
        if entry.leans_on:
            noted[key] = entry.leans_on
        yield entry


def _files(beside: Path, *, before: Generation | None) -> dict[str, tuple[int, int]]:
    """Return the sums of Whoosh's files. Those of segments that were there before are known."""
    known = {} if before is None else before.about.files
    return {
        file.name: known[file.name] if file.name in known and not file.name.startswith("_") else summed(file)
        for file in beside.iterdir()
        if file.name.startswith((f"{NAME}_", f"_{NAME}_")) and "." in file.name
    }
