"""A release as the ledger keeps it: who got what, the true table, and what of it was hidden."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from catalog.enforcement.disclosure.audit import audit
from catalog.enforcement.disclosure.cube import Cube, cube_of
from catalog.enforcement.disclosure.differencing import isolating, same_people, shared_cells, shared_names
from catalog.enforcement.disclosure.hiding import Pattern, small_cells
from catalog.enforcement.disclosure.protecting import Protected
from catalog.enforcement.disclosure.published import DisclosureFinding, Published, spoken
from catalog.enforcement.disclosure.publishing import publish
from catalog.enforcement.disclosure.rule import DisclosureRule
from catalog.enforcement.disclosure.tables import Cell, CountTable, Dimension, Key, Selection

FORM = "p20w-release/1"
TOGETHER = "releases-together-disclose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One aggregate release. It holds true values: it never leaves the ledger.

    ``id`` is the digest of everything in it, so the same release made again is the same one.
    """

    dataset: str
    recipient: str
    purpose: str
    on: date
    catalog: str
    table: CountTable
    rule: DisclosureRule
    hidden: tuple[Key, ...]
    hidden_rates: tuple[Key, ...]

    @property
    def id(self) -> str:
        """Return ``sha256:`` and the hash of the release's canonical form."""
        return digest(self.document())

    def document(self) -> dict[str, Any]:
        """Return the release as the plain object that the ledger writes down."""
        table, rule = self.table, self.rule
        return {
            "form": FORM,
            "dataset": self.dataset,
            "recipient": self.recipient,
            "purpose": self.purpose,
            "on": self.on.isoformat(),
            "catalog": self.catalog,
            "rule": {"minimum": rule.minimum, "cap": rule.cap, "round_to": rule.round_to},
            "dimensions": [
                {"name": one.name, "categories": list(one.categories), "above": [list(p) for p in one.above]}
                for one in table.dimensions
            ],
            "numerator": table.numerator,
            "sums": list(table.sums),
            "selection": [
                {"field": one.field, "values": sorted(one.values)}
                for one in sorted(table.selection, key=lambda one: one.field)
            ],
            "cells": [[list(c.key), c.count, c.numerator, list(c.sums)] for c in table.occupied()],
            "hidden": [list(key) for key in self.hidden],
            "hidden_rates": [list(key) for key in self.hidden_rates],
        }


def canonical(document: Any) -> bytes:
    """Return the RFC 8785 form of a document that has no fractions and whose keys are plain ASCII."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(document: Any) -> str:
    """Return ``sha256:`` and the hash of the document's canonical form."""
    return "sha256:" + hashlib.sha256(canonical(document)).hexdigest()


def release_of(
    protected: Protected, *, dataset: str, recipient: str, purpose: str, on: date, catalog: str
) -> Release:
    """Return the release of a protected table, to be checked and recorded. Cells that hold nobody go."""
    table = protected.table
    selection = tuple(sorted(table.selection, key=lambda one: one.field))
    return Release(
        dataset=dataset,
        recipient=recipient,
        purpose=purpose,
        on=on,
        catalog=catalog,
        table=replace(table, cells=table.occupied(), selection=selection),
        rule=protected.published.rule,
        hidden=protected.hidden(),
        hidden_rates=protected.hidden_rates(),
    )


def release_from(document: dict[str, Any]) -> Release:
    """Return the release that a document writes down. What it does not say exactly so is a ``ValueError``."""
    try:
        made = Release(
            dataset=document["dataset"],
            recipient=document["recipient"],
            purpose=document["purpose"],
            on=date.fromisoformat(document["on"]),
            catalog=document["catalog"],
            table=_table(document),
            rule=DisclosureRule(**document["rule"]),
            hidden=tuple(tuple(key) for key in document["hidden"]),
            hidden_rates=tuple(tuple(key) for key in document["hidden_rates"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a release") from error
    if made.document() != document:
        raise ValueError("not a release as it is written")
    return made


def _table(document: dict[str, Any]) -> CountTable:
    return CountTable(
        dimensions=tuple(
            Dimension(
                name=one["name"],
                categories=tuple(one["categories"]),
                above=tuple((low, high) for low, high in one["above"]),
            )
            for one in document["dimensions"]
        ),
        cells=tuple(
            Cell(key=tuple(key), count=count, numerator=numerator, sums=tuple(sums))
            for key, count, numerator, sums in document["cells"]
        ),
        numerator=document["numerator"],
        sums=tuple(document["sums"]),
        selection=tuple(
            Selection(field=one["field"], values=frozenset(one["values"])) for one in document["selection"]
        ),
    )


def against(new: Release, old: Release) -> tuple[DisclosureFinding, ...]:
    """Return why a release may not follow an earlier one of the same dataset.

    Two readers may compare notes, so the recipient makes no difference. The difference of the two tables
    must isolate nobody, by the stricter of the two rules. And whoever holds both must not learn a count
    that both rules hide: the looser rule says what he may see, as a partner may who was given smaller cells
    than the public.
    """
    if new.dataset != old.dataset:
        return ()
    found = list(isolating(new.table, old.table, max(new.rule.minimum, old.rule.minimum)))
    if same_people(new.table, old.table):
        found += [*_learned(new, old), *_learned(old, new)]
    return tuple(dict.fromkeys(found))


def _learned(one: Release, other: Release) -> list[DisclosureFinding]:
    """Audit a release as somebody sees it who holds another one, which shows some of what it hides."""
    cube, beyond = cube_of(one.table), cube_of(other.table)
    before, shown = _pattern(cube, one), _pattern(beyond, other)
    minimum = min(one.rule.minimum, other.rule.minimum)
    shared = shared_names(one.table, other.table)
    theirs = {key: at for at, key in shared_cells(beyond, shared)}
    counts, rates = before.counts.copy(), before.rates.copy()
    for at, key in shared_cells(cube, shared):
        there = theirs.get(key)
        if there is None or cube.counts[at] != beyond.counts[there] or cube.counts[at] < one.rule.minimum:
            continue
        counts[at] &= shown.counts[there]
        if one.table.numerator == other.table.numerator and cube.numerators[at] == beyond.numerators[there]:
            rates[at] &= shown.rates[there]
    if np.array_equal(counts, before.counts) and np.array_equal(rates, before.rates):
        return []
    small = small_cells(cube, replace(one.rule, minimum=minimum, round_to=1))
    secret = {key for key, few in zip(cube.keys, small.counts | small.rates, strict=True) if few}
    found = audit(publish(cube, one.rule, Pattern(counts=counts, rates=rates)))
    return [_together(finding) for finding in found if tuple(node for _, node in finding.at) in secret]


def published_by(release: Release) -> Published:
    """Return what everybody saw of a release."""
    cube = cube_of(release.table)
    return publish(cube, release.rule, _pattern(cube, release))


def _pattern(cube: Cube, release: Release) -> Pattern:
    hidden, rates = set(release.hidden), set(release.hidden_rates)
    return Pattern(
        counts=np.array([key in hidden for key in cube.keys], dtype=bool),
        rates=np.array([key in rates for key in cube.keys], dtype=bool),
    )


def _together(finding: DisclosureFinding) -> DisclosureFinding:
    return DisclosureFinding(
        code=TOGETHER,
        at=finding.at,
        message=f"this release and an earlier one together give away a hidden value: {spoken(finding.at)}",
        hint="release the same cells as before under the same rule, or a table with other dimensions",
    )
