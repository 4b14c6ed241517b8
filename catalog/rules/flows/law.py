"""The law's consent: whether an agreement's legal basis covers a field's privacy regimes."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.records.agreement import Agreement, ClaimedBasis
from catalog.records.ids import BasisId, Form, PurposeId, RegimeId
from catalog.records.snapshot import Snapshot
from catalog.records.vocabulary import LegalBasis, WrittenElement
from catalog.rules.flows.purposes import PurposeTree


@dataclass(frozen=True, slots=True, kw_only=True)
class LawAnswer:
    """Which bases carry the flow; or the reason's code and detail why none does."""

    bases: tuple[BasisId, ...]
    code: str | None
    detail: str


def missing_elements(basis: LegalBasis, claimed: ClaimedBasis) -> tuple[WrittenElement, ...]:
    """Return the required written elements that the agreement does not have. A blank place is none."""
    return tuple(
        wanted
        for wanted in basis.written_elements
        if wanted.required and not claimed.written_elements.get(wanted.id, "").strip()
    )


def law_consent(
    snapshot: Snapshot,
    tree: PurposeTree,
    agreement: Agreement,
    *,
    regimes: tuple[RegimeId, ...],
    purpose: PurposeId,
    form: Form,
) -> LawAnswer:
    """Say whether one agreement has the law's consent for every regime that protects the form.

    Each such regime needs a basis of this agreement that covers it, whose purposes contain the
    request's, and whose required written elements are all there. Two agreements do not add up.
    """
    carrying: list[BasisId] = []
    for regime in regimes:
        if regime not in snapshot.regimes or form not in snapshot.regimes[regime].protects:
            continue
        covering = [
            (basis, claimed)
            for claimed in agreement.legal_bases
            for basis in (snapshot.bases[claimed.basis],)
            if regime in basis.covers and (not basis.purposes or purpose in tree.contained(basis.purposes))
        ]
        if not covering:
            detail = f"no legal basis of {agreement.id} carries {regime} data for {purpose}"
            return LawAnswer(bases=(), code="law-not-covered", detail=detail)
        whole = [basis.id for basis, claimed in covering if not missing_elements(basis, claimed)]
        if not whole:
            return LawAnswer(bases=(), code="written-element-missing", detail=_what_is_missing(covering))
        carrying.extend(whole)
    return LawAnswer(bases=tuple(sorted(set(carrying))), code=None, detail="")


def _what_is_missing(covering: list[tuple[LegalBasis, ClaimedBasis]]) -> str:
    basis, claimed = covering[0]
    missing = missing_elements(basis, claimed)
    named = ", ".join(f"{element.id} ({element.citation})" for element in missing)
    return f"the agreement's text lacks what {basis.id} requires: {named}"
