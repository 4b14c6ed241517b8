"""A catalog's folder becomes a snapshot, cold or through the cache; faults become findings."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from catalog.errors import BadInput, FaultyCatalog, NotACatalog
from catalog.records.finding import Finding
from catalog.records.snapshot import Snapshot
from catalog.store.assembling import Assembly
from catalog.store.cache import UNSEEN, Cache, Remembered
from catalog.store.layout import MOST_BYTES, place_of
from catalog.store.leaf import Leaf, leaf_of, unknown_file
from catalog.store.plain_files import original
from catalog.store.steps import settled
from catalog.store.tree import Stamp, scan

_HIDING: Final = ("yaml-", "shape-", "id-", "not-a-file")
"""Codes of faults that leave a record out: what refers to it is not at fault, so references wait."""
Progress = Callable[[int, int], None]
"""Told now and then how many files of how many are read."""
Known = tuple[Stamp, bytes, Leaf]
"""A file that was read: its stamp, the SHA-256 of its bytes, its leaf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a folder holds: a snapshot, or the findings that stop it.

    ``files`` are the sound files, each with its leaf and the SHA-256 of its bytes; none where no folder
    was read.
    """

    snapshot: Snapshot | None
    findings: tuple[Finding, ...]
    files: Mapping[str, tuple[Leaf, bytes]] = field(default_factory=dict)

    def sound(self) -> Snapshot:
        """Return the snapshot; raise ``FaultyCatalog`` with the first fault if there is none."""
        if self.snapshot is None:
            first, more = self.findings[0], len(self.findings) - 1
            place = first.file + (f":{first.line}:{first.column}" if first.line else "")
            others = f" (and {more} more)" if more else ""
            hint = "; ".join(part for part in (first.hint, "`p20w check` lists every fault") if part)
            raise FaultyCatalog(f"{place}: {first.message}{others}", hint=hint)
        return self.snapshot


def is_catalog(root: Path) -> bool:
    """Say whether a folder is a catalog: whether it has a folder of definitions."""
    try:
        return (root / "definitions").is_dir()
    except OSError:
        return False


def load(
    root: Path, *, cache_folder: Path | None, rehash: bool = False, progress: Progress | None = None
) -> Loaded:
    """Read a catalog. With ``rehash`` every byte is read again and compared by hash, not by stamp.

    Raises ``NotACatalog`` where there is none.
    """
    if not is_catalog(root):
        raise NotACatalog(f"`{root}` is not a catalog", hint="`p20w init DIR` makes one")
    with collector_paused():
        files, findings = _files_of_one_state(root, cache_folder, rehash=rehash, progress=progress)
        assembly = Assembly(leaf for _, _, leaf in files.values())
        loaded = _assembled(assembly, findings, data_of=lambda path: _bytes_of(root / path))
        return replace(loaded, files={path: (leaf, content) for path, (_, content, leaf) in files.items()})


def load_with(root: Path, files: Mapping[str, bytes], *, cache_folder: Path | None) -> Loaded:
    """Read a catalog as it would be with these files: for what is judged before it is written."""
    with collector_paused():
        there, findings = _files_of_one_state(root, cache_folder, rehash=False, progress=None)
        leaves = {path: leaf for path, (_, _, leaf) in there.items() if path not in files}
        findings = [finding for finding in findings if finding.file not in files]
        for path, data in files.items():
            read = _read(path, data)
            if isinstance(read, Leaf):
                leaves[path] = read
            else:
                findings.extend(read)
        return _assembled(
            Assembly(leaves.values()),
            findings,
            data_of=lambda path: files[path] if path in files else _bytes_of(root / path),
        )


def remember(root: Path, path: str, *, data: bytes, document: Any, cache_folder: Path | None) -> None:
    """Let the cache know what a file says that was just written, so that nobody has to parse it."""
    place = place_of(path)
    cache = Cache(cache_folder, root)
    before = cache.load()
    if place is None or before.whole is None:
        return
    known = (UNSEEN, hashlib.sha256(data).digest(), leaf_of(path, place, document=document))
    now = Remembered(folders=before.folders, files={**before.files, path: known})
    cache.save(now, before=before, taken_ns=cache.now_ns())


def _files_of_one_state(
    root: Path, cache_folder: Path | None, *, rehash: bool, progress: Progress | None
) -> tuple[Mapping[str, Known], list[Finding]]:
    """Read every file; read again where a step was taken meanwhile, so that no half of one is seen."""
    while True:
        before = settled(root)
        found = _files(root, Cache(cache_folder, root), rehash=rehash, progress=progress)
        if settled(root) == before:
            return found


def _files(
    root: Path, cache: Cache, *, rehash: bool, progress: Progress | None
) -> tuple[Mapping[str, Known], list[Finding]]:
    before = cache.load()
    taken_ns = None if before.files else cache.now_ns()
    try:
        tree = scan(root, before.folders, files={} if rehash else before.files)
    except OSError as error:
        raise BadInput(f"cannot read `{root}`: {error.strerror}") from error
    findings = list(tree.findings)
    now = Remembered(folders=tree.folders, files=tree.same)
    for number, (path, stamp) in enumerate(tree.files.items()):
        known = before.files.get(path)
        if taken_ns is None:
            taken_ns = cache.now_ns()
        if progress is not None and number % 100 == 0:
            progress(number, len(tree.files))
        data = _bytes_of(root / path)
        content = hashlib.sha256(data).digest()
        if known is not None and known[1] == content:
            now.files[path] = known if known[0] == stamp else (stamp, content, known[2])
            continue
        read = _read(path, data)
        if isinstance(read, Leaf):
            now.files[path] = (stamp, content, read)
        else:
            findings.extend(read)
    if taken_ns:
        cache.save(now, before=before, taken_ns=taken_ns)
    return now.files, findings


def _read(path: str, data: bytes) -> Leaf | list[Finding]:
    if place_of(path) is None:
        return [unknown_file(path)]
    from catalog.store.leaves import read_leaf  # noqa: PLC0415  # YAML and schemas, where something has changed

    return read_leaf(path, data)


def _assembled(assembly: Assembly, findings: list[Finding], *, data_of: Callable[[str], bytes]) -> Loaded:
    if not any(finding.code.startswith(_HIDING) for finding in findings):
        findings = [*findings, *assembly.findings(data_of)]
    if findings:
        return Loaded(snapshot=None, findings=tuple(sorted(findings, key=_place)))
    return Loaded(snapshot=assembly.snapshot(), findings=())


def _place(finding: Finding) -> tuple[str, int, int, str]:
    return (finding.file, finding.line or 0, finding.column or 0, finding.code)


def load_files(files: Mapping[str, bytes]) -> Loaded:
    """Return the snapshot of a catalog that is given as bytes by path, as git keeps it."""
    findings: list[Finding] = []
    leaves: list[Leaf] = []
    for path, data in files.items():
        read = _read(path, data)
        if isinstance(read, Leaf):
            leaves.append(read)
        else:
            findings.extend(read)
    return _assembled(Assembly(leaves), findings, data_of=files.__getitem__)


def load_documents(documents: Mapping[str, Any]) -> Loaded:
    """Return the snapshot of a catalog that is given as documents by path, for what-if and for tests."""
    from catalog.store.leaves import checked_leaf  # noqa: PLC0415  # schemas, where documents are given

    findings: list[Finding] = []
    leaves: list[Leaf] = []
    for path, document in documents.items():
        place = place_of(path)
        if place is None:
            findings.append(unknown_file(path))
            continue
        leaf = checked_leaf(path, place, document=document, data=b"null")
        if isinstance(leaf, Leaf):
            leaves.append(leaf)
        else:
            findings.extend(leaf)
    return _assembled(Assembly(leaves), findings, data_of=lambda _: b"")


def _bytes_of(path: Path) -> bytes:
    return original(path, most=MOST_BYTES + 1)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the cyclic collector off while many small objects are made that all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
