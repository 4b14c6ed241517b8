"""The shapes of groups, value domains and data elements."""

from __future__ import annotations

from typing import Final, get_args

from catalog.records.element import Identifiability
from catalog.store.kinds.provenance import PROVENANCE
from catalog.store.kinds.shapes import (
    MapOf,
    Strict,
    day,
    digest,
    ident,
    many,
    one,
    said,
    shape,
    text,
    version,
    words,
)
from catalog.store.kinds.value_limits import value_domain_use

GROUP: Final = shape(
    "Group",
    {
        "kind": words("group"),
        "id": ident(),
        "version": version(),
        "title": said(),
        "elements": many(ident()),
        "provenance?": one(PROVENANCE),
    },
)
VALUE_DOMAIN: Final = shape(
    "ValueDomain",
    {
        "kind": words("value-domain"),
        "id": ident(),
        "version": version(),
        "title": said(),
        "values": many(
            shape(
                "PermissibleValue", {"code": said(), "label": said(), "definition?": text(), "until?": day()}
            )
        ),
        "provenance?": one(PROVENANCE),
    },
)
PROVIDER: Final = shape(
    "Provider",
    {"partner": ident(), "source?": text(), "field?": text(), "from": day(), "comparability?": text()},
)
TRANSLATION: Final = shape(
    "Translation",
    {"title?": text(), "definition?": text(), "plain_language?": text(), "of": digest(), "by": said()},
)
ELEMENT: Final = shape(
    "Element",
    {
        "kind": words("element"),
        "id": ident(),
        "version": version(),
        "title": said(),
        "definition": said(),
        "plain_language?": text(),
        "usage_notes?": text(),
        "value_domain": value_domain_use(),
        "unit?": text(),
        "regime": many(ident()),
        "identifiability": words(*get_args(Identifiability)),
        "subjects": many(text()),
        "providers": many(PROVIDER),
        "steward": ident(),
        "mappings?": one(shape("Mappings", {"ceds?": many(text()), "edfi?": many(text())})),
        "synonyms?": many(text()),
        "formerly?": many(ident()),
        "translations?": MapOf(one(TRANSLATION)),
        "asset_framing?": one(shape("AssetFraming", {"reviewed_on": day(), "note": text()})),
        "references?": many(shape("Reference", {"label": said(), "url?": text()})),
        "provenance?": one(PROVENANCE),
    },
)

DEFINITION_KINDS: Final[dict[str, type[Strict]]] = {
    "group": GROUP,
    "value-domain": VALUE_DOMAIN,
    "element": ELEMENT,
}
