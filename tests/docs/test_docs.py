"""What the docs show is what the command prints; what they point to is there."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from marshmallow import Schema, fields

from catalog.cli.main import VERBS
from catalog.store.kinds.vocabularies import PROMISES, USE_CASES
from docs.console import ROOT, pages, rerun

REASONS = (
    "invalid-request", "unknown-item", "unknown-partner", "unknown-purpose", "unknown-zone",
    "not-a-supplier", "not-adopted", "not-in-force", "not-executed", "element-changed", "no-clause",
    "sender-not-covered", "recipient-not-covered", "purpose-not-covered", "zone-not-covered",
    "form-not-covered", "form-not-attested", "term-ended", "not-yet-effective", "suspended", "terminated",
    "retention-ended", "evidence-missing", "evidence-insufficient", "duty-not-enforceable",
    "law-not-covered", "written-element-missing", "forbidden",
)  # fmt: skip
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.slow
@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_each_example_prints_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    shown = page.read_text(encoding="utf-8")
    assert rerun(shown, tmp_path) == shown


def test_an_example_that_prints_something_else_is_noticed(tmp_path: Path) -> None:
    page = "```console\n$ p20w who no.such\nnobody\n```\n"
    true = rerun(page, tmp_path)
    assert true.startswith("```console\n$ p20w who no.such\np20w: no data element `no.such`\n")


def test_a_block_with_a_path_is_a_file_for_the_examples_below_it(tmp_path: Path) -> None:
    page = "```text note.txt\nseen\n```\n\n```console\n$ cat \\\n    note.txt\n```\n"
    assert rerun(page, tmp_path) == page.replace("note.txt\n```\n", "note.txt\nseen\n```\n")


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_each_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        name, _, heading = link.partition("#")
        if "://" in link:
            continue
        target = page.parent / unquote(name) if name else page
        if not target.exists() or (heading and heading not in _headings(target)):
            broken.append(link)
    assert not broken


def test_the_readme_names_the_two_commands() -> None:
    lines = [line.split("#")[0].strip() for line in (ROOT / "README.md").read_text("utf-8").splitlines()]
    assert {"make run", "make test"} <= set(lines)


def test_the_picture_needs_nothing_from_another_place() -> None:
    picture = (ROOT / "docs" / "picture.svg").read_text(encoding="utf-8")
    places = set(re.findall(r"https?://[^\s\"')]+", picture))
    assert places == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"@import|@font-face|<script|<image|url\((?!#)", picture)


@pytest.mark.parametrize("code", REASONS)
def test_the_handbook_explains_each_reason(code: str) -> None:
    assert f"`{code}`" in (ROOT / "docs" / "handbook.md").read_text(encoding="utf-8")


def test_the_page_on_formats_names_every_key_of_use_cases_and_promises() -> None:
    told = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    keys = set(_keys(USE_CASES())) | set(_keys(PROMISES()))
    assert {"needs", "sender?", "not_zones?"} <= keys
    assert (
        sorted(key for key in keys if not re.search(rf"\b{re.escape(key)}:|{re.escape(key)}[,}}]", told))
        == []
    )


def test_the_docs_tell_of_every_verb() -> None:
    told = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert [verb for verb in VERBS if f"### `p20w {verb}`" not in told] == []


def test_a_design_note_stays_short() -> None:
    notes = sorted((ROOT / "docs" / "design").glob("*.md"))
    assert notes
    assert not [note.name for note in notes if len(note.read_text(encoding="utf-8").splitlines()) > 60]


def _keys(schema: Schema) -> Iterator[str]:
    """List the keys of a shape and of all shapes within it, as the contract writes them."""
    for field in schema.fields.values():
        yield f"{field.data_key}{'' if field.required else '?'}"
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from _keys(inner.schema)


def _headings(page: Path) -> set[str]:
    """Return the anchors that code hosts give to a page's headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
