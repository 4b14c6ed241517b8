"""Errata: what a final record's words read as corrected, and which corrections are none.

An erratum mends words. Whatever carries the result keeps standing: numbers, seats, objects, and the
words for what came of the vote, in the order in which the record has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from catalog.records.codes.all_codes import CODES
from catalog.records.codes.finding_code import FindingCode
from catalog.records.decision_record import DecisionRecord, Erratum
from catalog.rules.meetings.slips import is_slip

_WITH_DIGIT: Final = re.compile(r"\S*\d\S*")
_WORD: Final = re.compile(r"[^\W\d_]+")
_EDGES: Final = ".,;:!?()[]\"'"
_WORDS: Final = """
    abstain abstained abstaining abstention abstentions absent adopt adopted adopts against aye ayes
    carried carries continue continued continues fail failed fails nay nays neither never no nobody none
    noes nor not passed quorum recommend recommended recommends recused reject rejected rejects
    retire retired retires supersede superseded tie tied unanimous unanimously vacant withdraw withdrawn
    without yes zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred half third thirds
"""
_OF_THE_RESULT: Final = frozenset(_WORDS.split())
"""Words that say what came of a vote, or count; a record written by hand may spell numbers out."""
_SHORT: Final = 5
_LONG_WORDS: Final = sorted(word for word in _OF_THE_RESULT if len(word) >= _SHORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Why an erratum does not fit its record: a code of findings, and in words."""

    code: FindingCode
    at: str
    message: str


def number_of(erratum: Erratum) -> int:
    """Return which erratum of its record one is.

    Ids end in ``-erratum-`` and a number.
    """
    return int(erratum.id.rpartition("-")[2])


def errata_of(record: DecisionRecord, errata: Iterable[Erratum]) -> list[Erratum]:
    """Return the errata of a record, in the order of their numbers."""
    return sorted((one for one in errata if one.corrects == record.id), key=number_of)


def words_of(record: DecisionRecord, field: str) -> dict[str, str]:
    """Return the texts of a field, each by what it is called: a language, or a place in a list."""
    if field == "title":
        return {"": record.title}
    if field == "summary":
        return {code: summary.text for code, summary in record.summary.items()}
    return {str(place): text for place, text in enumerate(record.dissent)}


def corrected(record: DecisionRecord, errata: Sequence[Erratum], *, field: str) -> dict[str, str]:
    """Return the texts of a field as errata, in their order, have corrected them."""
    texts = words_of(record, field)
    for erratum in errata:
        if erratum.field == field and _stands(texts, erratum.reads) == 1:
            texts = _with(texts, erratum)
    return texts


def unfit(record: DecisionRecord, earlier: Sequence[Erratum], *, erratum: Erratum) -> Unfit | None:
    """Say why an erratum does not fit a record that earlier ones have corrected; ``None`` where it does."""
    texts = corrected(record, earlier, field=erratum.field)
    if erratum.reads == erratum.should_read:
        return _unfit("erratum-changes-nothing", f"`{erratum.reads}` is to read just as it does")
    times = _stands(texts, erratum.reads)
    if times != 1:
        told = f"stands {times} times" if times else "does not stand"
        where = f"in the {erratum.field} of {record.id}"
        return _unfit("erratum-not-in-record", f"`{erratum.reads}` {told} {where}", at="reads")
    before, after = texts, _with(texts, erratum)
    for place, text in before.items():
        change = f"`{erratum.should_read}` for `{erratum.reads}`"
        if not _carries_the_same(text, after[place]):
            return _unfit(
                "erratum-changes-result", f"{change} changes a number, a seat, an object or the result"
            )
        if not is_slip(text, after[place]):
            return _unfit("erratum-changes-words", f"{change} is more than a slip of the pen: other words")
    return None


def _unfit(code: str, message: str, *, at: str = "should_read") -> Unfit:
    return Unfit(code=CODES[code], at=at, message=message)


def _stands(texts: dict[str, str], words: str) -> int:
    """Count where the words stand, also where one place overlaps another."""
    found = re.compile(f"(?={re.escape(words)})")
    return sum(len(found.findall(text)) for text in texts.values()) if words else 0


def _with(texts: dict[str, str], erratum: Erratum) -> dict[str, str]:
    return {place: text.replace(erratum.reads, erratum.should_read) for place, text in texts.items()}


def _carries_the_same(before: str, after: str) -> bool:
    """Say whether two texts have the same words with digits, and the same words of the result, in order.

    A long word of the result may have been misspelt before; afterwards it must be right.
    """
    if _numbers(before) != _numbers(after):
        return False
    result = _result(after)
    return result in (_result(before), _result(before, misspelt=True))


def _numbers(text: str) -> list[str]:
    return [found.strip(_EDGES) for found in _WITH_DIGIT.findall(text)]


def _result(text: str, *, misspelt: bool = False) -> list[str]:
    found = []
    for word in _WORD.findall(text.casefold()):
        if word in _OF_THE_RESULT:
            found.append(word)
        elif misspelt and len(word) >= _SHORT:
            found.extend(get_close_matches(word, _LONG_WORDS, n=1, cutoff=0.8))
    return found
