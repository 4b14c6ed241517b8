"""What is asked of the explorer: how far, which way, on which day, and what to leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from catalog.phrases import Phrase, phrase
from catalog.rules.flows.origins import FieldGraph
from catalog.rules.flows.table import FlowTable
from catalog.services.requests import read_day

Way = Literal["both", "up", "down"]
Only = Literal["all", "refuse", "conditional"]
WAYS: Final[tuple[Way, ...]] = ("both", "up", "down")
ONLY: Final[tuple[Only, ...]] = ("all", "refuse", "conditional")
MOST_STEPS: Final = 20
MOST_OPENED: Final = 30
LONGEST: Final = 200
"""What is longer than this was never the id of anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked about an item. ``steps`` of ``None`` go to the ends; empty filters leave nothing out."""

    on: date
    as_known: date
    steps: int | None = None
    way: Way = "both"
    dataset: str = ""
    zone: str = ""
    only: Only = "all"
    opened: frozenset[str] = frozenset()
    page: int = 1

    def query(self) -> list[tuple[str, str]]:
        """Return it as a page's address has it, without what goes without saying."""
        return [(name, value) for name, value in self._said() if value]

    def _said(self) -> Iterator[tuple[str, str]]:
        yield "on", "" if self.on == self.as_known else self.on.isoformat()
        yield "steps", "" if self.steps is None else str(self.steps)
        yield "direction", "" if self.way == "both" else self.way
        yield "dataset", self.dataset
        yield "zone", self.zone
        yield "only", "" if self.only == "all" else self.only
        yield "open", ",".join(sorted(self.opened))
        yield "page", "" if self.page == 1 else str(self.page)

    def opening(self, dataset: str) -> Asked:
        """Return the same question with one more dataset opened, on the first page."""
        return replace(self, opened=self.opened | {dataset}, page=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A question as it could be read, what was typed, and what is wrong with it, by field."""

    asked: Asked
    typed: Mapping[str, str]
    faults: Mapping[str, Phrase]


def read_asked(table: FlowTable, typed: Mapping[str, str], *, today: date) -> Reading:
    """Read a question. What is wrong is left at what goes without saying, and told."""
    given = {name: value.strip() for name, value in typed.items()}
    faults: dict[str, Phrase] = {}
    on = read_day(given.get("on") or today.isoformat())
    if on is None:
        faults["on"] = phrase("Write a day that exists, as 2026-07-01.")
    steps = _whole(given.get("steps", ""), most=MOST_STEPS)
    if steps is None and given.get("steps"):
        faults["steps"] = phrase("Write a whole number from 1 to {most}, or nothing.", most=MOST_STEPS)
    page = _whole(given.get("page", "") or "1", most=100_000)
    if page is None:
        faults["page"] = phrase("Write the number of a page.")
    way = next((one for one in WAYS if one == given.get("direction", "both")), None)
    if way is None and given.get("direction"):
        faults["direction"] = phrase("Choose one of the three.")
    only = next((one for one in ONLY if one == given.get("only", "all")), None)
    if only is None and given.get("only"):
        faults["only"] = phrase("Choose one of the three.")
    day = on or today
    places, wrong = _places(table, table.graphs.on(day), given)
    asked = Asked(
        on=day,
        as_known=today,
        steps=steps,
        way=way or "both",
        only=only or "all",
        page=page or 1,
        dataset=places["dataset"],
        zone=places["zone"],
        opened=frozenset(one for one in given.get("open", "").split(",")[:MOST_OPENED] if one),
    )
    return Reading(asked=asked, typed=given, faults={**faults, **wrong})


def _places(
    table: FlowTable, graph: FieldGraph, given: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, Phrase]]:
    found, faults = {"dataset": "", "zone": ""}, {}
    for name, known in (("dataset", graph.datasets), ("zone", table.snapshot.zones)):
        value = given.get(name, "")
        if value in known:
            found[name] = value
        elif value:
            faults[name] = phrase("There is no {kind} of that name on this day.", kind=_KINDS[name])
    return found, faults


_KINDS: Final = {"dataset": phrase("dataset"), "zone": phrase("zone")}


def _whole(text: str, *, most: int) -> int | None:
    short = text.isascii() and text.isdigit() and len(text) < len(str(most)) + 2
    number = int(text) if short else 0
    return number if 1 <= number <= most else None
