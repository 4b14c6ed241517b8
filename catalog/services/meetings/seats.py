"""Seats as a clerk names them: by id, by the number of an id, by a run of them; and their labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from catalog.records.ids import SeatId
from catalog.records.meetings import Body
from catalog.rules.meetings.objections import Objection, object_to


def seats_named(body: Body, words: Iterable[str]) -> tuple[tuple[SeatId, ...], tuple[Objection, ...]]:
    """Return the seats that words name, each once, and an objection for each word that names none.

    A word is a seat's id, the number at its end, several of them with commas, or a run as
    ``seat.01..seat.12``.
    """
    found: dict[SeatId, None] = {}
    objections = []
    for word in (part for given in words for part in given.split(",") if part.strip()):
        named = list(_run(body, word.strip()))
        if not named:
            objections.append(
                object_to("unknown-seat", (), message=f"{body.id} has no seat `{word.strip()}`")
            )
        found.update(dict.fromkeys(named))
    return tuple(found), tuple(objections)


def _run(body: Body, word: str) -> Iterator[SeatId]:
    ids = [seat.id for seat in body.seats]
    first, dots, last = word.partition("..")
    ends = [_one(ids, first), _one(ids, last if dots else first)]
    if None in ends:
        return
    start, end = (ids.index(seat) for seat in ends if seat is not None)
    yield from ids[start : end + 1]


def _one(ids: Sequence[SeatId], word: str) -> SeatId | None:
    """Return the seat of that id, or the only one whose id ends in that number."""
    if word in ids:
        return SeatId(word)
    alike = [seat for seat in ids if word.isdigit() and _number(seat) == int(word)]
    return alike[0] if len(alike) == 1 else None


def _number(seat: SeatId) -> int | None:
    last = seat.replace("-", ".").rsplit(".", 1)[-1]
    return int(last) if last.isdigit() else None


def labelled(body: Body, seat: SeatId) -> str:
    """Return a seat with the office it stands for."""
    label = next((one.label for one in body.seats if one.id == seat), "")
    return f"{seat} {label}".rstrip()
