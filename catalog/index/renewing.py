"""Bring the index to what the catalog says now: only what changed is written, or everything anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalog.errors import IndexUnusable
from catalog.index.about import About, code_version, summed
from catalog.index.entries import Entry, Source
from catalog.index.folder import IndexFolder
from catalog.index.schema import NAME
from catalog.index.segments import segments_in
from catalog.index.writing import build, update

_MOST_CHANGED: Final = 4
"""Where more than one entry in so many is to be written or was deleted, everything is written anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs between an index and what the catalog says now."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]


def renewed(folder: IndexFolder, source: Source, *, anew: bool = False) -> str:
    """Bring the index to what the source says, and return the name of the generation that has it.

    Whoever comes second waits, and finds it done. With ``anew`` nothing of what is there is used.
    Raises ``IndexUnusable`` where nothing can be written.
    """
    with folder.held():
        before = None if anew else _usable(folder)
        if before is not None and before[1].is_of(source.digest, source.day):
            return before[0]
        try:
            return folder.put(_written(folder, source, before=before))
        except OSError as error:
            raise IndexUnusable(f"the search index cannot be written: {error.strerror}") from error


def differing(folder: IndexFolder, source: Source) -> int:
    """Return how many entries an index lacks, or has too many, or has as they were before."""
    before = _usable(folder)
    if before is not None and before[1].is_of(source.digest, source.day):
        return 0
    fingerprints = dict(source.fingerprints())
    if before is None:
        return len(fingerprints)
    found = changes(before[1], source, fingerprints)
    if _are_many(folder.generation(before[0]), before[1], found):
        return len(fingerprints)
    return len(found.changed) + len(found.gone)


def _usable(folder: IndexFolder) -> tuple[str, About] | None:
    """Return the current generation, if it can be the start of the next."""
    try:
        name = folder.current()
        about = None if name is None else About.read(folder.generation(name))
        if name is None or about is None:
            return None
        about.require_sound(folder.generation(name))
    except IndexUnusable:
        return None
    return name, about


def _written(folder: IndexFolder, source: Source, *, before: tuple[str, About] | None) -> Path:
    fingerprints = dict(source.fingerprints())
    beside = folder.beside()
    noted: dict[str, tuple[str, ...]] = {}
    found = None if before is None else changes(before[1], source, fingerprints)
    if before is None or found is None or _are_many(folder.generation(before[0]), before[1], found):
        build(beside, _entries(source, sorted(fingerprints), noted), count=len(fingerprints))
    else:
        noted = {
            key: names
            for key, names in before[1].leans_on.items()
            if key not in {*found.gone, *found.changed}
        }
        entries = list(_entries(source, found.changed, noted))
        update(folder.generation(before[0]), beside, gone=found.gone, entries=entries)
    About(
        digest=source.digest,
        day=source.day,
        code=code_version(),
        fingerprints=fingerprints,
        leans_on=noted,
        leant={name: source.leant(name) for names in noted.values() for name in names},
        files=_files(beside, before=before, folder=folder),
    ).write(beside)
    return beside


def changes(about: About, source: Source, fingerprints: dict[str, str]) -> Changes:
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


def _are_many(folder: Path, about: About, found: Changes) -> bool:
    deleted = sum(segment.deleted_count() for segment in segments_in(folder))
    differing = len(found.changed) + len(found.gone) + deleted
    return bool(differing * _MOST_CHANGED > max(len(about.fingerprints), _MOST_CHANGED * 4))


def _entries(
    source: Source, keys: Iterator[str] | list[str] | tuple[str, ...], noted: dict[str, tuple[str, ...]]
) -> Iterator[Entry]:
    """Make the entries one by one, and note what they lean on."""
    for key in keys:
        entry = source.entry(key)
        if entry.leans_on:
            noted[key] = entry.leans_on
        yield entry


def _files(
    beside: Path, *, before: tuple[str, About] | None, folder: IndexFolder
) -> dict[str, tuple[int, int]]:
    """Return the sums of Whoosh's files; of those shared with the generation before they are known."""
    found = {}
    for file in beside.iterdir():
        if file.name.startswith((f"{NAME}_", f"_{NAME}_")) and "WRITELOCK" not in file.name:
            known = None if before is None else before[1].files.get(file.name)
            shared = (
                known is not None
                and before is not None
                and file.samefile(folder.generation(before[0]) / file.name)
            )
            found[file.name] = known if shared and known is not None else summed(file)
    return found
