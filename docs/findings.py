"""Write the table of codes into ``docs/findings.md``; a test holds it true.

``python docs/findings.py`` writes it, ``python docs/findings.py --check`` says whether it is true.
"""

import sys
from pathlib import Path

from catalog.records.finding_code import FindingCode
from catalog.records.finding_codes import CODES
from catalog.records.meeting_codes import MEETING_CODES

PAGE = Path(__file__).resolve().parent / "findings.md"
HEAD = """# Findings

`p20w check` reads everything and reports findings. A finding has a code, which never changes its meaning, a severity, a place, a hint,
and the law where one is behind it. The exit code is 1 where one of them is an error. Nothing silences a check: what is wrong is
mended, or stays said.

An **error** voids what it touches or breaks what was promised. A **warning** opens less than it says, or soon will. A **note** is a
fact that a reader should know; it may be meant. Faults of reading stop everything else: the rules are asked of sound records only.

How flows of lineage are decided, which versions are looked at, and what else had to be settled stands below the tables.
"""
TAIL = """
## Readings

- The rules look at the catalog on one day (today, or `--on`), as known today.
- A version of an agreement that was replaced, retired or terminated by the day is history: its checklists and clauses are not looked
  at any more, since nothing rests on them and its text cannot change. A version that is yet to begin is looked at as of its first day.
- Every step of current lineage is a flow to the partner that holds the dataset's zone, for the dataset's purpose, in the form of the
  field that comes out. From another holder's dataset, that holder is the sender of everything in it; what the recipient held already is
  judged as a flow from its provider, the recipient's own data left out. An origin in somebody else's zone came from its provider.
- Evidence for those flows is the smallest cell that the input attests by the day. Where none is attested any cell is taken, and the
  approval of a review board too; a note says what will be asked when the data moves. The smallest attested cell is never raised.
- Lineage ends where a field has neither an origin nor inputs. The end is the finding; what is known of the fields made from it is decided.
- A loop is a warning as long as something outside it says whose data it is; without that it is an end.
- A decision's base is held against all effects that adopt a version of the same text, by day, then by the decision's id. A `legacy`
  decision may leave the base out; one that names it must name the right one.
- A decision that a meeting voted on is held against the vote; one without, against the proposal that it names.
- A policy question is answerable where everything it needs may flow to its recipient on the day, on the evidence it states.
"""


def main() -> int:
    """Write the page, or compare it where ``--check`` is asked."""
    if "--check" in sys.argv[1:]:
        true = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page()
        if not true:
            print(
                "docs/findings.md is not true any more; `python docs/findings.py` writes it", file=sys.stderr
            )
        return int(not true)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def page() -> str:
    """Return the whole page."""
    reading = [code for code in CODES.values() if code.stage == "reading"]
    meetings = [code for code in CODES.values() if code.id in MEETING_CODES]
    rules = [code for code in CODES.values() if code not in reading and code not in meetings]
    tables = (("Reading", reading), ("Records", rules), ("Meetings", meetings))
    return HEAD + "".join(f"\n## {title}\n\n{table(codes)}" for title, codes in tables) + TAIL


def table(codes: list[FindingCode]) -> str:
    """Return one row a code."""
    rows = [f"| `{c.id}` | {c.severity} | {c.title} {c.hint} | {c.citation or ''} |\n" for c in codes]
    return "| code | severity | what it means, and what to do | law |\n|---|---|---|---|\n" + "".join(rows)


if __name__ == "__main__":
    sys.exit(main())
