"""Lists in files of records: an entry is added or replaced, and every other line keeps its bytes."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from catalog.store.steps import Appended, Change, New, Replaced
from catalog.store.yaml_text import YamlFault, places, read, remarks
from catalog.store.yaml_writing import rewritten, yaml_of

_ENTRY: Final = re.compile(rb"^( *)- ", re.MULTILINE)


def with_entry(path: str, data: bytes | None, *, entry: dict[str, Any], header: str = "") -> Change:
    """Return the change that adds an entry to a list file, of which these are the bytes now.

    The bytes of earlier entries stay, where the file is written so that they can. A file that is not
    there begins with ``header``. Raises ``WriteRefused`` where a remark would be lost.
    """
    if data is None:
        return New(path=path, data=yaml_of([entry], header=header))
    entries = read(data)
    if not entries:
        return Replaced(path=path, was=data, data=rewritten(data, [entry]))
    first = _ENTRY.search(data)
    margin = first[1] if first else b""
    added = (b"" if data.endswith(b"\n") else b"\n") + b"\n".join([*_lines(entry, margin), b""])
    wanted = [*entries, entry]
    if _reads(data + added, wanted):
        return Appended(path=path, size=len(data), data=added)
    before, bracket, rest = data.rpartition(b"]")
    new = before + b", " + json.dumps(entry, ensure_ascii=False).encode() + bracket + rest
    return Replaced(path=path, was=data, data=new if _reads(new, wanted) else rewritten(data, wanted))


def with_entries(data: bytes, key: str, *, entries: list[dict[str, Any]]) -> bytes:
    """Return a record's file with other entries in the list under a key: some replaced, some added.

    Lines of entries that stay keep their bytes, where the file is written so that they can; else it is
    written anew below the remarks at its top. Raises ``WriteRefused`` where a remark would be lost.
    """
    document: Any = read(data)
    there, wanted = document[key], {**document, key: entries}
    lines, marks = data.split(b"\n"), places(data)
    after = [line for path, (line, _) in marks.items() if len(path) == 1 and line > marks[key,][0]]
    end = len(lines) + (not data.endswith(b"\n"))
    starts = [marks[key, number][0] for number in range(len(there))] + [min(after, default=end)]
    spliced = lines[: starts[0] - 1]
    for number, entry in enumerate(entries):
        if number < len(there) and entry == there[number]:
            spliced += lines[starts[number] - 1 : starts[number + 1] - 1]
        else:
            spliced += _lines(entry, b"  ")
    new = b"\n".join([*spliced, *lines[starts[-1] - 1 :]])
    kept = _reads(new, wanted) and len(remarks(new)) == len(remarks(data))
    return new if kept else rewritten(data, wanted)


def _lines(entry: dict[str, Any], margin: bytes) -> list[bytes]:
    return [margin + line for line in yaml_of([entry]).splitlines()]


def _reads(data: bytes, wanted: object) -> bool:
    try:
        return bool(read(data) == wanted)
    except YamlFault:
        return False
