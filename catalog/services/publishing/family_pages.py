"""Pages of code lists and groups, of each version of a text, and of two versions side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Any, Final

from catalog.interchange.pages import Page, Standing
from catalog.phrases import phrase
from catalog.records.element import Group, ValueDomain
from catalog.records.ids import Version
from catalog.records.snapshot import Text
from catalog.services.definitions.comparing import Comparison, comparison, pair_name
from catalog.services.definitions.dictionary import Named
from catalog.services.definitions.listing import AgreementRow, members, naming_group, pinning
from catalog.services.definitions.retiring import Retired, retired
from catalog.services.definitions.versions import Proposed, VersionRow, proposals_of, version_rows
from catalog.services.publishing.dictionaries import dictionary_on
from catalog.services.publishing.frames import TEXT_FOLDERS
from catalog.services.publishing.shelves import Shelves

KINDS: Final[Mapping[str, str]] = {folder: kind for kind, folder in TEXT_FOLDERS.items()}
"""The kinds of text of the dictionary, by the folder in which each is published."""
MOST_PAIRS: Final = 30
"""So many other pairs of versions are offered beside a comparison."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """One version of a text: where it stands, the public versions before and after it, and its file."""

    folder: str
    id: str
    row: VersionRow
    older: Version | None
    newer: Version | None
    open_proposals: tuple[Proposed, ...]
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonView:
    """Two versions side by side. ``pairs`` are the others, ``following`` those that follow each other."""

    folder: str
    id: str
    comparison: Comparison
    pairs: tuple[tuple[Version, Version], ...]
    following: tuple[tuple[Version, Version], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeListView:
    """A code list in the version that is shown, and the definitions whose values come from it."""

    record: ValueDomain
    row: VersionRow
    versions: tuple[VersionRow, ...]
    pinned_by: tuple[tuple[Named, str], ...]
    proposals: tuple[Proposed, ...]
    retired: Retired | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A group in the version that is shown, its definitions, and the agreements that name it."""

    record: Group
    row: VersionRow
    versions: tuple[VersionRow, ...]
    members: tuple[Named, ...]
    named_by: tuple[AgreementRow, ...]
    proposals: tuple[Proposed, ...]
    retired: Retired | None


def stem_of_text(text: Text[Any]) -> str:
    """Return the address of a version of the dictionary, without its ending."""
    return f"{TEXT_FOLDERS[text.kind]}/{text.id}/{text.version}"


def pair_address(kind: str, id: str, *, pair: tuple[Version, Version]) -> str:
    """Return the address of two versions side by side."""
    return f"{TEXT_FOLDERS[kind]}/{id}/diff/{pair_name(*pair)}.html"


def version_view(shelves: Shelves, text: Text[Any], *, on: date) -> VersionView:
    """Return one version of a text as its page shows it."""
    dictionary = dictionary_on(shelves, on)
    rows = version_rows(dictionary, text.kind, text.id)
    at = next(place for place, row in enumerate(rows) if row.version == text.version)
    return VersionView(
        folder=TEXT_FOLDERS[text.kind],
        id=text.id,
        row=rows[at],
        older=rows[at + 1].version if at + 1 < len(rows) else None,
        newer=rows[at - 1].version if at else None,
        open_proposals=tuple(one for one in rows[at].proposals if one.is_open),
        file=shelves.state.originals[text.path].decode(),
    )


def version_page(shelves: Shelves, text: Text[Any], *, on: date) -> Page:
    """Return the page of one version of a code list or a group."""
    return Page(
        template="dictionary/version.html",
        address=f"{stem_of_text(text)}.html",
        title=phrase("{title}, version {version}", title=text.record.title, version=text.version),
        section="definitions",
        shown={"text": version_view(shelves, text, on=on)},
        standing=_standing(text, stem=stem_of_text(text)),
    )


def comparison_page(shelves: Shelves, older: Text[Any], newer: Text[Any], *, on: date) -> Page:
    """Return the page of two versions side by side."""
    dictionary = dictionary_on(shelves, on)
    versions = [text.version for text in dictionary.versions(newer.kind, newer.id)]
    pair = (older.version, newer.version)
    pairs = [one for one in combinations(versions, 2) if one != pair]
    return Page(
        template="dictionary/diff.html",
        address=pair_address(newer.kind, newer.id, pair=pair),
        title=phrase(
            "{title}: from {older} to {newer}", title=newer.record.title, older=pair[0], newer=pair[1]
        ),
        section="definitions",
        shown={
            "compared": ComparisonView(
                folder=TEXT_FOLDERS[newer.kind],
                id=newer.id,
                comparison=comparison(older, newer),
                pairs=tuple(pairs[-MOST_PAIRS:]),
                following=tuple(one for one in pairwise(versions) if one != pair),
            )
        },
    )


def code_list_page(shelves: Shelves, id: str, *, on: date) -> Page:
    """Return the page of a code list, which must be public."""
    text, rows, row = _family(shelves, "value-domain", id, on=on)
    dictionary = dictionary_on(shelves, on)
    view = CodeListView(
        record=text.record,
        row=row,
        versions=rows,
        pinned_by=pinning(dictionary, id),
        proposals=tuple(one for one in proposals_of(dictionary, text.kind, id) if one.is_open),
        retired=retired(dictionary, text.kind, id),
    )
    return _family_page(text, template="dictionary/value-domain.html", view=view)


def group_page(shelves: Shelves, id: str, *, on: date) -> Page:
    """Return the page of a group, which must be public."""
    text, rows, row = _family(shelves, "group", id, on=on)
    dictionary = dictionary_on(shelves, on)
    view = GroupView(
        record=text.record,
        row=row,
        versions=rows,
        members=members(dictionary, text),
        named_by=naming_group(dictionary, id),
        proposals=tuple(one for one in proposals_of(dictionary, text.kind, id) if one.is_open),
        retired=retired(dictionary, text.kind, id),
    )
    return _family_page(text, template="dictionary/group.html", view=view)


def _family(
    shelves: Shelves, kind: str, id: str, *, on: date
) -> tuple[Text[Any], tuple[VersionRow, ...], VersionRow]:
    dictionary = dictionary_on(shelves, on)
    text = dictionary.shown(kind, id)
    if text is None:
        raise KeyError(id)
    rows = version_rows(dictionary, kind, id)
    return text, rows, next(row for row in rows if row.version == text.version)


def _family_page(text: Text[Any], *, template: str, view: CodeListView | GroupView) -> Page:
    stem = f"{TEXT_FOLDERS[text.kind]}/{text.id}"
    return Page(
        template=template,
        address=f"{stem}.html",
        title=text.record.title,
        section="definitions",
        shown={"view": view},
        standing=_standing(text, stem=stem),
        status=410 if view.retired is not None else 200,
    )


def _standing(text: Text[Any], *, stem: str) -> Standing:
    return Standing(
        kind=text.kind,
        id=f"{text.kind}:{text.id}@{text.version}",
        digest=text.digest,
        stem=stem,
        index=None,
        covered_by=None,
        note=text.record.provenance,
    )
