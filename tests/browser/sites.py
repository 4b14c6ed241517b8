"""The site that a browser visits: the real server, on a copy of the reference catalog."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.app.serving import serving
from tests.conftest import ROOT

PARTS = ("definitions", "agreements", "lineage", "meetings")
EDITED = "definitions/elements/k12.grade-level/1.1.0.yaml"
NEW_WORDS = (
    "plain_language: Which grade was this pupil in?",
    "plain_language: In which grade was this pupil?",
)
RELEASED = ("--on", "2026-11-21", "--as-known", "2026-11-21")
"""The day of the release that the partner ``c2c`` has received."""
OPEN = "prop-open"
"""The proposal that the public may comment on, whatever day it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A server that runs: where it answers, the folder of the catalog that it serves, and its log."""

    address: str
    catalog: Path
    log: Path

    def faults(self) -> list[str]:
        """Return what the server told of as a fault of its own."""
        told = map(json.loads, self.log.read_text(encoding="utf-8").splitlines())
        return [str(one) for one in told if one["level"] == "error"]

    def terminal(self, *words: str, **environment: str) -> str:
        """Type a command at the terminal of the server; return what it answers."""
        return type_in(self.catalog, self.log.parent, *words, **environment)


@contextmanager
def opened(root: Path, folder: Path) -> Iterator[Site]:
    """Serve a copy of the reference catalog, made in a folder, with one proposal that is new today."""
    catalog, edited = folder / "catalog", folder / "edited.yaml"
    for part in PARTS:
        shutil.copytree(root / part, catalog / part)
    text = (catalog / EDITED).read_text(encoding="utf-8").replace("version: 1.1.0", "version: 1.1.1")
    edited.write_text(text.replace(*NEW_WORDS), encoding="utf-8")
    why = ("--rationale", "Read aloud, the words should be plain.", "--author", "Staff", "--id", OPEN)
    type_in(catalog, folder, "propose", str(edited), *why)
    releases = _let_through(catalog, folder)
    with serving(
        folder, catalog=catalog, P20W_TRUSTED_PROXY="127.0.0.1", P20W_RELEASES=str(releases)
    ) as server:
        _await_the_index(server.address)
        yield Site(address=server.address, catalog=catalog, log=server.log)


def _let_through(catalog: Path, folder: Path) -> Path:
    """Let a small file of pupils through to a partner; return where releases are registered."""
    pupils, places = (
        folder / "pupils.csv",
        {"P20W_RELEASES": folder / "releases", "P20W_KEYS": folder / "keys"},
    )
    pupils.write_text("SSID,GradeLevel\n1,05\n2,06\n", encoding="utf-8")
    use = ("--to", "c2c", "--purpose", "evaluation.program", "--zone", "c2c.analytical", *RELEASED)
    out = ("--out", str(folder / "release.parquet"))
    told = {name: str(place) for name, place in places.items()}
    type_in(catalog, folder, "gate", str(pupils), "--dataset", "cde.calpads", *use, *out, **told)
    return places["P20W_RELEASES"]


def _await_the_index(address: str) -> None:
    """Wait until words are looked up in the index, which is made after the start."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with urlopen(f"{address}/search.json?q=absence") as answer:  # noqa: S310  # our own server
            if json.load(answer)["index"] == "current":
                return
        time.sleep(0.2)
    pytest.fail("the index of the search is not made")


def type_in(catalog: Path, folder: Path, *words: str, **environment: str) -> str:
    """Type a command on a catalog, whose cache and workspace lie in a folder."""
    own = {"P20W_CACHE": str(folder / "cache"), "P20W_WORKSPACE": str(folder / "workspace")}
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "--catalog", str(catalog), *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **own, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
