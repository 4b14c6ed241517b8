"""One file of a catalog: read, checked for itself, digested, and packed for the cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import msgpack

from catalog.records.finding import Finding
from catalog.records.ids import Digest
from catalog.store.canonical import digest
from catalog.store.faults import named, position, shape_findings, yaml_finding
from catalog.store.layout import Place, place_of
from catalog.store.references import references_of
from catalog.store.yaml_text import Document, Path, YamlFault, places, read

_UNIQUE: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "partners": (("partners", "*", "id"),),
    "purposes": (("purposes", "*", "id"),),
    "zones": (("zones", "*", "id"),),
    "legal-bases": (
        ("regimes", "*", "id"),
        ("bases", "*", "id"),
        ("bases", "*", "written_elements", "*", "id"),
    ),
    "use-cases": (("use_cases", "*", "id"),),
    "promises": (("promises", "*", "id"),),
    "value-domain": (("values", "*", "code"),),
    "agreement": (("clauses", "*", "id"), ("parties", "*", "partner")),
    "lineage": (("datasets", "*", "id"), ("datasets", "*", "fields", "*", "name"), ("jobs", "*", "id")),
    "body": (("seats", "*", "id"), ("rules", "*", "from")),
    "meeting": (("agenda", "*", "number"), ("motions", "*", "id"), ("votes", "*", "id")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A file that is right by itself. ``blob`` is its document, packed; ``former`` an element's ids of old."""

    path: str
    kind: str
    id: str
    version: str | None
    digest: Digest
    references: frozenset[str]
    former: tuple[str, ...]
    blob: bytes

    def document(self) -> Any:
        """Return what the file says."""
        return msgpack.unpackb(self.blob, strict_map_key=False)


def read_leaf(path: str, data: bytes) -> Leaf | list[Finding]:
    """Read one file of the catalog. Whatever is wrong with it comes back as findings instead."""
    place = place_of(path)
    if place is None:
        return [unknown_file(path)]
    try:
        document = read(data)
    except YamlFault as fault:
        return [yaml_finding(path, fault)]
    findings = shape_findings(path, place.kind, document=document, data=data)
    if not findings:
        findings = _own_findings(path, place, document=document, data=data)
    return findings or leaf_of(path, place, document=document)


def leaf_of(path: str, place: Place, *, document: Document) -> Leaf:
    """Pack a document that is right by itself."""
    return Leaf(
        path=path,
        kind=place.kind,
        id=place.id,
        version=place.version,
        digest=digest(document),
        references=references_of(place.kind, place.id, document),
        former=tuple(document.get("formerly") or ()) if place.kind == "element" else (),
        blob=msgpack.packb(document),
    )


def unknown_file(path: str) -> Finding:
    """Return the finding for a file that is no record."""
    return Finding(
        file=path,
        line=None,
        column=None,
        code="unknown-file",
        severity="error",
        message="this file is none of a catalog's records",
        hint="move it out, or give it the name and folder that its kind has (`p20w init` shows them)",
    )


def _own_findings(path: str, place: Place, *, document: Document, data: bytes) -> list[Finding]:
    wrong: list[tuple[str, Path, str]] = []
    if place.kind not in {"events", "partners", "purposes", "zones", "legal-bases", "use-cases", "promises"}:
        for key, expected in (("id", place.id), ("version", place.version)):
            if expected is not None and document[key] != expected:
                message = f"`{key}` is `{document[key]}`, but the file's place says `{expected}`"
                wrong.append(("id-not-path", (key,), message))
    for steps in _UNIQUE.get(place.kind, ()):
        for at, value in _twice(document, steps, ()):
            wrong.append(("id-twice", at, f"`{named(at)}`: `{value}` stands twice in this list"))
    if not wrong:
        return []
    marks = places(data)
    return [
        Finding(
            file=path,
            line=position(marks, at)[0],
            column=position(marks, at)[1],
            code=code,
            severity="error",
            message=message,
            hint="one id names one thing, and its file says which",
        )
        for code, at, message in wrong
    ]


def _twice(value: Any, steps: tuple[str, ...], path: Path) -> list[tuple[Path, str]]:
    """Return where the last step of a path repeats a value within one list."""
    if steps[0] != "*":
        return _twice(value[steps[0]], steps[1:], (*path, steps[0]))
    if len(steps) > 2:
        return [hit for at, item in enumerate(value) for hit in _twice(item, steps[1:], (*path, at))]
    seen: set[str] = set()
    found = []
    for at, item in enumerate(value):
        if item[steps[1]] in seen:
            found.append(((*path, at, steps[1]), item[steps[1]]))
        seen.add(item[steps[1]])
    return found
