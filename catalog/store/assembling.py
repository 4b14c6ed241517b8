"""Leaves become a snapshot, once every reference between them leads somewhere."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from catalog.records.finding import Finding
from catalog.records.ids import Digest, ElementId, Version
from catalog.records.snapshot import Snapshot, Text
from catalog.store import building, building_meetings
from catalog.store.leaf import Leaf
from catalog.store.references import references_by_place
from catalog.store.wording import named, nearest_word, position

_BUILT_IN_REGIME: Final = "none"
_TEXTS: Final[dict[str, Callable[[Any], Any]]] = {
    "element": building.element,
    "value-domain": building.value_domain,
    "group": building.group,
    "agreement": building.agreement,
    "lineage": building.lineage,
}
_TARGETS: Final = {
    "basis": "legal basis",
    "element": "data element",
    "value-domain": "value domain",
    "field": "dataset field",
    "object": "text",
}
_ENTRIES: Final = {
    "partner": ("partners", "partners"),
    "purpose": ("purposes", "purposes"),
    "zone": ("zones", "zones"),
    "regime": ("legal-bases", "regimes"),
    "basis": ("legal-bases", "bases"),
}
_by_version: Final = attrgetter("version")
_MOST_HINTS: Final = 25
DataOf = Callable[[str], bytes]
"""Gives the bytes of a file again, to find the line of a fault in it."""


class Assembly:
    """The leaves of one catalog, by kind, and what they define."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self.leaves = sorted(leaves, key=attrgetter("path"))
        self.by_kind: dict[str, list[Leaf]] = defaultdict(list)
        for kind, alike in groupby(self.leaves, key=attrgetter("kind")):
            self.by_kind[kind].extend(alike)
        self._documents = {leaf.path: leaf.document() for kind in _SMALL for leaf in self.by_kind[kind]}
        self.former = {
            ElementId(name): ElementId(leaf.id) for leaf in self.by_kind["element"] for name in leaf.former
        }
        self._defined: dict[str, set[str]] = {}

    def entries(self, kind: str, key: str) -> list[Any]:
        """Return the entries of a vocabulary, none if the file is not there."""
        return [entry for leaf in self.by_kind[kind] for entry in self._documents[leaf.path][key]]

    def defined(self, target: str) -> set[str]:
        """Return every id that can be referred to as the target. Only what is asked for is put together."""
        found = self._defined.get(target)
        if found is None:
            found = self._defined[target] = set(self._names(target))
        return found

    def _names(self, target: str) -> Iterator[str]:
        if target in _ENTRIES:
            yield from (entry["id"] for entry in self.entries(*_ENTRIES[target]))
        elif target not in {"value-domain", "object", "field", "seat"}:
            yield from (leaf.id for leaf in self.by_kind[target])
        if target in {"value-domain", "group"}:
            yield from (f"{leaf.id}@{leaf.version}" for leaf in self.by_kind[target])
        if target == "element":
            yield from self.former
        elif target == "regime":
            yield _BUILT_IN_REGIME
        elif target == "object":
            texts = (leaf for kind in _TEXTS for leaf in self.by_kind[kind])
            yield from (f"{leaf.kind}:{leaf.id}@{leaf.version}" for leaf in texts)
        elif target == "field":
            yield from self._fields()
        elif target == "seat":
            yield from self._seats()

    def _fields(self) -> Iterator[str]:
        for leaf in self.by_kind["lineage"]:
            for dataset in self._documents[leaf.path]["datasets"]:
                yield from (f"{dataset['id']}.{field['name']}" for field in dataset["fields"])

    def _seats(self) -> Iterator[str]:
        for leaf in self.by_kind["body"]:
            yield from (f"{leaf.id}/{seat['id']}" for seat in self._documents[leaf.path]["seats"])

    def findings(self, data_of: DataOf) -> list[Finding]:
        """Return a finding for each reference that leads nowhere and each id that is claimed twice."""
        return [
            *self._broken(data_of),
            *self._former_taken(),
            *self._purpose_loops(),
            *self._addresses_twice(),
        ]

    def _broken(self, data_of: DataOf) -> list[Finding]:
        asked: set[str] = set().union(*{leaf.references for leaf in self.leaves})
        parted = ((reference, *reference.split(":", 1)) for reference in asked)
        lost = {reference for reference, target, name in parted if name not in self.defined(target)}
        if not lost:
            return []
        near = self._nearest(lost)
        return [
            finding
            for leaf in self.leaves
            if not lost.isdisjoint(leaf.references)
            for finding in self._lost_in(leaf, lost, data=data_of(leaf.path), near=near)
        ]

    def _nearest(self, lost: Collection[str]) -> dict[str, str]:
        """Return a hint for each lost reference; for the first ones only, since looking takes time."""
        found = {}
        for reference in sorted(lost)[:_MOST_HINTS]:
            target, _, name = reference.partition(":")
            word = nearest_word(name, self.defined(target))
            if word:
                found[reference] = f"did you mean `{word}`?"
        return found

    def _lost_in(
        self, leaf: Leaf, lost: Collection[str], *, data: bytes, near: Mapping[str, str]
    ) -> Iterator[Finding]:
        from catalog.store.yaml_text import places  # noqa: PLC0415  # YAML, where a fault is told

        marks = places(data) if data else None
        for reference, path in references_by_place(leaf.kind, leaf.id, leaf.document()).items():
            if reference not in lost:
                continue
            target, _, name = reference.partition(":")
            line, column = position(marks, path) if marks else (None, None)
            yield Finding(
                file=leaf.path,
                line=line,
                column=column,
                code="unknown-reference",
                severity="error",
                message=f"`{named(path)}`: there is no {_TARGETS.get(target, target)} `{name}`",
                hint=near.get(reference),
            )

    def _former_taken(self) -> list[Finding]:
        claiming = [leaf for leaf in self.by_kind["element"] if leaf.former]
        now = {leaf.id for leaf in self.by_kind["element"]} if claiming else set()
        claimed: dict[str, str] = {}
        found = []
        for leaf in claiming:
            for name in leaf.former:
                other = name if name in now else claimed.setdefault(name, leaf.id)
                if other != leaf.id:
                    found.append(
                        _plain(leaf.path, "former-id-taken", f"the former id `{name}` names `{other}` too")
                    )
                elif name in now:
                    found.append(
                        _plain(leaf.path, "former-id-taken", f"`{name}` is this element's id of today")
                    )
        return found

    def _purpose_loops(self) -> list[Finding]:
        parents = {p["id"]: p.get("parent") for p in self.entries("purposes", "purposes")}
        found = []
        for start, parent in parents.items():
            seen, at = {start}, parent
            while at is not None and at not in seen:
                seen.add(at)
                at = parents.get(at)
            if at == start:
                found.append(
                    _plain(
                        "definitions/purposes.yaml", "purpose-loop", f"`{start}` is its own broader purpose"
                    )
                )
        return found

    def _addresses_twice(self) -> list[Finding]:
        """Two fields may not share an address, as ``r.d`` of ``q`` and ``d`` of ``q.r`` would."""
        claimed: dict[str, tuple[str, str]] = {}
        found = []
        for leaf in self.by_kind["lineage"]:
            for dataset in self._documents[leaf.path]["datasets"]:
                for name in (field["name"] for field in dataset["fields"]):
                    address = f"{dataset['id']}.{name}"
                    if claimed.setdefault(address, (dataset["id"], name)) != (dataset["id"], name):
                        other = claimed[address][0]
                        message = f"`{address}` is a field of `{dataset['id']}` and of `{other}`"
                        found.append(_plain(leaf.path, "address-twice", message))
        return found

    def snapshot(self) -> Snapshot:
        """Return the snapshot. Every reference must lead somewhere."""

        def build(kind: str, key: str, built: Callable[[Any], list[Any]]) -> dict[Any, Any]:
            if not self.by_kind[kind]:
                return {}
            return {record.id: record for record in built({key: self.entries(kind, key)})}

        records: dict[str, dict[Any, Any]] = {
            kind: {leaf.id: built(self._documents[leaf.path]) for leaf in self.by_kind[kind]}
            for kind, built in _RECORDS.items()
        }
        return Snapshot(
            digest=self.catalog_digest(),
            partners=build("partners", "partners", building.partners),
            purposes=build("purposes", "purposes", building.purposes),
            zones=build("zones", "zones", building.zones),
            regimes=build("legal-bases", "regimes", building.regimes),
            bases=build("legal-bases", "bases", building.bases),
            use_cases=build("use-cases", "use_cases", building.use_cases),
            promises=build("promises", "promises", building.promises),
            elements=self._texts("element"),
            value_domains=self._texts("value-domain"),
            groups=self._texts("group"),
            agreements=self._texts("agreement"),
            lineage=self._texts("lineage"),
            events={id: tuple(found) for id, found in records["events"].items()},
            bodies=records["body"],
            meetings=records["meeting"],
            proposals=records["proposal"],
            decisions=records["decision"],
            errata=records["erratum"],
            former=self.former,
            paths={f"{leaf.kind}:{leaf.id}": leaf.path for leaf in self.leaves if leaf.kind in _RECORDS},
        )

    def _texts(self, kind: str) -> Mapping[Any, tuple[Text[Any], ...]]:
        built = _TEXTS[kind]

        def build(leaf: Leaf) -> Any:
            return built(leaf.document())

        found: dict[str, tuple[Text[Any], ...]] = {}
        for leaf in self.by_kind[kind]:
            path, _, id, version, digest, *_ = leaf
            text: Text[Any] = Text(
                kind, id, version=_version(version), digest=digest, path=path, source=leaf, build=build
            )
            others = found.get(id)
            found[id] = tuple(sorted((*others, text), key=_by_version)) if others else (text,)
        return found

    def catalog_digest(self) -> Digest:
        """Return the digest of the whole catalog: SHA-256 over `path digest` lines in path order."""
        return digest_of((leaf.path, leaf.digest) for leaf in self.leaves)


def digest_of(files: Iterable[tuple[str, Digest]]) -> Digest:
    """Return the digest of a catalog of these files, given in the order of their paths."""
    lines = "".join(f"{path} {digest}\n" for path, digest in files)
    return Digest("sha256:" + hashlib.sha256(lines.encode()).hexdigest())


_RECORDS: Final[dict[str, Callable[[Any], Any]]] = {
    "events": building.events,
    "body": building_meetings.body,
    "meeting": building_meetings.meeting,
    "proposal": building_meetings.proposal,
    "decision": building_meetings.decision,
    "erratum": building_meetings.erratum,
}
_SMALL: Final = (
    "partners",
    "purposes",
    "zones",
    "legal-bases",
    "use-cases",
    "promises",
    "lineage",
    *_RECORDS,
)
"""Kinds whose documents are opened with the catalog; definitions and agreements wait until asked."""


@cache
def _version(text: str | None) -> Version:
    """Read the version of a text; many thousand texts share a few."""
    return Version.parse(text or "")


def _plain(file: str, code: str, message: str) -> Finding:
    hint = "an id is permanent and names one thing for good"
    return Finding(file=file, line=None, column=None, code=code, severity="error", message=message, hint=hint)
