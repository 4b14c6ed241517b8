"""YAML read strictly: contract sections 2 and 11.

Only what the contract names is resolved: plain ``true``, ``false``, ``null``, ``~``, nothing, and
decimal integers up to 2**53-1. Every other scalar is text exactly as written, so ``06`` stays a
county, ``NO`` a value and ``on`` a key. Refused, with the line and column: anchors, aliases, tags,
directives, second documents, keys that stand twice or are no text, a byte order mark, bytes that
are not UTF-8, line breaks that only some YAML readers know, more than 1 MiB, more than 64 levels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import yaml

from catalog.store.layout import MOST_BYTES
from catalog.store.wording import Path

Document = Any
"""What a file says: ``dict``, ``list``, ``str``, ``bool``, ``int`` and ``None``, nested."""

Event = Any
"""What the parser tells; its types do not say which event has which fields."""

MOST_LEVELS: Final = 64
_DOUBTFUL_BREAKS: Final = tuple(sign.encode() for sign in "\x85\u2028\u2029")
LARGEST: Final = 2**53 - 1
"""The largest whole number that stays a number (RFC 8785: what every reader of JSON holds exactly)."""
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,15}")
_PLAIN: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}


class YamlFault(Exception):
    """A file that is not YAML of the kind the catalog reads; line and column count from one."""

    def __init__(
        self, code: str, message: str, *, line: int = 1, column: int = 1, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
        self.column = column
        self.hint = hint


@dataclass(slots=True)
class _Level:
    """A list or mapping that is being read. ``key`` waits for its value, ``None`` in a list."""

    into: dict[str, Document] | list[Document]
    key: str | None
    path: Path


def read(data: bytes) -> Document:
    """Return the one document in the bytes; raise ``YamlFault`` for anything else."""
    return _Reader(data, marks=None).document()


def places(data: bytes) -> dict[Path, tuple[int, int]]:
    """Return line and column, counted from one, of every value; for a mapping's entry, of its key."""
    marks: dict[Path, tuple[int, int]] = {}
    _Reader(data, marks=marks).document()
    return marks


class _Reader:
    def __init__(self, data: bytes, *, marks: dict[Path, tuple[int, int]] | None) -> None:
        _check_bytes(data)
        self._data = data
        self._marks = marks
        self._levels: list[_Level] = []
        self._top: Document = None

    def document(self) -> Document:
        loader = yaml.CBaseLoader(self._data)
        try:
            self._read_stream(loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            told = " ".join(part for part in (error.context, error.problem) if part)
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise YamlFault("yaml-syntax", f"not YAML: {told}", line=line, column=column) from error
        except yaml.reader.ReaderError as error:
            line, column = _place_of(self._data, max(error.position, 0))
            raise YamlFault("yaml-syntax", f"not YAML: {error.reason}", line=line, column=column) from error
        finally:
            loader.dispose()
        return self._top

    def _read_stream(self, loader: yaml.CBaseLoader) -> None:
        next_event: Callable[[], Event] = loader.get_event
        next_event()  # the start of the stream
        start = next_event()
        if not isinstance(start, yaml.DocumentStartEvent):
            raise YamlFault("yaml-empty", "the file is empty", hint="a file holds one record")
        if start.version or start.tags:
            raise _at(
                start, "yaml-directive", "directives are not read", hint="remove the line that starts with %"
            )
        event = next_event()
        while not isinstance(event, yaml.DocumentEndEvent):
            self._take(event)
            event = next_event()
        following = next_event()
        if not isinstance(following, yaml.StreamEndEvent):
            hint = "put each record into a file of its own"
            raise _at(following, "yaml-second-document", "a second document in one file", hint=hint)

    def _take(self, event: Event) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                raise _marked(event)
            plain = event.style == "" or event.style is None
            self._put(_resolve(event.value) if plain else event.value, event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._levels.pop()
        elif kind is yaml.AliasEvent:
            raise _at(
                event, "yaml-alias", "an alias is not read", hint="write the value out where it is meant"
            )
        else:
            if event.anchor is not None or event.tag is not None:
                raise _marked(event)
            self._open({} if kind is yaml.MappingStartEvent else [], event)

    def _open(self, container: dict[str, Document] | list[Document], event: Event) -> None:
        if len(self._levels) >= MOST_LEVELS:
            raise _at(event, "yaml-too-deep", f"more than {MOST_LEVELS} levels")
        path = self._put(container, event)
        self._levels.append(_Level(container, None, path))

    def _put(self, value: Document, event: Event) -> Path:
        """Place a value, or a key, where it belongs; return its path (kept only with marks)."""
        if not self._levels:
            self._top = value
            return self._mark((), event)
        level = self._levels[-1]
        into = level.into
        if isinstance(into, list):
            into.append(value)
            return self._mark((*level.path, len(into) - 1), event) if self._marks is not None else ()
        if level.key is None:
            level.key = _key(value, into, event)
            return self._mark((*level.path, level.key), event) if self._marks is not None else ()
        key = level.key
        into[key] = value
        level.key = None
        return (*level.path, key) if self._marks is not None else ()

    def _mark(self, path: Path, event: Event) -> Path:
        if self._marks is not None:
            self._marks[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        return path


def remarks(data: bytes) -> list[int]:
    """Return the lines of a file of the right syntax that hold a remark, counted from one."""
    lines = data.decode().split("\n")
    events: Iterable[Event] = yaml.parse(data, Loader=yaml.CBaseLoader)
    for event in events:
        if type(event) is yaml.ScalarEvent:
            marks: Any = (event.start_mark, event.end_mark)
            first, last = marks
            for number in range(first.line, min(last.line + 1, len(lines))):
                start = first.column if number == first.line else 0
                end = last.column if number == last.line else len(lines[number])
                lines[number] = lines[number][:start] + " " * (end - start) + lines[number][end:]
    return [number for number, line in enumerate(lines, 1) if "#" in line]


def _resolve(value: str) -> Document:
    if value in _PLAIN:
        return _PLAIN[value]
    if _INTEGER.fullmatch(value):
        number = int(value)
        return number if -LARGEST <= number <= LARGEST else value
    return value


def _key(value: Document, into: dict[str, Document], event: Event) -> str:
    if type(value) is not str:
        raise _at(event, "yaml-key", "a key that is no text", hint="write the key in quotes")
    if value == "<<":
        raise _at(
            event, "yaml-alias", "a merge key is not read", hint="write the entries out where they are meant"
        )
    if value in into:
        raise _at(event, "yaml-duplicate-key", f"the key `{value}` stands twice", hint="keep one of the two")
    return value


def _check_bytes(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise YamlFault(
            "yaml-too-large", f"the file has more than {MOST_BYTES} bytes", hint="split the record"
        )
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise YamlFault(
            "yaml-encoding", "the file starts with a byte order mark", hint="save it as UTF-8 without one"
        )
    if data.isascii():
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place_of(data, error.start)
        raise YamlFault("yaml-encoding", "the file is not UTF-8", line=line, column=column) from error
    for broken in _DOUBTFUL_BREAKS:
        if broken in data:
            line, column = _place_of(data, data.index(broken))
            message = "a line break that YAML readers do not agree on"
            hint = "start a new line, or write it in double quotes, as \\u2028"
            raise YamlFault("yaml-encoding", message, line=line, column=column, hint=hint)


def _place_of(data: bytes, at: int) -> tuple[int, int]:
    """Return line and column, counted from one in characters, of a byte."""
    before = data[:at]
    begun = before[before.rfind(b"\n") + 1 :]
    return before.count(b"\n") + 1, len(begun.decode(errors="replace")) + 1


def _marked(event: Event) -> YamlFault:
    what = "an anchor" if event.anchor is not None else "a tag"
    return _at(
        event,
        "yaml-anchor",
        f"{what} is not read",
        hint="write plain values; quote text that starts with ! or &",
    )


def _at(event: Event, code: str, message: str, *, hint: str | None = None) -> YamlFault:
    mark = event.start_mark
    return YamlFault(code, message, line=mark.line + 1, column=mark.column + 1, hint=hint)
