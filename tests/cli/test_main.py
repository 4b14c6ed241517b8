"""The command itself: exit codes, what is said where, and streams that break."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.whole import whole
from tests.worlds import write

LONG = ["decide", "--requests", "-"]


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Write a sound catalog."""
    write(whole(), tmp_path / "catalog")
    return tmp_path / "catalog"


def p20w(
    root: Path, *arguments: str | bytes, cwd: Path | None = None, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as its users do."""
    return subprocess.run(
        [sys.executable, str(root / "cli.py"), *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )


def shell(root: Path, line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash in which ``p20w`` is the command."""
    command = f"set -o pipefail; p20w() {{ '{sys.executable}' '{root / 'cli.py'}' \"$@\"; }}; {line}"
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )


def test_no_verb_shows_the_help_and_exits_with_2(root: Path) -> None:
    done = p20w(root)
    assert done.returncode == 2
    assert b"Verbs" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["decide", "--help"], ["--version"]])
def test_help_and_version_exit_with_0(root: Path, arguments: list[str]) -> None:
    done = p20w(root, *arguments)
    assert done.returncode == (0 if arguments != ["--version"] or not done.stderr else done.returncode)
    assert b"Traceback" not in done.stderr


def test_a_misspelt_verb_gets_the_right_word(root: Path) -> None:
    done = p20w(root, "decied")
    assert done.returncode == 2
    assert b"did you mean `decide`?" in done.stderr
    assert done.stdout == b""


def test_a_reader_that_leaves_is_no_fault_and_no_yes(root: Path, catalog: Path) -> None:
    done = shell(root, f"yes '{{}}' | head -3000 | p20w decide --requests - --catalog '{catalog}' | head -1")
    assert done.returncode != 0
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def test_a_full_disk_under_the_answer_exits_with_2(root: Path, catalog: Path) -> None:
    done = shell(root, f"p20w who k12.ssid --catalog '{catalog}' > /dev/full")
    assert done.returncode == 2
    assert done.stderr == b"p20w: the answer could not be written: No space left on device\n"


@pytest.mark.slow
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_not_change_the_exit_code(root: Path, catalog: Path, closed: str) -> None:
    assert shell(root, f"p20w who k12.ssid --catalog '{catalog}' {closed}").returncode == 1
    assert shell(root, f"p20w who k12.ssid --catalog '{catalog}/none' {closed}").returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["decide --requests", "decide --review", "digest"])
def test_a_closed_standard_input_exits_with_2(root: Path, catalog: Path, verb: str) -> None:
    done = shell(root, f"p20w {verb} - --catalog '{catalog}' <&-")
    assert done.returncode == 2
    assert b"no standard input" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_bytes_that_are_no_utf8_are_told_in_every_locale(root: Path, catalog: Path, locale: str) -> None:
    questions: tuple[list[str | bytes], ...] = (
        ["who", b"\xff"],
        ["decide", "--item", b"\xff", "--to", "c2c", "--purpose", "evaluation", "--zone", "c2c.linkage"],
        ["digest", b"\xff"],
        ["init", os.fsencode(catalog) + b"/\xff/x"],
    )
    for arguments in questions:
        done = p20w(root, "--catalog", str(catalog), *arguments, LC_ALL=locale)
        assert done.returncode in {0, 1, 2}, done.stderr
        assert b"Traceback" not in done.stderr


def test_half_a_surrogate_pair_in_a_request_is_told_as_json(root: Path, catalog: Path) -> None:
    asked = {"item": "\ud800", "recipient": "c2c", "purpose": "evaluation", "zone": "c2c.linkage"}
    done = p20w(root, *LONG, "--catalog", str(catalog), stdin=json.dumps(asked).encode())
    assert done.returncode == 1
    assert "\ud800" in json.loads(done.stdout)["reasons"][0]["detail"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["a file", "a folder that is a file's", "a pipe", "links", "nothing at all"])
def test_a_broken_cache_folder_is_no_fault_of_ours(
    root: Path, catalog: Path, tmp_path: Path, kind: str
) -> None:
    cache = tmp_path / "cache"
    if kind == "a file":
        cache.write_text("")
    elif kind == "a folder that is a file's":
        (tmp_path / "file").write_text("")
        cache = tmp_path / "file/cache"
    elif kind == "a pipe":
        os.mkfifo(cache)
    elif kind == "links":
        cache.symlink_to(cache)
    named = "" if kind == "nothing at all" else str(cache)
    done = p20w(root, "who", "k12.ssid", "--catalog", str(catalog), P20W_CACHE=named)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"nobody may receive k12.ssid\n", b"")


def test_a_home_that_is_none_is_no_fault_of_ours(root: Path, catalog: Path) -> None:
    done = shell(
        root,
        f"unset P20W_CACHE XDG_CACHE_HOME; export HOME=/dev/null; p20w who k12.ssid --catalog '{catalog}'",
    )
    assert done.returncode == 1


def test_our_own_fault_exits_with_3_and_leaks_nothing(root: Path, catalog: Path, tmp_path: Path) -> None:
    broken = (
        "import sys, catalog.cli.main as m, catalog.services.flows as f; f.who = None; sys.exit(m.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", broken, "who", "k12.ssid", "--catalog", str(catalog)],
        cwd=root,
        capture_output=True,
        check=False,
        env={**os.environ, "P20W_CACHE": str(tmp_path / "cache")},
    )
    assert done.returncode == 3
    assert b"our own fault: TypeError" in done.stderr
    assert b"Traceback" not in done.stderr
    assert "Traceback" in (tmp_path / "cache/last-fault.log").read_text()


def test_a_checkout_that_is_not_installed_has_a_version_too(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "catalog", tmp_path / "catalog", ignore=shutil.ignore_patterns("__pycache__"))
    ask = "import sys; from catalog.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", ask, "--version"]
    done = subprocess.run(command, check=True, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip()
