"""A form as a page shows it: what was typed, what is wrong and where, and on which record it was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog.services.clerk.telling import STEP, Told
from catalog.services.meetings.course import Happening

_ITEM: Final = ("number", "title", "class", "proposal", "continued_from", "material")
FIELDS: Final[Mapping[str, frozenset[str]]] = {
    word: frozenset(fields)
    for word, fields in {
        "plan": (
            *("body", "date", "time", "kind", "place", "address", "remote", "language", "comment_limit"),
            *("provenance", "source"),
        ),
        "agenda": _ITEM,
        "strike": ("number",),
        "post": ("url", "contact_name", "contact_address", "contact_phone", "sent_to", "at"),
        "revise": (*_ITEM, "exception", "reason", "at"),
        "strike-posted": ("number", "at"),
        "cancel": ("reason", "at"),
        "correct": ("reason", "at"),
        "open": ("at",),
        "attend": ("roll", "at"),
        "recuse": ("seat", "item", "interest", "law", "at"),
        "window-open": ("item", "at"),
        "window-close": ("item", "at"),
        "comment": ("item", "text", "speaker", "minutes", "interpreter", "at"),
        "write": ("item", "text", "speaker", "at"),
        "move": ("item", "seat", "text", "class", "vote", "minutes_of", "at"),
        "second": ("motion", "seat", "at"),
        "amend": ("motion", "seat", "text", "text_file", "amended", "at"),
        "withdraw": ("motion", "at"),
        "roll": ("roll", "rest", "method", "at"),
        "continue": ("item", "to", "reason", "at"),
        "adjourn": ("no_quorum", "at"),
        "minutes": (),
        "approve": ("decision",),
        "propose": (
            *("text_file", "text", "retires", "title", "rationale", "options", "effective", "base", "body"),
            "advisory",
        ),
        "sign": ("version", "partner", "on", "evidence"),
        "suspend": ("from", "through", "on", "evidence"),
        "resume": ("on", "evidence"),
        "terminate": ("effective_from", "on", "evidence"),
        "erratum": ("decision", "field", "reads", "should_read", "reason"),
    }.items()
}
"""The fields of each form, beside which what is wrong with them can stand."""


_DIGITS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form. ``seen`` is the digest of the record it is made on, ``known`` how long the course was then.

    ``meanwhile`` is what was recorded since the one that was sent was made; ``None`` where nothing stands in
    its way.
    """

    fields: frozenset[str]
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    seen: str | None = None
    known: int = 0
    meanwhile: tuple[Happening, ...] | None = None

    def value(self, name: str, default: str = "") -> str:
        """Return what stands in a field."""
        found = self.typed.get(name)
        return found[0] if found else default

    def values(self, name: str) -> Sequence[str]:
        """Return all that is chosen in a field."""
        return self.typed.get(name, ())

    def at(self, name: str) -> tuple[Told, ...]:
        """Return what is wrong with a field."""
        return tuple(one for one in self.told if one.field == name)

    @property
    def of_the_step(self) -> tuple[Told, ...]:
        """What stands against the step as a whole, or against what the form has no field for."""
        return tuple(one for one in self.told if one.field == STEP or one.field not in self.fields)

    @property
    def at_fields(self) -> tuple[Told, ...]:
        """What is wrong with single fields."""
        return tuple(one for one in self.told if one.field != STEP and one.field in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What came back with a form that was not taken: what was typed, what is wrong, what it was made on."""

    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    is_late: bool = False

    def value(self, name: str) -> str:
        """Return what was typed in a field."""
        found = self.typed.get(name)
        return found[0].strip() if found else ""

    def known(self) -> int:
        """Return how long the course was when the form was made."""
        found = self.value("known")
        return int(found) if found.isascii() and found.isdecimal() and len(found) < _DIGITS else 0


def sheet_of(
    word: str, filled: Filled, *, seen: str | None = None, course: Sequence[Happening] = ()
) -> Sheet:
    """Return the form of a step, as it was sent, or empty."""
    return Sheet(
        fields=FIELDS[word],
        typed=filled.typed,
        told=filled.told,
        seen=seen,
        known=len(course),
        meanwhile=tuple(course[filled.known() :]) if filled.is_late else None,
    )


def typed_of(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return what was typed, by field, in the order in which it came."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
