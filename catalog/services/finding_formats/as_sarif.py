"""Findings as SARIF 2.1.0, which code hosts and editors show at the line."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from catalog.records.codes.all_codes import CODES
from catalog.records.codes.finding_code import FindingCode
from catalog.records.finding import Finding

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "CATALOG"
_FINGERPRINT: Final = "p20w/v1"


def text(findings: Sequence[Finding], *, version: str) -> str:
    """Return a SARIF log of one run; ``version`` is that of the tool."""
    return json.dumps(log(findings, version=version), indent=2, ensure_ascii=False)


def log(findings: Sequence[Finding], *, version: str) -> dict[str, Any]:
    """Return the log as a plain object. All rules are listed, also those that found nothing."""
    unlisted = sorted({finding.code for finding in findings} - CODES.keys())
    order = {code: place for place, code in enumerate([*CODES, *unlisted])}
    rules = [*map(_rule, CODES.values()), *({"id": code} for code in unlisted)]
    seen: Counter[str] = Counter()
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "p20w", "version": version, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {_ROOT: {"description": {"text": "the folder of the catalog"}}},
                "results": [_result(finding, place=order[finding.code], seen=seen) for finding in findings],
            }
        ],
    }


def _rule(code: FindingCode) -> dict[str, Any]:
    cited = {} if code.citation is None else {"properties": {"citation": code.citation}}
    return {
        "id": code.id,
        "shortDescription": {"text": code.title},
        "help": {"text": code.hint},
        "defaultConfiguration": {"level": code.severity},
        **cited,
    }


def _result(finding: Finding, *, place: int, seen: Counter[str]) -> dict[str, Any]:
    told = [finding.message]
    told += [f"Hint: {finding.hint}"] if finding.hint else []
    told += [f"Law: {finding.citation}"] if finding.citation else []
    region = {} if finding.line is None else {"region": _region(finding)}
    located = {"artifactLocation": {"uri": quote(finding.file), "uriBaseId": _ROOT}, **region}
    return {
        "ruleId": finding.code,
        "ruleIndex": place,
        "level": finding.severity,
        "message": {"text": "\n".join(told)},
        "locations": [{"physicalLocation": located}],
        "partialFingerprints": {_FINGERPRINT: _fingerprint(finding, seen)},
    }


def _region(finding: Finding) -> dict[str, Any]:
    column = {} if finding.column is None else {"startColumn": finding.column}
    return {"startLine": finding.line, **column}


def _fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """Return what stays the same when lines move: the code, the file and the words, and which of equals."""
    told = f"{finding.code}\n{finding.file}\n{finding.message}"
    seen[told] += 1
    return hashlib.sha256(f"{told}\n{seen[told]}".encode()).hexdigest()
