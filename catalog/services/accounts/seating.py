"""What an account may be: which roles go together, and whom they must name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from catalog.phrases import phrase
from catalog.records.account import Account, Role
from catalog.records.ids import BodyId, PartnerId
from catalog.records.signing_in import Seated
from catalog.records.snapshot import Snapshot
from catalog.services.forms import Faults, fault, joined

_NOTHING: Final = Faults(at={})
GIVEN: Final = (Role.PARTNER, Role.MEMBER, Role.CLERK, Role.ADMIN)
"""The roles that are given to people; everybody is the public."""


def seated_of(
    roles: Iterable[str], *, partner: str | None = None, body: str | None = None, seat: str | None = None
) -> Seated | Faults:
    """Return what was typed as roles, partner and seat, or what of it is no role."""
    known = {str(role) for role in GIVEN}
    words = set(roles)
    if not words or not words <= known:
        return fault("roles", phrase("Choose at least one role."))
    return Seated(
        roles=frozenset(map(Role, words)),
        partner=PartnerId(partner) if partner else None,
        body=BodyId(body) if body else None,
        seat=seat or None,
    )


def seated_faults(seated: Seated, snapshot: Snapshot) -> Faults:
    """Say which roles do not go together, and which partner, body or seat is missing or unknown."""
    return joined(_duty_faults(seated), _partner_faults(seated, snapshot), _seat_faults(seated, snapshot))


def seated_in(account: Account) -> Seated:
    """Return what an account may be."""
    return Seated(
        roles=account.roles - {Role.PUBLIC}, partner=account.partner, body=account.body, seat=account.seat
    )


def _duty_faults(seated: Seated) -> Faults:
    if {Role.MEMBER, Role.CLERK} <= seated.roles:
        return fault(
            "roles", phrase("Who sits in a body does not keep its record: not member and clerk in one.")
        )
    return _NOTHING


def _partner_faults(seated: Seated, snapshot: Snapshot) -> Faults:
    if Role.PARTNER not in seated.roles:
        told = phrase("Only a data steward speaks for a partner: choose that role, or no partner.")
        return fault("partner", told) if seated.partner else _NOTHING
    if seated.partner is None:
        return fault("partner", phrase("Choose the partner for whom the data steward speaks."))
    if seated.partner not in snapshot.partners:
        return fault("partner", phrase("The catalog has no partner of this name."))
    return _NOTHING


def _seat_faults(seated: Seated, snapshot: Snapshot) -> Faults:
    if Role.MEMBER not in seated.roles:
        told = phrase("Only a member sits in a body: choose that role, or no body and seat.")
        return fault("body", told) if seated.body or seated.seat else _NOTHING
    body = None if seated.body is None else snapshot.bodies.get(seated.body)
    if body is None:
        return fault("body", phrase("Choose the body in which the member sits."))
    if seated.seat not in {str(seat.id) for seat in body.seats}:
        return fault("seat", phrase("The body has no such seat."))
    return _NOTHING
