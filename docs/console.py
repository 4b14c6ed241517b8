"""Run the examples of the docs and write what they print below them.

In ``README.md`` and the pages of ``docs/`` a block marked ``console`` holds commands, each after
``$ ``, and below each what it prints. A block whose language is followed by a path stands for that
file. One page is one session in a fresh copy of the reference catalog.

``python -m docs.console`` writes the outputs, ``python -m docs.console --check`` compares them.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from catalog.store.layout import TOP_FOLDERS

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(console|[a-z]+ [^\n`]+)\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
P20W = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(ROOT / "cli.py"))} "$@"\n'
PYTHON = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n'


def main() -> int:
    """Write the outputs, or compare them where ``--check`` is asked."""
    checking = "--check" in sys.argv[1:]
    stale = 0
    for page in pages():
        with tempfile.TemporaryDirectory() as folder:
            text = page.read_text(encoding="utf-8")
            true = rerun(text, Path(folder))
        if text == true:
            continue
        if checking:
            print(f"{page.relative_to(ROOT)} shows what is printed no more; `make docs`", file=sys.stderr)
            stale = 1
        else:
            page.write_text(true, encoding="utf-8")
    return stale


def pages() -> list[Path]:
    """List the pages that may hold examples."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def rerun(text: str, folder: Path) -> str:
    """Return the page as it must be, from one session in a copy of the catalog below the folder."""
    if not BLOCK.search(text):
        return text
    for name in TOP_FOLDERS:
        shutil.copytree(ROOT / name, folder / "catalog" / name)
    (folder / "bin").mkdir()
    for name, script in (("p20w", P20W), ("python", PYTHON)):
        command = folder / "bin" / name
        command.write_text(script, encoding="utf-8")
        command.chmod(0o700)
    return BLOCK.sub(lambda block: _block(block[1], block[2], folder), text)


def _block(mark: str, body: str, folder: Path) -> str:
    if mark == "console":
        body = "".join(f"{said}\n{run(said, folder)}" for said in _commands(body))
    else:
        file = folder / "catalog" / mark.partition(" ")[2]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body, encoding="utf-8")
    return f"```{mark}\n{body}```"


def _commands(body: str) -> list[str]:
    """Return the commands of a block as they are written, also those over several lines."""
    return re.findall(r"^\$ (?:[^\n]*\\\n)*[^\n]*", body, flags=re.MULTILINE)


def run(said: str, folder: Path) -> str:
    """Return what a command prints when it is given to a shell in the copy of the catalog."""
    done = subprocess.run(
        ["sh", "-c", said.removeprefix("$ ")],
        cwd=folder / "catalog",
        env={
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "P20W_CACHE": str(folder / "cache"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
