"""Find the agreement that a name means: an id, or an id at a version."""

from __future__ import annotations

from catalog.errors import BadInput, NotFound
from catalog.phrases import phrase
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
        known = phrase("`p20w agreement list` lists the agreements")
        hint = phrase("did you mean `{near}`?", near=near) if near else known
        raise NotFound(phrase("there is no agreement `{id}`", id=id), hint=hint)
    if not at:
        return AgreementId(id), None
    try:
        return AgreementId(id), Version.parse(version)
    except ValueError as error:
        raise BadInput(
            phrase("`{version}` is no version", version=version),
            hint=phrase("as {id}@{version}", id=id, version="1.0.0"),
        ) from error
