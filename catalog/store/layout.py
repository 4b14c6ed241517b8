"""Which file of a catalog holds what: the folders of contract section 2."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from catalog.records.ids import ID_PATTERN, VERSION_PATTERN

MOST_BYTES: Final = 1024 * 1024
"""A file with more is refused unread."""

TOP_FOLDERS: Final = ("agreements", "definitions", "lineage", "meetings")
VOCABULARIES: Final = ("partners", "purposes", "zones", "legal-bases", "use-cases", "promises")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a path says of its record: the kind, and the id and version that must stand in it."""

    kind: str
    id: str
    version: str | None = None


_PLACES: Final = tuple(
    (re.compile(pattern.replace("ID", f"({ID_PATTERN})").replace("VERSION", f"({VERSION_PATTERN})")), kind)
    for pattern, kind in (
        (r"definitions/elements/ID/VERSION\.yaml", "element"),
        (r"definitions/value-domains/ID/VERSION\.yaml", "value-domain"),
        (r"definitions/groups/ID/VERSION\.yaml", "group"),
        (r"agreements/ID/VERSION\.yaml", "agreement"),
        (r"agreements/ID/(events)\.yaml", "events"),
        (r"lineage/ID/VERSION\.yaml", "lineage"),
        (r"meetings/bodies/ID\.yaml", "body"),
        (r"meetings/proposals/ID\.yaml", "proposal"),
        (r"meetings/decisions/(ID/[0-9]{4}/[0-9]{4})\.yaml", "decision"),
        (r"meetings/decisions/(ID/[0-9]{4}/[0-9]{4}-erratum-[1-9][0-9]{0,3})\.yaml", "erratum"),
        (
            r"meetings/(?!bodies/|proposals/|decisions/|log/)(ID/[0-9]{4}-[0-9]{2}-[0-9]{2})/meeting\.yaml",
            "meeting",
        ),
    )
)
_MATERIAL: Final = re.compile(rf"meetings/(?:{ID_PATTERN})/[0-9-]{{10}}/materials/.+")
_VERSIONED: Final = frozenset({"element", "value-domain", "group", "agreement", "lineage"})
FOLDERS: Final = {
    "element": "definitions/elements",
    "value-domain": "definitions/value-domains",
    "group": "definitions/groups",
    "agreement": "agreements",
    "lineage": "lineage",
}


def place_of(path: str) -> Place | None:
    """Return what belongs at a path relative to the catalog, or ``None`` if nothing does."""
    for name in VOCABULARIES:
        if path == f"definitions/{name}.yaml":
            return Place(kind=name, id=name)
    for pattern, kind in _PLACES:
        found = pattern.fullmatch(path)
        if found:
            version = found.group(2) if kind in _VERSIONED else None
            return Place(kind=kind, id=found.group(1), version=version)
    return None


def path_of(kind: str, id: str, version: str) -> str:
    """Return where one version of a text stands."""
    return f"{FOLDERS[kind]}/{id}/{version}.yaml"


def is_passed_over(path: str) -> bool:
    """Say whether a file is none of the catalog's records by design: notes, materials, the log.

    The log has a format of its own; its files are not YAML records.
    """
    name = path.rsplit("/", 1)[-1]
    return (
        name == "README.md"
        or any(part.startswith(".") for part in path.split("/"))
        or path.startswith("meetings/log/")
        or _MATERIAL.fullmatch(path) is not None
    )
