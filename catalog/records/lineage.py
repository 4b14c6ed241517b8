"""Lineage graphs: datasets, fields and the jobs that make fields from fields (OpenLineage)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalog.records.element import Provenance
from catalog.records.ids import ElementId, Form, GraphId, PartnerId, PurposeId, Version, ZoneId


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetField:
    """A field of a dataset; with ``element`` and ``provider`` it is an origin."""

    name: str
    element: ElementId | None
    provider: PartnerId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A table or file in a zone, and what it is kept for.

    ``key`` names the fields that together tell one row from all others; lineage need not say.
    """

    id: str
    zone: ZoneId
    purpose: PurposeId | None
    fields: tuple[DatasetField, ...]
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A field that another is made from, and the form in which it comes out.

    ``yields`` lowers a form only with ``attested_by``, ``attested_on`` and ``method``; raising is
    always believed.
    """

    field: str
    type: str
    subtype: str
    masking: bool
    yields: Form | None
    min_cell: int | None
    attested_by: PartnerId | None
    attested_on: date | None
    method: str | None

    def attested(self, *, on: date) -> bool:
        """Say whether a lowering of the form is attested by that day."""
        told = self.attested_by and self.method and self.method.strip()
        return bool(told and self.attested_on and self.attested_on <= on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A field that a job makes, from its inputs."""

    field: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A transformation that a partner runs."""

    id: str
    run_by: PartnerId
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """One version of a lineage graph."""

    id: GraphId
    version: Version
    datasets: tuple[Dataset, ...]
    jobs: tuple[Job, ...]
    provenance: Provenance | None
