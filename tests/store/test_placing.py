"""Findings of rules get the line and column of what they speak of."""

from pathlib import Path

import pytest

from catalog.records.finding import Finding
from catalog.store.placing import placed
from catalog.store.wording import Path as Way

TEXT = """\
# A comment first.
id: a
clauses:
  - id: load
    from: [cde, edd]
  - {id: forbid, effect: forbid}
"""


def place(
    folder: Path, at: Way, line: int | None = None, column: int | None = None
) -> tuple[int | None, int | None]:
    finding = Finding(file="a.yaml", line=line, column=column, code="x", severity="note", message="m", at=at)
    (found,) = placed(folder, [finding])
    return (found.line, found.column)


@pytest.mark.parametrize(
    "at, line, column",
    [
        ((), 2, 1),
        (("id",), 2, 1),
        (("clauses", 0, "from"), 5, 5),
        (("clauses", "load", "from", "edd"), 5, 17),
        (("clauses", "forbid"), 6, 5),
        (("clauses", "forbid", "effect"), 6, 18),
        (("clauses", "load", "zones", 3), 4, 5),
        (("clauses", "nowhere"), 3, 1),
        (("clauses", 9), 3, 1),
    ],
)
def test_a_list_is_entered_by_position_id_or_value_as_far_as_it_leads(
    tmp_path: Path, at: Way, line: int, column: int
) -> None:
    (tmp_path / "a.yaml").write_text(TEXT, encoding="utf-8")
    assert place(tmp_path, at) == (line, column)


def test_a_place_that_is_known_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEXT, encoding="utf-8")
    assert place(tmp_path, ("id",), line=9, column=4) == (9, 4)


@pytest.mark.parametrize("text", [None, "a: [", "\ufeffid: a"])
def test_a_file_that_cannot_be_read_any_more_leaves_a_finding_without_a_line(
    tmp_path: Path, text: str | None
) -> None:
    if text is not None:
        (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    assert place(tmp_path, ("id",)) == (None, None)
