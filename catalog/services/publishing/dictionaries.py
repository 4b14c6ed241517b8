"""The dictionary of a publication, and marks that change whenever what its pages show does.

A mark is made from digests of texts, and from what is said of them elsewhere: who adopted them, what the
partners are called, which clauses speak of them. It is much cheaper than the page itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any

from catalog.records.element import Element
from catalog.records.ids import Digest, ElementId, PartnerId, PurposeId, RegimeId, ZoneId
from catalog.records.snapshot import Text
from catalog.rules.flows.known import Life
from catalog.services.definitions.asking import questions_of
from catalog.services.definitions.carrying import binding_mark, clauses_on
from catalog.services.definitions.deciding import Decided
from catalog.services.definitions.dictionary import Dictionary, dictionary_of
from catalog.services.definitions.flowing import flows_of
from catalog.services.definitions.grouping import groups_of
from catalog.services.definitions.homonyms import homonyms_of
from catalog.services.definitions.listing import naming_group, pinning
from catalog.services.definitions.retiring import retired
from catalog.services.definitions.translating import DigestOf
from catalog.services.definitions.versions import proposals_of, version_rows
from catalog.services.lineage_map.element_flows import element_flows
from catalog.services.publishing.shelves import Shelves
from catalog.store.canonical import digest

_TRANSLATIONS = "translations"
_LAW = ("definitions/legal-bases.yaml", "definitions/purposes.yaml")
"""What decides, beside the texts, whether a clause lets a definition through."""


def dictionary_on(shelves: Shelves, on: date) -> Dictionary:
    """Return the dictionary of the public texts as of a day."""
    return dictionary_of(shelves.state.snapshot, on=on, texts=shelves.texts, heard=shelves.heard_in)


def bare_digest(shelves: Shelves) -> DigestOf:
    """Return what gives the digest of a version as it stands without its translations."""

    def bare(text: Text[Element]) -> Digest:
        document = shelves.state.leaves[text.path].document()
        return digest({key: value for key, value in document.items() if key != _TRANSLATIONS})

    return bare


def hashed(parts: Iterable[str]) -> str:
    """Return a mark of everything given."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class Marks:
    """The marks of one dictionary. What many pages mention is looked up once."""

    def __init__(self, shelves: Shelves, dictionary: Dictionary) -> None:
        self._state = shelves.state
        self._dictionary = dictionary
        self._flows = element_flows(dictionary.snapshot, on=dictionary.on, as_known=dictionary.on)
        self._said: dict[str, str] = {}
        self._agreements: dict[Digest, str] = {}
        self._law = hashed(self._state.hashes.get(path, "") for path in _LAW)

    def family(self, kind: str, id: str) -> str:
        """Return the mark of what the versions of a text say, where they stand, and who decided them."""
        return hashed(self._family(kind, id))

    def definition(self, id: ElementId) -> str:
        """Return the mark of all that hangs on a definition."""
        return hashed(self._definition(id))

    def hanging(self, kind: str, id: str) -> str:
        """Return the mark of what hangs on a code list or a group."""
        if kind == "value-domain":
            return repr(pinning(self._dictionary, id))
        return repr(
            [(row.record.id, row.record.title, row.standing) for row in naming_group(self._dictionary, id)]
        )

    def shown(self, kind: str, id: str) -> str:
        """Return the mark of what others say of a text: the version that is shown, and its names."""
        text = self._dictionary.shown(kind, id)
        return "" if text is None else f"{text.digest} {self._mentioned(text)}"

    def _family(self, kind: str, id: str) -> Iterator[str]:
        for text in self._dictionary.versions(kind, id):
            yield f"{text.digest} {self._mentioned(text)}"
        for row in version_rows(self._dictionary, kind, id):
            where = f"{row.version} {row.digest} {row.state} {row.effective} {row.retired} {row.days}"
            yield f"{where} {row.proposals} {self._decided(row.decided)}"
        yield repr(retired(self._dictionary, kind, id))
        yield repr(proposals_of(self._dictionary, kind, id))

    def _definition(self, id: ElementId) -> Iterator[str]:
        dictionary = self._dictionary
        text = dictionary.element(id)
        if text is not None:
            near, more = homonyms_of(dictionary, text.record)
            yield f"{near} {more}"
            yield from (self.shown("element", other) for _, other in near)
            for one in clauses_on(dictionary, text):
                yield f"{one.clause.id} {one.everything} {one.listed} {self._agreement(one.life)}"
            yield self._law
        yield repr(questions_of(dictionary, id))
        yield repr(flows_of(dictionary, id))
        yield self._flows.steps_mark(id)
        yield from (f"{one.id} {one.record.title}" for one in groups_of(dictionary, id))

    def _decided(self, decided: Decided | None) -> str:
        if decided is None:
            return ""
        if decided.id not in self._said:
            self._said[decided.id] = repr(decided)
        return self._said[decided.id]

    def _mentioned(self, text: Text[Any]) -> str:
        return " ".join(self._said_of(one) for one in self._state.leaves[text.path].references)

    def _agreement(self, life: Life) -> str:
        """Return how a version of an agreement stands, and what those that it names are called."""
        text = life.text
        if text.digest not in self._agreements:
            named = (
                self._said_of(one)
                for one in self._state.leaves[text.path].references
                if one.startswith(("partner:", "purpose:", "zone:"))
            )
            standing = binding_mark(self._dictionary, life)
            self._agreements[text.digest] = hashed(chain([standing], named))
        return self._agreements[text.digest]

    def _said_of(self, reference: str) -> str:
        found = self._said.get(reference)
        if found is None:
            found = self._said[reference] = self._looked_up(*reference.split(":", 1))
        return found

    def _looked_up(self, target: str, name: str) -> str:
        dictionary = self._dictionary
        if target == "partner":
            return repr(dictionary.partner(PartnerId(name)))
        if target == "purpose":
            return repr(dictionary.purpose(PurposeId(name)))
        if target == "zone":
            return repr(dictionary.zone(ZoneId(name)))
        if target == "regime":
            known = dictionary.snapshot.regimes.get(RegimeId(name))
            return f"{name} {sorted(known.protects) if known else None}"
        if target == "value-domain":
            id, _, version = name.partition("@")
            pinned = (one.digest for one in dictionary.versions(target, id) if str(one.version) == version)
            shown = dictionary.shown(target, id)
            return f"{name} {next(pinned, None)} {None if shown is None else shown.version}"
        if target == "element":
            return repr(dictionary.definition(dictionary.snapshot.element_id(name) or ElementId(name)))
        return name
