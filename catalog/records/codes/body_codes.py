"""The codes of what is wrong with the seats, terms and rules of a body, or with an erratum."""

from __future__ import annotations

from typing import Final

from catalog.records.codes.finding_code import FindingCode
from catalog.records.finding import Severity

SEATS: Final = "Educ. Code 10864(a)"
TWO_THIRDS: Final = "Educ. Code 10865(a)(5)"


def _code(id: str, severity: Severity, title: str, hint: str, citation: str | None = None) -> FindingCode:
    return FindingCode(id=id, stage="rules", severity=severity, title=title, hint=hint, citation=citation)


_BODIES: Final = (
    _code(
        "seat-held-twice",
        "error",
        "Two hold one seat in the same capacity on the same day.",
        "End the earlier term the day before the later one begins.",
        SEATS,
    ),
    _code(
        "seat-term-reversed",
        "error",
        "A term ends before it begins: nobody holds the seat by it.",
        "Correct the first or the last day.",
    ),
    _code(
        "seat-without-designee",
        "error",
        "Another is named for a member who must vote in person.",
        "Only a seat with `designee: true` has a designee or an alternate.",
        SEATS,
    ),
    _code(
        "seats-differ",
        "warning",
        "A body lists another number of voting seats than its rules of the day say.",
        "List every authorized seat, also a vacant one, or correct the rules' `seats`.",
        SEATS,
    ),
    _code(
        "seat-lapses-soon",
        "warning",
        "A seat's term ends within 90 days, and nobody follows.",
        "Record the next term with `p20w body seat`, or expect the seat to be vacant.",
        SEATS,
    ),
    _code(
        "quorum-out-of-reach",
        "note",
        "Fewer seats are filled than the quorum needs: the body cannot act.",
        "Have seats filled, and record their terms with `p20w body seat`.",
        TWO_THIRDS,
    ),
    _code(
        "adoption-out-of-reach",
        "note",
        "Fewer seats are filled than ayes are needed to adopt.",
        "Have seats filled, and record their terms with `p20w body seat`.",
        TWO_THIRDS,
    ),
)

_ERRATA: Final = (
    _code(
        "erratum-not-in-record",
        "error",
        "An erratum corrects words that do not stand, just once, in that field of the record.",
        "Quote in `reads` what the record says, with as many words around it as make it plain.",
    ),
    _code(
        "erratum-changes-words",
        "error",
        "An erratum would put other words into a record than a slip of the pen explains.",
        "Put right letters, signs, small words and words that stand twice; other words need a new decision.",
    ),
    _code(
        "erratum-changes-result",
        "error",
        "An erratum would change a number, a seat, an object or a word of the result.",
        "An erratum mends words; what was decided is changed by a new decision alone.",
        TWO_THIRDS,
    ),
    _code(
        "erratum-changes-nothing",
        "error",
        "An erratum leaves the record as it reads.",
        "Say in `should_read` how it should read.",
    ),
    _code(
        "erratum-number-missing",
        "error",
        "The errata of a record are not numbered one after the other.",
        "Errata are never removed: put the missing one back, or number them from 1.",
    ),
    _code(
        "erratum-of-another-record",
        "error",
        "An erratum stands beside another record than the one it corrects.",
        "Its id is the record's, with `-erratum-` and a number.",
    ),
    _code(
        "erratum-before-record",
        "error",
        "An erratum was recorded before the record it corrects.",
        "Correct the day on which it was recorded.",
    ),
)

BODY_CODES: Final = (*_BODIES, *_ERRATA)
"""Every code of bodies and of errata."""
