r"""Patterns that a definition may give for its values: few signs, and none that could run away.

A pattern is meant for the whole value. It is made of letters, digits and signs that stand for themselves
(signs with a meaning after a backslash), ``\d``, classes as ``[A-Z0-9]``, groups with ``|``, and after one of
these ``?``, ``*``, ``+``, ``{n}`` or ``{n,m}``. A group that holds one of those is not itself repeated. So a
pattern means the same to every engine, and takes time in proportion to the value alone.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 200
"""A pattern has at most so many signs."""

MOST_TIMES: Final = 100
"""Something is repeated at most so often by number."""

_PLAIN: Final = r"[A-Za-z0-9 _/:,#@&%'\";=<>!~-]"
_SIGN: Final = r"\\[.\\/()\[\]{}+*?|^$-]"
_IN_CLASS: Final = r"(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9 _/:,#@%'\";=<>!.+*?$(){}]|\\d|\\[\\\[\]^-])"
_TOKEN: Final = re.compile(
    rf"(?P<one>{_PLAIN}|{_SIGN}|\\d|\[\^?{_IN_CLASS}+\])"
    r"|(?P<open>\()|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<times>[?*+]|\{(?P<least>[0-9]{1,3})(?:,(?P<most>[0-9]{1,3}))?\})"
)
_KINDS: Final = {"one": "o", "open": "(", "close": ")", "bar": "|", "times": "t"}
_BRANCHES: Final = r"(?:ot?|g)+(?:\|(?:ot?|g)+)*"
_WHOLE: Final = re.compile(_BRANCHES)
_GROUP: Final = re.compile(rf"\({_BRANCHES}\)")


def is_pattern(text: str) -> bool:
    r"""Say whether a text is a pattern that is understood.

    >>> is_pattern(r"[A-Z]{2}\d{8}|X-\d+"), is_pattern("(a+)+"), is_pattern(".*"), is_pattern("[Z-A]")
    (True, False, False, False)
    """
    return 0 < len(text) <= LONGEST and _parsed(text) and _compiles(text)


def _parsed(text: str) -> bool:
    """Say whether a text is made of tokens, each where it may stand."""
    kinds, at = "", 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or not _in_bounds(token):
            return False
        kinds += next(sign for name, sign in _KINDS.items() if token[name] is not None)
        at = token.end()
    before = ""
    while before != kinds:
        before, kinds = kinds, _GROUP.sub(lambda group: "g" if set(group[0]) & {"t", "g"} else "o", kinds)
    return _WHOLE.fullmatch(kinds) is not None


def _in_bounds(token: re.Match[str]) -> bool:
    counts = [int(count) for count in (token["least"], token["most"]) if count is not None]
    return all(count <= MOST_TIMES for count in counts) and counts == sorted(counts)


def _compiles(text: str) -> bool:
    try:
        re.compile(text, re.ASCII)
    except re.error:
        return False
    return True
