"""Write the rooms into ``docs/house.md``: one line a module, from the first line of its docstring.

``python docs/house.py`` writes them, ``python docs/house.py --check`` says whether they are true.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "house.md"
BEGIN, END = "<!-- rooms: made by `make docs` -->\n", "<!-- end of rooms -->\n"
FLOORS = (
    "cli", "app", "web", "api", "access", "services", "store", "enforcement", "interchange", "index",
    "workspace", "rules", "records", "config", "resources", "errors", "phrases",
)  # fmt: skip


def main() -> int:
    """Write the page, or compare it where ``--check`` is asked."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    true = f"{before}{BEGIN}\n{rooms()}\n{END}{after}"
    if "--check" in sys.argv[1:]:
        if page != true:
            print("docs/house.md is not true any more; `make docs` writes it", file=sys.stderr)
        return int(page != true)
    PAGE.write_text(true, encoding="utf-8")
    return 0


def rooms() -> str:
    """List the floors from top to bottom and the modules on each."""
    return "\n".join(line for floor in FLOORS for line in _floor(ROOT / "catalog" / floor))


def _floor(folder: Path) -> Iterator[str]:
    if folder.with_suffix(".py").is_file():
        yield f"- **`{folder.name}`**: {_sentence(folder.with_suffix('.py'))}"
    elif (folder / "__init__.py").is_file():
        yield f"- **`{folder.name}/`**: {_sentence(folder / '__init__.py')}"
        for path in sorted(folder.rglob("*.py")):
            if path.name != "__init__.py":
                yield f"    - `{path.relative_to(folder).as_posix()}`: {_sentence(path)}"


def _sentence(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.split("\n", maxsplit=1)[0]


if __name__ == "__main__":
    sys.exit(main())
