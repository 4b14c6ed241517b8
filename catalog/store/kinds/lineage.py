"""The shape of a lineage graph."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields

from catalog.store.kinds.provenance import PROVENANCE
from catalog.store.kinds.shapes import (
    Either,
    Worded,
    count,
    day,
    flag,
    form,
    ident,
    many,
    one,
    said,
    shape,
    text,
    version,
    words,
)

INPUT: Final = shape(
    "Input",
    {
        "field": said(),
        "type": words("DIRECT", "INDIRECT"),
        "subtype": words(
            "IDENTITY",
            "TRANSFORMATION",
            "AGGREGATION",
            "JOIN",
            "GROUP_BY",
            "FILTER",
            "SORT",
            "WINDOW",
            "CONDITIONAL",
        ),
        "masking?": flag(),
        "yields?": form(),
        "min_cell?": count(),
        "attested_by?": ident(),
        "attested_on?": day(),
        "method?": text(),
    },
)
DATASET: Final = shape(
    "Dataset",
    {
        "id": ident(),
        "zone": ident(),
        "purpose?": ident(),
        "key?": many(said()),
        "fields": many(shape("Field", {"name": said(), "element?": ident(), "provider?": ident()})),
    },
)


def _dataset() -> fields.Field[Any]:
    """Return the field of a dataset, whose key is made of its fields. Other faults are told first."""
    right = one(DATASET)
    wrong = Worded("a dataset whose `key` names fields that it has, each once,", lambda _: False)
    return Either(lambda value: wrong if _has_another_key(value) else right)


def _has_another_key(value: Any) -> bool:
    key, has = (value.get(name) if isinstance(value, dict) else None for name in ("key", "fields"))
    if not isinstance(key, list) or not isinstance(has, list):
        return False
    names = [field.get("name") if isinstance(field, dict) else None for field in has]
    if not all(isinstance(name, str) for name in (*names, *key)):
        return False
    return not set(key) <= set(names) or len(set(key)) < len(key)


LINEAGE: Final = shape(
    "Lineage",
    {
        "kind": words("lineage"),
        "id": ident(),
        "version": version(),
        "datasets": many(_dataset()),
        "jobs": many(
            shape(
                "Job",
                {
                    "id": ident(),
                    "run_by": ident(),
                    "outputs": many(shape("Output", {"field": said(), "inputs": many(INPUT)})),
                },
            )
        ),
        "provenance?": one(PROVENANCE),
    },
)
