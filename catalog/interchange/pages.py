"""A page before it is written: its template, what the template shows, and how its links will read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, NamedTuple, Protocol

from catalog.phrases import Phrase
from catalog.records.account import Account
from catalog.records.element import Provenance
from catalog.records.ids import Digest

Language = Literal["en", "es"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "es")
PAGE: Final = ".html"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words of a record, in the languages in which there are any; English where there are no others."""

    words: Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words, and the address they lead to from the top of the site, if it is published.

    Plain words are a record's own, and in English.
    """

    words: str | Phrase | Spoken
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a record stands: its digest, its files, its leaf in the log and the checkpoint that covers it.

    ``note`` is the record's own word on where it comes from.
    """

    kind: str
    id: str
    digest: Digest
    stem: str
    index: int | None
    covered_by: int | None
    note: Provenance | None

    @property
    def proof(self) -> str | None:
        """The address of its proof, where there is one."""
        return None if self.covered_by is None else f"{self.stem}.tlog-proof"

    @property
    def file(self) -> str:
        """What its files are called, apart from the folder."""
        return self.stem.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that can be shown to anybody: ``address`` is where it is published, ending in ``.html``.

    ``shown`` is all that the template gets; it looks nothing up. ``section`` is the part of the site it
    belongs to, ``standing`` the record that it shows, ``about`` a sentence for search
    engines, ``status`` 410 where what stood there is gone. ``trail`` are the pages that it lies below,
    under that part's own. A title that is no phrase is a record's own words. ``twins`` are the same page as
    files for programs, and ``document`` makes what they say; without it they say what the template gets.
    """

    template: str
    address: str
    title: str | Phrase | Spoken
    section: str
    shown: Mapping[str, object] = field(default_factory=dict)
    standing: Standing | None = None
    feeds: tuple[Link, ...] = ()
    about: str | Phrase | Spoken | None = None
    status: Literal[200, 410] = 200
    trail: tuple[Link, ...] = ()
    twins: tuple[Link, ...] = ()
    document: Callable[[], object] | None = None


class News(NamedTuple):
    """What has just been done, in words of a language."""

    words: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What only a running application can say on a page: who reads it, when, and at which revision.

    ``csrf`` makes the token that a form sends back; ``said`` are messages on what has just been done.
    ``today`` is the day where the law applies. ``host`` is the name of the host by which people reach the
    application, where that is set.
    """

    viewer: Account | None
    revision: Digest
    today: date
    csrf: Callable[[], str]
    said: tuple[News, ...] = ()
    host: str | None = None


class Face(Protocol):
    """Where a page is shown, and so how its links are written and in which language."""

    @property
    def language(self) -> Language:
        """The language of the interface."""
        ...

    @property
    def live(self) -> Live | None:
        """What a running application adds; ``None`` where pages are files."""
        ...

    def to(self, address: str, *, here: str, language: Language | None = None) -> str:
        """Return the link from the page ``here`` to an address of the site, in a language."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderFace:
    """Pages as files in a folder: every link leads from file to file, wherever the folder is served.

    >>> FolderFace().to("decisions/gb/2026/0001.html", here="meetings/gb/2026-02-18.html")
    '../../decisions/gb/2026/0001.html'
    >>> FolderFace(language="es").to("index.html", here="decisions.html")
    'index.html'
    >>> FolderFace(language="es").to("static/site.css", here="decisions.html")
    '../static/site.css'
    """

    language: Language = "en"
    live: None = None

    def to(self, address: str, *, here: str, language: Language | None = None) -> str:
        """Return the way from one file to another."""
        wanted = (language or self.language) if is_page(address) else "en"
        up = "../" * here.count("/")
        if wanted == self.language:
            return up + address
        return f"{up}es/{address}" if wanted == "es" else f"../{up}{address}"


def in_language(address: str, language: Language) -> str:
    """Return where a page is published in a language. Files are the same in all of them.

    >>> in_language("definitions/k12.ssid.html#values", "es")
    'es/definitions/k12.ssid.html#values'
    """
    return f"es/{address}" if language == "es" and is_page(address) else address


def language_of(told: str | Phrase | Spoken, language: Language) -> Language:
    """Return in which language words are said on a page in a language: a record's own are in English.

    >>> language_of("Board", "es"), language_of(Phrase("Meetings", {}), "es")
    ('en', 'es')
    """
    if isinstance(told, Phrase):
        return language
    return language if isinstance(told, Spoken) and language in told.words else "en"


def is_page(address: str) -> bool:
    """Say whether an address is that of a page, and not of a file as it is.

    A packet and whatever was handed out in a meeting are documents of their own, in one language.

    >>> is_page("definitions/k12.ssid.html"), is_page("packets/prop-1.html")
    (True, False)
    """
    path = address.partition("#")[0].partition("?")[0]
    return path.endswith(PAGE) and not path.startswith("packets/") and "/materials/" not in path
