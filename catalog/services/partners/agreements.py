"""Agreements told to people: each version with its standing, its vote, its signatures and its terms."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import date

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.agreement import Agreement
from catalog.records.ids import AgreementId, Digest
from catalog.records.snapshot import Snapshot
from catalog.records.vocabulary import WrittenElement
from catalog.rules.agreement_standing import Status
from catalog.rules.flows.law import missing_elements
from catalog.rules.flows.table import table_of
from catalog.rules.lineage.why import Adopted, adopted
from catalog.services.agreement_life.naming import agreement_named
from catalog.services.agreement_life.standing import (
    AgreementStanding,
    PartySignature,
    VersionStanding,
    standing_of,
)
from catalog.services.partners.naming import Named, NamedClause, basis_named, clauses_named, partner_named

OVER: frozenset[Status] = frozenset({"superseded", "terminated", "retired", "term ended", "never in force"})
"""Where a version stands of which nobody need sign or vote on anything any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A legal basis that a version rests on: where its written elements stand, and which are missing."""

    basis: Named
    written: tuple[tuple[WrittenElement, str], ...]
    missing: tuple[WrittenElement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionTold:
    """One version of an agreement: where it stands, who adopted and signed it, and its terms in words."""

    standing: VersionStanding
    adopted: Adopted | None
    awaited: tuple[Named, ...]
    parties: tuple[tuple[Named, PartySignature], ...]
    claims: tuple[Claim, ...]
    clauses: tuple[NamedClause, ...]

    @property
    def record(self) -> Agreement:
        """The text."""
        return self.standing.life.text.record

    @property
    def number(self) -> str:
        """Its version number."""
        return str(self.record.version)

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            **self.standing.document(),
            "adopted": self.adopted.document() if self.adopted else None,
            "awaited": [one.id for one in self.awaited],
            "clauses": [
                {"clause": one.citation, "effect": one.effect, "text": one.text} for one in self.clauses
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An agreement on a day: ``shown`` is the version whose terms are told, the newest first otherwise.

    It is the version in force, or where none is the newest.
    """

    standing: AgreementStanding
    title: str
    shown: VersionTold
    versions: tuple[VersionTold, ...]

    @property
    def id(self) -> AgreementId:
        """The agreement's id."""
        return self.standing.id

    @property
    def in_force(self) -> bool:
        """Whether the version that is shown is in force on the day."""
        return self.shown.standing.status == "in force"

    def awaited(self) -> tuple[tuple[VersionTold, tuple[Named, ...]], ...]:
        """Return the versions that still want signatures, and whose."""
        return tuple((one, one.awaited) for one in self.versions if one.awaited)

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            **self.standing.document(),
            "title": self.title,
            "shown": self.shown.number,
            "versions": [one.document() for one in self.versions],
        }


def tell(
    snapshot: Snapshot, id: str, *, on: date, as_known: date, public: Container[Digest] | None = None
) -> Told:
    """Return an agreement as it stands on a day. Raises ``NotFound`` where there is none of that id.

    ``public`` are the digests of the texts that anybody may read: other versions are not told.
    """
    named, _ = agreement_named(snapshot, id)
    standing = standing_of(table_of(snapshot, as_known).known, named, on=on)
    if public is not None:
        told = tuple(one for one in standing.versions if one.life.text.digest in public)
        if not told:
            raise NotFound(phrase("no version of `{id}` is public", id=id))
        standing = replace(standing, versions=told)
    versions = tuple(_version(snapshot, one) for one in reversed(standing.versions))
    shown = next((one for one in versions if one.standing.status == "in force"), versions[0])
    return Told(standing=standing, title=shown.record.title, shown=shown, versions=versions)


def with_pages(snapshot: Snapshot) -> frozenset[str]:
    """Return the agreements that have a public page: those that a decision or a proposal names."""
    named = [proposal.object for proposal in snapshot.proposals.values()]
    named += [effect.object for decision in snapshot.decisions.values() for effect in decision.effects]
    there = {f"{id}@{text.version}" for id, texts in snapshot.agreements.items() for text in texts}
    return frozenset(
        one.id for one in named if one.kind == "agreement" and f"{one.id}@{one.version}" in there
    )


def agreements_of(snapshot: Snapshot, partner: str | None) -> list[AgreementId]:
    """Return the agreements of which some version has a partner as a party, or all of them, in order."""
    return [
        id
        for id in sorted(snapshot.agreements)
        if partner is None
        or any(party.partner == partner for text in snapshot.agreements[id] for party in text.record.parties)
    ]


def _version(snapshot: Snapshot, standing: VersionStanding) -> VersionTold:
    record, adoption = standing.life.text.record, standing.life.adoption
    is_over = standing.status in OVER
    awaited = () if is_over else tuple(p.partner for p in standing.parties if p.signature is None)
    return VersionTold(
        standing=standing,
        adopted=None if adoption is None else adopted(snapshot, adoption.decision),
        awaited=tuple(partner_named(snapshot, one) for one in awaited),
        parties=tuple((partner_named(snapshot, one.partner), one) for one in standing.parties),
        claims=tuple(_claims(snapshot, record)),
        clauses=clauses_named(snapshot, record),
    )


def _claims(snapshot: Snapshot, record: Agreement) -> Iterator[Claim]:
    for claimed in record.legal_bases:
        basis = snapshot.bases[claimed.basis]
        places = claimed.written_elements
        yield Claim(
            basis=basis_named(snapshot, claimed.basis),
            written=tuple(
                (one, places[one.id]) for one in basis.written_elements if places.get(one.id, "").strip()
            ),
            missing=missing_elements(basis, claimed),
        )
