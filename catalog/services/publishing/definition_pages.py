"""The page of a definition, of each of its versions, of two side by side, and of an id it had before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from catalog.interchange.pages import Language, Page, Spoken, Standing
from catalog.phrases import phrase
from catalog.records.element import Element
from catalog.records.ids import ElementId
from catalog.records.snapshot import Text
from catalog.services.definitions.dictionary import Named
from catalog.services.definitions.translating import Saying
from catalog.services.definitions.versions import version_rows
from catalog.services.definitions.viewing import definition_view, record_view
from catalog.services.lineage_map.flows_picture import flows_picture
from catalog.services.publishing.dictionaries import bare_digest, dictionary_on
from catalog.services.publishing.family_pages import stem_of_text, version_view
from catalog.services.publishing.shelves import Shelves

SECTION = "definitions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An id that a definition had before, and the definition as it is called now."""

    former: str
    now: Named


def definition_page(shelves: Shelves, id: ElementId, *, on: date) -> Page:
    """Return the page of a definition, in the version that is shown, as of a day. It must be public."""
    dictionary = dictionary_on(shelves, on)
    view = definition_view(dictionary, id, bare=bare_digest(shelves))
    if view is None:
        raise KeyError(id)
    record = view.now.record
    stem = f"{SECTION}/{id}"
    standing = Standing(
        kind="element",
        id=f"element:{id}@{record.version}",
        digest=view.now.row.digest,
        stem=stem,
        index=None,
        covered_by=None,
        note=record.provenance,
    )
    return Page(
        template="dictionary/definition.html",
        address=f"{stem}.html",
        title=_title(view.now.said),
        section=SECTION,
        shown={"definition": view, "picture": flows_picture(dictionary.snapshot, id, on=on)},
        standing=standing,
        about=_about(view.now.said),
        status=410 if view.retired is not None else 200,
    )


def definition_version_page(shelves: Shelves, text: Text[Element], *, on: date) -> Page:
    """Return the page of one version of a definition."""
    dictionary = dictionary_on(shelves, on)
    row = next(one for one in version_rows(dictionary, text.kind, text.id) if one.version == text.version)
    view = record_view(dictionary, text, row=row, bare=bare_digest(shelves))
    stem = stem_of_text(text)
    return Page(
        template="dictionary/definition-version.html",
        address=f"{stem}.html",
        title=phrase("{title}, version {version}", title=_title(view.said), version=text.version),
        section=SECTION,
        shown={"definition": view, "text": version_view(shelves, text, on=on)},
        standing=Standing(
            kind="element",
            id=f"element:{text.id}@{text.version}",
            digest=text.digest,
            stem=stem,
            index=None,
            covered_by=None,
            note=view.record.provenance,
        ),
        about=_about(view.said),
    )


def moved_page(shelves: Shelves, former: ElementId, *, on: date) -> Page:
    """Return what stands at the address of an id that a definition had before."""
    now = dictionary_on(shelves, on).definition(shelves.state.snapshot.former[former])
    return Page(
        template="dictionary/moved.html",
        address=f"{SECTION}/{former}.html",
        title=phrase("{id} has another id now", id=former),
        section=SECTION,
        shown={"moved": Moved(former=former, now=now)},
    )


def _title(said: Mapping[str, Saying]) -> Spoken:
    words: dict[Language, str] = {"en": said["en"].title}
    if "title" not in said["es"].untranslated:
        words["es"] = said["es"].title
    return Spoken(words)


def _about(said: Mapping[str, Saying]) -> Spoken:
    return Spoken({"en": _plain(said["en"]), "es": _plain(said["es"])})


def _plain(said: Saying) -> str:
    return said.plain_language or said.definition
