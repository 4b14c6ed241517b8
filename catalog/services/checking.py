"""Check a catalog: read every byte again, then hold what was read against every rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from catalog.config import settings
from catalog.records.finding import Finding, Severity
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.checks.all_checks import check
from catalog.rules.checks.use_cases import answerable
from catalog.rules.flows.known import Known, current
from catalog.rules.flows.table import table_of
from catalog.rules.promises import promise_findings
from catalog.services.logbook.auditing import log_findings
from catalog.store.materials import material_findings
from catalog.store.placing import placed
from catalog.store.reading import Progress, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a catalog that can be read holds. ``kinds`` counts records, ``in_force`` texts on the day."""

    on: date
    kinds: tuple[tuple[str, int], ...]
    texts: int
    adopted: int
    in_force: tuple[tuple[str, int], ...]
    questions: int
    answerable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found. There is no summary where reading failed: then no rule was asked."""

    findings: tuple[Finding, ...]
    summary: Summary | None

    def count(self, severity: Severity) -> int:
        """Return how many findings are of that severity."""
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def clean(self) -> bool:
        """Whether nothing found is an error."""
        return self.count("error") == 0


def check_catalog(root: Path, *, on: date, as_known: date, progress: Progress | None = None) -> Report:
    """Read a catalog anew and report everything that is wrong with it on a day, as known on another.

    Faults of YAML, shape and reference come alone: the rules are asked of sound records only.
    Raises ``NotACatalog`` where there is none.
    """
    loaded = load(root, cache_folder=settings().cache, rehash=True, progress=progress)
    if loaded.findings:
        return Report(findings=loaded.findings, summary=None)
    snapshot = loaded.sound()
    found = [
        *check(snapshot, on, as_known=as_known),
        *promise_findings(snapshot, on, as_known=as_known),
        *material_findings(root, snapshot),
        *log_findings(root),
    ]
    return Report(findings=tuple(placed(root, found)), summary=summarize(snapshot, on=on, as_known=as_known))


def summarize(snapshot: Snapshot, *, on: date, as_known: date) -> Summary:
    """Count what a catalog holds, what of it is in force, and which policy questions it can answer."""
    known = table_of(snapshot, as_known).known
    families: dict[str, Mapping[Any, tuple[Text[Any], ...]]] = {
        "data element": snapshot.elements,
        "value domain": snapshot.value_domains,
        "group": snapshot.groups,
        "agreement": snapshot.agreements,
        "lineage graph": snapshot.lineage,
    }
    others: dict[str, Mapping[Any, object]] = {
        "partner": snapshot.partners,
        "purpose": snapshot.purposes,
        "zone": snapshot.zones,
        "legal basis": snapshot.bases,
        "body": snapshot.bodies,
        "meeting": snapshot.meetings,
        "proposal": snapshot.proposals,
        "decision": snapshot.decisions,
        "promise": snapshot.promises,
    }
    texts = [text for family in families.values() for versions in family.values() for text in versions]
    cases = snapshot.use_cases.values()
    return Summary(
        on=on,
        kinds=tuple((name, len(records)) for name, records in (*families.items(), *others.items())),
        texts=len(texts),
        adopted=sum(known.adoption(text) is not None for text in texts),
        in_force=tuple((name, _in_force(known, family, on=on)) for name, family in families.items()),
        questions=len(cases),
        answerable=sum(answerable(snapshot, case, on=on, as_known=as_known) for case in cases),
    )


def _in_force(known: Known, family: Mapping[Any, tuple[Text[Any], ...]], *, on: date) -> int:
    """Count the texts with a version in force: agreements by their permits, others by being current."""
    if family is known.snapshot.agreements:
        return sum(
            any(first <= on <= last for life in known.lives(name) for first, last in life.permit_days)
            for name in known.snapshot.agreements
        )
    return sum(current(known.segments(texts[0].kind, texts), on) is not None for texts in family.values())
