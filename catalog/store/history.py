"""The history of a catalog: what its files said at a revision, and when each last changed.

A catalog in a git repository has one; a catalog in a plain folder has none, and says so.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final, NoReturn, Protocol

from catalog.errors import BadInput, NotFound
from catalog.store.layout import TOP_FOLDERS, is_passed_over

_REGULAR: Final = (b"100644", b"100755", b"100664")
_HINT: Final = "put the catalog under git, or compare two folders"


class History(Protocol):
    """What can be asked about a catalog's past. Paths are relative to the catalog."""

    def revision(self) -> str:
        """Return the revision that the catalog was last committed at."""
        ...

    def last_changed(self, path: str) -> datetime | None:
        """Return when a file was last changed by a commit; ``None`` if no commit holds it."""
        ...

    def text_at(self, revision: str, path: str) -> bytes:
        """Return what a file said at a revision."""
        ...

    def files_at(self, revision: str) -> Mapping[str, bytes]:
        """Return what every file of the catalog said at a revision."""
        ...


def history_of(root: Path) -> History:
    """Return the history of a catalog's folder: git's, or none where it is in no repository."""
    try:
        inside = _git(root, "rev-parse", "--is-inside-work-tree")
    except OSError:
        return NoHistory(root)
    return (
        GitHistory(root) if inside.returncode == 0 and inside.stdout.strip() == b"true" else NoHistory(root)
    )


class NoHistory:
    """A catalog in a plain folder: every question about its past raises ``NotFound``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def revision(self) -> str:
        """Raise ``NotFound``."""
        self._cannot("which revision it is at")

    def last_changed(self, path: str) -> datetime | None:
        """Raise ``NotFound``."""
        self._cannot(f"when `{path}` was last changed")

    def text_at(self, revision: str, path: str) -> bytes:
        """Raise ``NotFound``."""
        self._cannot(f"what `{path}` said at `{revision}`")

    def files_at(self, revision: str) -> Mapping[str, bytes]:
        """Raise ``NotFound``."""
        self._cannot(f"what it held at `{revision}`")

    def _cannot(self, question: str) -> NoReturn:
        raise NotFound(f"`{self._root}` is in no git repository, so nobody can say {question}", hint=_HINT)


class GitHistory:
    """The history that git keeps, read with the git command. Nothing is ever written."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def revision(self) -> str:
        """Return the commit at ``HEAD``."""
        return self._commit("HEAD")

    def last_changed(self, path: str) -> datetime | None:
        """Return when the newest commit that touches the file was made."""
        return self._changes.get(path)

    def text_at(self, revision: str, path: str) -> bytes:
        """Return the bytes of one file. Raises ``NotFound`` where the revision or the file is not there."""
        found = _git(self._root, "cat-file", "blob", f"{self._commit(revision)}:./{path}")
        if found.returncode != 0:
            raise NotFound(f"`{path}` is not in the catalog at revision `{revision}`")
        return found.stdout

    def files_at(self, revision: str) -> Mapping[str, bytes]:
        """Return the bytes of all records. A symbolic link or another repository inside is refused."""
        listed = self._ask("ls-tree", "-r", "-z", self._commit(revision), "--", *TOP_FOLDERS)
        blobs: dict[str, bytes] = {}
        for entry in filter(None, listed.split(b"\0")):
            about, _, name = entry.partition(b"\t")
            mode, _, blob = about.split(b" ")
            path = name.decode("utf-8", "surrogateescape")
            if is_passed_over(path):
                continue
            if mode not in _REGULAR:
                raise BadInput(f"`{path}` at revision `{revision}` is no regular file, so it is not read")
            blobs[path] = blob
        return dict(zip(blobs, self._contents(list(blobs.values())), strict=True))

    def _contents(self, blobs: list[bytes]) -> list[bytes]:
        told = self._ask("cat-file", "--batch", given=b"".join(blob + b"\n" for blob in blobs))
        contents, at = [], 0
        for _ in blobs:
            head = told.index(b"\n", at)
            size = int(told[at:head].rsplit(b" ", 1)[1])
            contents.append(told[head + 1 : head + 1 + size])
            at = head + size + 2
        return contents

    @cached_property
    def _changes(self) -> Mapping[str, datetime]:
        """Read the whole log once: for each file the newest commit that touches it."""
        if _git(self._root, "rev-parse", "--verify", "--quiet", "HEAD").returncode != 0:
            return {}
        log = self._ask(
            "log", "-c", "--relative", "--name-only", "-z", "--format=%x01%cI", "--", *TOP_FOLDERS
        )
        changes: dict[str, datetime] = {}
        for commit in filter(None, log.split(b"\x01")):
            when, *names = commit.replace(b"\n", b"\0").split(b"\0")
            day = datetime.fromisoformat(when.decode("ascii"))
            for name in filter(None, names):
                changes.setdefault(name.decode("utf-8", "surrogateescape"), day)
        return changes

    def _commit(self, revision: str) -> str:
        named = f"{revision}^{{commit}}"
        found = _git(self._root, "rev-parse", "--verify", "--quiet", "--end-of-options", named)
        if not revision or found.returncode != 0:
            hint = "name a folder, a file, `id@version` of the catalog, or a revision as git knows it"
            raise NotFound(f"git knows no revision `{revision}` of `{self._root}`", hint=hint)
        return found.stdout.decode("ascii").strip()

    def _ask(self, *words: str, given: bytes = b"") -> bytes:
        found = _git(self._root, *words, given=given)
        if found.returncode != 0:
            said = found.stderr.decode("utf-8", "replace").strip().splitlines() or ["nothing"]
            raise BadInput(f"git cannot read the history of `{self._root}`: {said[0]}")
        return found.stdout


def _git(root: Path, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    return subprocess.run(
        ["git", "-C", str(root), *words], input=given, capture_output=True, check=False, env=env
    )
