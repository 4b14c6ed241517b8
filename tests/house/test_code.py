"""Modules and functions stay small, say what they do, and use the words of the glossary."""

import ast
import re
from collections.abc import Iterator

from tests.house.tree import modules

Function = ast.FunctionDef | ast.AsyncFunctionDef

MODULE_NAMES = {
    "base", "common", "data", "handler", "handlers", "helpers", "info", "manager", "misc", "util", "utils",
}  # fmt: skip
CLASS_NAMES = {
    "Access", "Approval", "Check", "Child", "Decision", "Enum", "FieldDef", "Issue", "Match", "Owner",
    "Parent", "Policy", "Problem", "Query", "Rule", "Signoff", "Table", "Usage", "Warning",
}  # fmt: skip
WORDS = {
    "allow", "allowed", "allows", "approval", "denied", "denies", "deny", "helper", "manager", "owner",
    "signoff", "utils",
}  # fmt: skip


def test_a_module_stays_under_400_lines() -> None:
    long = {m.place: n for m in modules() if (n := len(m.text.splitlines())) >= 400}
    assert not long


def test_a_function_stays_under_30_statements() -> None:
    long = {
        f"{m.place}:{function.lineno} {function.name}": n
        for m in modules()
        for function in _functions(m.tree)
        if (n := _statements(function)) >= 30
    }
    assert not long


def test_a_module_says_what_it_does_in_one_line_that_ends_with_a_stop() -> None:
    silent = [m.place for m in modules() if not _first_line(m.tree).endswith(".")]
    assert not silent


def test_no_module_is_named_after_a_drawer() -> None:
    drawers = [m.place for m in modules("catalog") if {m.path.stem, m.path.parent.name} & MODULE_NAMES]
    assert not drawers


def test_the_catalog_defines_no_name_that_the_glossary_bans() -> None:
    banned = [
        f"{m.place}:{line} {name}"
        for m in modules("catalog")
        for name, line in _defined(m.tree)
        if name in CLASS_NAMES or WORDS & set(_words(name))
    ]
    assert not banned


def test_an_init_file_says_what_the_floor_is_for_and_nothing_else() -> None:
    busy = [m.place for m in modules("catalog") if m.path.name == "__init__.py" and len(m.tree.body) > 1]
    assert not busy


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _statements(function: Function) -> int:
    count = sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1
    return count - (ast.get_docstring(function) is not None)


def _first_line(tree: ast.Module) -> str:
    return (ast.get_docstring(tree) or "").split("\n", maxsplit=1)[0]


def _defined(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """List what is named here: classes, functions, their arguments, and fields of classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | Function):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.lineno


def _words(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")
