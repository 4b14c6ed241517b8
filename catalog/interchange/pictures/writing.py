"""Write a tree of elements as XML: what the standard library writes, for our few kinds of content, faster."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_TEXT: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_VALUE: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}
)


def written(root: Element) -> str:
    """Return a tree as XML. Its elements have text or elements in them, and names of ours.

    What XML has no way to write is marked as lost.

    >>> written(Element("a", {"href": 'x"&y'}))
    '<a href="x&quot;&amp;y"/>'
    """
    parts: list[str] = []
    _write(root, parts, _Values())
    return _NOT_XML.sub("\ufffd", "".join(parts))


class _Values(dict[str, str]):
    """Values of attributes as they are written; most of them stand in a picture many times."""

    def __missing__(self, value: str) -> str:
        found = self[value] = value.translate(_IN_VALUE)
        return found


def _write(element: Element, parts: list[str], values: _Values) -> None:
    tag = element.tag
    told = "".join([f' {name}="{values[value]}"' for name, value in element.items()])
    if element.text:
        parts.append(f"<{tag}{told}>{element.text.translate(_IN_TEXT)}</{tag}>")
    elif len(element):
        parts.append(f"<{tag}{told}>")
        for inner in element:
            _write(inner, parts, values)
        parts.append(f"</{tag}>")
    else:
        parts.append(f"<{tag}{told}/>")
