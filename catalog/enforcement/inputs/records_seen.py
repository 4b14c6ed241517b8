"""Count the records of a CSV text, piece by piece, and hold each to RFC 4180 and to the header's width."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

MOST_BYTES_A_RECORD: Final = 16 * 1024 * 1024
"""A record that is longer is none, in bytes."""

_QUOTE: Final = ord('"')
_COMMA: Final = ord(",")
_LINE_FEED: Final = ord("\n")
_RETURN: Final = ord("\r")

_Flags = npt.NDArray[np.bool_]


class Misshapen(Exception):
    """A text is not CSV as RFC 4180 has it. The words hold no value; rows count from 1 after the header."""


class Records:
    """The records seen so far. Nothing is guessed: what is not plainly CSV is ``Misshapen``."""

    def __init__(self) -> None:
        self.seen = 0
        self._width: int | None = None
        self._held = b""
        self._before = _LINE_FEED
        self._quoted = False
        self._commas = 0
        self._length = 0

    def take(self, text: bytes) -> None:
        """Look at the next piece, all but its last byte: what that one means, the one after it tells."""
        if text:
            piece, self._held = self._held + text[:-1], text[-1:]
            if piece:
                self._look(np.frombuffer(piece, dtype=np.uint8), after=text[-1])

    def finish(self) -> None:
        """Look at what is left; a last record needs no line end."""
        if self._held:
            self._look(np.frombuffer(self._held, dtype=np.uint8), after=_LINE_FEED)
        if self._quoted:
            raise Misshapen("a quotation never ends, or the file is cut short")
        if self._before != _LINE_FEED:
            self._judge(np.array([self._commas]))
            self.seen += 1

    def _look(self, signs: npt.NDArray[np.uint8], *, after: int) -> None:
        quotes = signs == _QUOTE
        opened = (np.cumsum(quotes, dtype=np.uint8) + np.uint8(self._quoted)) & 1 == 1
        nexts = np.append(signs[1:], np.uint8(after))
        lasts = np.concatenate((np.array([self._before], dtype=np.uint8), signs[:-1]))
        ends = np.flatnonzero((signs == _LINE_FEED) & ~opened)
        self._lengths(ends, len(signs))
        self._quotations(quotes & opened, lasts, beside_it=(_COMMA, _LINE_FEED, _QUOTE))
        self._quotations(quotes & ~opened, nexts, beside_it=(_COMMA, _LINE_FEED, _RETURN, _QUOTE))
        if np.any((signs == _RETURN) & ~opened & (nexts != _LINE_FEED)):
            raise Misshapen("a line ends with a carriage return alone")
        self._widths(np.flatnonzero((signs == _COMMA) & ~opened), ends)
        self._quoted, self._before = bool(opened[-1]), int(signs[-1])
        self.seen += len(ends)

    def _quotations(self, at: _Flags, beside: npt.NDArray[np.uint8], *, beside_it: tuple[int, ...]) -> None:
        neighbours = beside[at]
        if not np.isin(neighbours, np.array(beside_it, dtype=np.uint8)).all():
            raise Misshapen("a quotation mark stands within a value that is not quoted as a whole")

    def _widths(self, commas: npt.NDArray[np.intp], ends: npt.NDArray[np.intp]) -> None:
        """Hold each record that ends in this piece to the width of the first."""
        upto = np.searchsorted(commas, ends)
        counts = np.diff(upto, prepend=0)
        if len(counts):
            counts[0] += self._commas
            self._judge(counts)
            self._commas = len(commas) - int(upto[-1])
        else:
            self._commas += len(commas)

    def _judge(self, commas: npt.NDArray[np.intp]) -> None:
        if self._width is None:
            self._width = int(commas[0]) + 1
        wrong = np.flatnonzero(commas != self._width - 1)
        if len(wrong):
            row = self.seen + int(wrong[0])
            raise Misshapen(f"row {row} has {int(commas[wrong[0]]) + 1} values, the header {self._width}")

    def _lengths(self, ends: npt.NDArray[np.intp], size: int) -> None:
        longest = self._length + (int(ends[0]) if len(ends) else size)
        longest = max(longest, int(np.diff(ends).max(initial=0)))
        self._length = size - 1 - int(ends[-1]) if len(ends) else self._length + size
        if max(longest, self._length) > MOST_BYTES_A_RECORD:
            raise Misshapen(f"a row is longer than {MOST_BYTES_A_RECORD >> 20} MiB")
