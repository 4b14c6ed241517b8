"""The site that a browser visits: the real server, on a copy of the reference catalog."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.app.serving import serving

PARTS = ("definitions", "agreements", "lineage", "meetings")


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


@contextmanager
def opened(root: Path, folder: Path) -> Iterator[Site]:
    """Serve a copy of the reference catalog, made in a folder, as long as it is asked for."""
    catalog = folder / "catalog"
    for part in PARTS:
        shutil.copytree(root / part, catalog / part)
    with serving(folder, catalog=catalog) as server:
        yield Site(address=server.address, catalog=catalog, log=server.log)
