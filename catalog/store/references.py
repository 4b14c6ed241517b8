"""Which ids a record refers to, and which of them lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from catalog.store.wording import Path

_ONWARD: Final = "clauses/*/onward/*"
_REFERENCES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "purposes": (("purposes/*/parent", "purpose"),),
    "zones": (("zones/*/held_by", "partner"),),
    "legal-bases": (("bases/*/covers/*", "regime"), ("bases/*/purposes/*", "purpose")),
    "use-cases": (
        ("use_cases/*/sender", "partner"),
        ("use_cases/*/recipient", "partner"),
        ("use_cases/*/purpose", "purpose"),
        ("use_cases/*/zone", "zone"),
    ),
    "promises": (
        ("promises/*/never/regimes/*", "regime"),
        ("promises/*/never/elements/*", "element"),
        ("promises/*/never/providers/*", "partner"),
        ("promises/*/never/recipients/*", "partner"),
        ("promises/*/never/purposes/*", "purpose"),
        ("promises/*/never/zones/*", "zone"),
        ("promises/*/never/not_zones/*", "zone"),
    ),
    "group": (("elements/*", "element"),),
    "element": (
        ("value_domain/domain", "value-domain"),
        ("regime/*", "regime"),
        ("providers/*/partner", "partner"),
        ("steward", "partner"),
    ),
    "agreement": (
        ("parties/*/partner", "partner"),
        ("legal_bases/*/basis", "basis"),
        ("clauses/*/from/*", "partner"),
        ("clauses/*/to/*", "partner"),
        ("clauses/*/fields/elements/*", "element"),
        ("clauses/*/fields/groups/*", "group"),
        ("clauses/*/fields/except/*", "element"),
        ("clauses/*/conditions/rows/*/element", "element"),
        ("clauses/*/purposes/*", "purpose"),
        ("clauses/*/zones/*", "zone"),
        (f"{_ONWARD}/conditions/rows/*/element", "element"),
        (f"{_ONWARD}/to/*", "partner"),
        (f"{_ONWARD}/purposes/*", "purpose"),
        (f"{_ONWARD}/zones/*", "zone"),
    ),
    "events": (("*/partner", "partner"),),
    "lineage": (
        ("datasets/*/zone", "zone"),
        ("datasets/*/purpose", "purpose"),
        ("datasets/*/fields/*/element", "element"),
        ("datasets/*/fields/*/provider", "partner"),
        ("jobs/*/run_by", "partner"),
        ("jobs/*/outputs/*/field", "field"),
        ("jobs/*/outputs/*/inputs/*/field", "field"),
        ("jobs/*/outputs/*/inputs/*/attested_by", "partner"),
    ),
    "meeting": (
        ("body", "body"),
        ("agenda/*/proposal", "proposal"),
        ("minutes/approved_by", "decision"),
    ),
    "proposal": (("body", "body"),),
    "erratum": (("corrects", "decision"),),
    "decision": (
        ("body", "body"),
        ("meeting", "meeting"),
        ("proposal", "proposal"),
        ("effects/*/object", "object"),
    ),
}
_STEPS: Final = {
    kind: tuple((tuple(pattern.split("/")), target) for pattern, target in patterns)
    for kind, patterns in _REFERENCES.items()
}


def references_of(kind: str, id: str, document: Any) -> frozenset[str]:
    """Return everything a document of the right shape refers to, as ``target:id``."""
    return frozenset(reference for reference, _ in _placed(kind, id, document))


def references_by_place(kind: str, id: str, document: Any) -> dict[str, Path]:
    """Return everything a document refers to, and where it does so first."""
    found: dict[str, Path] = {}
    for reference, path in _placed(kind, id, document):
        found.setdefault(reference, path)
    return found


def _placed(kind: str, id: str, document: Any) -> Iterator[tuple[str, Path]]:
    for steps, target in _STEPS.get(kind, ()):
        for path, value in _at(document, steps, ()):
            yield f"{target}:{value}", path
    if kind == "events":
        for position, event in enumerate(document):
            if event.get("version"):
                yield f"object:agreement:{id}@{event['version']}", (position, "version")
    if kind in {"body", "meeting"}:
        for path, body, seat in _placed_seats(kind, document):
            yield f"seat:{body}/{seat}", path


def _placed_seats(kind: str, document: Any) -> Iterator[tuple[Path, str, str]]:
    if kind == "body":
        for path, seat in _at(document, ("terms", "*", "seat"), ()):
            yield path, document["id"], seat
    if kind == "meeting":
        body = document["body"]
        for pattern in (
            "attendance/*/seat",
            "recusals/*/seat",
            "motions/*/mover",
            "motions/*/seconder",
            "events/*/seat",
        ):
            for path, seat in _at(document, tuple(pattern.split("/")), ()):
                yield path, body, seat
        for position, vote in enumerate(document["votes"]):
            for seat in vote["roll"]:
                yield ("votes", position, "roll", seat), body, seat


def _at(value: Any, steps: tuple[str, ...], path: Path) -> Iterator[tuple[Path, str]]:
    if value is None:
        return
    if not steps:
        yield path, value
    elif steps[0] == "*" and value != "any":
        for position, item in enumerate(value):
            yield from _at(item, steps[1:], (*path, position))
    elif isinstance(value, dict):
        yield from _at(value.get(steps[0]), steps[1:], (*path, steps[0]))
