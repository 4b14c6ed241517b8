"""The cache: warm equals cold, every change is seen, and a cache that cannot be trusted is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog.records.snapshot import Snapshot, Text
from catalog.store import cache as cache_module
from catalog.store.cache import Cache
from catalog.store.reading import load
from tests.whole import whole
from tests.worlds import write

SSID = "definitions/elements/k12.ssid/1.0.0.yaml"
LONG_AGO = 1_700_000_000


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Write a sound catalog."""
    write(whole(), tmp_path / "catalog")
    return tmp_path / "catalog"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for the cache that trusts young stamps, so that no test has to wait."""
    monkeypatch.setattr(cache_module, "_SETTLED_NS", -60_000_000_000)
    return tmp_path / "cache"


def said(snapshot: Snapshot) -> dict[str, Any]:
    """Return everything a snapshot says."""

    def unfolded(value: Any) -> Any:
        if isinstance(value, tuple) and value and isinstance(value[0], Text):
            return [(str(text), text.digest, text.path, text.record) for text in value]
        return value

    fields = [name for name in snapshot.__slots__ if name != "derived"]
    return {
        name: {key: unfolded(one) for key, one in value.items()} if isinstance(value, dict) else value
        for name in fields
        for value in [getattr(snapshot, name)]
    }


def read_files(catalog: Path, kept: Path, *, rehash: bool = False) -> int:
    """Load a catalog, hold it against a cold start, and return how many files were opened for it."""
    opened: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event == "open" and str(arguments[0]).startswith(f"{catalog}{os.sep}"):
            opened.append(str(arguments[0]))

    watching = True
    sys.addaudithook(watch)
    warm = load(catalog, cache_folder=kept, rehash=rehash)
    watching = False
    cold = load(catalog, cache_folder=None)
    assert warm.findings == cold.findings
    if cold.snapshot is not None:
        assert said(warm.sound()) == said(cold.sound())
    return sum(path.endswith(".yaml") for path in opened)


def test_a_warm_start_reads_no_file_and_says_the_same(catalog: Path, kept: Path) -> None:
    assert read_files(catalog, kept) == len(whole())
    assert read_files(catalog, kept) == 0


def test_young_stamps_are_not_trusted(catalog: Path, tmp_path: Path) -> None:
    assert read_files(catalog, tmp_path / "cache") == len(whole())
    assert read_files(catalog, tmp_path / "cache") == len(whole())


def test_a_changed_an_added_a_removed_and_a_renamed_file_are_seen(catalog: Path, kept: Path) -> None:
    read_files(catalog, kept)
    text = (catalog / SSID).read_text(encoding="utf-8")
    (catalog / SSID).write_text(
        text.replace("The grade of a pupil", "The number of a pupil"), encoding="utf-8"
    )
    assert read_files(catalog, kept) == 1
    added = catalog / "definitions/elements/k12.more/1.0.0.yaml"
    added.parent.mkdir()
    added.write_text(text.replace("k12.ssid", "k12.more"), encoding="utf-8")
    assert read_files(catalog, kept) == 1
    shutil.rmtree(added.parent)
    assert read_files(catalog, kept) == 0
    (catalog / SSID).rename(catalog / SSID.replace("1.0.0", "1.0.1"))
    assert read_files(catalog, kept) == 1
    assert load(catalog, cache_folder=kept).snapshot is None
    (catalog / SSID.replace("1.0.0", "1.0.1")).rename(catalog / SSID)
    assert read_files(catalog, kept) <= 1
    assert load(catalog, cache_folder=kept).snapshot is not None


def test_an_edit_of_the_same_size_and_time_is_seen(catalog: Path, kept: Path) -> None:
    os.utime(catalog / SSID, (LONG_AGO, LONG_AGO))
    before = load(catalog, cache_folder=kept).sound()
    data = (catalog / SSID).read_bytes()
    (catalog / SSID).write_bytes(data.replace(b"The grade", b"The trade"))
    os.utime(catalog / SSID, (LONG_AGO, LONG_AGO))
    assert load(catalog, cache_folder=kept).sound().digest != before.digest
    assert read_files(catalog, kept) == 0


def test_another_file_put_in_its_place_is_seen(catalog: Path, kept: Path) -> None:
    before = load(catalog, cache_folder=kept).sound()
    other = catalog / "definitions/.other"
    other.write_bytes((catalog / SSID).read_bytes().replace(b"The grade", b"The trade"))
    shutil.copystat(catalog / SSID, other)
    other.replace(catalog / SSID)
    assert load(catalog, cache_folder=kept).sound().digest != before.digest


def test_a_file_that_became_a_link_is_seen(catalog: Path, kept: Path, tmp_path: Path) -> None:
    read_files(catalog, kept)
    (catalog / SSID).rename(tmp_path / "elsewhere")
    (catalog / SSID).symlink_to(tmp_path / "elsewhere")
    assert load(catalog, cache_folder=kept).snapshot is None


def test_rehash_reads_every_byte_again(catalog: Path, kept: Path) -> None:
    read_files(catalog, kept)
    assert read_files(catalog, kept, rehash=True) == len(whole())
    assert read_files(catalog, kept) == 0


def test_rehash_sees_what_the_cache_has_wrong(catalog: Path, kept: Path) -> None:
    load(catalog, cache_folder=kept)
    cache = Cache(kept, catalog)
    known = cache.load()
    stamp, _, leaf = known.files[SSID]
    known.files[SSID] = (stamp, b"another hash", leaf._replace(digest="sha256:" + "0" * 64))  # type: ignore[arg-type]  # wrong
    cache.save(known, before=cache_module.Remembered(), taken_ns=2**62)
    right = load(catalog, cache_folder=None).sound().digest
    assert load(catalog, cache_folder=kept).sound().digest != right
    assert load(catalog, cache_folder=kept, rehash=True).sound().digest == right


def whole_file(kept: Path) -> Path:
    (file,) = (path for path in kept.iterdir() if path.name.count(".") == 1 and path.suffix == ".msgpack")
    return file


def instead(file: Path) -> Path:
    """Take a file away, so that something else can have its name."""
    file.unlink()
    return file


SPOILERS: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "of three bytes": lambda file: file.write_bytes(b"abc"),
    "cut in half": lambda file: os.truncate(file, file.stat().st_size // 2),
    "one byte short": lambda file: os.truncate(file, file.stat().st_size - 1),
    "with one bit turned": lambda file: file.write_bytes(
        file.read_bytes()[:5000] + bytes([file.read_bytes()[5000] ^ 1]) + file.read_bytes()[5001:]
    ),
    "with more at its end": lambda file: file.write_bytes(file.read_bytes() + b"\0"),
    "of noise": lambda file: file.write_bytes(os.urandom(5000)),
    "of another kind": lambda file: file.write_text("a: 1\n"),
    "writable for all": lambda file: file.chmod(0o666),
    "writable for the group": lambda file: file.chmod(0o620),
    "of another user": lambda file: os.chown(file, 65534, 65534),
    "a folder": lambda file: instead(file).mkdir(),
    "a pipe": lambda file: os.mkfifo(instead(file), 0o600),
    "a link to nowhere": lambda file: instead(file).symlink_to("nowhere"),
}


@pytest.mark.parametrize("how", SPOILERS)
def test_a_cache_that_cannot_be_trusted_is_none(catalog: Path, kept: Path, how: str) -> None:
    if how == "of another user" and os.getuid() != 0:
        pytest.skip("only root can give a file away")
    read_files(catalog, kept)
    SPOILERS[how](whole_file(kept))
    assert read_files(catalog, kept) == len(whole())


def test_only_its_user_may_read_or_write_it(catalog: Path, kept: Path) -> None:
    before = os.umask(0o002)
    try:
        read_files(catalog, kept)
    finally:
        os.umask(before)
    assert whole_file(kept).stat().st_mode & 0o777 == 0o600
    assert read_files(catalog, kept) == 0


def test_the_version_of_the_reader_follows_its_code(tmp_path: Path, root: Path) -> None:
    ask = "from catalog.store.cache import reader_version as v; print(v())"
    shutil.copytree(root / "catalog", tmp_path / "catalog", ignore=shutil.ignore_patterns("__pycache__"))

    def told() -> str:
        run = subprocess.run(
            [sys.executable, "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return run.stdout

    seen = [told()]
    for module in ("store/kinds/shapes.py", "records/ids.py"):
        with (tmp_path / "catalog" / module).open("a") as file:
            file.write("# another\n")
        seen.append(told())
    assert len(set(seen)) == 3


@pytest.mark.parametrize("how", ["a file", "below a file", "below a device", "too long"])
def test_a_cache_folder_that_cannot_be_written_is_no_fault(catalog: Path, tmp_path: Path, how: str) -> None:
    (tmp_path / "file").write_text("")
    folder = {
        "a file": tmp_path / "file",
        "below a file": tmp_path / "file/cache",
        "below a device": Path("/dev/null/cache"),
        "too long": tmp_path / ("x" * 300),
    }[how]
    assert read_files(catalog, folder) == len(whole())
    assert read_files(catalog, folder) == len(whole())


def test_two_processes_may_write_it_at_once(catalog: Path, tmp_path: Path, root: Path) -> None:
    work = (
        "import sys; from pathlib import Path\n"
        "from catalog.store import cache\n"
        "from catalog.store.reading import load\n"
        "cache._SETTLED_NS = -60_000_000_000\n"
        "catalog, kept, odd = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])\n"
        "file = catalog / f'definitions/elements/k12.{odd}/1.0.0.yaml'\n"
        "file.parent.mkdir()\n"
        "text = (catalog / 'definitions/elements/k12.ssid/1.0.0.yaml').read_text()\n"
        "for n in range(30):\n"
        "    beside = file.with_name('.beside')\n"
        "    beside.write_text(text.replace('k12.ssid', f'k12.{odd}').replace('The grade', f'Text {n}'))\n"
        "    beside.replace(file)\n"
        "    found = load(catalog, cache_folder=kept).sound().elements[f'k12.{odd}'][0].record\n"
        "    assert found.definition.startswith(f'Text {n}'), (n, found.definition)\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", work, str(catalog), str(tmp_path / "cache"), str(number)],
            cwd=root,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    cold = load(catalog, cache_folder=None).sound()
    assert load(catalog, cache_folder=tmp_path / "cache").sound().digest == cold.digest
