"""One file of a catalog, read and checked for itself: a leaf, or what is wrong with it."""

from __future__ import annotations

from typing import Any, Final

from catalog.records.finding import Finding
from catalog.store.faults import shape_findings, yaml_finding
from catalog.store.layout import Place, place_of
from catalog.store.leaf import Leaf, leaf_of, unknown_file
from catalog.store.wording import Path, named, position
from catalog.store.yaml_text import Document, YamlFault, places, read

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


def read_leaf(path: str, data: bytes) -> Leaf | list[Finding]:
    """Read one file of the catalog. Whatever is wrong with it comes back as findings instead."""
    place = place_of(path)
    if place is None:
        return [unknown_file(path)]
    try:
        document = read(data)
    except YamlFault as fault:
        return [yaml_finding(path, fault)]
    return checked_leaf(path, place, document=document, data=data)


def checked_leaf(path: str, place: Place, *, document: Document, data: bytes) -> Leaf | list[Finding]:
    """Check one document for itself; ``data`` are the bytes in which the lines of faults are found."""
    findings = shape_findings(path, place.kind, document=document, data=data)
    if not findings:
        findings = _own_findings(path, place, document=document, data=data)
    return findings or leaf_of(path, place, document=document)


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
    key, *further = steps[1:]
    if further:
        return [hit for at, item in enumerate(value) for hit in _twice(item, steps[1:], (*path, at))]
    seen: set[str] = set()
    found = []
    for at, item in enumerate(value):
        if item[key] in seen:
            found.append(((*path, at, key), item[key]))
        seen.add(item[key])
    return found
