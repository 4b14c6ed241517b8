"""What is not as it was adopted, logged or handed out is never published, and a published log only grows."""

import json
from pathlib import Path

import pytest

from catalog.services.publishing.publishing import Publication, publish
from catalog.store.yaml_text import read
from catalog.store.yaml_writing import yaml_of
from tests.board import DAY
from tests.services.publishing.sites import (
    CANCELLED_DAY,
    files_in,
    full_catalog,
    logged,
    notice_of,
    rich,
    write_catalog,
    write_log,
)

CORE = "definitions/groups/core/1.0.0.yaml"
FIRST = "meetings/decisions/gb/2026/0001.yaml"


def found(told: Publication) -> list[tuple[str, str]]:
    """Return the code and the file of everything for which nothing was published."""
    return [(one.code, one.file) for one in told.findings]


def edit(root: Path, path: str, **more: object) -> None:
    """Change some words of a record by hand."""
    file = root / path
    file.write_bytes(yaml_of({**read(file.read_bytes()), **more}))


def test_a_record_that_differs_from_its_leaf_is_never_published(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    edit(root, FIRST, title="Gore")
    assert found(publish(root, tmp_path / "site")) == [("logged-record-edited", FIRST)]
    assert not (tmp_path / "site").exists()


@pytest.mark.slow
def test_a_logged_record_that_is_gone_is_told_and_leaves_a_tombstone(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    (root / "meetings/decisions/gb/2026/0002-erratum-1.yaml").unlink()
    told = publish(root, tmp_path / "site")
    assert found(told) == [("logged-record-gone", "meetings/decisions/gb/2026/0002-erratum-1.yaml")]
    page = (tmp_path / "site/decisions/gb/2026/0002-erratum-1.html").read_text(encoding="utf-8")
    assert "Nothing stands at this address any more" in page


@pytest.mark.slow
def test_nothing_is_published_where_a_posted_text_was_edited(tmp_path: Path) -> None:
    documents = rich()
    root = write_catalog(tmp_path / "catalog", documents)
    notice = notice_of(documents[f"meetings/gb/{DAY}/meeting.yaml"])
    waiting = documents["meetings/proposals/prop-2.yaml"]
    notice["items"] = [{"number": "7", "object": waiting["object"], "digest": waiting["digest"]}]
    write_log(root, [notice, *logged(documents)[1:]], signed=(2,))
    assert publish(root, tmp_path / "before").findings == ()
    edit(root, "definitions/groups/core/1.1.0.yaml", title="Another core")
    told = publish(root, tmp_path / "site")
    assert ("posted-text-edited", "definitions/groups/core/1.1.0.yaml") in found(told)
    assert not (tmp_path / "site").exists()


def test_nothing_is_published_where_a_text_is_not_what_was_adopted(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    edit(root, CORE, title="Another core")
    assert ("digest-mismatch", CORE) in found(publish(root, tmp_path / "site"))
    assert not (tmp_path / "site").exists()


def test_a_damaged_log_is_told_and_not_published(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    leaves = root / "meetings/log/leaves.jsonl"
    leaves.write_bytes(leaves.read_bytes().replace(b"Core", b"Gore"))
    told = publish(root, tmp_path / "site")
    assert ("log-leaf-damaged", "meetings/log/leaves.jsonl") in found(told)
    assert told.catalog is None
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("code", ["material-edited", "material-gone"])
def test_a_file_that_is_not_what_was_handed_out_is_never_published(tmp_path: Path, code: str) -> None:
    root = full_catalog(tmp_path / "catalog")
    path = root / f"meetings/gb/{DAY}/materials/paper.txt"
    if code == "material-gone":
        path.unlink()
    else:
        path.write_bytes(b"other")
    told = publish(root, tmp_path / "site")
    assert [one.code for one in told.findings] == [code]
    assert not (tmp_path / "site").exists()


@pytest.mark.slow
def test_an_older_state_of_the_log_is_not_published_over_the_longer_one(tmp_path: Path) -> None:
    publish(full_catalog(tmp_path / "catalog"), tmp_path / "site")
    before, documents = files_in(tmp_path / "site"), rich()
    leaves = logged(documents)[:3]
    del documents["meetings/decisions/gb/2026/0002-erratum-1.yaml"]
    del documents[f"meetings/gb/{CANCELLED_DAY}/meeting.yaml"]
    older = write_catalog(tmp_path / "older", documents)
    write_log(older, leaves, signed=(2, 3))
    assert publish(older, tmp_path / "elsewhere").findings == ()
    told = publish(older, tmp_path / "site")
    assert found(told) == [("publication-ahead", "meetings/log/leaves.jsonl")]
    assert "5 leaves were published here, and 3 are in the log" in told.findings[0].message
    assert files_in(tmp_path / "site") == before


@pytest.mark.slow
def test_a_log_with_another_beginning_is_not_published_over_the_old_one(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    publish(root, tmp_path / "site")
    before, (notice, first, second, *more) = files_in(tmp_path / "site"), logged(rich())
    write_log(root, [notice, second, first, *more], signed=(2, 3))
    assert publish(root, tmp_path / "elsewhere").findings == ()
    assert [one.code for one in publish(root, tmp_path / "site").findings] == ["publication-ahead"]
    assert files_in(tmp_path / "site") == before


@pytest.mark.slow
def test_leaves_that_a_publication_cut_short_put_there_count_as_published(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    publish(root, tmp_path / "site")
    leaves = tmp_path / "site/log/leaves.jsonl"
    leaves.write_bytes(leaves.read_bytes() + b"{}\n")
    (tmp_path / "site/.p20w-publishing").write_text(json.dumps(["log/leaves.jsonl"]))
    assert [one.code for one in publish(root, tmp_path / "site").findings] == ["publication-ahead"]
