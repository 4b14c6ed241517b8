"""Draw a session at the terminal, from what the commands print, into ``docs/picture.svg``.

``python -m docs.picture`` draws it, ``python -m docs.picture --check`` says whether it is true.
The picture needs no font and nothing else from another place.
"""

import io
import os
import pty
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "picture.svg"
WIDTH = 114
DAY = "--on 2026-11-21 --as-known 2026-11-21"
SESSION = (
    f"""p20w decide --item cde:k12.grade-level --to c2c --purpose evaluation.program \\
    --zone c2c.analytical --form pseudonymous {DAY}""",
    f"""p20w decide --item cde:k12.chronically-absent --sender c2c --to research.university \\
    --purpose research.instruction --zone c2c.enclave --form deidentified \\
    {DAY}""",
    f"""p20w decide --item cde:k12.grade-level --to c2c --purpose commercial.marketing \\
    --zone c2c.analytical --form pseudonymous {DAY}""",
)
THEME = TerminalTheme(
    (250, 250, 247),
    (34, 40, 49),
    [
        (34, 40, 49), (165, 29, 45), (23, 105, 58), (122, 88, 0),
        (26, 85, 160), (110, 60, 140), (10, 105, 115), (90, 96, 105),
    ],
)  # fmt: skip
SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" role="img" xmlns="http://www.w3.org/2000/svg">
<title>Three questions to the catalog at a terminal, and its answers</title>
<style>
.{unique_id}-matrix {{
    font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
    font-size: {char_height}px;
    line-height: {line_height}px;
    font-variant-east-asian: full-width;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
"""
ASK = "import sys; from catalog.cli.main import main; sys.exit(main())"


def main() -> int:
    """Draw the picture, or compare it where ``--check`` is asked."""
    true = draw()
    if "--check" in sys.argv[1:]:
        same = PICTURE.is_file() and PICTURE.read_text(encoding="utf-8") == true
        if not same:
            print("docs/picture.svg is not true any more; `make docs` draws it", file=sys.stderr)
        return int(not same)
    PICTURE.write_text(true, encoding="utf-8")
    return 0


def draw() -> str:
    """Return the picture of the session."""
    console = Console(
        record=True, file=io.StringIO(), width=WIDTH, force_terminal=True, color_system="standard"
    )
    with tempfile.TemporaryDirectory() as cache:
        for number, said in enumerate(SESSION):
            console.print(Text(("\n" if number else "") + f"$ {said}", style="bold"))
            console.print(Text.from_ansi(_answer(said, cache)))
        console.print()
    drawn = console.export_svg(title="p20w", theme=THEME, code_format=SVG, unique_id="p20w")
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def _answer(said: str, cache: str) -> str:
    """Return what a command prints at a terminal, colours included."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "P20W_CACHE": cache, "LC_ALL": "C.UTF-8", "TERM": "xterm"}
    environment["COLUMNS"] = str(WIDTH)
    for name in ("NO_COLOR", "FORCE_COLOR", "P20W_CATALOG"):
        environment.pop(name, None)
    words = shlex.split(said.replace("\\\n", " "))
    with subprocess.Popen(
        [sys.executable, "-c", ASK, *words[1:]], cwd=ROOT, env=environment, stdout=theirs, stdin=theirs
    ):
        os.close(theirs)
        told = b""
        while piece := _read(ours):
            told += piece
    os.close(ours)
    return told.decode().replace("\r\n", "\n").rstrip("\n")


def _read(handle: int) -> bytes:
    """Read on; a terminal that was closed at the other end has nothing more."""
    try:
        return os.read(handle, 65536)
    except OSError:
        return b""


if __name__ == "__main__":
    sys.exit(main())
