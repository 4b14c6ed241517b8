"""Damage, full disks and sudden ends: never a part that looks whole, never a forbidden value anywhere.

Each fault is made for real, and the command is run as its user runs it.
"""

import contextlib
import gzip
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.gates import DAYS, SECRET, csv_of, p20w, parquet_of, pupils, table_at, world
from tests.worlds import write

ROWS = pupils(400)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalog")
    write(world(), folder)
    return folder


def words(catalog: Path, data: Path, out: Path) -> list[str]:
    """Return the command that lets data through for research."""
    use = ["--to", "c2c", "--purpose", "research", "--zone", "c2c.linkage", *DAYS]
    return ["gate", str(data), "--catalog", str(catalog), "--dataset", "cde.pupils", *use, "--out", str(out)]


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def torn_gzip(data: bytes) -> bytes:
    return gzip.compress(data)[:-20]


def broken_gzip(data: bytes) -> bytes:
    packed = bytearray(gzip.compress(data))
    packed[len(packed) // 2] ^= 0xFF
    return bytes(packed)


TEXTS: list[tuple[str, str, Callable[[bytes], bytes]]] = [
    ("cut within a quotation", "csv", lambda data: data[: data.rindex(b'"')]),
    ("a row too short", "csv", lambda data: data + b'"1","2"\n'),
    ("a row too long", "csv", lambda data: data + data.splitlines()[1] + b',"more"\n'),
    ("a blank row", "csv", lambda data: data.replace(b"\n", b"\n\n", 2)),
    ("latin-1", "csv", lambda data: data.replace(b"Pupil 1", "Zo\u00eb".encode("latin-1"), 1)),
    ("utf-16", "csv", lambda data: data.decode().encode("utf-16")),
    ("a zero byte", "csv", lambda data: data.replace(b"Pupil 1", b"Pu\x00pil", 1)),
    ("a quotation within a value", "csv", lambda data: data.replace(b'"Pupil 1"', b'Pu"pil" 1', 1)),
    ("lines that end with a return", "csv", lambda data: data.replace(b"\n", b"\r")),
    ("the same header twice", "csv", lambda data: data.replace(b'"Name"', b'"SSID"', 1)),
    ("the same header in other letters", "csv", lambda data: data.replace(b'"Name"', b'"ssid"', 1)),
    ("nothing at all", "csv", lambda _: b""),
    ("a row of many megabytes", "csv", lambda data: data + b'"' + b"x" * (17 << 20) + b'"\n'),
    ("gzip cut short", "csv.gz", torn_gzip),
    ("gzip with a bit turned over", "csv.gz", broken_gzip),
    ("text that says it is packed", "csv.gz", lambda data: data),
    ("text that says it is Parquet", "parquet", lambda data: data),
]


@pytest.mark.slow
@pytest.mark.parametrize("ending, damage", [each[1:] for each in TEXTS], ids=[each[0] for each in TEXTS])
def test_damaged_text_gives_one_clear_error_and_nothing_else(
    ending: str, damage: Callable[[bytes], bytes], catalog: Path, tmp_path: Path
) -> None:
    data = tmp_path / f"pupils.{ending}"
    data.write_bytes(damage(csv_of(ROWS)))
    _refuses(catalog, data, tmp_path)


def _refuses(catalog: Path, data: Path, folder: Path) -> str:
    """Run the command on damaged data; it must say so, in few words, and leave no trace of the data."""
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    done = p20w(folder, *words(catalog, data, folder / "out.parquet"), P20W_RELEASES=str(folder / "releases"))
    assert done.returncode == 2, done.stderr + done.stdout
    assert done.stdout == ""
    assert done.stderr.startswith("p20w: ")
    assert len(done.stderr.splitlines()) <= 3
    for value in (SECRET, "90000", "Pupil"):
        assert value not in done.stderr
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    return done.stderr


@pytest.mark.slow
def test_parquet_cut_short_or_with_a_bit_turned_over_is_refused_or_passes_as_it_was(
    catalog: Path, tmp_path: Path
) -> None:
    whole = parquet_of(tmp_path / "whole.parquet", ROWS, compression="none").read_bytes()
    for number, damaged in enumerate([cut(whole), whole[:-9], whole[4:], b"PAR1" + whole[40:]]):
        folder = tmp_path / str(number)
        folder.mkdir()
        data = folder / "pupils.parquet"
        data.write_bytes(damaged)
        _refuses(catalog, data, folder)


@pytest.mark.slow
def test_a_page_that_cannot_be_unpacked_is_refused(catalog: Path, tmp_path: Path) -> None:
    data = parquet_of(tmp_path / "pupils.parquet", ROWS, compression="zstd")
    chunk = pq.read_metadata(data).row_group(0).column(2)
    damaged = bytearray(data.read_bytes())
    start = chunk.dictionary_page_offset or chunk.data_page_offset
    for at in range(start + 20, start + chunk.total_compressed_size - 4):
        damaged[at] ^= 0x5A
    data.write_bytes(damaged)
    _refuses(catalog, data, tmp_path)


@pytest.mark.slow
def test_parts_of_another_shape_are_named(catalog: Path, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    parquet_of(folder / "a.parquet", ROWS)
    parquet_of(folder / "b.parquet", [{name: row[name] for name in row if name != "Score"} for row in ROWS])
    assert "b.parquet` has other columns or types" in _refuses(catalog, folder, tmp_path)


@pytest.mark.slow
def test_a_type_that_cannot_be_looked_through_is_refused(catalog: Path, tmp_path: Path) -> None:
    data = tmp_path / "nested.parquet"
    pq.write_table(pa.table({"Grade": pa.array([["05", SECRET]])}), data)
    assert "`Grade`" in _refuses(catalog, data, tmp_path)


@pytest.mark.slow
def test_a_value_of_a_gibibyte_is_not_read(catalog: Path, tmp_path: Path) -> None:
    data = tmp_path / "huge.parquet"
    block = pa.py_buffer(b"x" * (1 << 30))
    offsets = pa.py_buffer(b"".join(n.to_bytes(8, "little") for n in (0, 1 << 30)))
    huge = pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, block])
    pq.write_table(pa.table({"Grade": huge}), data, compression="zstd", use_dictionary=False)
    assert data.stat().st_size < 1 << 20
    assert "too long" in _refuses(catalog, data, tmp_path)


@pytest.mark.slow
def test_a_day_that_is_none_is_told_by_its_column_alone(catalog: Path, tmp_path: Path) -> None:
    rows = [{**row, "Born": f"{SECRET}" if row is ROWS[9] else row["Born"]} for row in ROWS]
    data = tmp_path / "pupils.csv"
    data.write_bytes(csv_of(rows))
    told = words(catalog, data, tmp_path / "out.parquet")
    told[told.index("research")] = "commercial"
    done = p20w(tmp_path, *told)
    assert done.returncode == 2
    assert "column `Born` holds values that are no days" in done.stderr
    assert SECRET not in done.stderr + done.stdout


@pytest.mark.slow
def test_values_that_a_spreadsheet_would_run_do_not_go_into_text(catalog: Path, tmp_path: Path) -> None:
    rows = [
        {"Grade": value, "Score": score} for value, score in [("05", "-3"), ("=cmd|'/c calc'!A1", "+1.5e3")]
    ]
    data = tmp_path / "pupils.csv"
    data.write_bytes(csv_of(rows))
    done = p20w(tmp_path, *words(catalog, data, tmp_path / "out.csv"))
    assert done.returncode == 1
    assert "column `Grade` holds values that a spreadsheet would run" in done.stdout
    assert "calc" not in done.stdout + done.stderr
    assert not (tmp_path / "out.csv").exists()
    assert p20w(tmp_path, *words(catalog, data, tmp_path / "out.parquet")).returncode == 0
    data.write_bytes(csv_of(rows[:1]))
    assert p20w(tmp_path, *words(catalog, data, tmp_path / "out.csv")).returncode == 0


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return data that takes a while: a million rows, each with two identifiers to hash."""
    path = tmp_path_factory.mktemp("large") / "pupils.parquet"
    number = pa.array(range(1_000_000))
    text = number.cast(pa.string())
    table = {"SSID": text, "Name": text, "Grade": pa.array(["05"]).take(pa.array([0] * 1_000_000))}
    pq.write_table(pa.table({**table, "Score": number}), path)
    return path


@contextlib.contextmanager
def _heeding_interrupts() -> Iterator[None]:
    """Let what is started here heed Ctrl-C also where whoever runs the tests does not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_sudden_end_leaves_no_output_and_the_next_run_cleans_up(
    ended_by: signal.Signals, large: Path, catalog: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    told = words(catalog, large, folder / "release.parquet")
    command = [sys.executable, str(Path(__file__).parents[3] / "cli.py"), *told]
    with (
        _heeding_interrupts(),
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running,
    ):
        deadline = time.monotonic() + 60
        while not any(one.stat().st_size for one in folder.rglob("release.parquet")):
            assert running.poll() is None, "it ended before it could be stopped"
            assert time.monotonic() < deadline
            time.sleep(0.005)
        running.send_signal(ended_by)
        running.communicate()
    assert running.returncode != 0
    assert [one.name for one in folder.iterdir() if not one.name.startswith(".")] == []
    if ended_by is signal.SIGINT:
        assert list(folder.iterdir()) == []
    assert p20w(folder, *told).returncode == 0
    assert sorted(one.name for one in folder.iterdir()) == ["release.parquet", "release.parquet.receipt.json"]
    assert len(table_at(folder / "release.parquet")["Grade"]) == 1_000_000


@pytest.mark.slow
def test_a_file_that_may_not_grow_is_told_as_a_full_disk(large: Path, catalog: Path, tmp_path: Path) -> None:
    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    told = words(catalog, large, tmp_path / "release.parquet")
    command = [sys.executable, str(Path(__file__).parents[3] / "cli.py"), *told]
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=small,
        env={**os.environ, "P20W_CACHE": ""},
    )
    assert done.returncode == 2
    assert "the disk is full: nothing was let through" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_full_disk_leaves_nothing(large: Path, catalog: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk; the limit on a file's size is tested beside")
    try:
        done = p20w(tmp_path, *words(catalog, large, small / "release.parquet"))
        assert done.returncode == 2
        assert "the disk is full: nothing was let through" in done.stderr
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.slow
def test_a_folder_that_is_not_there_is_not_made(catalog: Path, tmp_path: Path) -> None:
    data = parquet_of(tmp_path / "pupils.parquet", ROWS)
    done = p20w(tmp_path, *words(catalog, data, tmp_path / "no-such-folder" / "out.parquet"))
    assert done.returncode == 2
    assert "there is no folder" in done.stderr
