"""The page of findings is true: every code is explained, and none is made that it does not know."""

import ast
import runpy
from pathlib import Path

import pytest

from catalog.records.codes.all_codes import CODES
from catalog.records.codes.tranche_codes import TRANCHE_CODES

MAKERS = {"finding", "object_to", "YamlFault", "_at", "_at_effect", "_plain"}


def test_the_page_of_findings_is_true(root: Path) -> None:
    written = runpy.run_path(str(root / "docs/findings.py"))["page"]()
    assert (root / "docs/findings.md").read_text(encoding="utf-8") == written


def test_every_code_is_explained() -> None:
    explained = [*CODES.values(), *TRANCHE_CODES.values()]
    assert not [code.id for code in explained if not code.title.endswith(".") or not code.hint.strip()]


def test_a_code_means_one_thing_in_a_catalog_and_in_a_tranche() -> None:
    assert not CODES.keys() & TRANCHE_CODES.keys()


def test_every_code_of_a_tranche_is_made_somewhere(root: Path) -> None:
    rooms = ("services/tranches", "rules/tranches")
    text = "".join(path.read_text() for room in rooms for path in (root / "catalog" / room).rglob("*.py"))
    made = {code for code in TRANCHE_CODES if f'"{code}"' in text}
    assert TRANCHE_CODES.keys() - made == {code for code in TRANCHE_CODES if code.startswith("value-")}


@pytest.mark.parametrize("folder", ["rules", "store"])
def test_no_finding_is_made_with_a_code_that_the_page_does_not_know(root: Path, folder: str) -> None:
    unknown = {
        code for path in (root / "catalog" / folder).rglob("*.py") for code in _codes(path)
    } - CODES.keys()
    assert not unknown


def _codes(path: Path) -> set[str]:
    """Return the codes of the findings that a module makes: by keyword, or as an argument of a maker."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if getattr(node.func, "id", "") == "Finding":
            found |= {code for word in node.keywords if word.arg == "code" for code in _words(word.value)}
        if getattr(node.func, "id", "") in MAKERS:
            found |= {code for one in node.args for code in _words(one)}
    return found


def _words(node: ast.expr) -> set[str]:
    """Return the texts that a call is given and that look like a code."""
    texts = {
        one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }
    return {text for text in texts if "-" in text and text.replace("-", "").isalpha() and text.islower()}
