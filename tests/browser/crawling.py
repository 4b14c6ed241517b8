"""Find the pages of the site by their links, and among them the few that show everything there is to see."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

MOST = 25
"""So many pages of one shape are looked at."""
NAMED = ("class", "type", "role")

Shape = tuple[str, ...]
Open = Callable[[str], tuple[int, str, str]]
"""Answers an address with the status, the kind of content and the content."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page: its address, what its address looks like, and the sorts of elements on it."""

    address: str
    status: int
    shape: Shape
    sorts: frozenset[str]
    came_from: str


@dataclass
class Walk:
    """What was found so far. A walk can go on through other doors: for somebody who is signed in."""

    seen: set[str] = field(default_factory=set)
    shapes: Counter[Shape] = field(default_factory=Counter)
    shown: set[Shape | str] = field(default_factory=set)

    def go(self, start: str, open_page: Open) -> Iterator[Found]:
        """Yield the pages that links lead to, from one page on."""
        waiting = deque([(start, start)])
        while waiting:
            address, came_from = waiting.popleft()
            if address in self.seen or self.shapes[shape_of(address)] >= MOST:
                continue
            self.seen.add(address)
            status, kind, content = open_page(address)
            if not kind.startswith("text/html"):
                continue
            self.shapes[shape_of(address)] += 1
            page = _Page(address)
            page.feed(content)
            yield Found(
                address=address,
                status=status,
                shape=shape_of(address),
                sorts=frozenset(page.sorts),
                came_from=came_from,
            )
            waiting.extend((link, address) for link in page.links)

    def worth_a_look(self, found: Found) -> bool:
        """Say whether a page is the first of its shape, or has an element of a sort that no other had."""
        shows: set[Shape | str] = {found.shape, *found.sorts}
        new = not shows <= self.shown
        self.shown |= shows
        return new


def shape_of(address: str) -> Shape:
    """Return what an address looks like, whatever it is about.

    ``/decisions/c2c-gb/2026/0004?on=2026-01-01`` looks like ``decisions * * * ?on``.
    """
    split = urlsplit(address)
    first, *more = split.path.strip("/").split("/")
    asked = sorted({f"?{name}" for name, _ in parse_qsl(split.query, keep_blank_values=True)})
    return (first, *("*" for _ in more), *asked)


class _Page(HTMLParser):
    """The links of a page within the site, and the sorts of its elements."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self.links: list[str] = []
        self.sorts: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        has = {name: value or "" for name, value in attrs}
        self.sorts.add(" ".join([tag, *(f"{name}={has[name]}" for name in NAMED if name in has)]))
        link = urldefrag(urljoin(self._address, has.get("href", "")))[0]
        if tag == "a" and "href" in has and (link == "/" or _leads_to_a_page(link)):
            self.links.append(link)


def _leads_to_a_page(link: str) -> bool:
    """Leave out other sites, the same page in Spanish, and papers, which stay as they were handed out."""
    parts = link.split("/")
    return parts[0] == "" and parts[1:2] not in ([], [""], ["es"]) and "materials" not in parts
