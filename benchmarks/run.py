"""Measure everything and write ``benchmarks/RESULTS.md``. Each subject runs in a process of its own.

``python benchmarks/run.py`` measures all, ``python benchmarks/run.py loading serve`` these and leaves the
others as they were taken; ``python -m benchmarks.loading`` measures one subject, and prints it.
"""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
SUBJECTS = {
    "decide": "Deciding flows: 20 partners, 300 elements, 60 agreements",
    "cedar": "The same answers as Cedar",
    "whatif": "What if an agreement were amended",
    "packet": "The consequences of one changed element, before anyone votes",
    "meetings": "A clerk's commands in a large meeting, and 200 clerks at once",
    "log": "The transparency log at a million leaves",
    "publish": "Publishing 500 meetings and 5,000 decisions",
    "dictionary": "Publishing 5,000 definitions with three versions each",
    "serve": "The running server at 20,000 definitions, beside Datasette",
    "lighthouse": "Lighthouse, on a simulated phone",
    "lineage_map": "The lineage explorer, a thousand fields at once, and the pictures of definitions",
    "search": "Searching 20,000 definitions, beside SQLite FTS5 and tantivy",
    "partners": "What partners ask: a provider of 5,000 elements",
    "tranche": "A tranche of 100 million points held to 250 rules, beside pandera",
    "loading": "Opening a catalog of 20,000 elements",
    "propagation": "Restrictions through a million edges",
    "gate": "The gate at a billion data points",
    "spark_gate": "The same release on Apache Spark",
    "sql_gate": "Judging statements in SQL, and running them sealed",
    "startup": "One question at the terminal",
}
COMPARED = [
    "cedarpy", "datasette", "duckdb", "networkx", "numpy", "pandera", "polars", "polars-hash", "PyYAML",
    "marshmallow", "msgpack", "tantivy", "Whoosh-Reloaded",
]  # fmt: skip


METHOD = (
    "- Wall-clock time, medians of several rounds, both sides of a comparison in one run.",
    "- Decisions: each request for the first time on a compiled snapshot; then the same ones again.",
    "- Cedar: a policy a clause or onward row; policies and entities parsed beforehand; its batch call.",
    "- Loading: cold with an empty cache, which it fills; the system holds the files in memory.",
    "- Propagation: both on the same named pairs; memory is what grows beyond those pairs.",
)


def main() -> int:
    """Run the subjects one after another; the answer is no where a figure is not what was asked."""
    found = {}
    for subject in sys.argv[1:] or SUBJECTS:
        print(f"measuring {subject}", file=sys.stderr)
        found[subject] = measured(subject)
    sections = standing(RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "")
    sections |= {subject: section(subject, figures) for subject, figures in found.items()}
    RESULTS.write_text(page(sections), encoding="utf-8")
    print(f"written to {RESULTS.relative_to(ROOT)}", file=sys.stderr)
    missed = [figure for figures in found.values() for figure in figures if met(figure) == "no"]
    for figure in missed:
        print(f"not met: {figure['name']}: {told(figure['value'], figure['unit'])}")
    return 1 if missed else 0


def standing(text: str) -> dict[str, str]:
    """Return the sections of a results page by their subjects: each says when it was taken."""
    _, *parts = text.split("\n## ")
    titles = {title: subject for subject, title in SUBJECTS.items()}
    found = {titles.get(part.partition("\n")[0]): part for part in parts}
    return {subject: f"## {part.rstrip()}\n" for subject, part in found.items() if subject is not None}


def measured(subject: str) -> list[dict[str, Any]]:
    """Return the figures of one subject, measured in a process of its own."""
    command = [sys.executable, "-m", f"benchmarks.{subject}"]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def section(subject: str, figures: list[dict[str, Any]]) -> str:
    """Return the figures of a subject as a table, with when and on what they were taken."""
    lines = [f"## {SUBJECTS[subject]}", "", taken(), ""]
    lines += ["| what | measured | asked | met | |", "|---|---:|---:|---|---|"]
    return "\n".join([*lines, *map(row, figures), ""])


def page(sections: dict[str, str]) -> str:
    """Return the results as a page: how they were taken, then a section for each subject that was."""
    head = ["# Results", "", "Written by `benchmarks/run.py`, never by hand.", "", *METHOD, ""]
    return "\n".join([*head, *(sections[subject] for subject in SUBJECTS if subject in sections)])


def row(figure: dict[str, Any]) -> str:
    """Return a figure as a row of a table."""
    unit, asked = figure["unit"], "-"
    if figure["at_least"] is not None:
        asked = f"at least {told(figure['at_least'], unit)}"
    elif figure["at_most"] is not None:
        asked = f"at most {told(figure['at_most'], unit)}"
    cells = [figure["name"], told(figure["value"], unit), asked, met(figure), figure["note"]]
    return f"| {' | '.join(cells)} |"


def met(figure: dict[str, Any]) -> str:
    """Say whether a figure is what was asked: yes, no, or nothing where nothing was asked."""
    value, least, most = figure["value"], figure["at_least"], figure["at_most"]
    if least is None and most is None:
        return ""
    return "yes" if (least is None or value >= least) and (most is None or value <= most) else "no"


def told(value: float, unit: str) -> str:
    """Return a number as a reader wants it: whole from a hundred on, else with what matters."""
    number = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
    return f"{number} {unit}".strip()


def taken() -> str:
    """Return when figures were taken, on which machine, and with which packages."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release().split('-', maxsplit=1)[0]}"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    cores = f"{os.cpu_count()} cores ({processor()}), {memory:.1f} GiB, load {os.getloadavg()[0]:.1f}"
    packages = ", ".join(f"{name} {version(name)}" for name in COMPARED)
    return f"Taken on {datetime.now(UTC):%Y-%m-%d}: {cores}, {system}, {python}; {packages}."


def processor() -> str:
    """Return the name of the processor, where the system tells it."""
    told_by_system = Path("/proc/cpuinfo")
    lines = told_by_system.read_text(encoding="utf-8").splitlines() if told_by_system.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main())
