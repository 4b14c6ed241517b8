"""What a clerk types is one line of text that people can read, before it stands in a record."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from catalog.errors import BadInput
from catalog.phrases import phrase

MOST_IN_TITLE: Final = 500
"""How long the description of an item may be: it is to be brief."""

_NUMBER: Final = re.compile(r"[0-9A-Za-z.-]{1,16}")
_UNREADABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction in which the text after them is read."""


def check_line(what: str, text: str | None) -> None:
    """Raise ``BadInput`` where a text has a line break or a control character."""
    for position, one in enumerate(text or ""):
        if unicodedata.category(one) in _UNREADABLE or one in _TURNING:
            told = f"{what} has a line break or control character (U+{ord(one):04X}) at {position + 1}"
            raise BadInput(told, hint=phrase("write it as one line of text"))


def check_said(what: str, text: str | None) -> None:
    """Raise ``BadInput`` where a text says nothing, or is not one line."""
    check_line(what, text)
    if text is not None and not text.strip():
        raise BadInput(f"{what} says nothing", hint=phrase("give it in words"))


def check_title(title: str) -> None:
    """Raise ``BadInput`` where the description of an item is not one line, or far from brief."""
    check_said("the title", title)
    if len(title) > MOST_IN_TITLE:
        told = phrase(
            "the title has {count} characters, and may have {most}", count=len(title), most=MOST_IN_TITLE
        )
        raise BadInput(told, hint=phrase("a brief description need generally not exceed 20 words"))


def check_number(number: str) -> None:
    """Raise ``BadInput`` where an item's number could not stand in an agenda or an address."""
    if not _NUMBER.fullmatch(number):
        hint = phrase("a number has up to 16 letters, digits, dots and hyphens, as 7 or 7.b")
        raise BadInput(phrase("`{number}` is no number of an item", number=ascii(number)[1:-1]), hint=hint)


def check_address(url: str) -> None:
    """Raise ``BadInput`` where a notice would stand at what is no address on the Internet."""
    check_line("the address of the notice", url)
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in url
    except ValueError:
        is_address = False
    if not is_address:
        raise BadInput(
            phrase("`{url}` is no address on the Internet", url=url), hint=phrase("give it as https://...")
        )
