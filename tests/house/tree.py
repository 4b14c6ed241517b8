"""What the tests of the house walk over: the files of the checkout and the parsed modules among them."""

import ast
import functools
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@functools.cache
def files() -> tuple[Path, ...]:
    """List every file that is committed or would be, in the order of their paths."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    found = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in found if path.is_file())


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One Python file, as text and as a syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """Return the path as a reader would say it."""
        return self.path.relative_to(ROOT).as_posix()


@functools.cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Parse the Python files below ``folders``, all of them if none is named."""
    found = []
    for path in files():
        if path.suffix != ".py" or (folders and path.relative_to(ROOT).parts[0] not in folders):
            continue
        text = path.read_text(encoding="utf-8")
        found.append(Module(path=path, text=text, tree=ast.parse(text)))
    return tuple(found)
