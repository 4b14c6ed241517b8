"""What a made file is made from, as one digest: code, templates, and the records that it shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from catalog.interchange.rendering import templates_digest

_FLOORS: Final = ("interchange", "records", "rules", "services", "store")


@cache
def code_digest() -> str:
    """Return a word that changes whenever the code or a template does."""
    package = Path(__file__).resolve().parents[2]
    found = hashlib.sha256(f"icalendar {version('icalendar')}\n{templates_digest()}\n".encode())
    for file in sorted(path for floor in _FLOORS for path in (package / floor).rglob("*.py")):
        data = file.read_bytes()
        found.update(f"{file.relative_to(package).as_posix()} {len(data)}\n".encode() + data)
    return found.hexdigest()


def fingerprint(address: str, inputs: Iterable[str]) -> str:
    """Return the digest of everything that the file at an address is made from."""
    parts = "\0".join((code_digest(), address, *inputs))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()
