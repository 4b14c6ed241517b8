"""A small world to ask in SQL: what may be read of it, and its data in two versions.

The two versions differ in nothing that may be read, and in everything else: values, their lengths, and the
rows of a dataset of which nothing may be read. Whoever is told the same by both learns nothing of the rest.
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from catalog.cli.main import p20w
from catalog.errors import CatalogError
from catalog.records.ids import PartnerId, PurposeId, ZoneId
from catalog.records.query import QueryUse
from catalog.records.snapshot import Snapshot
from catalog.services.opening import open_snapshot
from catalog.services.querying import Judged, judge_query
from tests.builders import world_of
from tests.lineages import dataset, lineage, origin
from tests.worlds import World, agreement, element, permit, write

Told = tuple[int, str, str]
"""An exit code, what was said on standard output, and what on standard error."""

USE = ("--as", "c2c", "--purpose", "evaluation", "--zone", "c2c.linkage")
DAYS = ("--on", "2026-08-01", "--as-known", "2027-03-01")

PERMITTED = {
    "k12.id": "integer",
    "k12.grade": "string",
    "k12.school": "string",
    "k12.born": "date",
    "k12.units": "decimal",
    "k12.subject": "string",
    "k12.score": "integer",
    "k12.year": "integer",
}
REFUSED = {
    "k12.name": "string",
    "k12.ssid": "string",
    "k12.notes": "string",
    "k12.flag": "boolean",
    "staff.id": "integer",
    "staff.wage": "integer",
}
DATASETS = {
    "cde.pupils": {
        "Id": "k12.id",
        "Name": "k12.name",
        "SSID": "k12.ssid",
        "Grade": "k12.grade",
        "School": "k12.school",
        "Born": "k12.born",
        "Units": "k12.units",
    },
    "cde.tests": {"Id": "k12.id", "Subject": "k12.subject", "Score": "k12.score", "Notes": "k12.notes"},
    "cde.pupil-year": {"Id": "k12.id", "Year": "k12.year", "Grade": "k12.grade", "Flag": "k12.flag"},
    "cde.staff": {"StaffId": "staff.id", "Wage": "staff.wage", "School": "staff.id"},
    "roster": {"Id": "k12.id", "Grade": "k12.grade"},
}
MAY_READ = {
    f"{name}.{field}"
    for name, fields in DATASETS.items()
    for field, element_id in fields.items()
    if element_id in PERMITTED
}


def asked_world() -> World:
    """Return a world in which some fields of some datasets may be read by ``c2c``, and others by nobody."""
    elements = [element(name, value_domain={"type": kind}) for name, kind in {**PERMITTED, **REFUSED}.items()]
    places = {
        name: dataset("cde.source", *(origin(field, of) for field, of in fields.items()))
        for name, fields in DATASETS.items()
    }
    terms = agreement("load", [permit(fields={"elements": list(PERMITTED)})])
    return world_of(*elements, terms, lineage("p20w", places, {}))


def write_world(folder: Path) -> Path:
    """Write the catalog, and its data in two versions, ``one`` and ``other``; return the folder."""
    write(asked_world(), folder / "catalog")
    for version in ("one", "other"):
        (folder / version).mkdir()
        for name, rows in data_of(other=version == "other").items():
            with (folder / version / f"{name}.csv").open("w", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(DATASETS[name])
                writer.writerows(rows)
    return folder


def data_of(*, other: bool) -> dict[str, list[list[Any]]]:
    """Return the rows of each dataset in one of the two versions."""

    def secret(n: int) -> str:
        return f"X{97 * n % 13:02d}-zz" if other else ("Ann", "Bob", "Cy", "7")[n % 4]

    pupils: list[list[Any]] = [
        [
            *(
                n,
                secret(n),
                f"{n * 31 if other else n:05d}",
                ["K", "1", "2", "3"][n % 4],
                "NS"[n % 2] + "chool",
            ),
            *(f"201{n % 3}-0{1 + n % 9}-15" if n != 5 else "", f"{n}.{n % 4 * 25:02d}"),
        ]
        for n in range(1, 13)
    ]
    tests = [[1 + n % 12, ("ela", "math")[n % 2], 600 + 7 * n % 50, secret(n + 1)] for n in range(20)]
    years = [[1 + n % 12, 2020 + n // 12, ["K", "1", "2", "3"][n % 4], str(other).lower()] for n in range(24)]
    staff = [[n, 90 * n, n % 2] for n in range(9)] if other else [[7, 50000, 1]]
    roster = [[n, ["K", "1", "2", "3"][n % 3]] for n in range(4, 10)]
    return {
        "cde.pupils": pupils,
        "cde.tests": tests,
        "cde.pupil-year": years,
        "cde.staff": staff,
        "roster": roster,
    }


def judged(folder: Path, statement: str, **more: Any) -> Judged:
    """Return what the service answers to a statement; ``more`` changes the use."""
    use: dict[str, Any] = {"recipient": PartnerId("c2c"), "purpose": PurposeId("evaluation")}
    use |= {"zone": ZoneId("c2c.linkage"), "on": date(2026, 8, 1), "as_known": date(2027, 3, 1)}
    return judge_query(opened(folder / "catalog"), statement, QueryUse(**{**use, **more}))


@cache
def opened(root: Path) -> Snapshot:
    """Return the snapshot of a catalog, read once."""
    return open_snapshot(root)


def ask(folder: Path, statement: str, *options: str, version: str | None = None) -> Told:
    """Ask ``p20w sql``; with a version, run the statement on its data. A fault of ours fails the test."""
    words = ["sql", statement, "--catalog", str(folder / "catalog"), *USE, *DAYS, *options]
    if version is not None:
        words += ["--run", *(f"--data={name}={folder / version / name}.csv" for name in DATASETS)]
    done = CliRunner().invoke(p20w, words)
    if isinstance(done.exception, CatalogError):
        return 2, done.stdout, f"{done.exception.message}; {done.exception.hint}"
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr
