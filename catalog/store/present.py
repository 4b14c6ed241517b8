"""What the files of a catalog say now: one record at a time, by its place, whatever the others say."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from catalog.records.ids import Digest
from catalog.store.cache import Cache
from catalog.store.canonical import digest
from catalog.store.layout import MOST_BYTES
from catalog.store.leaf import Leaf
from catalog.store.plain_files import plain_bytes
from catalog.store.yaml_text import YamlFault, read


@dataclass(frozen=True)
class PresentRecord:
    """A record as its file has it: the digest, and what it says when that is asked."""

    digest: Digest
    source: Leaf | Any

    @cached_property
    def document(self) -> Any:
        """What the file says."""
        return self.source.document() if isinstance(self.source, Leaf) else self.source


class PresentFiles:
    """The files of a catalog. Each is read again; only the parsing of known bytes is remembered."""

    def __init__(self, root: Path, *, cache_folder: Path | None) -> None:
        self._root = root
        self._known = Cache(cache_folder, root).load().files

    def record(self, path: str) -> PresentRecord | None:
        """Return the record in a file, ``None`` if there is no such file. Raises ``YamlFault``."""
        try:
            data = plain_bytes(self._root / path, most=MOST_BYTES + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise YamlFault("yaml-syntax", f"cannot be read: {error.strerror}") from error
        known = self._known.get(path)
        if known is not None and known[1] == hashlib.sha256(data).digest():
            return PresentRecord(digest=known[2].digest, source=known[2])
        document = read(data)
        return PresentRecord(digest=digest(document), source=document)

    def below(self, folder: str) -> list[str]:
        """List the YAML files below a folder, sorted."""
        found = []
        for place, folders, names in os.walk(self._root / folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            inside = Path(place).relative_to(self._root).as_posix()
            found += [f"{inside}/{name}" for name in names if name.endswith(".yaml") and name[0] != "."]
        return sorted(found)
