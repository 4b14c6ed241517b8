"""A server of our own, as people start it: a process with an address, asked over a socket."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT


@dataclass(frozen=True)
class Server:
    """A running server: its process, its address, and the file that holds its log."""

    process: subprocess.Popen[str]
    address: str
    log: Path


@contextmanager
def serving(folder: Path, *options: str, catalog: Path = ROOT, **environment: str) -> Iterator[Server]:
    """Start ``p20w serve`` on a free port, with everything it keeps in a folder, and end it at last."""
    log = folder / "serve.log"
    own = {"P20W_CACHE": str(folder / "cache"), "P20W_WORKSPACE": str(folder / "workspace")}
    with log.open("w") as errors:
        process = subprocess.Popen(
            [
                sys.executable,
                str(ROOT / "cli.py"),
                "serve",
                "--port",
                "0",
                "--catalog",
                str(catalog),
                *options,
            ],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=folder,
            env={**os.environ, **own, **environment},
        )
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said.startswith("serving at "), said + log.read_text()
            yield Server(process, said.split()[-1].rstrip("/"), log)
        finally:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()
