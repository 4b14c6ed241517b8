"""The look through CSV text: what it counts is what Python's strict reader reads; it passes nothing else."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.enforcement.inputs.records_seen import Misshapen, Records

LETTERS = st.text(alphabet='a,"\n\r', max_size=24)
VALUES = st.text(alphabet='a0 ,"\nüß', max_size=6)


def seen(text: bytes, *, at_once: int) -> int:
    """Return how many records there are, looked at in pieces of so many bytes."""
    records = Records()
    for start in range(0, len(text), at_once):
        records.take(text[start : start + at_once])
    records.finish()
    return records.seen


@pytest.mark.slow
@given(
    st.integers(1, 4).flatmap(
        lambda wide: st.lists(st.lists(VALUES, min_size=wide, max_size=wide), min_size=1)
    )
)
def test_what_a_writer_wrote_is_counted_whole(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    for at_once in (1, 3, 1000):
        assert seen(text.getvalue().encode(), at_once=at_once) == len(rows)


@given(LETTERS)
@example('"a""\n"\n')
@example("a\r\na\r")
def test_whatever_passes_is_read_alike_by_another_reader(text: str) -> None:
    """Pieces of any size come to the same, and a text that passes has one meaning."""
    answers = {counted_or_refused(text.encode(), at_once=at_once) for at_once in (1, 2, 5, 100)}
    assert len(answers) == 1
    counted = answers.pop()
    if counted is not None:
        read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert counted == len(read)
        assert len({len(row) or 1 for row in read}) <= 1


def counted_or_refused(text: bytes, *, at_once: int) -> int | None:
    try:
        return seen(text, at_once=at_once)
    except Misshapen:
        return None


@pytest.mark.parametrize(
    "text, why",
    [
        (b"a,b\n1\n", "row 1 has 1 values, the header 2"),
        (b"a,b\n1,2\n1,2,3\n", "row 2 has 3 values, the header 2"),
        (b'a\n"1\n', "never ends"),
        (b'a\nx"1"\n', "within a value"),
        (b'a\n"1"x\n', "within a value"),
        (b"a\r1\r", "carriage return alone"),
    ],
)
def test_what_is_wrong_is_told_by_its_row_and_never_by_its_value(text: bytes, why: str) -> None:
    for at_once in (1, 4, 100):
        with pytest.raises(Misshapen, match=why):
            seen(text, at_once=at_once)
