"""The secret key is made once, whoever starts at the same time, and is for its user alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from catalog.errors import BadInput, WorkspaceUnavailable
from catalog.workspace.secret_key import secret_key

MAKE = """
import sys
from pathlib import Path
from catalog.workspace.secret_key import secret_key
print(secret_key(Path(sys.argv[1])).hex())
"""


def test_the_key_is_made_once_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "secret.key"
    key = secret_key(file)
    assert len(key) == 32
    assert secret_key(file) == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["secret.key"]


def test_processes_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    words = [sys.executable, "-c", MAKE, str(file)]
    started = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    keys = {one.communicate()[0].strip() for one in started}
    assert keys == {file.read_bytes().hex()}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_is_none(mode: int, tmp_path: Path) -> None:
    secret_key(tmp_path / "secret.key")
    (tmp_path / "secret.key").chmod(mode)
    with pytest.raises(BadInput):
        secret_key(tmp_path / "secret.key")


def test_a_key_that_is_too_short_is_none(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch(mode=0o600)
    with pytest.raises(BadInput):
        secret_key(tmp_path / "secret.key")


def test_a_key_that_cannot_be_made_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorkspaceUnavailable):
        secret_key(tmp_path / "file" / "secret.key")
