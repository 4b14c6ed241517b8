"""Words that strangers type: what may stand in a line, in a text and in an e-mail address."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from catalog.phrases import Phrase, phrase
from catalog.services.forms import Faults, fault

MOST_IN_EMAIL: Final = 254
MOST_IN_NAME: Final = 100

_NOTHING: Final = Faults(at={})
_EMAIL: Final = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_UNREADABLE: Final = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction in which the text after them is read."""


def email_of(typed: str) -> str | None:
    """Return an e-mail address as addresses are kept, in lower case; ``None`` for what is none.

    >>> email_of(" Clerk@Board.CA.gov ")
    'clerk@board.ca.gov'
    >>> email_of("clerk@board")
    """
    found = typed.strip().lower()
    return found if len(found) <= MOST_IN_EMAIL and _EMAIL.fullmatch(found) else None


def email_faults(field: str, typed: str) -> Faults:
    """Say what is wrong with an e-mail address."""
    if email_of(typed) is None:
        return fault(field, phrase("Write an e-mail address, as name@example.org."))
    return _NOTHING


def line_faults(field: str, typed: str, *, most: int, needed: bool = True) -> Faults:
    """Say what is wrong with a line of text."""
    if needed and not typed.strip():
        return fault(field, phrase("This is missing."))
    if len(typed) > most:
        return fault(field, _too_long(typed, most))
    if not all(map(is_readable, typed)):
        return fault(field, phrase("Write it as one line, without control characters."))
    return _NOTHING


def text_faults(field: str, typed: str, *, most: int) -> Faults:
    """Say what is wrong with a text, which may have several lines."""
    if not typed.strip():
        return fault(field, phrase("This is missing."))
    if len(typed) > most:
        return fault(field, _too_long(typed, most))
    if not all(one == "\n" or is_readable(one) for one in typed):
        return fault(field, phrase("It has control characters that nobody can read; take them out."))
    return _NOTHING


def plain_text(typed: str) -> str:
    """Return a text as it is kept: line ends of one kind, tabs as spaces, composed, nothing around it."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return unicodedata.normalize("NFC", "\n".join(line.rstrip() for line in lines).strip())


def is_readable(one: str) -> bool:
    """Say whether people can read a character."""
    return unicodedata.category(one) not in _UNREADABLE and one not in _TURNING


def _too_long(typed: str, most: int) -> Phrase:
    return phrase("It has {has} characters, and may have {most}.", has=len(typed), most=most)
