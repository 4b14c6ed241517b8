"""The README's screenshots: the application on the reference catalog, as a browser shows it.

``python -m docs.screens`` takes them again. They are looked at by people and not compared by a test: fonts
and browsers move them. ``python -m docs.screens FOLDER`` takes every public kind of page in both languages,
wide and narrow, light and dark, into a folder outside the project, for whoever wants to look.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SHOWN = {
    "search": "search?q=absent+from+school",
    "definition": "definitions/k12.chronically-absent",
    "decision": "decisions/c2c-gb/2026/0004",
}
KINDS = (
    "",
    "search?q=grade",
    "search?q=qqqq",
    "definitions",
    "definitions/k12.chronically-absent",
    "agreements",
    "agreements/cde-participation",
    "questions",
    "lineage",
    "lineage/public.pathways.college_going_rate",
    "proposals",
    "meetings",
    "meetings/c2c-gb/2026-09-16",
    "decisions",
    "decisions/c2c-gb/2026/0004",
    "bodies/c2c-gb",
    "log",
    "account/sign-in",
    "subscribe?topic=body:c2c-gb",
    "no/such/page",
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
Scheme = Literal["light", "dark"]


def main(arguments: list[str]) -> int:
    """Take the pictures of the README, or of everything into a folder."""
    with _served() as address, sync_playwright() as playwright:
        chromium = os.environ.get("CHROME_PATH", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        if arguments:
            _everything(browser, address, folder=Path(arguments[0]))
        else:
            for name, page in SHOWN.items():
                _shot(browser, f"{address}/{page}", ROOT / "docs" / f"screen-{name}.png", size=(1180, 820))
        browser.close()
    return 0


def _everything(browser: Browser, address: str, *, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for page in KINDS:
        stem = "".join(letter if letter.isalnum() else "-" for letter in page) or "first"
        for language, width, scheme in (
            (language, width, scheme)
            for language in ("", "es/")
            for width in (1280, 320)
            for scheme in schemes
        ):
            name = f"{stem}-{language.strip('/') or 'en'}-{width}-{scheme}.png"
            _shot(
                browser,
                f"{address}/{language}{page}",
                folder / name,
                size=(width, 800),
                scheme=scheme,
                whole=True,
            )


def _shot(
    browser: Browser,
    address: str,
    file: Path,
    *,
    size: tuple[int, int],
    scheme: Scheme = "light",
    whole: bool = False,
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=file, full_page=whole)
    page.close()


@contextmanager
def _served() -> Iterator[str]:
    with TemporaryDirectory() as place:
        own = {"P20W_CACHE": f"{place}/cache", "P20W_WORKSPACE": f"{place}/workspace"}
        server = subprocess.Popen(
            [sys.executable, str(ROOT / "cli.py"), "serve", "--port", "0", "--catalog", str(ROOT)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **own},
        )
        try:
            said = "" if server.stdout is None else server.stdout.readline()
            yield said.rpartition(" ")[2].strip().rstrip("/")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
