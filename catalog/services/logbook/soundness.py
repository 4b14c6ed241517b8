"""Nobody signs a log that does not verify: the audit that stands before every signature."""

from __future__ import annotations

from pathlib import Path

from catalog.services.logbook.auditing import audit
from catalog.services.logbook.refusing import CHECKPOINT_RULE, refused
from catalog.services.refusing import Refused


def faults_against(root: Path) -> Refused | None:
    """Refuse to sign while the audit finds an error, naming the first; warnings only wait."""
    errors = [one for one in audit(root).findings if one.severity == "error"]
    if not errors:
        return None
    first = errors[0]
    place = first.file + (f":{first.line}" if first.line else "")
    return refused(
        "log-does-not-verify",
        f"{place}: {first.code}: {first.message}",
        citation=CHECKPOINT_RULE,
        hint=f"{first.hint or 'mend it'} (`p20w log verify` lists all {len(errors)})",
    )
