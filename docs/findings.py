"""Write the table of codes into ``docs/findings.md``; a test holds it true.

``python docs/findings.py`` writes it, ``python docs/findings.py --check`` says whether it is true.
"""

import sys
from pathlib import Path

from catalog.records.codes.all_codes import CODES
from catalog.records.codes.finding_code import FindingCode
from catalog.records.codes.meeting_codes import MEETING_CODES
from catalog.records.codes.tranche_codes import TRANCHE_CODES

PAGE = Path(__file__).resolve().parent / "findings.md"
BEGIN, END = "<!-- codes: made by `python docs/findings.py` -->\n", "<!-- end of codes -->\n"


def main() -> int:
    """Write the page, or compare it where ``--check`` is asked."""
    if "--check" in sys.argv[1:]:
        true = PAGE.read_text(encoding="utf-8") == page()
        if not true:
            print(
                "docs/findings.md is not true any more; `python docs/findings.py` writes it", file=sys.stderr
            )
        return int(not true)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def page() -> str:
    """Return the page with the codes as they are now."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    reading = [code for code in CODES.values() if code.stage == "reading"]
    meetings = [code for code in CODES.values() if code.id in MEETING_CODES]
    rules = [code for code in CODES.values() if code not in reading and code not in meetings]
    tables = (
        ("Reading", reading),
        ("Records", rules),
        ("Meetings", meetings),
        ("Tranches", [*TRANCHE_CODES.values()]),
    )
    told = "".join(f"\n## {title}\n\n{table(codes)}" for title, codes in tables)
    return f"{before}{BEGIN}{told}\n{END}{after}"


def table(codes: list[FindingCode]) -> str:
    """Return one row a code."""
    rows = [f"| `{c.id}` | {c.severity} | {c.title} {c.hint} | {c.citation or ''} |\n" for c in codes]
    return "| code | severity | what it means, and what to do | law |\n|---|---|---|---|\n" + "".join(rows)


if __name__ == "__main__":
    sys.exit(main())
