"""The secret key: made once, kept in a file that its user alone can read."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from catalog.errors import BadInput, WorkspaceUnavailable
from catalog.whole_files import write_file

FILE: Final = "secret.key"
_BYTES: Final = 32
_OTHERS: Final = 0o077
_HINT: Final = "it holds at least 32 bytes and is readable by its user alone (chmod 600)"


def secret_key(file: Path) -> bytes:
    """Return the key in a file, which is made where it is not there. Of two at once, both get one key.

    Raises ``WorkspaceUnavailable`` where it cannot be made or read, ``BadInput`` where it is no key.
    """
    try:
        if not file.exists():
            _make(file)
        key = file.read_bytes()
        mode = file.stat().st_mode
    except OSError as error:
        told = "the secret key cannot be read or made"
        raise WorkspaceUnavailable(told, hint="see P20W_WORKSPACE", cause=str(error)) from error
    if len(key) < _BYTES or mode & _OTHERS:
        raise BadInput(f"`{file}` is no secret key", hint=_HINT)
    return key


def _make(file: Path) -> None:
    """Write a new key beside its place and link it there: whoever looks sees a whole key or none."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):  # another was first, and its key counts
        write_file(file, secrets.token_bytes(_BYTES), private=True)
