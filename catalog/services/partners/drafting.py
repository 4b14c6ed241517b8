"""A draft of an agreement, weighed: read strictly, supposed adopted and signed, and written nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

from catalog.config import settings
from catalog.records.agreement import Agreement
from catalog.records.difference import Bump
from catalog.records.finding import Finding
from catalog.records.ids import AgreementId, Version
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.changes.bumps import asked_of, least_version
from catalog.rules.checks.agreements import agreement_findings
from catalog.rules.checks.inspection import Inspection, Scope
from catalog.rules.flows.table import table_of
from catalog.rules.promises import broken_promises
from catalog.rules.whatif import FlowChange, what_if
from catalog.services.comparing import ComparedTexts, compare_texts
from catalog.services.consequences.flow_rows import Row, flow_rows
from catalog.services.partners.naming import NamedClause, clauses_named
from catalog.services.supposing import Supposed, adopting_bodies, is_adopted, with_decision
from catalog.store.faults import shape_findings, yaml_finding
from catalog.store.layout import MOST_BYTES, path_of, place_of
from catalog.store.reading import load_with
from catalog.store.yaml_text import YamlFault, read

MOST_CHANGES: Final = 20_000
"""So many changes of flows are joined into rows; of more, it is said how many are left out."""
MOST_OF_A_DRAFT: Final = MOST_BYTES
"""A draft of more bytes is refused unread."""
_NAME: Final = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """A draft that cannot be weighed, and everything that is wrong with it."""

    findings: tuple[Finding, ...]

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {"findings": [one.document() for one in self.findings]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Changes of flows of one kind, joined into rows: how many there are, and how many are not shown."""

    count: int
    left: int
    rows: tuple[Row, ...]

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {"count": self.count, "left": self.left, "rows": list(self.rows)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A draft, what differs from the version before, the least number it may have, and what would follow.

    It is supposed adopted and signed by all on the day ``on``. ``findings`` are what a check would say
    of it then, ``promises`` those that it would break.
    """

    agreement: Agreement
    digest: str
    on: date
    base: Version | None
    compared: ComparedTexts | None
    needed: Bump | None
    least: Version | None
    gained: Rows
    lost: Rows
    tightened: Rows
    relaxed: Rows
    findings: tuple[Finding, ...]
    promises: tuple[str, ...]
    clauses: tuple[NamedClause, ...]

    @property
    def number_stands(self) -> bool:
        """Whether the draft's version number says enough."""
        return self.base is None or self.least is None or self.agreement.version >= self.least

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "agreement": self.agreement.id,
            "version": str(self.agreement.version),
            "digest": self.digest,
            "on": self.on.isoformat(),
            "base": None if self.base is None else str(self.base),
            "differences": [one.document() for one in self.compared.differences] if self.compared else [],
            "least_bump": self.needed,
            "least_version": None if self.least is None else str(self.least),
            "number_stands": self.number_stands,
            "gained": self.gained.document(),
            "lost": self.lost.document(),
            "tightened": self.tightened.document(),
            "relaxed": self.relaxed.document(),
            "findings": [one.document() for one in self.findings],
            "promises": list(self.promises),
        }


def weigh_draft(root: Path, data: bytes, *, on: date) -> Weighed | Faulty:
    """Weigh the text of a draft against the catalog as it is, on a day; nothing is written.

    Every fault of YAML, shape and reference is told with its line. Raises ``CatalogError`` only where
    the catalog itself cannot be read.
    """
    document = _read(data)
    if isinstance(document, Faulty):
        return document
    id, version = str(document["id"]), str(document["version"])
    path = path_of("agreement", id, version)
    loaded = load_with(root, {path: data}, cache_folder=settings().cache)
    if loaded.snapshot is None:
        found = (replace(one, file=_NAME) if one.file == path else one for one in loaded.findings)
        return Faulty(findings=tuple(found))
    before = loaded.snapshot
    text = next(one for one in before.agreements[AgreementId(id)] if str(one.version) == version)
    if is_adopted(before, text):
        return _fault("adopted-twice", f"`{id}@{version}` is adopted already, in these words")
    if _is_taken(before, text):
        message = f"a decision adopts `{id}@{version}` in other words: a text never changes"
        return _fault("text-differs", message)
    bodies = adopting_bodies(before, "agreement", on=on)
    if not bodies:
        return _fault("decision-beyond-powers", f"no body of the catalog may adopt an agreement on {on}")
    supposed = Supposed(text=text, retires=False, base=None, on=on, effective=on)
    return _weighed(before, with_decision(before, supposed, body=bodies[0]), text=text, on=on)


def _read(data: bytes) -> dict[str, Any] | Faulty:
    """Return the document of an agreement, or what is wrong with the bytes."""
    if not data.strip():
        return _fault("yaml-empty", "there is no draft: paste the text of an agreement, or choose its file")
    if len(data) > MOST_BYTES:
        return _fault("yaml-too-large", f"the draft has more than {MOST_BYTES} bytes")
    try:
        document = read(data)
    except YamlFault as fault:
        return Faulty(findings=(yaml_finding(_NAME, fault),))
    if not isinstance(document, dict) or document.get("kind") != "agreement":
        return _fault("shape-value", "this is no agreement: its first line says `kind: agreement`")
    wrong = shape_findings(_NAME, "agreement", document=document, data=data)
    if wrong:
        return Faulty(findings=tuple(wrong))
    place = place_of(path_of("agreement", str(document["id"]), str(document["version"])))
    return document if place is not None else _fault("shape-value", f"`{document['id']}` is no id")


def _fault(code: str, message: str) -> Faulty:
    return Faulty(
        findings=(Finding(file=_NAME, line=None, column=None, code=code, severity="error", message=message),)
    )


def _is_taken(snapshot: Snapshot, text: Text[Agreement]) -> bool:
    """Say whether a decision adopts this version in other words."""
    named = f"agreement:{text.id}@{text.version}"
    return any(
        effect.op == "adopt" and str(effect.object) == named
        for decision in snapshot.decisions.values()
        if decision.outcome == "adopted"
        for effect in decision.effects
    )


def _weighed(before: Snapshot, after: Snapshot, *, text: Text[Agreement], on: date) -> Weighed:
    draft = text.record
    base = _base(before, text)
    compared = None if base is None else compare_texts("agreement", base, draft)
    needed = None if base is None else asked_of("agreement", base, draft)
    flows = what_if(before, after, as_known=on)
    return Weighed(
        agreement=draft,
        digest=text.digest,
        on=on,
        base=None if base is None else base.version,
        compared=compared,
        needed=needed,
        least=None if base is None or needed in {None, "none"} else least_version(base.version, needed),
        gained=_rows(flows.gained),
        lost=_rows(flows.lost),
        tightened=_rows(flows.tightened),
        relaxed=_rows(flows.relaxed),
        findings=tuple(_findings(after, text, on=on)),
        promises=_broken(before, after, on=on),
        clauses=clauses_named(after, draft),
    )


def _base(snapshot: Snapshot, text: Text[Agreement]) -> Agreement | None:
    """Return the version that the draft would follow: the highest adopted one, else the next lower text."""
    others = [one for one in snapshot.agreements[AgreementId(text.id)] if one is not text]
    adopted = [one for one in others if is_adopted(snapshot, one)]
    lower = [one for one in others if one.version < text.version]
    found = adopted[-1] if adopted else lower[-1] if lower else None
    return None if found is None else found.record


def _rows(changes: tuple[FlowChange, ...]) -> Rows:
    shown = list(islice(changes, MOST_CHANGES))
    rows = flow_rows(change.document() for change in shown)
    return Rows(count=len(changes), left=len(changes) - len(shown), rows=tuple(rows))


def _findings(after: Snapshot, text: Text[Agreement], *, on: date) -> Iterable[Finding]:
    scope = Scope(
        kind="agreement",
        id=text.id,
        outputs=frozenset(),
        sources=None,
        agreements=frozenset({AgreementId(text.id)}),
    )
    inspection = Inspection(snapshot=after, day=on, table=table_of(after, on), scope=scope)
    return (one for one in agreement_findings(inspection) if one.file == text.path)


def _broken(before: Snapshot, after: Snapshot, *, on: date) -> tuple[str, ...]:
    """Return the promises that hold now and would be broken, in order."""
    would = {one.promise.id for one in broken_promises(after, on=on, as_known=on)}
    return tuple(sorted(would - {one.promise.id for one in broken_promises(before, on=on, as_known=on)}))
