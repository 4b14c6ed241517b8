"""What a page says, and in which language: text by text, as a screen reader would speak it."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

NEVER_SPOKEN = frozenset(["script", "style", "code", "pre", "svg", "template"])
EMPTY = frozenset(["area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"])
SAID = ("title", "alt", "placeholder", "aria-label")
"""Attributes that are read aloud."""


class Text(NamedTuple):
    """A text of a page, and the language it is marked with."""

    words: str
    language: str


def spoken_on(page: str) -> Iterator[Text]:
    """Yield the texts of a page; what is of programs is left out."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    yield from reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Text] = []
        self._open: list[tuple[str, str]] = [("", "")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what its attributes say, and the language of what is in it."""
        has = dict(attrs)
        language = has.get("lang") or self._open[-1][1]
        self.found += [Text(_joined(has[name] or ""), language) for name in SAID if name in has]
        if tag not in EMPTY:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        """Go back to what it is in."""
        while len(self._open) > 1 and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if (words := _joined(data)) and not NEVER_SPOKEN & {tag for tag, _ in self._open}:
            self.found.append(Text(words, self._open[-1][1]))


def _joined(words: str) -> str:
    return " ".join(words.split())
