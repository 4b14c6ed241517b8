"""Leaves become a snapshot, once every reference between them leads somewhere."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from catalog.records.finding import Finding
from catalog.records.ids import Digest, ElementId, Version
from catalog.records.snapshot import Snapshot, Text
from catalog.store import building, building_meetings
from catalog.store.faults import named, position
from catalog.store.leaves import Leaf
from catalog.store.references import find_reference
from catalog.store.shapes import nearest_word
from catalog.store.yaml_text import Path, places

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
DataOf = Callable[[str], bytes]
"""Gives the bytes of a file again, to find the line of a fault in it."""


class Assembly:
    """The leaves of one catalog, by kind, and what they define."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self.leaves = sorted(leaves, key=lambda leaf: leaf.path)
        self.by_kind: dict[str, list[Leaf]] = defaultdict(list)
        for leaf in self.leaves:
            self.by_kind[leaf.kind].append(leaf)
        self._documents = {leaf.path: leaf.document() for kind in _SMALL for leaf in self.by_kind[kind]}
        self.former: dict[ElementId, ElementId] = {}
        for leaf in self.by_kind["element"]:
            self.former.update((ElementId(name), ElementId(leaf.id)) for name in leaf.former)

    def entries(self, kind: str, key: str) -> list[Any]:
        """Return the entries of a vocabulary, none if the file is not there."""
        return [entry for leaf in self.by_kind[kind] for entry in self._documents[leaf.path][key]]

    def defined(self) -> dict[str, set[str]]:
        """Return every id that can be referred to, by target."""
        names = {kind: {leaf.id for leaf in self.by_kind[kind]} for kind in self.by_kind}
        pinned = {kind: {f"{leaf.id}@{leaf.version}" for leaf in self.by_kind[kind]} for kind in _TEXTS}
        fields = {
            f"{dataset['id']}.{field['name']}"
            for leaf in self.by_kind["lineage"]
            for dataset in self._documents[leaf.path]["datasets"]
            for field in dataset["fields"]
        }
        return {
            "partner": {p["id"] for p in self.entries("partners", "partners")},
            "purpose": {p["id"] for p in self.entries("purposes", "purposes")},
            "zone": {z["id"] for z in self.entries("zones", "zones")},
            "regime": {r["id"] for r in self.entries("legal-bases", "regimes")} | {_BUILT_IN_REGIME},
            "basis": {b["id"] for b in self.entries("legal-bases", "bases")},
            "element": names.get("element", set()) | set(self.former),
            "value-domain": pinned["value-domain"],
            "group": names.get("group", set()) | pinned["group"],
            "field": fields,
            "body": names.get("body", set()),
            "meeting": names.get("meeting", set()),
            "proposal": names.get("proposal", set()),
            "decision": names.get("decision", set()),
            "seat": {
                f"{leaf.id}/{seat['id']}"
                for leaf in self.by_kind["body"]
                for seat in self._documents[leaf.path]["seats"]
            },
            "object": {f"{kind}:{name}" for kind, names in pinned.items() for name in names},
        }

    def findings(self, data_of: DataOf) -> list[Finding]:
        """Return a finding for each reference that leads nowhere and each id that is claimed twice."""
        return [*self._broken(data_of), *self._former_taken(), *self._purpose_loops()]

    def _broken(self, data_of: DataOf) -> list[Finding]:
        defined = {f"{target}:{name}" for target, names in self.defined().items() for name in names}
        asked: set[str] = set().union(*(leaf.references for leaf in self.leaves))
        lost = asked - defined
        if not lost:
            return []
        found = []
        for leaf in self.leaves:
            for reference in sorted(leaf.references & lost):
                path = find_reference(leaf.kind, leaf.id, document=leaf.document(), reference=reference)
                found.append(self._lost(leaf, reference, path=path, data=data_of(leaf.path)))
        return found

    def _lost(self, leaf: Leaf, reference: str, *, path: Path, data: bytes) -> Finding:
        target, _, name = reference.partition(":")
        line, column = position(places(data), path) if data else (None, None)
        near = nearest_word(name, self.defined()[target])
        return Finding(
            file=leaf.path,
            line=line,
            column=column,
            code="unknown-reference",
            severity="error",
            message=f"`{named(path)}`: there is no {_TARGETS.get(target, target)} `{name}`",
            hint=f"did you mean `{near}`?" if near else None,
        )

    def _former_taken(self) -> list[Finding]:
        now = {leaf.id for leaf in self.by_kind["element"]}
        claimed: dict[str, str] = {}
        found = []
        for leaf in self.by_kind["element"]:
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
        for start in parents:
            seen, at = {start}, parents[start]
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

    def snapshot(self) -> Snapshot:
        """Return the snapshot. Every reference must lead somewhere."""

        def build(kind: str, key: str, built: Callable[[Any], list[Any]]) -> dict[Any, Any]:
            if not self.by_kind[kind]:
                return {}
            return {record.id: record for record in built({key: self.entries(kind, key)})}

        records = {
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
            former=self.former,
            paths={f"{leaf.kind}:{leaf.id}": leaf.path for leaf in self.leaves if leaf.kind in _RECORDS},
        )

    def _texts(self, kind: str) -> Mapping[Any, tuple[Text[Any], ...]]:
        build = _TEXTS[kind]
        found: dict[str, list[Text[Any]]] = defaultdict(list)
        for leaf in self.by_kind[kind]:
            assert leaf.version is not None
            text = Text[Any](
                kind,
                leaf.id,
                version=Version.parse(leaf.version),
                digest=leaf.digest,
                path=leaf.path,
                build=lambda leaf=leaf: build(leaf.document()),  # type: ignore[misc]  # bound now, not later
            )
            found[leaf.id].append(text)
        return {id: tuple(sorted(texts, key=lambda text: text.version)) for id, texts in found.items()}

    def catalog_digest(self) -> Digest:
        """Return the digest of the whole catalog: SHA-256 over `path digest` lines in path order."""
        lines = "".join(f"{leaf.path} {leaf.digest}\n" for leaf in self.leaves)
        return Digest("sha256:" + hashlib.sha256(lines.encode()).hexdigest())


_RECORDS: Final[dict[str, Callable[[Any], Any]]] = {
    "events": building.events,
    "body": building_meetings.body,
    "meeting": building_meetings.meeting,
    "proposal": building_meetings.proposal,
    "decision": building_meetings.decision,
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


def _plain(file: str, code: str, message: str) -> Finding:
    hint = "an id is permanent and names one thing for good"
    return Finding(file=file, line=None, column=None, code=code, severity="error", message=message, hint=hint)
