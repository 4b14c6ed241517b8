"""The shapes of agreements, with their clauses, and of the events of their lives."""

from __future__ import annotations

from typing import Final

from catalog.store.kinds.provenance import PROVENANCE
from catalog.store.kinds.shapes import (
    MapOf,
    Strict,
    any_or,
    by_word,
    count,
    day,
    flag,
    form,
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

_DUTIES: Final = {
    "retain_through?": day,
    "destroy_within_days?": count,
    "no_reidentification?": flag,
    "min_cell?": count,
}
ROWS: Final = shape(
    "RowCondition",
    {"element": ident(), "in?": many(text()), "from?": said(), "through?": said()},
    some=("in", "from", "through"),
)
CONDITIONS: Final = shape(
    "Conditions",
    {
        **{key: make() for key, make in _DUTIES.items()},
        "irb?": words("approved"),
        "publish_notice?": flag(),
        "rows?": many(ROWS),
    },
)
ONWARD: Final = shape(
    "Onward",
    {
        "to": many(ident()),
        "purposes?": many(ident()),
        "zones": many(ident()),
        "forms": many(form()),
        "conditions?": one(
            shape("OnwardConditions", {**{key: make() for key, make in _DUTIES.items()}, "rows?": many(ROWS)})
        ),
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
        "clauses": many(by_word("effect", {"permit": PERMIT, "forbid": FORBID})),
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


EVENTS: Final = many(
    by_word("event", {event: _event_shape(event, wanted) for event, wanted in _WANTED.items()})
)
"""The events of an agreement are a list; every other kind is a mapping."""
