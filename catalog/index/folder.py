"""The folder of an index: one generation beside the other, a pointer to the current one, one writer.

A generation never changes once the pointer names it. The pointer is a file that is replaced by a rename,
so that readers find the old generation or the new one, whole, also after a crash. Whoosh keeps pickles in
its files: a folder that others could have written in is not read.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from catalog.errors import IndexUnusable
from catalog.whole_files import flush

_POINTER: Final = "current"
_LOCK: Final = "lock"
_NAME: Final = re.compile(r"g([0-9]{8})-[0-9a-f]{8}")
_BESIDE: Final = ".new-"
_OWN: Final = 0o700
_KEPT: Final = 2
"""So many generations stay: a reader that has just looked at the pointer still finds what it named."""


class IndexFolder:
    """The folder in which an index lives. Nothing is made before something is written."""

    def __init__(self, folder: Path) -> None:
        self.path = folder

    def current(self) -> str | None:
        """Return the name of the current generation. Raises ``IndexUnusable`` where it cannot be trusted."""
        try:
            name = (self.path / _POINTER).read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise IndexUnusable("the search index has no readable pointer") from error
        if not _NAME.fullmatch(name):
            raise IndexUnusable("the search index has no readable pointer")
        self._require_own()
        return name

    def generation(self, name: str) -> Path:
        """Return the folder of a generation."""
        return self.path / name

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder as its one writer, made where it is not there yet; wait for another writer."""
        try:
            self.path.mkdir(mode=_OWN, parents=True, exist_ok=True)
            self._require_own()
            handle = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise IndexUnusable(f"the search index cannot be written: {error.strerror}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def beside(self) -> Path:
        """Make an empty folder for the next generation. What a crash left of an earlier one goes."""
        for left in self.path.glob(f"{_BESIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        made = self.path / f"{_BESIDE}{os.urandom(4).hex()}"
        made.mkdir(mode=_OWN)
        return made

    def put(self, beside: Path) -> str:
        """Make what was written beside the current generation: flushed, renamed, then pointed to."""
        for file in beside.iterdir():
            flush(file)
        flush(beside)
        name = f"g{self._last() + 1:08d}-{os.urandom(4).hex()}"
        beside.rename(self.path / name)
        pointer = self.path / f"{_BESIDE}{_POINTER}"
        pointer.write_text(name, encoding="ascii")
        flush(pointer)
        pointer.replace(self.path / _POINTER)
        flush(self.path)
        self._tidy(name)
        return name

    def _generations(self) -> list[str]:
        return sorted(entry.name for entry in self.path.iterdir() if _NAME.fullmatch(entry.name))

    def _last(self) -> int:
        return max((int(name[1:9]) for name in self._generations()), default=0)

    def _tidy(self, current: str) -> None:
        """Remove old generations. Whoever has one open keeps what he opened."""
        others = [name for name in self._generations() if name != current]
        for name in others[: max(0, len(others) - _KEPT + 1)]:
            shutil.rmtree(self.path / name, ignore_errors=True)

    def _require_own(self) -> None:
        found = self.path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise IndexUnusable(
                "the folder of the search index is not its user's alone, so nothing in it is read",
                hint=f"remove `{self.path}`, or set P20W_CACHE to a folder of your own",
            )
