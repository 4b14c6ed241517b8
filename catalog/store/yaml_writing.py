"""Documents written as YAML, in one style, so that the strict reader reads the same document again.

Top keys stand in the order given, one a line; an entry of a list takes one line where it fits, and
a line a key where it does not. Text that any YAML reader might take for something else is quoted.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, Final

from catalog.errors import WriteRefused
from catalog.store.yaml_text import LARGEST, Document, YamlFault, read, remarks

WIDTH: Final = 140
_SAFE: Final = re.compile(r"[A-Za-z][A-Za-z0-9 _./()+=$;'*^~<>-]*")
"""Text that may stand plain: it begins with a letter, and holds nothing that YAML gives a meaning."""
_DAY_OR_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_MISREAD: Final = frozenset(
    "y n yes no on off true false null".split()  # noqa: SIM905  # reads as words
)
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def yaml_of(document: Document, *, header: str = "") -> bytes:
    """Return a mapping or a list as YAML; ``header`` are remark lines that stand before it.

    Raises ``WriteRefused`` for what YAML cannot say, such as half a surrogate pair.
    """
    lines = [f"# {line}".rstrip() for line in header.splitlines()]
    if isinstance(document, dict) and document:
        lines.extend(_mapping(document, 0))
    elif isinstance(document, list) and document:
        lines.extend(_sequence(document, 0))
    else:
        lines.append(_flow(document))
    try:
        return ("\n".join(lines) + "\n").encode()
    except UnicodeEncodeError as error:
        raise WriteRefused("the text holds half a surrogate pair, which no file can hold") from error


def rewritten(data: bytes, document: Document, *, known: Document | None = None) -> bytes:
    """Return a file's new bytes: the document in our style, below the remarks that the file begins with.

    ``known`` is what the file says now, where that is known already. Raises ``WriteRefused`` where a
    remark stands elsewhere, since writing anew would lose it.
    """
    lines = data.decode("utf-8", "replace").splitlines()
    header: list[str] = []
    for line in lines:
        if not line.startswith("#"):
            break
        header.append(line[1:].removeprefix(" "))
    new = yaml_of(document, header="\n".join(header))
    try:
        is_ours = yaml_of(read(data) if known is None else known, header="\n".join(header)) == data
    except YamlFault as fault:
        raise WriteRefused(f"the file cannot be read any more: {fault.message}") from fault
    lost = [] if is_ours else [line for line in remarks(data) if line > len(header)]
    if lost:
        raise WriteRefused(
            f"line {lost[0]} holds a remark, which writing the file anew would lose",
            hint="move it to the top of the file, or into a README.md beside it",
        )
    return new


def _mapping(document: dict[str, Any], indent: int) -> list[str]:
    margin = " " * indent
    lines: list[str] = []
    for key, value in document.items():
        name = f"{margin}{_text(key)}:"
        inline = _flow(value)
        if not isinstance(value, dict | list) or not value or len(name) + 1 + len(inline) <= WIDTH:
            if isinstance(value, list) and value and isinstance(value[0], dict | list):
                lines.extend((name, *_sequence(value, indent + 2)))
            else:
                lines.append(f"{name} {inline}")
        elif isinstance(value, dict):
            lines.extend((name, *_mapping(value, indent + 2)))
        else:
            lines.extend((name, *_sequence(value, indent + 2)))
    return lines


def _sequence(entries: list[Any], indent: int) -> list[str]:
    margin = " " * indent
    lines: list[str] = []
    for entry in entries:
        inline = _flow(entry)
        if not isinstance(entry, dict | list) or not entry or indent + 2 + len(inline) <= WIDTH:
            lines.append(f"{margin}- {inline}")
            continue
        block = _mapping(entry, indent + 2) if isinstance(entry, dict) else _sequence(entry, indent + 2)
        lines.extend((f"{margin}- {block[0][indent + 2 :]}", *block[1:]))
    return lines


def _flow(value: Any) -> str:
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise WriteRefused(
                f"{value} is a larger number than a record can hold", hint=f"at most {LARGEST}"
            )
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    raise WriteRefused(f"a {type(value).__name__} is no part of a record")


@lru_cache(maxsize=4096)
def _text(value: str) -> str:
    if _is_plain(value):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)


def _is_plain(value: str) -> bool:
    if _DAY_OR_TIME.fullmatch(value) or _VERSION.fullmatch(value):
        return True
    return _SAFE.fullmatch(value) is not None and value[-1] != " " and value.lower() not in _MISREAD
