"""Pages from the templates: everything is escaped, and a name that a template misspells is an error."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from catalog.interchange.folding import FoldingEnvironment
from catalog.interchange.pages import LANGUAGES, Face, Language, Page, Spoken, language_of
from catalog.interchange.wording import words_in
from catalog.phrases import Phrase
from catalog.resources import templates_folder

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MESES: Final = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DIAS: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_LOS_ANGELES: Final = ZoneInfo("America/Los_Angeles")
_NOON: Final = 12
_LAYOUT: Final[dict[str, Any]] = {
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
    "extensions": ["jinja2.ext.i18n"],
}
_LINKS: Final[ContextVar[Callable[[str, Language | None], str]]] = ContextVar("links of the page")


def render(page: Page, face: Face) -> str:
    """Return a page as HTML, with the links, the language and the surroundings of a face."""
    here = page.address

    def to(address: str, language: Language | None = None) -> str:
        return face.to(address, here=here, language=language)

    context = {"frame": page, "to": to, "language": face.language, "languages": LANGUAGES, "live": face.live}
    links = _LINKS.set(to)
    try:
        return _environment(face.language).get_template(page.template).render(context, **page.shown)
    finally:
        _LINKS.reset(links)


def _to(address: str, language: Language | None = None) -> str:
    """Return a link from the page that is being rendered, for macros that know nothing else of it."""
    return _LINKS.get()(address, language)


def fill(template_name: str, **context: Any) -> str:
    """Return a template filled in that is no page of the site. It looks nothing up."""
    return _environment("en").get_template(template_name).render(context)


def words_of(template: str) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Yield what the source of a template says to people: by which function, and the words."""
    plain = Environment(**_LAYOUT)  # noqa: S701  # nothing is rendered with it
    for _, function, said in plain.extract_translations(template):  # type: ignore[attr-defined]  # the extension's
        yield function, said


@cache
def templates_digest() -> str:
    """Return a word that changes whenever a template or the engine that fills it in does."""
    from importlib.metadata import version  # noqa: PLC0415  # slow, asked for once a run

    found = hashlib.sha256(f"jinja2 {version('jinja2')}\n".encode())
    folder = templates_folder()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = file.read_bytes()
        found.update(f"{file.relative_to(folder).as_posix()} {len(data)}\n".encode() + data)
    return found.hexdigest()


def say(told: str | Phrase | Spoken, language: Language = "en") -> str:
    """Say a phrase in a language; plain words stay as they are.

    >>> say(Phrase("Meeting of {day}", {"day": date(2026, 2, 8)}))
    'Meeting of February 8, 2026'
    """
    if isinstance(told, Spoken):
        return told.words.get(language, told.words["en"])
    if isinstance(told, str):
        return told
    parts = {name: _said_part(part, language) for name, part in told.parts.items()}
    return words_in(language).gettext(told.words).format(**parts)


def _said_part(part: object, language: Language) -> object:
    if isinstance(part, Phrase | Spoken):
        return say(part, language)
    if isinstance(part, datetime):
        return largo_momento(part) if language == "es" else long_moment(part)
    if isinstance(part, date):
        return largo_dia(part) if language == "es" else long_day(part)
    return part


def at_home(moment: datetime) -> datetime:
    """Return a moment by the clock where the law applies.

    >>> long_moment(at_home(datetime.fromisoformat("2026-02-18T22:05:00+00:00")))
    'February 18, 2026, 2:05 p.m.'
    """
    return moment.astimezone(_LOS_ANGELES)


def long_day(day: date) -> str:
    """Say a day in words.

    >>> long_day(date(2026, 2, 8))
    'February 8, 2026'
    """
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def long_moment(moment: datetime) -> str:
    """Say a moment in words, by the clock of the place that recorded it.

    >>> long_moment(datetime.fromisoformat("2026-02-18T14:05:00-08:00"))
    'February 18, 2026, 2:05 p.m.'
    """
    half = "a.m." if moment.hour < _NOON else "p.m."
    return f"{long_day(moment)}, {moment.hour % _NOON or _NOON}:{moment.minute:02d} {half}"


def largo_dia(day: date) -> str:
    """Say a day in words, in Spanish.

    >>> largo_dia(date(2026, 2, 8))
    '8 de febrero de 2026'
    """
    return f"{day.day} de {_MESES[day.month - 1]} de {day.year}"


def largo_momento(moment: datetime) -> str:
    """Say a moment in words, in Spanish, by the clock of the place that recorded it.

    >>> largo_momento(datetime.fromisoformat("2026-02-18T14:05:00-08:00"))
    '18 de febrero de 2026, 2:05 p. m.'
    """
    half = "a. m." if moment.hour < _NOON else "p. m."
    return f"{largo_dia(moment)}, {moment.hour % _NOON or _NOON}:{moment.minute:02d} {half}"


@cache
def _environment(language: Language) -> Environment:
    environment = FoldingEnvironment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        **_LAYOUT,
    )
    environment.install_gettext_translations(words_in(language), newstyle=True)  # type: ignore[attr-defined]  # the extension's
    environment.words = words_in(language)
    in_spanish = language == "es"
    environment.globals |= {
        "to": _to,
        "language": language,
        "english": Markup(' lang="en"') if in_spanish else "",
    }
    environment.filters |= {
        "said": partial(say, language=language),
        "language_of": partial(language_of, language=language),
        "day": largo_dia if in_spanish else long_day,
        "moment": largo_momento if in_spanish else long_moment,
        "at_home": at_home,
        "weekday": partial(_named_after, names=_DIAS if in_spanish else _DAYS),
        "month": lambda day: (_MESES if in_spanish else _MONTHS)[day.month - 1],
    }
    return environment


def _named_after(day: date, *, names: tuple[str, ...]) -> str:
    return names[day.weekday()]
