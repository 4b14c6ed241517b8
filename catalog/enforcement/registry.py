"""What was let through, kept for good: one receipt a file, under the name that its content gives it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from catalog.errors import BadInput, WriteRefused
from catalog.whole_files import write_file

_NAME: Final = re.compile(r"([0-9a-f]{64})\.json")


class Registry:
    """A private folder of receipts. None is changed or removed here; the same release stands in it once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, release: str, text: bytes) -> None:
        """Keep a receipt under the digest that names its release. Raises ``WriteRefused``."""
        path = self._folder / f"{release.removeprefix('sha256:')}.json"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(path, text, private=True, replace=True)
        except OSError as error:
            raise WriteRefused(
                f"the release cannot be registered in `{self._folder}`: {error.strerror}",
                hint="P20W_RELEASES names the folder; nothing was let through",
            ) from error

    def __contains__(self, release: str) -> bool:
        return (self._folder / f"{release.removeprefix('sha256:')}.json").is_file()

    def receipts(self) -> Iterator[Mapping[str, Any]]:
        """Yield every receipt, in the order of their names. Raises ``BadInput`` where one cannot be read."""
        try:
            names = sorted(path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name))
        except FileNotFoundError:
            return
        except OSError as error:
            raise BadInput(f"the releases in `{self._folder}` cannot be read: {error.strerror}") from error
        for name in names:
            try:
                yield json.loads((self._folder / name).read_bytes())
            except (OSError, ValueError) as error:
                raise BadInput(f"the release `{self._folder / name}` cannot be read") from error
