"""Find the pages of the site by their links, and among them the few that show everything there is to see."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

MOST = 25
"""So many addresses of one shape are looked at."""
NAMED = ("class", "type", "role")
FILES = frozenset(
    [
        ".atom",
        ".css",
        ".csv",
        ".html",
        ".ics",
        ".json",
        ".jsonl",
        ".pdf",
        ".py",
        ".svg",
        ".tlog-proof",
        ".txt",
        ".xlsx",
        ".xml",
        ".yaml",
        ".zip",
    ]
)
"""The endings of files; an id may have a full stop, too."""

Shape = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    content: str

    @property
    def is_page(self) -> bool:
        """Whether it is a page."""
        return self.headers["Content-Type"].startswith("text/html")

    @property
    def leads_to(self) -> str:
        """Where it leads on to, if it does."""
        return urlsplit(self.headers.get("Location", "")).path


Open = Callable[[str], Answer]


@dataclass(frozen=True, kw_only=True)
class Found:
    """One answer: its address, what its address looks like, and the sorts of elements on it."""

    address: str
    answer: Answer
    shape: Shape
    sorts: frozenset[str]
    came_from: str


@dataclass
class Walk:
    """What was found so far by one visitor; and what was shown, to whomever."""

    seen: set[str] = field(default_factory=set)
    shut: set[str] = field(default_factory=set)
    shapes: Counter[Shape] = field(default_factory=Counter)
    shown: set[Shape | str] = field(default_factory=set)
    most: int = MOST

    def of_another(self) -> "Walk":
        """Return the walk of somebody else, who need not see again what was open here."""
        return Walk(seen=self.seen - self.shut, shapes=self.shapes.copy(), shown=self.shown, most=self.most)

    def go(self, start: str, open_page: Open) -> Iterator[Found]:
        """Yield what links lead to, from one page on."""
        waiting = deque([(start, start)])
        while waiting:
            address, came_from = waiting.popleft()
            shape = shape_of(address)
            if address in self.seen or self.shapes[shape] >= self.most:
                continue
            self.seen.add(address)
            self.shapes[shape] += 1
            answer = open_page(address)
            if answer.leads_to or answer.status >= 400:
                self.shut.add(address)
            if answer.leads_to:
                waiting.append((answer.leads_to, address))
            page = _Page(address)
            if answer.is_page and not answer.leads_to and not is_a_paper(address):
                page.feed(answer.content)
            yield Found(
                address=address, answer=answer, shape=shape, sorts=frozenset(page.sorts), came_from=came_from
            )
            waiting.extend((link, address) for link in page.links)

    def worth_a_look(self, found: Found) -> bool:
        """Say whether a page is the first of its shape, or has an element of a sort that no other had."""
        shows: set[Shape | str] = {found.shape, *found.sorts}
        new = bool(found.sorts) and not shows <= self.shown
        if new:
            self.shown |= shows
        return new


def shape_of(address: str) -> Shape:
    """Return what an address looks like, whatever it is about.

    ``/decisions/c2c-gb/2026/0004.json?on=2026-01-01`` looks like ``decisions * * *.json ?on``.
    """
    split = urlsplit(address)
    first, *more = split.path.strip("/").split("/")
    asked = sorted({f"?{name}" for name, _ in parse_qsl(split.query, keep_blank_values=True)})
    suffix = PurePosixPath(split.path).suffix
    ending = suffix if suffix in FILES else ""
    return (first, *("*" for _ in more), ending, *asked)


def is_a_paper(address: str) -> bool:
    """Say whether an address is of a paper, which stays as it was handed out, with a style of its own."""
    return not {"materials", "packets"}.isdisjoint(address.split("/"))


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
        if tag in {"a", "link"} and "href" in has and _is_our_own(link):
            self.links.append(link)


def _is_our_own(link: str) -> bool:
    """Leave out other sites, and the same page in Spanish."""
    parts = link.split("/")
    return parts[0] == "" and parts[1:2] not in ([], ["es"]) and not link.startswith("//")
