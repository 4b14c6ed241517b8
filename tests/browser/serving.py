"""The running server that a browser visits: a copy of the reference catalog, and what is kept beside it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PARTS = ("definitions", "agreements", "lineage", "meetings")
SERVE = """\
import sys
from pathlib import Path
import waitress
from catalog.app.making import make_app
server = waitress.create_server(make_app(Path(sys.argv[1])), host="127.0.0.1", port=0)
print(f"http://127.0.0.1:{server.effective_port}", flush=True)
server.run()
"""
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A server that runs: where it answers, and the folder of the catalog that it serves."""

    address: str
    catalog: Path


@contextmanager
def serving(root: Path, folder: Path) -> Iterator[Site]:
    """Serve a copy of the reference catalog, made in a folder, as long as it is asked for."""
    catalog = folder / "catalog"
    for part in PARTS:
        shutil.copytree(root / part, catalog / part)
    with (folder / "server.log").open("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(catalog)],
            cwd=root,
            env={**os.environ, "P20W_CACHE": str(folder / "cache")},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdout
        try:
            yield Site(address=_said(process.stdout, folder / "server.log"), catalog=catalog)
        finally:
            process.terminate()
            process.wait(timeout=30)
            process.stdout.close()


def _said(output: IO[str], log: Path) -> str:
    """Return the address that the server says it listens at."""
    for line in output:
        if found := ADDRESS.search(line):
            return found[0]
    raise AssertionError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
