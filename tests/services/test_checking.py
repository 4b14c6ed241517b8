"""The journey of a check: every byte is read again, and findings get their place."""

import os
from datetime import date
from pathlib import Path

import pytest

from catalog.errors import NotACatalog
from catalog.records.finding import Finding
from catalog.services.checking import Report, check_catalog
from tests.canonical import digest
from tests.worlds import World, adopt, agreement, element, event, permit, put, vocabulary, write

DAY = date(2026, 3, 1)
ELEMENT = """\
# What identifies a pupil.
kind: element
id: k12.ssid
version: 1.0.0
title: SSID
definition: A number.
value_domain: {type: string}
regime: []
identifiability: direct
subjects: [pupil]
providers: [{partner: cde, from: 2017-07-01}]
steward: cde
"""


def catalog(folder: Path) -> Path:
    """Write a catalog with one agreement whose clause names a stranger, and an element of no regime."""
    world: World = vocabulary()
    text = agreement("a", [{**permit(), "from": ["cde", "edd"]}])
    adopt(world, put(world, text), "2025-06-01")
    for partner in ("cde", "c2c"):
        event(world, "a", "signed", "2025-06-01", version="1.0.0", partner=partner)
    adopt(world, put(world, element("k12.ssid")))
    write(world, folder)
    (folder / "definitions/elements/k12.ssid/1.0.0.yaml").write_text(ELEMENT, encoding="utf-8")
    return folder


def report_on(root: Path) -> Report:
    return check_catalog(root, on=DAY, as_known=DAY)


def by_code(report: Report) -> dict[str, Finding]:
    return {finding.code: finding for finding in report.findings}


def test_findings_of_rules_get_line_and_column(tmp_path: Path) -> None:
    found = by_code(report_on(catalog(tmp_path)))
    assert (found["element-without-regime"].line, found["element-without-regime"].column) == (8, 1)
    stranger = found["from-no-provider"]
    lines = (tmp_path / stranger.file).read_text(encoding="utf-8").splitlines()
    assert stranger.line is not None
    assert lines[stranger.line - 1].strip() == '"edd"'


def test_a_text_that_changed_on_disk_is_found_although_its_stamp_did_not_change(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    file = root / "definitions/elements/k12.ssid/1.0.0.yaml"
    report_on(root)
    before = file.stat()
    file.write_text(ELEMENT.replace("A number.", "A numbar."), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    message = by_code(report_on(root))["digest-mismatch"].message
    assert digest(element("k12.ssid")) in message


def test_faults_of_reading_come_alone(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    (root / "definitions/elements/k12.ssid/1.0.0.yaml").write_text(ELEMENT + "titel: x\n", encoding="utf-8")
    report = report_on(root)
    assert [finding.code for finding in report.findings] == ["shape-unknown-key"]
    assert report.summary is None
    assert not report.clean


def test_a_folder_that_is_no_catalog_cannot_be_checked(tmp_path: Path) -> None:
    with pytest.raises(NotACatalog):
        report_on(tmp_path)


def test_the_summary_counts_what_is_there_and_what_is_in_force(tmp_path: Path) -> None:
    summary = report_on(catalog(tmp_path)).summary
    assert summary is not None
    assert dict(summary.kinds)["agreement"] == 1
    assert (summary.texts, summary.adopted) == (2, 1)
    assert dict(summary.in_force)["agreement"] == 1
    assert dict(summary.in_force)["data element"] == 0
    later = check_catalog(tmp_path, on=date(2027, 7, 1), as_known=DAY).summary
    assert later is not None
    assert dict(later.in_force)["agreement"] == 0


def test_the_reference_catalog_has_no_errors(root: Path) -> None:
    report = check_catalog(root, on=date(2026, 12, 1), as_known=date(2026, 12, 1))
    assert [finding for finding in report.findings if finding.severity != "note"] == []
    assert report.summary is not None
    assert report.summary.answerable > 0
