"""Compare two records or two catalogs: what differs, the least bump, and the flows gained and lost."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from catalog.errors import BadInput, FaultyCatalog, NotACatalog, NotFound
from catalog.records.difference import Bump, Difference
from catalog.records.ids import Pin, Version
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.changes.bumps import bump_for, satisfies
from catalog.rules.changes.differences import Versioned, differences
from catalog.rules.whatif import WhatIf, what_if
from catalog.services.opening import open_snapshot
from catalog.services.record_files import read_record_file
from catalog.store import building
from catalog.store.faults import shape_findings
from catalog.store.history import history_of
from catalog.store.layout import FOLDERS
from catalog.store.reading import is_catalog, load_files

_BUILT: Final[dict[str, Any]] = {
    "element": building.element,
    "value-domain": building.value_domain,
    "group": building.group,
    "agreement": building.agreement,
    "lineage": building.lineage,
}
_OTHERS: Final = {
    "partner": "partners",
    "purpose": "purposes",
    "zone": "zones",
    "regime": "regimes",
    "legal basis": "bases",
    "use case": "use_cases",
    "promise": "promises",
    "events of": "events",
    "body": "bodies",
    "meeting": "meetings",
    "proposal": "proposals",
    "decision": "decisions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedTexts:
    """Two texts of one kind: what differs, and whether the second's number says so."""

    kind: str
    id: str
    older: Version
    newer: Version
    differences: tuple[Difference, ...]
    least: Bump
    satisfied: bool

    @property
    def widens(self) -> bool:
        """Whether a difference may let something flow that could not flow before."""
        return any(one.widens for one in self.differences)

    def document(self) -> dict[str, object]:
        """Return the comparison as a plain object."""
        return {
            "kind": self.kind,
            "id": self.id,
            "older": str(self.older),
            "newer": str(self.newer),
            "differences": [one.document() for one in self.differences],
            "least_bump": self.least,
            "satisfied": self.satisfied,
            "widens": self.widens,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedCatalogs:
    """Two catalogs: records added, removed and changed, new versions held against the one before, flows."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    texts: tuple[ComparedTexts, ...]
    flows: WhatIf

    @property
    def widens(self) -> bool:
        """Whether anything may flow that might not before, or on easier terms."""
        return self.flows.widens

    def document(self) -> dict[str, object]:
        """Return the comparison as a plain object."""
        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "changed": list(self.changed),
            "texts": [one.document() for one in self.texts],
            "flows": self.flows.document(),
            "widens": self.widens,
        }


def compare(
    root: Path, names: tuple[str, str], *, as_known: date, on: date | None = None
) -> ComparedTexts | ComparedCatalogs:
    """Compare two things named by the user: two records, or two catalogs.

    A record is a file or ``id@version`` of the catalog, a catalog a folder or a git revision of it.
    With ``on`` only the flows of that day count. Raises ``CatalogError`` for anything else.
    """
    older, newer = (_named(root, name) for name in names)
    if isinstance(older, Snapshot) and isinstance(newer, Snapshot):
        return _compare_catalogs(older, newer, as_known=as_known, on=on)
    if isinstance(older, Snapshot) or isinstance(newer, Snapshot):
        hint = "compare two records, or two catalogs"
        raise BadInput(f"`{names[0]}` and `{names[1]}` are a catalog and a record", hint=hint)
    if type(older) is not type(newer):
        raise BadInput(f"`{names[0]}` and `{names[1]}` are records of two kinds")
    return compare_texts(_kind_of(older), older, newer)


def compare_texts(kind: str, older: Versioned, newer: Versioned) -> ComparedTexts:
    """Compare two texts of one kind."""
    found = differences(older, newer)
    least = bump_for(found)
    return ComparedTexts(
        kind=kind,
        id=newer.id,
        older=older.version,
        newer=newer.version,
        differences=found,
        least=least,
        satisfied=satisfies(older.version, newer.version, needed=least),
    )


def _kind_of(record: Versioned) -> str:
    words = type(record).__name__
    return "value-domain" if words == "ValueDomain" else words.lower()


def _named(root: Path, name: str) -> Versioned | Snapshot:
    path = Path(name)
    if os.path.isdir(path):  # noqa: PTH112  # a name too long for a file is no file either
        if not is_catalog(path):
            raise NotACatalog(
                f"`{name}` is a folder but no catalog", hint="name the one that holds `definitions`"
            )
        return open_snapshot(path)
    if os.path.exists(path):  # noqa: PTH110  # a name too long for a file is no file either
        return _record_of(name)
    pinned = _pinned(root, name)
    if pinned is not None:
        return pinned
    files = history_of(root).files_at(name)
    if not any(path.startswith("definitions/") for path in files):
        raise NotACatalog(f"revision `{name}` of `{root}` holds no catalog")
    loaded = load_files(files)
    if loaded.snapshot is None:
        first = loaded.findings[0]
        place = first.file + (f":{first.line}:{first.column}" if first.line else "")
        raise FaultyCatalog(f"at revision `{name}`: {place}: {first.message}", hint=first.hint)
    return loaded.snapshot


def _record_of(name: str) -> Versioned:
    """Read a record's file. Raises ``BadInput`` for anything but a sound text that has versions."""
    document, data = read_record_file(name)
    kind = document.get("kind") if isinstance(document, dict) else None
    if not isinstance(kind, str) or kind not in _BUILT:
        hint = f"texts with versions are {', '.join(sorted(FOLDERS))}; compare two catalogs for the rest"
        raise BadInput(f"`{name}` holds no text that has versions", hint=hint)
    wrong = shape_findings(name, kind, document=document, data=data)
    if wrong:
        first = wrong[0]
        raise BadInput(f"{first.file}:{first.line}:{first.column}: {first.message}", hint=first.hint)
    built: Versioned = _BUILT[kind](document)
    return built


def _pinned(root: Path, name: str) -> Versioned | None:
    """Return the text that ``id@version`` or ``kind:id@version`` names; ``None`` where it is no such name."""
    kind, colon, rest = name.rpartition(":")
    try:
        pin = Pin.parse(rest)
    except ValueError:
        return None
    snapshot = open_snapshot(root)
    families = {known: dict(texts) for known, texts in _families(snapshot) if not colon or known == kind}
    found = {
        known: text
        for known, texts in families.items()
        for text in texts.get(pin.id, ())
        if text.version == pin.version
    }
    if not found:
        raise NotFound(f"the catalog has no text `{name}`", hint="name it as `k12.ssid@1.0.0`")
    if len(found) > 1:
        hint = f"say which, as `{min(found)}:{rest}`"
        raise BadInput(f"`{name}` is {' and '.join(sorted(found))}", hint=hint)
    (text,) = found.values()
    record: Versioned = text.record
    return record


def _families(snapshot: Snapshot) -> Iterator[tuple[str, Mapping[Any, tuple[Text[Any], ...]]]]:
    yield "element", snapshot.elements
    yield "value-domain", snapshot.value_domains
    yield "group", snapshot.groups
    yield "agreement", snapshot.agreements
    yield "lineage", snapshot.lineage


def _compare_catalogs(
    before: Snapshot, after: Snapshot, *, as_known: date, on: date | None
) -> ComparedCatalogs:
    old, new = _everything(before), _everything(after)
    return ComparedCatalogs(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name])),
        texts=tuple(_revised(before, after)),
        flows=what_if(before, after, as_known=as_known, on=on),
    )


def _everything(snapshot: Snapshot) -> dict[str, object]:
    """Return what each record says, by its name: a text's digest, else the record itself."""
    found: dict[str, object] = {
        f"{kind} {text.id}@{text.version}": text.digest
        for kind, family in _families(snapshot)
        for texts in family.values()
        for text in texts
    }
    for word, attribute in _OTHERS.items():
        found |= {f"{word} {id}": record for id, record in getattr(snapshot, attribute).items()}
    return found


def _revised(before: Snapshot, after: Snapshot) -> Iterator[ComparedTexts]:
    """Compare each text that changed in place with itself, and each new version with the one before."""
    olds = dict(_families(before))
    for kind, family in _families(after):
        for id in sorted(family):
            old = {text.version: text for text in olds[kind].get(id, ())}
            for text in family[id]:
                if text.version in old and old[text.version].digest != text.digest:
                    yield compare_texts(kind, old[text.version].record, text.record)
            for lower, higher in pairwise(family[id]):
                if higher.version not in old:
                    yield compare_texts(kind, lower.record, higher.record)
