"""The shapes of the vocabularies, of policy questions and of promises."""

from __future__ import annotations

from typing import Final, get_args

from catalog.records.element import Identifiability
from catalog.store.kinds.provenance import PROVENANCE
from catalog.store.kinds.shapes import (
    Strict,
    count,
    flag,
    form,
    ident,
    many,
    one,
    said,
    shape,
    text,
    words,
)

PARTNERS: Final = shape(
    "Partners",
    {
        "kind": words("partners"),
        "partners": many(shape("Partner", {"id": ident(), "name": said(), "sector": text()})),
        "provenance?": one(PROVENANCE),
    },
)
PURPOSES: Final = shape(
    "Purposes",
    {
        "kind": words("purposes"),
        "purposes": many(shape("Purpose", {"id": ident(), "parent?": ident(), "title": said()})),
        "provenance?": one(PROVENANCE),
    },
)
ZONES: Final = shape(
    "Zones",
    {
        "kind": words("zones"),
        "zones": many(shape("Zone", {"id": ident(), "held_by": ident(), "title": said()})),
        "provenance?": one(PROVENANCE),
    },
)
WRITTEN_ELEMENT: Final = shape(
    "WrittenElement", {"id": ident(), "text": said(), "citation": said(), "required": flag()}
)
LEGAL_BASES: Final = shape(
    "LegalBases",
    {
        "kind": words("legal-bases"),
        "regimes": many(shape("Regime", {"id": ident(), "protects": many(form())})),
        "bases": many(
            shape(
                "LegalBasis",
                {
                    "id": ident(),
                    "title": said(),
                    "covers": many(ident()),
                    "purposes": many(ident()),
                    "written_elements": many(WRITTEN_ELEMENT),
                },
            )
        ),
        "provenance?": one(PROVENANCE),
    },
)
EVIDENCE: Final = shape("Evidence", {"min_cell?": count(), "irb?": words("approved")})
USE_CASES: Final = shape(
    "UseCases",
    {
        "kind": words("use-cases"),
        "use_cases": many(
            shape(
                "UseCase",
                {
                    "id": ident(),
                    "title": said(),
                    "question": said(),
                    "citation?": text(),
                    "needs": many(said()),
                    "sender?": ident(),
                    "recipient": ident(),
                    "purpose": ident(),
                    "zone": ident(),
                    "form?": form(),
                    "evidence?": one(EVIDENCE),
                },
            )
        ),
        "provenance?": one(PROVENANCE),
    },
)
NEVER: Final = shape(
    "Never",
    {
        "identifiability?": many(words(*get_args(Identifiability))),
        "regimes?": many(ident()),
        "elements?": many(ident()),
        "providers?": many(ident()),
        "recipients?": many(ident()),
        "purposes?": many(ident()),
        "zones?": many(ident()),
        "not_zones?": many(ident()),
        "forms?": many(form()),
    },
    some=(
        "identifiability",
        "regimes",
        "elements",
        "providers",
        "recipients",
        "purposes",
        "zones",
        "not_zones",
        "forms",
    ),
)
PROMISES: Final = shape(
    "Promises",
    {
        "kind": words("promises"),
        "promises": many(shape("Promise", {"id": ident(), "title": said(), "never": one(NEVER)})),
        "provenance?": one(PROVENANCE),
    },
)

VOCABULARY_KINDS: Final[dict[str, type[Strict]]] = {
    "partners": PARTNERS,
    "purposes": PURPOSES,
    "zones": ZONES,
    "legal-bases": LEGAL_BASES,
    "use-cases": USE_CASES,
    "promises": PROMISES,
}
