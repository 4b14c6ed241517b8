"""Find the agreement that a name means: an id, or an id at a version."""

from __future__ import annotations

from catalog.errors import BadInput, NotFound
from catalog.records.ids import AgreementId, Version
from catalog.records.snapshot import Snapshot
from catalog.store.wording import nearest_word


def agreement_named(snapshot: Snapshot, name: str) -> tuple[AgreementId, Version | None]:
    """Return the agreement, and the version if one is named, whether or not there is such a version.

    Raises ``NotFound`` for an unknown agreement, ``BadInput`` for what is no version.
    """
    id, at, version = name.partition("@")
    if id not in snapshot.agreements:
        near = nearest_word(id, snapshot.agreements)
        hint = f"did you mean `{near}`?" if near else "`p20w agreement list` lists the agreements"
        raise NotFound(f"there is no agreement `{id}`", hint=hint)
    if not at:
        return AgreementId(id), None
    try:
        return AgreementId(id), Version.parse(version)
    except ValueError as error:
        raise BadInput(f"`{version}` is no version", hint=f"as {id}@1.0.0") from error
