"""The whole catalog at one revision, immutable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from catalog.records.agreement import Agreement, AgreementEvent
from catalog.records.decision_record import DecisionRecord, Erratum
from catalog.records.element import Element, Group, ValueDomain
from catalog.records.ids import (
    AgreementId,
    BasisId,
    BodyId,
    DecisionId,
    Digest,
    ElementId,
    ErratumId,
    GraphId,
    GroupId,
    MeetingId,
    PartnerId,
    ProposalId,
    PurposeId,
    RegimeId,
    Version,
    ZoneId,
)
from catalog.records.lineage import Lineage
from catalog.records.meetings import Body, Meeting, Proposal
from catalog.records.vocabulary import LegalBasis, Partner, Promise, Purpose, Regime, UseCase, Zone

R = TypeVar("R")
S = TypeVar("S")


class Text(Generic[R]):
    """One version of a text: what it is called, where it stands, its digest, and the record.

    The record is built from its source when it is first asked for, so that a catalog of many thousand
    definitions opens quickly; it is kept from there on, or until it is let go.
    """

    __slots__ = ("_build", "_record", "_source", "digest", "id", "kind", "path", "version")

    def __init__(
        self,
        kind: str,
        id: str,
        *,
        version: Version,
        digest: Digest,
        path: str,
        source: S,
        build: Callable[[S], R],
    ) -> None:
        self.kind = kind
        self.id = id
        self.version = version
        self.digest = digest
        self.path = path
        self._source = source
        self._build = build
        self._record: R | None = None

    @property
    def record(self) -> R:
        """The record itself."""
        record = self._record
        if record is None:
            record = self._record = self._build(self._source)
        return record

    def glance(self) -> R:
        """Return the record and do not keep it, for whoever looks at many thousand of them once."""
        record = self._record
        return self._build(self._source) if record is None else record

    def let_go(self) -> None:
        """Keep the record no longer; it is built again when it is asked for again."""
        self._record = None

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id}@{self.version}>"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """Everything a catalog says at one revision.

    Texts stand by id, versions ascending. ``digest`` covers every record. ``former`` leads from an
    element's former ids to the id it has now. ``derived`` keeps what rules worked out from this
    snapshot, so that it is worked out once; it is no part of what the snapshot says.
    """

    digest: Digest
    partners: Mapping[PartnerId, Partner]
    purposes: Mapping[PurposeId, Purpose]
    zones: Mapping[ZoneId, Zone]
    regimes: Mapping[RegimeId, Regime]
    bases: Mapping[BasisId, LegalBasis]
    use_cases: Mapping[str, UseCase]
    promises: Mapping[str, Promise]
    elements: Mapping[ElementId, tuple[Text[Element], ...]]
    value_domains: Mapping[str, tuple[Text[ValueDomain], ...]]
    groups: Mapping[GroupId, tuple[Text[Group], ...]]
    agreements: Mapping[AgreementId, tuple[Text[Agreement], ...]]
    lineage: Mapping[GraphId, tuple[Text[Lineage], ...]]
    events: Mapping[AgreementId, tuple[AgreementEvent, ...]]
    bodies: Mapping[BodyId, Body]
    meetings: Mapping[MeetingId, Meeting]
    proposals: Mapping[ProposalId, Proposal]
    decisions: Mapping[DecisionId, DecisionRecord]
    former: Mapping[ElementId, ElementId]
    errata: Mapping[ErratumId, Erratum] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    derived: dict[str, object] = field(default_factory=dict)

    def element_id(self, name: str) -> ElementId | None:
        """Return the id an element has now, from that id or a former one; ``None`` if it has none."""
        known = ElementId(name)
        if known in self.elements:
            return known
        return self.former.get(known)

    def let_go(self) -> None:
        """Keep no definition's record that was built: for a process that reads for days."""
        for family in self.elements.values():
            for text in family:
                text.let_go()
