"""Private keys of a log and of its cosigners: made, kept out of the catalog, and read again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalog.errors import BadInput, WriteRefused
from catalog.services.logbook.refusing import KEY_RULE, refused
from catalog.services.refusing import Refused
from catalog.store.notes.keys import KeyKind, NoteFault, SigningKey, is_key_name, read_signing_key
from catalog.store.writing import write_whole

_SECRET_BYTES: Final = 32
_MOST_NAME_BYTES: Final = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeKey:
    """A key that was made: its file, and the public key that a policy lists."""

    file: Path
    vkey: str


def make_key(file: Path, name: str, *, kind: KeyKind, catalog: Path) -> MadeKey | Refused:
    """Make a private key file, readable by its user alone. It is refused inside the catalog.

    Raises ``BadInput`` for a name that no key can have, ``WriteRefused`` where the file is there.
    """
    if not is_key_name(name) or not name.isprintable() or len(name.encode()) > _MOST_NAME_BYTES:
        hint = "no spaces and no `+`; an address without its scheme is usual, as `log.example.org/catalog`"
        raise BadInput(f"`{name}` can be no key's name", hint=hint)
    inside = key_in_catalog(file, catalog)
    if inside is not None:
        return inside
    if file.exists() or file.is_symlink():
        raise WriteRefused(f"`{file}` is there already", hint="a key is never overwritten; name another file")
    key = SigningKey(name=name, kind=kind, secret=os.urandom(_SECRET_BYTES))
    write_whole(file, key.file_bytes(), private=True)
    return MadeKey(file=file, vkey=str(key.verifier))


def key_in_catalog(file: Path, catalog: Path) -> Refused | None:
    """Refuse a key file that lies in the catalog, by its name or by where a link leads."""
    if not _is_within(file, catalog):
        return None
    return refused(
        "key-in-catalog",
        f"`{file}` lies in the catalog, which is published",
        citation=KEY_RULE,
        hint="name a file elsewhere, on a disk that only its office can read",
    )


def open_key(file: Path, kind: KeyKind) -> SigningKey:
    """Read a private key file. Raises ``BadInput``."""
    try:
        return read_signing_key(file.read_bytes(), kind)
    except OSError as error:
        raise BadInput(f"cannot read `{file}`: {error.strerror}") from error
    except NoteFault as fault:
        raise BadInput(f"`{file}`: {fault.message}", hint=fault.hint) from fault


def _is_within(file: Path, folder: Path) -> bool:
    return file.absolute().is_relative_to(folder.absolute()) or file.resolve().is_relative_to(
        folder.resolve()
    )
