"""What of a map is drawn: all its fields, or where those are too many each dataset as one box.

Over ``MOST_ROWS`` fields no picture is readable. Datasets are folded then, but for the one asked about and
those that were opened; where there are too many boxes still, only what is two steps away is drawn. What
is left out of the picture is said, and stands in the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from catalog.interchange.pictures.sketch import MOST_LINES, MOST_ROWS, Box, End, Line, Row, Sketch
from catalog.interchange.pictures.svg import STANDINGS
from catalog.phrases import Phrase, phrase
from catalog.records.flow import Outcome
from catalog.records.ids import Form
from catalog.rules.lineage.steps import Standing, worst
from catalog.services.lineage_map.items import address_of
from catalog.services.lineage_map.mapping import FlowRow, Group, LineageMap, Spot

MOST_BOXES: Final = 60
NEAR: Final = 2
MOST_UNASKED: Final = 60
"""What is asked about is opened by itself among folded boxes where it has no more fields."""
FORMS: Final[Mapping[Form, Phrase]] = {
    "identified": phrase("identified"),
    "pseudonymous": phrase("pseudonymous"),
    "deidentified": phrase("de-identified"),
    "aggregate": phrase("aggregate"),
}
_ON_CONDITION: Final[Mapping[Outcome | None, Phrase]] = {
    "permit": phrase("permitted, with duties"),
    "refuse": phrase("refused until evidence is shown"),
}
SEVERAL: Final = 4
"""So many sources or steps are named, the rest by number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawable:
    """A sketch, and what it does not show: what is folded, opened but too large, or left out."""

    sketch: Sketch
    folded: tuple[str, ...]
    not_opened: tuple[str, ...]
    boxes_left_out: int
    lines_left_out: int


def drawable(found: LineageMap) -> Drawable:
    """Return as much of a map as can be read in one picture."""
    groups = _by_group(found)
    if len(found.spots) <= MOST_ROWS and len(found.rows) <= MOST_LINES:
        return _drawn(found, groups, opened=frozenset(groups))
    asked_about = {found.group(id) for id in found.item.starts if id in found.spots}
    if sum(len(groups[id]) for id in asked_about) > MOST_UNASKED:
        asked_about = set()
    wanted = found.asked.opened & groups.keys()
    for opened in (wanted | asked_about, wanted, frozenset()):
        made = _drawn(found, groups, opened=frozenset(opened))
        if not made.sketch.too_large and len(made.sketch.boxes) <= MOST_BOXES:
            return made
    return _cut(found, groups)


def _cut(found: LineageMap, groups: Mapping[str, list[Spot]]) -> Drawable:
    """Keep the boxes that are two steps away, the nearest of those, and the lines that lead nearest."""
    near = {id: min(spot.steps for spot in spots) for id, spots in groups.items()}
    nearest = sorted((steps, id) for id, steps in near.items() if steps <= NEAR)[:MOST_BOXES]
    kept = {id: groups[id] for id in sorted(id for _, id in nearest)}
    return _drawn(found, kept, opened=frozenset())


def _by_group(found: LineageMap) -> dict[str, list[Spot]]:
    groups: dict[str, list[Spot]] = {id: [] for id in sorted(found.groups)}
    for spot in found.spots.values():
        groups[spot.group].append(spot)
    return groups


def _drawn(found: LineageMap, groups: Mapping[str, list[Spot]], *, opened: frozenset[str]) -> Drawable:
    lines, within = _joined(found, groups, opened=opened)
    boxes = (
        _open(found, found.groups[id], spots)
        if id in opened
        else _folded(found, found.groups[id], spots, within=within.get(id, 0))
        for id, spots in groups.items()
    )
    all_lines = [_line(tail, head, rows=rows) for (tail, head), rows in lines.items()]
    return Drawable(
        sketch=Sketch(boxes=tuple(boxes), lines=tuple(all_lines[:MOST_LINES])),
        folded=tuple(id for id in groups if id not in opened),
        not_opened=tuple(sorted(found.asked.opened & (found.groups.keys() - opened))),
        boxes_left_out=len(found.groups) - len(groups),
        lines_left_out=max(0, len(all_lines) - MOST_LINES),
    )


def _joined(
    found: LineageMap, groups: Mapping[str, list[Spot]], *, opened: frozenset[str]
) -> tuple[dict[tuple[End, End], list[FlowRow]], dict[str, int]]:
    """Return the steps by the ends of their lines, and how many lie within each folded box."""
    lines: dict[tuple[End, End], list[FlowRow]] = {}
    within: dict[str, int] = {}
    for row in found.rows:
        tail, head = (_end(found.spots[id], opened) for id in (row.tail, row.head))
        if tail[0] not in groups or head[0] not in groups:
            continue
        if tail == head and tail[1] is None:
            within[tail[0]] = within.get(tail[0], 0) + 1
        else:
            lines.setdefault((tail, head), []).append(row)
    return lines, within


def _end(spot: Spot, opened: frozenset[str]) -> End:
    return (spot.group, spot.id if spot.group in opened else None)


def _open(found: LineageMap, group: Group, spots: Iterable[Spot]) -> Box:
    address = address_of(group.id, _kept(found)) if group.kind == "dataset" else _listing(group)
    return Box(
        id=group.id,
        name=_name(group),
        below=_place(group),
        kind=group.kind,
        address=address,
        title=tuple(_about(group)),
        rows=tuple(_row(found, spot) for spot in sorted(spots, key=lambda spot: spot.name)),
        asked=group.id == found.item.id,
    )


def _folded(found: LineageMap, group: Group, spots: list[Spot], *, within: int) -> Box:
    starts = {*found.item.starts}
    words = phrase("{count} fields, {within} steps within", count=len(spots), within=within)
    if group.kind == "provider":
        words = phrase("{count} elements", count=len(spots))
    return Box(
        id=group.id,
        name=_name(group),
        below=words,
        kind=f"{group.kind} folded",
        address=address_of(found.item.id, found.asked.opening(group.id).query()),
        title=(phrase("Open {name}", name=_name(group)), *_about(group)),
        asked=any(spot.id in starts for spot in spots),
    )


def _kept(found: LineageMap) -> list[tuple[str, str]]:
    """Return what of the question goes along to another item: the day, how far and which way."""
    return [(name, value) for name, value in found.asked.query() if name in {"on", "steps", "direction"}]


def _listing(group: Group) -> str:
    return f"lineage.html?q={group.holder}%3A" if group.kind == "provider" else "lineage.html"


def _name(group: Group) -> str | Phrase:
    if group.kind == "dataset":
        return group.id
    if group.kind == "provider":
        return phrase("Elements of {provider}", provider=group.holder)
    return phrase("In no dataset of this day")


def _place(group: Group) -> str | Phrase:
    if group.kind == "dataset":
        return phrase("{zone}, held by {holder}", zone=group.zone, holder=group.holder)
    if group.kind == "provider":
        return phrase("at their own provider")
    return phrase("lineage does not describe it")


def _about(group: Group) -> Iterator[Phrase]:
    if group.kind == "dataset":
        words = {"dataset": group.id, "zone": group.zone, "holder": group.holder}
        yield phrase("Dataset {dataset} in {zone}, held by {holder}", **words)
        if group.purpose:
            yield phrase("Kept for {purpose}", purpose=group.purpose)
        else:
            yield phrase("It names no purpose")


def _row(found: LineageMap, spot: Spot) -> Row:
    note = phrase("origin unknown") if not spot.known else FORMS.get(spot.form) if spot.form else None
    return Row(
        id=spot.id,
        name=spot.name,
        note=note,
        address=address_of(spot.id, _kept(found)),
        title=tuple(_told(spot)),
        asked=spot.id in found.item.starts,
    )


def _told(spot: Spot) -> Iterator[Phrase]:
    if spot.source:
        provider = spot.id.partition(":")[0]
        yield phrase("{element}, as {provider} supplies it", element=spot.name, provider=provider)
        return
    if spot.form:
        yield phrase("{field}, {form}", field=spot.id, form=FORMS[spot.form])
    if spot.sources:
        yield phrase("Made from {sources}", sources=_some(spot.sources))
    if not spot.known:
        yield phrase("Lineage does not lead it back to origins alone")


def _some(words: Iterable[str]) -> str | Phrase:
    listed = sorted(words)
    shown = ", ".join(listed[:SEVERAL])
    more = len(listed) - SEVERAL
    return phrase("{shown} and {count} more", shown=shown, count=more) if more > 0 else shown


def _line(tail: End, head: End, *, rows: list[FlowRow]) -> Line:
    standing = worst(row.standing for row in rows)
    return Line(
        tail=tail,
        head=head,
        standing=standing,
        label=_label(standing, rows) if standing in {"refuse", "conditional"} else None,
        title=_steps(rows),
    )


def _label(standing: Standing, rows: list[FlowRow]) -> Phrase:
    if len(rows) == 1:
        said = STANDINGS[rows[0].step.found.outcome or standing]
        return phrase("{standing} {number}", standing=said, number=rows[0].number)
    count = sum(row.standing == standing for row in rows)
    words = {"standing": STANDINGS[standing], "count": count, "all": len(rows)}
    return phrase("{standing} {count} of {all}", **words)


def _steps(rows: list[FlowRow]) -> tuple[Phrase, ...]:
    told = [
        phrase(
            "{number}: {tail} to {head}, {standing}",
            number=row.number,
            tail=row.tail,
            head=row.head,
            standing=_answer(row),
        )
        for row in rows[:SEVERAL]
    ]
    more = len(rows) - SEVERAL
    return (*told, phrase("and {count} more", count=more)) if more > 0 else tuple(told)


def _answer(row: FlowRow) -> Phrase:
    """Return the answer to one step: the word of its decision, as a trace has it, and the condition."""
    found = row.step.found
    return _ON_CONDITION[found.outcome] if found.standing == "conditional" else STANDINGS[found.standing]
