"""The shape of a lineage graph."""

from __future__ import annotations

from typing import Final

from catalog.store.kinds.provenance import PROVENANCE
from catalog.store.kinds.shapes import (
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
LINEAGE: Final = shape(
    "Lineage",
    {
        "kind": words("lineage"),
        "id": ident(),
        "version": version(),
        "datasets": many(
            shape(
                "Dataset",
                {
                    "id": ident(),
                    "zone": ident(),
                    "purpose?": ident(),
                    "fields": many(
                        shape("Field", {"name": said(), "element?": ident(), "provider?": ident()})
                    ),
                },
            )
        ),
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
