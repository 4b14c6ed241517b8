"""A signed note (C2SP signed-note): a text, an empty line, and a line for each signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog.store.layout import MOST_BYTES
from catalog.store.notes.keys import NoteFault, decoded, encoded, is_key_name

_DASH: Final = "\N{EM DASH}"
_KEY_ID_BYTES: Final = 4
_ODD: Final = frozenset(map(chr, range(32))) - {"\n"} | {"\x7f"}
"""Control characters, which a note has none of but line breaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature line: who signed by name and key id, and what the key made."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """Return the line as it stands in the note, with its end."""
        return f"{_DASH} {self.name} {encoded(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedNote:
    """A text that ends with a line break, and its signatures. Reading one verifies nothing."""

    text: str
    signatures: tuple[Signature, ...]

    def file_bytes(self) -> bytes:
        """Return the note as it is written."""
        return f"{self.text}\n{''.join(one.line() for one in self.signatures)}".encode()


def read_note(data: bytes) -> SignedNote:
    """Read a note strictly. Raises ``NoteFault`` with the line."""
    whole = note_text(data)
    text, parted, lines = whole.rpartition("\n\n")
    if not parted or not lines.endswith("\n"):
        raise NoteFault("a signed note ends with an empty line and signature lines", line=whole.count("\n"))
    first = text.count("\n") + 3
    signatures = [_signature(line, first + number) for number, line in enumerate(lines[:-1].split("\n"))]
    return SignedNote(text=text + "\n", signatures=tuple(signatures))


def note_text(data: bytes) -> str:
    """Return bytes as the text of a note: UTF-8, no control characters but line breaks."""
    if len(data) > MOST_BYTES:
        raise NoteFault("more than 1 MiB")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NoteFault("this is not UTF-8", line=data.count(b"\n", 0, error.start) + 1) from error
    for at, sign in enumerate(text):
        if sign in _ODD:
            raise NoteFault("a control character", line=text.count("\n", 0, at) + 1)
    return text


def _signature(line: str, number: int) -> Signature:
    dash, name, packed = (*line.split(" "), "", "")[:3]
    if f"{dash} {name} {packed}" != line or dash != _DASH or not is_key_name(name):
        hint = "it is written `\N{EM DASH} name base64`"
        raise NoteFault("this is no signature line", line=number, hint=hint)
    data = decoded(packed, line=number)
    if len(data) <= _KEY_ID_BYTES:
        raise NoteFault("the signature is too short", line=number)
    return Signature(name=name, key_id=data[:_KEY_ID_BYTES], value=data[_KEY_ID_BYTES:])
