"""The keys of pseudonyms, as whoever runs the gate keeps them: which there are, and a new one."""

from __future__ import annotations

from pathlib import Path

from catalog.config import settings
from catalog.enforcement.keys import Keyring
from catalog.errors import BadInput


def keys_folder() -> Path:
    """Return the folder of the keys. Raises ``BadInput`` where there is no place for one."""
    folder = settings().keys
    if folder is None:
        raise BadInput(
            "there is nowhere to keep keys of pseudonyms", hint="name a private folder in P20W_KEYS"
        )
    return folder


def keyring(root: Path) -> Keyring:
    """Return the keyring. Raises ``BadInput`` where it lies in the catalog, which others may read."""
    folder = keys_folder()
    if folder.resolve().is_relative_to(root.resolve()):
        raise BadInput(
            f"the keys in `{folder}` lie in the catalog, which others may read",
            hint="name a private folder in P20W_KEYS",
        )
    return Keyring(folder)
