"""Where agreements stand on a day: adopted, signed, in force, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.agreement import AgreementEvent
from catalog.records.ids import AgreementId
from catalog.records.snapshot import Snapshot
from catalog.rules.agreement_events import signature_of
from catalog.rules.agreement_standing import Status, status_on, still_missing
from catalog.rules.flows.days import LAST
from catalog.rules.flows.known import Known, Life
from catalog.services.agreement_life.naming import agreement_named
from catalog.services.agreement_life.recording import event_document


@dataclass(frozen=True, slots=True, kw_only=True)
class PartySignature:
    """A party of a version, and its signature, if it has signed."""

    partner: str
    role: str
    signature: AgreementEvent | None

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        signed = self.signature
        return {
            "partner": self.partner,
            "role": self.role,
            "signed_on": None if signed is None else signed.on.isoformat(),
            "recorded_on": None if signed is None else signed.recorded_on.isoformat(),
            "by": None if signed is None else signed.by,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionStanding:
    """Where one version of an agreement stands on a day."""

    life: Life
    status: Status
    missing: tuple[str, ...]
    parties: tuple[PartySignature, ...]

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        life, record, adoption = self.life, self.life.text.record, self.life.adoption
        return {
            "version": str(record.version),
            "title": record.title,
            "status": self.status,
            "in_force": self.status == "in force",
            "missing": list(self.missing),
            "adoption": adoption
            and {
                "decision": adoption.decision,
                "decided_on": adoption.decided_on.isoformat(),
                "legacy": adoption.legacy,
            },
            "parties": [party.document() for party in self.parties],
            "effective_from": record.effective_from.isoformat(),
            "effective_through": record.effective_through.isoformat(),
            "permits_from": _day(life.permits_from),
            "superseded": _day(life.superseded),
            "retired": _day(life.retired),
            "terminated": _day(life.terminated),
            "suspended": [
                {"from": first.isoformat(), "through": None if last == LAST else last.isoformat()}
                for first, last in life.suspended
            ],
            "digest": life.text.digest,
            "file": life.text.path,
        }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementStanding:
    """An agreement on a day: its versions, or the one that was asked for, and all its events."""

    id: AgreementId
    on: date
    as_known: date
    versions: tuple[VersionStanding, ...]
    events: tuple[AgreementEvent, ...]

    def document(self) -> dict[str, object]:
        """Return it as the plain object that ``--format json`` prints."""
        return {
            "id": self.id,
            "on": self.on.isoformat(),
            "as_known": self.as_known.isoformat(),
            "in_force": next(
                (str(v.life.text.version) for v in self.versions if v.status == "in force"), None
            ),
            "versions": [version.document() for version in self.versions],
            "events": [event_document(event) for event in self.events],
        }


def show_agreement(snapshot: Snapshot, name: str, *, on: date, as_known: date) -> AgreementStanding:
    """Return where an agreement, or one version of it, stands. Raises ``NotFound`` and ``BadInput``."""
    id, version = agreement_named(snapshot, name)
    found = standing_of(Known(snapshot, as_known), id, on=on)
    if version is None:
        return found
    only = tuple(one for one in found.versions if one.life.text.version == version)
    if not only:
        there = ", ".join(str(one.life.text.version) for one in found.versions)
        raise NotFound(
            phrase("`{id}` has no version {version}", id=id, version=version),
            hint=phrase("its versions are {there}", there=there),
        )
    return AgreementStanding(id=id, on=on, as_known=as_known, versions=only, events=found.events)


def list_agreements(snapshot: Snapshot, *, on: date, as_known: date) -> list[AgreementStanding]:
    """Return where every agreement stands, in the order of their ids."""
    known = Known(snapshot, as_known)
    return [standing_of(known, id, on=on) for id in sorted(snapshot.agreements)]


def standing_of(known: Known, id: AgreementId, *, on: date) -> AgreementStanding:
    """Return where an agreement of the catalog stands on a day, as known."""
    return AgreementStanding(
        id=id,
        on=on,
        as_known=known.as_known,
        versions=tuple(_versions(known, known.lives(id), on=on)),
        events=known.known_events(id),
    )


def _versions(known: Known, lives: Iterable[Life], *, on: date) -> Iterable[VersionStanding]:
    for life in lives:
        yield VersionStanding(
            life=life,
            status=status_on(life, on),
            missing=tuple(still_missing(known, life, day=on)),
            parties=tuple(
                PartySignature(
                    partner=party.partner,
                    role=party.role,
                    signature=signature_of(known, life, partner=party.partner),
                )
                for party in life.text.record.parties
            ),
        )
