"""Findings as JUnit XML, which build servers show: every code is a test that passes or fails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from catalog.records.codes.all_codes import CODES
from catalog.records.finding import Finding
from catalog.services.checking import Report

_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(report: Report) -> str:
    """Return a test suite with one case a code.

    Errors fail their case; warnings and notes stand in its output. Where the catalog could not be
    read, the rules were not asked and their cases are skipped.
    """
    by_code: dict[str, list[Finding]] = {code: [] for code in CODES}
    for finding in report.findings:
        by_code.setdefault(finding.code, []).append(finding)
    suite = Element("testsuite", name="p20w check")
    for code, findings in by_code.items():
        _case(suite, code, findings=findings, read=report.summary is not None)
    for name, tag in (("failures", "failure"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(by_code)))
    suite.set("errors", "0")
    suites = Element("testsuites")
    suites.append(suite)
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode")


def _case(suite: Element, code: str, *, findings: Sequence[Finding], read: bool) -> None:
    case = SubElement(suite, "testcase", classname="p20w.check", name=code)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        failure = SubElement(case, "failure", type=code, message=_clean(errors[0].message))
        failure.text = _told(errors)
    elif not read and (code not in CODES or CODES[code].stage == "rules"):
        SubElement(case, "skipped", message="the catalog could not be read, so this was not asked")
    others = [finding for finding in findings if finding.severity != "error"]
    if others:
        SubElement(case, "system-out").text = _told(others)


def _told(findings: Sequence[Finding]) -> str:
    return _clean("\n".join(_line(finding) for finding in findings))


def _line(finding: Finding) -> str:
    place = finding.file if finding.line is None else f"{finding.file}:{finding.line}:{finding.column}"
    cited = f" [{finding.citation}]" if finding.citation else ""
    return f"{place}: {finding.severity}: {finding.message}{cited}"


def _clean(told: str) -> str:
    """Leave out what XML cannot hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", told)
