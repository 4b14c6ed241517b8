"""A small world for tests of tranches, files as people send them, and the rules as somebody reads them."""

import csv
import gzip
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from catalog.records.snapshot import Snapshot
from catalog.records.tranche import Definition, SchoolYear, TrancheFinding, TrancheReport
from catalog.services.tranches.asking import TrancheAsked
from catalog.services.tranches.receiving import receive
from tests.builders import enact, snapshot_of, world_of
from tests.worlds import World, agreement, element, permit, write

Doc = dict[str, Any]
Row = Sequence[str]

DAY = "2026-08-01"
YEAR = SchoolYear(begins=2025)
HEADER = ["SSID", "Name", "Grade", "Days", "Rate", "Born", "Flag", "Year", "Note"]
RIGHT = ["AB00000001", "Ana", "05", "170", "0.5", "2010-02-03", "Y", "2025-26", ""]


def tranche_world(**more: Any) -> World:
    """A world in which ``cde`` submits the datasets ``cde.roster`` and ``cde.staff`` to ``c2c``."""
    grades = [{"code": code, "label": code} for code in ("KN", "05", "06")]
    grades.append({"code": "UG", "label": "Ungraded", "until": "2024-06-30"})
    found = world_of()
    enact(
        found, {"kind": "value-domain", "id": "grade", "version": "1.0.0", "title": "Grade", "values": grades}
    )
    found["definitions/value-domains/grade/1.0.0.yaml"] = found.pop("value-domain/grade/1.0.0.yaml")
    domains: Doc = {
        "k12.name": {"type": "string"},
        "k12.grade": {"type": "code", "domain": "grade@1.0.0", "required": True},
        "k12.days": {"type": "integer", "minimum": 0, "maximum": 180},
        "k12.rate": {"type": "decimal", "minimum": 0, "maximum": "1.0"},
        "k12.born": {"type": "date", "minimum": "1990-01-01", "maximum": "2026-06-30"},
        "k12.flag": {"type": "boolean"},
        "k12.year": {"type": "string", "years": "school"},
        "k12.note": {"type": "string"},
        "k12.secret": {"type": "string"},
        "k12.figure": {"type": "integer"},
        "staff.id": {"type": "string", "pattern": "[A-Z]{2}\\d{8}", "required": True},
        **more.get("domains", {}),
    }
    for name, domain in domains.items():
        kind = "direct" if name in {"k12.name", "staff.id"} else "indirect"
        enact(found, element(name, value_domain=domain, identifiability=kind))
    let_in = [name for name in domains if name not in {"k12.secret", "k12.figure"}]
    clauses = [permit(fields={"elements": let_in})]
    clauses.append(permit("figures", fields={"elements": ["k12.figure"]}, forms=["aggregate"]))
    enact(found, agreement("cde-c2c", more.get("clauses", clauses)))
    enact(found, lineage(**more.get("lineage", {})))
    return found


def lineage(**more: Any) -> Doc:
    """The lineage of the two datasets; the roster has fields that may not come in beside the others."""
    names = dict(
        zip(HEADER, ("id", "name", "grade", "days", "rate", "born", "flag", "year", "note"), strict=True)
    )
    fields = [
        {"name": name, "element": "staff.id" if rest == "id" else f"k12.{rest}", "provider": "cde"}
        for name, rest in names.items()
    ]
    fields += [
        {"name": name, "element": f"k12.{name.lower()}", "provider": "cde"} for name in ("Secret", "Figure")
    ]
    staff = [{"name": "StaffId", "element": "staff.id", "provider": "cde"}]
    datasets = [
        {"id": "cde.roster", "zone": "cde.source", "fields": fields, **more},
        {"id": "cde.staff", "zone": "cde.source", "fields": staff},
    ]
    return {"kind": "lineage", "id": "sources", "version": "1.0.0", "datasets": datasets, "jobs": []}


def catalog_of(world: World, folder: Path) -> Path:
    """Write a world as a catalog, and return its folder."""
    write(world, folder)
    return folder


def rows_with(*faults: Mapping[str, str], of: int = 20) -> list[list[str]]:
    """Return so many right rows, each with its own number, the first of them with the faults."""
    rows = [[f"AB{number:08d}", *RIGHT[1:]] for number in range(of)]
    for row, fault in zip(rows, faults, strict=False):
        for name, value in fault.items():
            row[HEADER.index(name)] = value
    return rows


def write_csv(path: Path, rows: Sequence[Row], header: Row = HEADER) -> Path:
    """Write a CSV file, packed by gzip where its name says so."""
    opened: Any = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def write_parquet(path: Path, rows: Sequence[Row], header: Row = HEADER) -> Path:
    """Write a Parquet file of text columns."""
    columns = {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(header)}
    pq.write_table(pa.table(columns), path)
    return path


# ---------------------------------------------------------------- receiving


@cache
def sound() -> Snapshot:
    """The snapshot of the world."""
    return snapshot_of(tranche_world())


def received(folder: Path, *, snapshot: Snapshot | None = None, **more: Any) -> TrancheReport:
    """Receive a tranche of school year 2025-26 from ``cde``."""
    on = more.pop("on", date.fromisoformat(DAY))
    asked = TrancheAsked(
        folder=folder,
        **{"provider": "cde", "on": on, "as_known": on, "years": (YEAR,), "keys": {}, **more},
    )
    return receive(snapshot or sound(), asked)


def only(report: TrancheReport) -> TrancheFinding:
    """Return the one finding there is."""
    (found,) = report.all_findings
    return found


def as_gzip(folder: Path, rows: list[list[str]]) -> None:
    """Write the roster as a file of another kind."""
    write_csv(folder / "roster.csv.gz", rows)


def as_parquet(folder: Path, rows: list[list[str]]) -> None:
    """Write the roster as a file of another kind."""
    write_parquet(folder / "cde.roster.parquet", rows)


def as_parts(folder: Path, rows: list[list[str]]) -> None:
    """Write the roster as a file of another kind."""
    (folder / "roster").mkdir()
    write_parquet(folder / "roster/a.parquet", rows[:7])
    write_parquet(folder / "roster/b.parquet", rows[7:])


def as_text(folder: Path, rows: list[list[str]]) -> None:
    """Write the roster as a file of another kind."""
    write_csv(folder / "roster.csv", rows)


# ---------------------------------------------------------------- the rules, read plainly

_WORDS = {"true", "yes", "y", "1", "false", "no", "n", "0"}


def parsed(value: str, value_type: str) -> Any:
    """Return what a text says as a value of the type; ``None`` where it is not written as one."""
    if value_type == "integer" and re.fullmatch(r"-?(0|[1-9][0-9]{0,17})", value, re.ASCII):
        return int(value)
    if value_type == "decimal" and re.fullmatch(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?", value, re.ASCII):
        return Decimal(value)
    if value_type == "date" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    if value_type == "boolean" and value.lower() in _WORDS and value.isascii():
        return value.lower() in {"true", "yes", "y", "1"}
    return value if value_type in {"string", "code"} else None


def broken_by(value: str | None, definition: Definition, years: Sequence[SchoolYear], on: date) -> set[str]:
    """Return which rules a text breaks, as somebody would judge it who reads the definition."""
    limits, kind = definition.limits, definition.value_type
    if value is None or not value.strip(" "):
        missing = {"value"} if limits.required else set()
        if not value:
            return missing
        return missing | broken_by_text(value, definition, years, on)
    return broken_by_text(value, definition, years, on) if kind else set()


def broken_by_text(value: str, definition: Definition, years: Sequence[SchoolYear], on: date) -> set[str]:
    """Return which rules a text breaks that is there."""
    limits, kind, found = definition.limits, definition.value_type, set()
    is_ = parsed(value, kind)
    if is_ is None:
        return {"type"}
    if definition.codes is not None:
        begun = min((year.first for year in years), default=on)
        until = definition.codes.get(value)
        found |= {"code"} if value not in definition.codes else set()
        found |= {"expired"} if until is not None and until < begun else set()
    read: dict[str, Callable[[str], Any]] = {"integer": int, "decimal": Decimal, "date": date.fromisoformat}
    if limits.minimum is not None and is_ < read[kind](limits.minimum):
        found.add("minimum")
    if limits.maximum is not None and is_ > read[kind](limits.maximum):
        found.add("maximum")
    if limits.pattern is not None and not re.fullmatch(limits.pattern, value, re.ASCII):
        found.add("pattern")
    if limits.years is not None and years and not in_years(is_, limits.years, years):
        found.add("year")
    return found


def in_years(value: Any, kept: str, years: Sequence[SchoolYear]) -> bool:
    """Say whether a day, a number or a text lies in one of the school years."""
    for year in years:
        if isinstance(value, date):
            begun = date(year.begins, 7, 1), date(year.begins + 1, 6, 30)
            inside = (
                begun[0] <= value <= begun[1]
                if kept == "school"
                else value.year in {year.begins, year.begins + 1}
            )
        else:
            names = {
                "school": {f"{year.begins}-{str(year.begins + 1)[2:]}", f"{year.begins}-{year.begins + 1}"},
                "school-begins": {str(year.begins)},
                "school-ends": {str(year.begins + 1)},
                "calendar": {str(year.begins), str(year.begins + 1)},
            }
            inside = str(value) in names[kept]
        if inside:
            return True
    return False
