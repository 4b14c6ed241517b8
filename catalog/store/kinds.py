"""The shape of every kind of record: the contract's ``shapes.yaml``, key for key."""

from __future__ import annotations

from typing import Any, Final, get_args

from marshmallow import Schema, ValidationError, fields, validates_schema

from catalog.records.element import Identifiability
from catalog.records.ids import FORMS
from catalog.store.kinds_meetings import MEETING_KINDS
from catalog.store.provenance import PROVENANCE
from catalog.store.shapes import (
    Either,
    MapOf,
    Strict,
    any_or,
    count,
    day,
    digest,
    flag,
    group,
    ident,
    many,
    one,
    pin,
    said,
    shape,
    text,
    version,
    words,
)


def form() -> fields.Field[Any]:
    """Return a field for one of the four forms."""
    return words(*FORMS)


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
)


class NeverSomething(NEVER):  # type: ignore[valid-type, misc]  # the base is made by shape()
    """A promise about nothing in particular would forbid everything; it must name something."""

    @validates_schema
    def _names_something(self, data: dict[str, object], **_: object) -> None:
        if not data:
            raise ValidationError("at least one of the keys is wanted here")


PROMISES: Final = shape(
    "Promises",
    {
        "kind": words("promises"),
        "promises": many(shape("Promise", {"id": ident(), "title": said(), "never": one(NeverSomething)})),
        "provenance?": one(PROVENANCE),
    },
)
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
        "value_domain": one(
            shape(
                "ValueDomainUse",
                {"type": words("boolean", "string", "integer", "decimal", "date", "code"), "domain?": pin()},
            )
        ),
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

_DUTIES: Final = {
    "retain_through?": day,
    "destroy_within_days?": count,
    "no_reidentification?": flag,
    "min_cell?": count,
}
CONDITIONS: Final = shape(
    "Conditions",
    {**{key: make() for key, make in _DUTIES.items()}, "irb?": words("approved"), "publish_notice?": flag()},
)
ONWARD: Final = shape(
    "Onward",
    {
        "to": many(ident()),
        "purposes?": many(ident()),
        "zones": many(ident()),
        "forms": many(form()),
        "conditions?": one(shape("OnwardConditions", {key: make() for key, make in _DUTIES.items()})),
    },
)
PERMIT: Final = shape(
    "Permit",
    {
        "id": ident(),
        "effect": words("permit"),
        "text?": text(),
        "from": many(ident()),
        "to": many(ident()),
        "fields": one(
            shape("Fields", {"elements?": many(ident()), "groups?": many(pin()), "except?": many(ident())})
        ),
        "purposes": many(ident()),
        "zones": many(ident()),
        "forms": many(form()),
        "conditions?": one(CONDITIONS),
        "onward?": many(ONWARD),
    },
)


FORBIDDEN_FIELDS: Final = shape(
    "FieldsOfForbid", {"elements?": many(ident()), "groups?": many(group()), "except?": many(ident())}
)
FORBID: Final = shape(
    "Forbid",
    {
        "id": ident(),
        "effect": words("forbid"),
        "text?": text(),
        "from?": any_or(many(ident())),
        "to?": any_or(many(ident())),
        "fields?": any_or(one(FORBIDDEN_FIELDS)),
        "purposes?": any_or(many(ident())),
        "zones?": any_or(many(ident())),
        "forms?": any_or(many(form())),
        "survives?": flag(),
    },
)
_UNCLEAR: Final = shape("Clause", {"id": ident(), "effect": words("permit", "forbid")})


def _clause(value: object) -> fields.Field[Any]:
    effect = value.get("effect") if isinstance(value, dict) else None
    return one({"permit": PERMIT, "forbid": FORBID}.get(str(effect), _UNCLEAR))


AGREEMENT: Final = shape(
    "Agreement",
    {
        "kind": words("agreement"),
        "id": ident(),
        "version": version(),
        "title": said(),
        "parties": many(shape("Party", {"partner": ident(), "role": said(), "designated_as?": text()})),
        "legal_bases": many(shape("ClaimedBasis", {"basis": ident(), "written_elements": MapOf(text())})),
        "effective_from": day(),
        "effective_through": day(),
        "clauses": many(Either(_clause)),
        "provenance?": one(PROVENANCE),
    },
)

_EVENT_KEYS: Final = {
    "version?": version,
    "partner?": ident,
    "from?": day,
    "through?": day,
    "effective_from?": day,
}
_WANTED: Final = {
    "signed": ("version", "partner"),
    "suspended": ("from",),
    "resumed": (),
    "terminated": ("effective_from",),
}


def _event_shape(event: str, wanted: tuple[str, ...]) -> type[Strict]:
    keys = {
        key.rstrip("?") if key.rstrip("?") in wanted else key: make() for key, make in _EVENT_KEYS.items()
    }
    common = {"on": day(), "recorded_on": day(), "by": said(), "evidence": said()}
    return shape(f"Event{event.title()}", {"event": words(event), **keys, **common})


_EVENTS: Final = {event: _event_shape(event, wanted) for event, wanted in _WANTED.items()}
_UNCLEAR_EVENT: Final = shape("Event", {"event": words(*_EVENTS)})


def _event(value: object) -> fields.Field[Any]:
    named = value.get("event") if isinstance(value, dict) else None
    return one(_EVENTS.get(str(named), _UNCLEAR_EVENT))


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

_SCHEMAS: Final[dict[str, Schema]] = {
    kind: made()
    for kind, made in {
        "partners": PARTNERS,
        "purposes": PURPOSES,
        "zones": ZONES,
        "legal-bases": LEGAL_BASES,
        "use-cases": USE_CASES,
        "promises": PROMISES,
        "group": GROUP,
        "value-domain": VALUE_DOMAIN,
        "element": ELEMENT,
        "agreement": AGREEMENT,
        "lineage": LINEAGE,
        **MEETING_KINDS,
    }.items()
}
KINDS: Final = (*_SCHEMAS, "events")
_EVENT_LIST: Final = many(Either(_event))


def wrong_with(kind: str, document: object) -> Any:
    """Return marshmallow's nested messages for a document of that kind; nothing if it is right."""
    try:
        if kind == "events":
            _EVENT_LIST.deserialize(document)
        else:
            _SCHEMAS[kind].load(document)  # type: ignore[arg-type]  # no mapping is one of the messages
    except ValidationError as error:
        return error.messages
    return None


def keys_at(kind: str, path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the keys that a mapping of that kind may have at the path, for hints; none if unclear."""
    at: Any = _EVENT_LIST if kind == "events" else _SCHEMAS[kind]
    for step in path:
        at = _step(at, step)
        if at is None:
            return ()
    schema = at.schema if isinstance(at, fields.Nested) else at
    return (
        tuple(schema.load_fields[k].data_key for k in schema.load_fields)
        if isinstance(schema, Schema)
        else ()
    )


def _step(at: Any, step: str | int) -> Any:
    if isinstance(at, fields.List):
        return at.inner
    if isinstance(at, MapOf):
        return at.inner
    schema = at.schema if isinstance(at, fields.Nested) else at
    if isinstance(schema, Schema):
        return next((f for f in schema.load_fields.values() if f.data_key == step), None)
    return None
