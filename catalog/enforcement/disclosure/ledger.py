"""The ledger: what was released, kept privately, only ever added to, and refused whole where it is broken.

Each entry is a file of its own. Its name holds its number and the hash of its bytes, its text the hash of
the entry before it, and the file ``head`` says which entry is the last; so an entry that was changed, taken
out or torn is seen. Whoever rewrites all of it contradicts the receipts, which carry ``Entry.chain``.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalog.enforcement.disclosure.published import DisclosureFinding
from catalog.enforcement.disclosure.releases import Release, against, canonical, digest, release_from
from catalog.errors import BadInput, WriteRefused
from catalog.whole_files import write_file

_NAME: Final = re.compile(r"([0-9]{8})-([0-9a-f]{64})\.json")
_HEAD: Final = re.compile(r"([0-9]{8})-([0-9a-f]{64})\n")
_BESIDE: Final = re.compile(r"\.[0-9a-f]{16}\.new")
_LOCK: Final = "lock"
_HEAD_NAME: Final = "head"
_NOTHING: Final = "0" * 64
_HINT: Final = "restore the ledger from a backup: without it nobody can say what a new table would give away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One release in its place. ``chain`` is the hash of the entry's file, which the next entry names."""

    number: int
    id: str
    chain: str
    release: Release


class Ledger:
    """The ledger in a folder. Nothing is read from one that others could have written in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self) -> None:
        """Make an empty ledger where there is none; one that is there stays as it is."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._require_own()
            with self._locked():
                if not any(name != _LOCK for name in self._names()):
                    self._write(_HEAD_NAME, _head(0, _NOTHING))
        except OSError as error:
            raise WriteRefused(f"cannot make the ledger of releases: {error.strerror}") from error

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries, the oldest first. Raises ``BadInput`` where any of them cannot be trusted."""
        with self.held() as book:
            return book.entries

    def record(self, release: Release) -> Entry:
        """Write a release down, unchecked; one that is there already is returned as it stands."""
        with self.held() as book:
            return book.record(release)

    def admit(self, release: Release) -> tuple[DisclosureFinding, ...]:
        """Check a release against all earlier ones and, where nothing is found, record it: one step for all.

        Of two processes that release at once, the second is checked against what the first one recorded.
        """
        with self.held() as book:
            findings = book.findings(release)
            if not findings:
                book.record(release)
            return findings

    @contextmanager
    def held(self) -> Iterator[Book]:
        """Hold the ledger against other processes, read and checked; wait for whoever holds it."""
        with ExitStack() as until_done:
            try:
                self._require_own()
                until_done.enter_context(self._locked())
                book = Book(self, self._read())
            except OSError as error:
                raise BadInput(
                    f"the ledger of releases cannot be used: {error.strerror}", hint=_HINT
                ) from error
            yield book

    def _add(self, entries: tuple[Entry, ...], release: Release) -> Entry:
        number = len(entries) + 1
        previous = entries[-1].chain if entries else _NOTHING
        data = canonical({"number": number, "previous": previous, "release": release.document()})
        chain = hashlib.sha256(data).hexdigest()
        try:
            for left in self._names():
                if _BESIDE.fullmatch(left):
                    (self._folder / left).unlink()
            if self._bytes(_HEAD_NAME) != _head(number - 1, previous):
                self._write(_HEAD_NAME, _head(number - 1, previous))
            self._write(f"{number:08d}-{chain}.json", data)
            self._write(_HEAD_NAME, _head(number, chain))
        except OSError as error:
            raise WriteRefused(f"cannot write the ledger of releases: {error.strerror}") from error
        return Entry(number=number, id=release.id, chain=chain, release=release)

    def _read(self) -> tuple[Entry, ...]:
        names = sorted(name for name in self._names() if not _BESIDE.fullmatch(name))
        kept = [found for name in names if (found := _NAME.fullmatch(name))]
        if {_HEAD_NAME, _LOCK, *(found[0] for found in kept)} != set(names):
            raise _broken("it has no head, or a file that is none of its own")
        entries: list[Entry] = []
        for number, found in enumerate(kept, start=1):
            if int(found[1]) != number:
                raise _broken("an entry is missing, or there twice")
            entries.append(self._entry(found[0], chain=found[2], after=entries))
        self._require_head(entries)
        return tuple(entries)

    def _entry(self, name: str, *, chain: str, after: list[Entry]) -> Entry:
        data = self._bytes(name)
        if hashlib.sha256(data).hexdigest() != chain:
            raise _broken("an entry was changed or torn")
        try:
            document = json.loads(data)
            written = canonical(document) == data
            release = release_from(document["release"])
            stated = document["number"], document["previous"]
        except (
            ValueError,
            TypeError,
            KeyError,
            RecursionError,
            BadInput,
        ) as error:
            raise _broken("an entry cannot be read") from error
        expected = len(after) + 1, after[-1].chain if after else _NOTHING
        if not written or stated != expected or set(document) != {"number", "previous", "release"}:
            raise _broken("an entry does not follow the one before it")
        return Entry(number=expected[0], id=digest(document["release"]), chain=chain, release=release)

    def _require_head(self, entries: list[Entry]) -> None:
        """The head names the last entry, or the one before it, where a crash came between the two files."""
        found = _HEAD.fullmatch(self._bytes(_HEAD_NAME).decode("ascii", errors="replace"))
        chains = [_NOTHING, *(entry.chain for entry in entries)]
        known = {(len(chains) - 1, chains[-1]), (len(chains) - 2, chains[-2] if entries else "")}
        if found is None or (int(found[1]), found[2]) not in known:
            raise _broken("its last entry is missing, or was changed")

    def _names(self) -> list[str]:
        return [entry.name for entry in self._folder.iterdir()]

    def _bytes(self, name: str) -> bytes:
        handle = os.open(self._folder / name, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
                raise _broken("a file in it is not its user's alone")
            return file.read()

    def _write(self, name: str, data: bytes) -> None:
        write_file(self._folder / name, data, private=True, replace=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        handle = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _require_own(self) -> None:
        try:
            found = self._folder.lstat()
        except FileNotFoundError as error:
            hint = "begin a new one only where nothing was ever released; else restore it from a backup"
            raise BadInput("there is no ledger of releases in its folder", hint=hint) from error
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise _broken("its folder is not its user's alone")


class Book:
    """A ledger that is held: what it says cannot change until it is let go."""

    def __init__(self, ledger: Ledger, entries: tuple[Entry, ...]) -> None:
        self._ledger = ledger
        self.entries = entries

    def findings(self, release: Release) -> tuple[DisclosureFinding, ...]:
        """Return why a release may not follow the ones that are recorded."""
        earlier = (entry.release for entry in self.entries if entry.id != release.id)
        found = (finding for old in earlier for finding in against(release, old))
        return tuple(dict.fromkeys(found))

    def record(self, release: Release) -> Entry:
        """Write a release down, once."""
        same = next((entry for entry in self.entries if entry.id == release.id), None)
        if same is not None:
            return same
        made = self._ledger._add(self.entries, release)  # noqa: SLF001  # the ledger and its book are one
        self.entries = (*self.entries, made)
        return made


def check_against(ledger: Ledger, release: Release) -> tuple[DisclosureFinding, ...]:
    """Return why a release may not follow the ones that a ledger holds. Nothing is recorded."""
    with ledger.held() as book:
        return book.findings(release)


def _head(number: int, chain: str) -> bytes:
    return f"{number:08d}-{chain}\n".encode("ascii")


def _broken(what: str) -> BadInput:
    return BadInput(f"the ledger of releases is broken: {what}", hint=_HINT)
