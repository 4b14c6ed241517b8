"""A published folder: what of ours lies in it, and how it becomes what is published now.

Each file is written beside and renamed, so that a web server never serves half of one. What is about
to be written is noted first, and the manifest is written last: whatever a crash leaves, the next run
knows as its own and completes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

from catalog.errors import BadInput, WriteRefused
from catalog.interchange.pages import Page

MANIFEST: Final = "manifest.json"
_KIND: Final = "publication"
_NOTED: Final = ".p20w-publishing"
_BESIDE: Final = re.compile(r"\.p20w-part(?:-\d+)?")
_OURS: Final = frozenset({MANIFEST, _NOTED})
_FILE: Final = 0o644
_MASK: Final = 0o022
"""Whatever the umask is elsewhere: whoever runs the web server reads what is published."""
_LARGE: Final = 1 << 20
"""A manifest of so many bytes lists a few thousand files."""
_FEW: Final = 200
"""So many files are flushed to disk one by one; for more of them the system flushes all at once."""


class Listed(NamedTuple):
    """A published file as the manifest has it. ``made_from`` changes whenever its bytes could."""

    sha256: str
    size: int
    made_from: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A file to be published: its address, what it is made from, and how it is made.

    Where its bytes are known beforehand ``sha256`` says which they are. Else ``made_from`` is a digest
    of everything that it is made from. ``page`` makes the page before it became a file, where it is one;
    ``moved_to`` is where it leads, if all that it says is that something has another address now. A page
    that ``has_twins`` is told to programs too, where no record stands beside it. Files ``made_with`` one
    another come from one piece of work, and are quickest made by one hand.
    """

    address: str
    make: Callable[[], bytes]
    page: Callable[[], Page] | None = None
    sha256: str | None = None
    made_from: str | None = None
    moved_to: str | None = None
    has_twins: bool = False
    made_with: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What lies in a folder: its files, what the last manifest listed, and what was noted before a crash.

    ``intact`` are the listed files that are still there, byte for byte.
    """

    there: set[str]
    before: dict[str, Listed]
    about: dict[str, Any]
    noted: set[str]
    intact: set[str]


Look = Callable[[], Seen]
"""Gives what lies in a folder, once it has been looked at."""


class Site:
    """A folder that holds an earlier publication, a part of one, or nothing. Made by ``opened``.

    Raises, when what lies in it is first asked for, ``WriteRefused`` where that is not all ours.
    """

    def __init__(self, folder: Path, look: Look) -> None:
        self._folder = folder
        self._base = f"{folder}{os.sep}"
        self._look = look
        self._made = {""}
        self._since = 0

    @cached_property
    def _seen(self) -> Seen:
        return self._look()

    @property
    def about(self) -> Mapping[str, Any]:
        """What the last publication said of itself."""
        return self._seen.about

    def earlier(self, address: str) -> Iterator[tuple[int, str]]:
        """Yield the size and the SHA-256 that earlier publications here gave a file.

        It is as the manifest lists it; one that was cut short may have put another there after that.
        """
        listed = self._seen.before.get(address)
        if listed is not None:
            yield listed.size, listed.sha256
        if address in self._seen.noted and address in self._seen.there:
            data = (self._folder / address).read_bytes()
            yield len(data), hashlib.sha256(data).hexdigest()

    def as_it_was(self, planned: Planned) -> Listed | None:
        """Return what is published already, if it is byte for byte what the plan asks for."""
        if planned.address not in self._seen.intact:
            return None
        listed = self._seen.before[planned.address]
        if planned.sha256 is None and (planned.made_from is None or listed.made_from != planned.made_from):
            return None
        if planned.sha256 is not None and listed.sha256 != planned.sha256:
            return None
        return (
            listed if listed.made_from == planned.made_from else listed._replace(made_from=planned.made_from)
        )

    def note(self, addresses: list[str]) -> None:
        """Note what is about to be written, so that the next run knows it as ours."""
        self._since = len(addresses)
        self.put(_NOTED, json.dumps(sorted(addresses)).encode())

    def put(self, address: str, data: bytes) -> None:
        """Write one file, whole or not at all."""
        folder, beside = address.rpartition("/")[0], f"{self._base}.p20w-part-{os.getpid()}"
        mask = os.umask(_MASK)
        try:
            if folder not in self._made:
                _make(Path(self._base, folder), [])
                self._made.add(folder)
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, _FILE)
        finally:
            os.umask(mask)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if self._since <= _FEW or address in _OURS:
                file.flush()
                os.fsync(file.fileno())
        os.replace(beside, self._base + address)  # noqa: PTH105  # many thousand times

    def remove_others(self, addresses: set[str]) -> int:
        """Remove what is published no longer, and folders that are empty then. Return how many files."""
        gone = sorted(self._seen.there - addresses - _OURS)
        for address in gone:
            path = self._folder / address
            path.unlink()
            for folder in path.parents:
                if folder == self._folder or any(folder.iterdir()):
                    break
                folder.rmdir()
        return len(gone)

    def finish(self, manifest: bytes) -> bool:
        """Write the manifest, the last of all, and strike off the note. Say whether it is another."""
        path = self._folder / MANIFEST
        changed = not path.is_file() or path.read_bytes() != manifest
        if changed:
            if self._since > _FEW:
                os.sync()
            self.put(MANIFEST, manifest)
        (self._folder / _NOTED).unlink(missing_ok=True)
        return changed


@contextmanager
def opened(folder: Path, *, beside: Callable[[Look], Look] | None = None) -> Iterator[Site]:
    """Hold a folder for one publication, made where it is not there yet.

    Where a large publication lies in it, ``beside`` may look at it while something else is done. Raises
    ``WriteRefused``, before anything is written, where the folder holds something else.
    """
    if folder.is_symlink():
        raise WriteRefused(f"`{folder}` is a symbolic link", hint="name the folder that it leads to")
    made: list[Path] = []
    mask = os.umask(_MASK)
    try:
        _make(folder, made)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise WriteRefused(f"cannot write in `{folder}`: {error.strerror}") from error
    finally:
        os.umask(mask)
    try:
        _hold(handle, folder)
        yield Site(folder, _looking(folder, beside))
    except OSError as error:
        raise WriteRefused(f"cannot write in `{folder}`: {error.strerror}") from error
    finally:
        os.close(handle)
        for one in reversed(made):
            if not any(one.iterdir()):
                one.rmdir()


def _looking(folder: Path, beside: Callable[[Look], Look] | None) -> Look:
    manifest = folder / MANIFEST
    if beside is not None and manifest.is_file() and manifest.stat().st_size > _LARGE:
        return beside(partial(_looked, folder))
    seen = _looked(folder)
    return lambda: seen


def _looked(folder: Path) -> Seen:
    """Look at everything in a folder, and read every file that the last publication listed."""
    there = set(_walk(folder))
    before, about = _manifest(folder)
    noted = _noted(folder)
    beside = {address for address in there if _BESIDE.fullmatch(address)}
    foreign = sorted(there - before.keys() - noted - _OURS - beside)
    if foreign:
        more = f" (and {len(foreign) - 1} more)" if len(foreign) > 1 else ""
        raise WriteRefused(
            f"`{folder}` holds `{foreign[0]}`{more}, which no publication of this catalog put there",
            hint="name a new or empty folder, or move out what is not published",
        )
    for address in beside:
        (folder / address).unlink()
    base = f"{folder}{os.sep}"
    intact = {
        address for address, listed in before.items() if address in there and _holds(base, address, listed)
    }
    return Seen(there=there - beside, before=before, about=about, noted=noted, intact=intact)


def _holds(base: str, address: str, listed: Listed) -> bool:
    handle = os.open(base + address, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        data = os.read(handle, listed.size + 1)
        while len(data) < listed.size and (more := os.read(handle, listed.size + 1 - len(data))):
            data += more
    finally:
        os.close(handle)
    return len(data) == listed.size and hashlib.sha256(data).hexdigest() == listed.sha256


def manifest_bytes(about: Mapping[str, Any], files: Mapping[str, Listed]) -> bytes:
    """Return the manifest: what was published, then a file a line, with its hash, its size, its inputs."""
    head = json.dumps({"kind": _KIND, **about}, sort_keys=True).removesuffix("}")
    lines = ",\n".join(f"{json.dumps(address)}: {_told(files[address])}" for address in sorted(files))
    return f'{head}, "files": {{\n{lines}\n}}}}\n'.encode()


def _told(listed: Listed) -> str:
    made_from = f', "made_from": "{listed.made_from}"' if listed.made_from else ""
    return f'{{"sha256": "{listed.sha256}", "size": {listed.size}{made_from}}}'


def _make(folder: Path, made: list[Path]) -> None:
    """Make a folder, and those above it that are missing; note which."""
    if folder.is_dir():
        return
    _make(folder.parent, made)
    folder.mkdir(exist_ok=True)
    made.append(folder)


def _hold(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise WriteRefused(f"another publication is writing in `{folder}`", hint="wait for it") from error


def _walk(folder: Path) -> Iterator[str]:
    """List every file in a folder. Links and other things that are no files are refused."""
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        with os.scandir(folder / inside) as entries:
            for entry in entries:
                address = inside + entry.name
                if entry.is_file(follow_symlinks=False):
                    yield address
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{address}/")
                else:
                    raise WriteRefused(
                        f"`{folder / address}` is a symbolic link or something else that is no file",
                        hint="remove it: what a link leads to could lie anywhere",
                    )


def _manifest(folder: Path) -> tuple[dict[str, Listed], dict[str, Any]]:
    """Return what the last publication listed, and said of itself; nothing where there was none."""
    try:
        document = json.loads((folder / MANIFEST).read_bytes())
        if document["kind"] != _KIND:
            _not_ours(folder)
        files = {
            address: Listed(str(of["sha256"]), int(of["size"]), of.get("made_from"))
            for address, of in document.pop("files").items()
        }
        document["log"] = int(document.get("log", 0))
    except FileNotFoundError:
        return {}, {}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        _not_ours(folder)
    return files, document


def _not_ours(folder: Path) -> NoReturn:
    raise BadInput(
        f"`{folder / MANIFEST}` is not the manifest of a publication",
        hint="name a new or empty folder, or one that `p20w publish` filled",
    )


def _noted(folder: Path) -> set[str]:
    """Return what a publication that was cut short was about to write."""
    try:
        return {str(address) for address in json.loads((folder / _NOTED).read_bytes())}
    except FileNotFoundError:
        return set()
    except (ValueError, TypeError, RecursionError) as error:
        raise BadInput(
            f"`{folder / _NOTED}` is not what a publication that was cut short leaves",
            hint="name a new or empty folder",
        ) from error
