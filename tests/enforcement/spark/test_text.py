"""Text on its way to Spark's workers: cut into whole records, and read as it was written."""

import csv
import gzip
import io
import itertools
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from pyspark.cloudpickle import dumps

from catalog.enforcement.embedded import Source, opened
from catalog.enforcement.inputs.opening import look
from catalog.enforcement.keys import HashKey
from catalog.enforcement.recipe import source
from catalog.enforcement.spark.pieces import pieces_of
from catalog.enforcement.spark.shipped import DAMAGED, UNREADABLE, hashing, reading
from catalog.errors import BadInput

KEY = HashKey(name="0001-0", secret=bytes(range(32)).hex())
NASTY = [
    "",
    "a",
    "'",
    '"',
    '""',
    ",",
    "\n",
    "\r",
    "\r\n",
    " ",
    "\t",
    "\\",
    "ü",
    "\U0001d4b3",
    "\u2028",
    "NULL",
    "=1+1",
    "0",
    "#",
]
values = st.lists(st.sampled_from(NASTY), max_size=4).map("".join)


Rows = list[tuple[str | None, ...]]


@st.composite
def texts(draw: st.DrawFn) -> tuple[bytes, Rows]:
    """Return CSV as RFC 4180 has it, values in quotes or not; and what it says."""
    width = draw(st.integers(1, 4))
    cells = st.lists(st.tuples(values, st.booleans()), min_size=width, max_size=width)
    rows = draw(st.lists(cells, max_size=12))
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    lines = [",".join(f"column {place}" for place in range(width))]
    lines += [",".join(_written(value, plain) for value, plain in row) for row in rows]
    last = draw(st.sampled_from(["", ends])) if lines[-1] else ends  # an empty record is none without its end
    said = [tuple(None if plain and not value else value for value, plain in row) for row in rows]
    return (ends.join(lines) + last).encode(), said


def _written(value: str, plain: bool) -> str:
    if plain and not set(value) & set('",\r\n'):
        return value
    return '"' + value.replace('"', '""') + '"'


def _embedded(path: Path, scratch: Path) -> list[tuple[object, ...]]:
    data = look(path)
    with opened(Source(data=data, columns=data.columns), scratch=scratch) as engine:
        return engine.ask(source(data.columns))


def _shipped(path: Path, size: int) -> list[tuple[object, ...]]:
    data = look(path)
    names = [column.name for column in data.columns]
    pieces = pieces_of(data, size)
    numbers = pa.record_batch({"id": list(range(len(pieces)))})
    batches = reading(pieces, names, names)(iter([numbers]))
    return [tuple(row.values()) for batch in batches for row in batch.to_pylist()]


@given(made=texts(), size=st.integers(1, 60))
def test_pieces_are_whole_records_and_together_the_whole_file(
    made: tuple[bytes, Rows], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text, _ = made
    path = tmp_path_factory.getbasetemp() / "pieces.csv"
    path.write_bytes(text)
    pieces = pieces_of(look(path), size)
    cut = [text[start:end] for start, end in itertools.pairwise(pieces.places)]
    records = [row for piece in cut for row in csv.reader(io.StringIO(piece.decode(), newline=""))]
    assert all(cut)
    assert records == list(csv.reader(io.StringIO(text.decode(), newline="")))[1:]


@given(made=texts(), size=st.integers(1, 60), packed=st.booleans())
def test_workers_read_text_as_it_was_written(
    made: tuple[bytes, Rows], size: int, packed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text, said = made
    path = tmp_path_factory.getbasetemp() / f"read.csv{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(text) if packed else text)
    assert _shipped(path, size) == said


@pytest.mark.slow
@given(made=texts(), size=st.integers(1, 60))
def test_workers_read_text_as_the_embedded_engine_does(
    made: tuple[bytes, Rows], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = folder / "same.csv"
    path.write_bytes(made[0])
    try:
        read = _embedded(path, folder)
    except BadInput:  # it takes line ends within quotes that are not those of the file for damage
        reject()
    assert _shipped(path, size) == read


def test_workers_read_a_packed_file_in_one_piece(tmp_path: Path) -> None:
    path = tmp_path / "in.csv.gz"
    path.write_bytes(gzip.compress(b'"a\nb",c\n1,\n"","x\ny"\n'))
    assert _shipped(path, 4) == [("1", None), ("", "x\ny")] == _embedded(path, tmp_path)


@pytest.mark.parametrize("text", [b"a,b\n", b"a,b", b"a\n", b'"a\n1"\n'])
def test_a_file_without_rows_has_none(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(text)
    packed = tmp_path / "in.csv.gz"
    packed.write_bytes(gzip.compress(text))
    assert _shipped(path, 8) == _shipped(packed, 8) == []


def test_an_error_on_a_worker_says_one_word_and_quotes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"a,b\n1,2345678\n3,4\n")
    pieces = pieces_of(look(path), 4)
    read = reading(pieces, ["a", "b"], ["a"])
    numbers = pa.record_batch({"id": list(range(len(pieces)))})
    path.write_bytes(b"a,b\n1,CANAR,Y\n3,4\n")
    with pytest.raises(RuntimeError, match=f"^{DAMAGED}$") as caught:
        list(read(iter([numbers])))
    assert caught.value.__context__ is None
    path.unlink()
    with pytest.raises(RuntimeError, match=f"^{UNREADABLE}$"):
        list(read(iter([numbers])))


def test_pseudonyms_on_a_worker_are_those_of_the_key() -> None:
    texts = ["a", None, "ü", "", "a", "x" * 1000]
    made = hashing(KEY)(pa.array(texts))
    assert made.to_pylist() == [None if text is None else KEY.pseudonym(text) for text in texts]
    assert hashing(KEY)(pa.array([], pa.string())).to_pylist() == []


@pytest.mark.slow
def test_a_worker_needs_nothing_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"a,b\n1,2\n")
    shipped = tmp_path / "shipped"
    sent = (hashing(KEY), reading(pieces_of(look(path), 64), ["a", "b"], ["b"]))
    shipped.write_bytes(dumps(sent))  # type: ignore[no-untyped-call]
    script = (
        "import pickle, sys, pyarrow as pa\n"
        "sys.modules['catalog'] = None\n"
        f"hashed, read = pickle.load(open({str(shipped)!r}, 'rb'))\n"
        "(batch,) = read(iter([pa.record_batch({'id': [0]})]))\n"
        "print(batch.to_pydict(), hashed(pa.array(['x'])).to_pylist())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        env=os.environ,
    )
    assert done.stdout == f"{{'b': ['2']}} ['{KEY.pseudonym('x')}']\n"
