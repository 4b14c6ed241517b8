"""How a record that was found is shown: its title and the words by which it was found, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from catalog.index.snippets import Marked, Marker, Piece
from catalog.interchange.pages import LANGUAGES, Language, Spoken
from catalog.records.agreement import Agreement
from catalog.records.element import Element, Group, Provenance, Translation, ValueDomain
from catalog.records.ids import DecisionId, PartnerId
from catalog.records.snapshot import Snapshot, Text
from catalog.services.definitions.translating import is_current
from catalog.services.dictionary.results import Hit, Mark, Suggestion
from catalog.services.dictionary.standing import Standings

_FOLDERS: Final = {
    "element": "definitions",
    "group": "groups",
    "value-domain": "value-domains",
    "agreement": "agreements",
    "partner": "partners",
    "decision": "decisions",
}
_MOST_VALUES: Final = 200
"""So many values of a code list are looked through for the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A record's words as they are shown. The best of the ``parts`` becomes the snippet.

    ``in_spanish`` names what is in Spanish: parts, and the title.
    """

    kind: str
    id: str
    version: str | None
    title: str
    parts: tuple[tuple[str, str], ...]
    status: tuple[str, ...]
    marks: tuple[Mark, ...]
    partners: tuple[tuple[str, str], ...] = ()
    in_spanish: frozenset[str] = frozenset()

    def language_of(self, part: str | None) -> Language:
        """Return in which language a part, or the title, is shown."""
        return "es" if part in self.in_spanish else "en"


def address_of(kind: str, id: str) -> str:
    """Return where a record is published.

    >>> address_of("element", "k12.ssid")
    'definitions/k12.ssid.html'
    """
    return f"{_FOLDERS[kind]}/{id}.html"


def hit_of(
    standings: Standings, key: str, *, marker: Marker | None, language: str, has_all: bool
) -> Hit | None:
    """Return a record as a hit; nothing where the catalog that is read has it no more.

    Without a ``marker`` nothing is marked, and there is no snippet: for tables.
    """
    shown = shown_of(standings, key, language=language)
    if shown is None:
        return None
    part: str | None = None
    title: tuple[Piece, ...] = (Piece(shown.title, is_hit=False),)
    snippet: tuple[Piece, ...] = ()
    if marker is not None:
        marked = marker.mark(shown.title)
        part, best = _best(shown, marker, title=marked)
        title, snippet = marked.whole(), best.snippet()
    return Hit(
        kind=shown.kind,
        id=shown.id,
        version=shown.version,
        title=title,
        part=part,
        snippet=snippet,
        status=shown.status,
        marks=shown.marks,
        partners=shown.partners,
        address=address_of(shown.kind, shown.id),
        has_all=has_all,
        title_language=shown.language_of("title"),
        snippet_language=shown.language_of(part),
    )


def suggestion_of(standings: Standings, key: str, *, title: str) -> Suggestion:
    """Return a record as a suggestion; ``title`` is its name where the catalog that is read lacks it."""
    kind, _, id = key.partition(":")
    text = standings.shown(kind, id)
    said: dict[Language, str] = {"en": title}
    if text is not None and isinstance(text.record, Element):
        for code in LANGUAGES:
            if (spoken := text.record.translations.get(code)) and spoken.title:
                said[code] = spoken.title
    return Suggestion(id=id, title=Spoken(said), address=address_of(kind, id))


def _best(shown: Shown, marker: Marker, *, title: Marked) -> tuple[str | None, Marked]:
    """Return the part with most of the words; the first, where none has more of them than the title."""
    if not shown.parts:
        return None, Marked("", ())
    part, text = shown.parts[0]
    best: tuple[str | None, Marked] = (part, marker.mark(text))
    most = max(title.different, best[1].different)
    for part, text in shown.parts[1:]:
        if most >= marker.most:
            break
        marked = marker.mark(text)
        if marked.different > most:
            best, most = (part, marked), marked.different
    return best


def shown_of(standings: Standings, key: str, *, language: str) -> Shown | None:
    """Return a record's words; nothing where there is no such record."""
    kind, _, id = key.partition(":")
    if kind == "partner":
        return _partner(standings.snapshot, PartnerId(id))
    if kind == "decision":
        return _decision(standings.snapshot, DecisionId(id), language=language)
    text = standings.shown(kind, id)
    if text is None:
        return None
    if kind == "element":
        return _element(standings, text, language=language)
    return _text(standings, text)


def _element(standings: Standings, text: Text[Element], *, language: str) -> Shown:
    record = text.record
    spoken = None if language == "en" else record.translations.get(language)
    plain = (spoken and spoken.plain_language) or record.plain_language
    definition = (spoken and spoken.definition) or record.definition
    pin = record.value_domain
    family = standings.snapshot.value_domains.get(pin.id, ()) if pin else ()
    values = next((one.record.values for one in family if pin and one.version == pin.version), ())
    parts = [("plain", plain), ("definition", definition), ("notes", record.usage_notes)]
    parts += [("synonym", "; ".join(record.synonyms)), ("former", "; ".join(record.formerly))]
    parts += [("local", "; ".join(_local(record))), ("mapping", "; ".join(_codes(record)))]
    parts += [("label", f"{one.code}: {one.label}") for one in values[:_MOST_VALUES]]
    if language == "en":
        parts += [("translation", said) for said in _translated(record)]
    told = {"title": spoken and spoken.title, "plain": spoken and spoken.plain_language}
    told |= {"definition": spoken and spoken.definition, "translation": "es"}
    marks = list(_marks(record.provenance))
    if language != "en":
        marks += _of_translation(standings, text, spoken)
    known = standings.snapshot.partners
    suppliers = dict.fromkeys(provider.partner for provider in record.providers)
    return Shown(
        kind="element",
        id=text.id,
        version=str(text.version),
        title=(spoken and spoken.title) or record.title,
        parts=tuple((part, said) for part, said in parts if said),
        status=standings.of("element", text.id),
        marks=tuple(marks),
        partners=tuple((one, known[one].name if one in known else one) for one in suppliers),
        in_spanish=frozenset(part for part, words in told.items() if words),
    )


def _of_translation(standings: Standings, text: Text[Element], spoken: Translation | None) -> Iterator[Mark]:
    if spoken is None:
        yield "not-translated"
    elif standings.bare is not None:
        versions = standings.versions("element", text.id)
        if not is_current(text, spoken, versions=versions, bare=standings.bare):
            yield "translation-outdated"


def _local(record: Element) -> Iterator[str]:
    for provider in record.providers:
        yield from (one for one in (provider.source, provider.field) if one)


def _codes(record: Element) -> Iterator[str]:
    for system, codes in record.mappings.items():
        yield from (f"{system.upper()} {code}" for code in codes)


def _translated(record: Element) -> Iterator[str]:
    for words in record.translations.values():
        yield from (one for one in (words.title, words.plain_language, words.definition) if one)


def _text(standings: Standings, text: Text[Any]) -> Shown:
    record: Group | ValueDomain | Agreement = text.record
    parts: tuple[tuple[str, str], ...] = ()
    partners: tuple[tuple[str, str], ...] = ()
    status: tuple[str, ...] = standings.of(text.kind, text.id)
    if isinstance(record, ValueDomain):
        listed = "; ".join(f"{one.code}: {one.label}" for one in record.values[:_MOST_VALUES])
        parts = (("label", listed),)
    elif isinstance(record, Agreement):
        known = standings.snapshot.partners
        names = dict.fromkeys(party.partner for party in record.parties)
        partners = tuple((one, known[one].name if one in known else one) for one in names)
        parts = (("parties", "; ".join(name for _, name in partners)),)
        status = (standings.agreement_status(text),)
    return Shown(
        kind=text.kind,
        id=text.id,
        version=str(text.version),
        title=record.title,
        parts=tuple((part, said) for part, said in parts if said),
        status=status,
        marks=tuple(_marks(record.provenance)),
        partners=partners,
    )


def _partner(snapshot: Snapshot, id: PartnerId) -> Shown | None:
    known = snapshot.partners.get(id)
    if known is None:
        return None
    return Shown(kind="partner", id=id, version=None, title=known.name, parts=(), status=(), marks=())


def _decision(snapshot: Snapshot, id: DecisionId, *, language: str) -> Shown | None:
    known = snapshot.decisions.get(id)
    if known is None:
        return None
    summary = known.summary.get(language) or known.summary.get("en")
    return Shown(
        kind="decision",
        id=id,
        version=None,
        title=known.title,
        parts=(("definition", summary.text),) if summary else (),
        status=(known.outcome,),
        marks=tuple(_marks(known.provenance)),
        in_spanish=frozenset({"definition"} if language in known.summary and language != "en" else ()),
    )


def _marks(note: Provenance | None) -> Iterator[Mark]:
    if note is not None and note.status == "illustrative":
        yield "illustrative"
