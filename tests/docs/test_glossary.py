"""The glossary and the records know the same words."""

import ast
import re
from pathlib import Path


def test_every_class_of_the_records_stands_in_the_glossary_once(root: Path) -> None:
    named = _named(root)
    assert sorted(named) == sorted(set(named))
    assert set(named) == _classes(root)


def test_no_term_of_the_glossary_is_one_that_it_bans(root: Path) -> None:
    text = _glossary(root)
    banned = {word.strip() for row in _rows(text, columns=3) for word in row[2].split(",")}
    terms = {word.strip() for row in _rows(text, columns=4) for word in row[0].split(",")}
    assert {"allow", "deny", "owner"} <= banned
    assert not terms & banned


def test_every_term_has_a_meaning_and_a_source(root: Path) -> None:
    empty = [row[0] for row in _rows(_glossary(root), columns=4) if not (row[0] and row[1] and row[3])]
    assert not empty


def _glossary(root: Path) -> str:
    return (root / "docs" / "glossary.md").read_text(encoding="utf-8")


def _rows(text: str, *, columns: int) -> list[list[str]]:
    """Return the rows of all tables with so many columns, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if len(row) == columns and row[1] not in {"means", "from"}]


def _named(root: Path) -> list[str]:
    column = (row[2] for row in _rows(_glossary(root), columns=4))
    return [name for cell in column for name in re.findall(r"`(\w+)`", cell)]


def _classes(root: Path) -> set[str]:
    return {
        node.name
        for path in (root / "catalog" / "records").rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
