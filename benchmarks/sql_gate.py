"""Judging statements in SQL: what the check of one costs, and what running it adds."""

import csv
import tempfile
from datetime import date
from pathlib import Path
from random import Random

from benchmarks.measuring import Figure, lasting, median_of, seconds, tell
from catalog.enforcement.keys import HashKey
from catalog.enforcement.queries.reading import read_query
from catalog.records.ids import PartnerId, PurposeId, ZoneId
from catalog.records.query import QueryUse
from catalog.records.snapshot import Snapshot
from catalog.resources import shipped_catalog
from catalog.services.opening import open_snapshot
from catalog.services.query_running import runnable, running, show
from catalog.services.querying import judge_query

USE = QueryUse(
    recipient=PartnerId("c2c"),
    purpose=PurposeId("evaluation.program"),
    zone=ZoneId("c2c.analytical"),
    form="pseudonymous",
    on=date(2026, 11, 21),
    as_known=date(2026, 11, 21),
)
SHORT = "SELECT GradeLevel, count(*) FROM cde.calpads GROUP BY GradeLevel"
STATEMENTS = [
    SHORT,
    """SELECT * FROM cde.calpads WHERE GradeLevel = '3' AND ChronicAbsenteeismFlag ORDER BY SSID LIMIT 100""",
    """SELECT p.GradeLevel, avg(CAST(t.Grade3ElaLevel AS INT))
       FROM cde.calpads p JOIN cde.caaspp t USING (SSID)
       WHERE p.RaceEthnicity IS NOT NULL GROUP BY 1 HAVING count(*) > 10 ORDER BY 2 DESC""",
    """WITH k AS (SELECT SSID, GradeLevel FROM cde.calpads WHERE AGCompleted),
            t AS (SELECT SSID, max(Grade3ElaLevel) AS best FROM cde.caaspp GROUP BY SSID)
       SELECT k.GradeLevel, t.best, count(*) AS n,
              rank() OVER (PARTITION BY k.GradeLevel ORDER BY count(*) DESC)
       FROM k LEFT JOIN t ON k.SSID = t.SSID GROUP BY k.GradeLevel, t.best""",
    """SELECT year(BirthDate), sum(CASE WHEN ChronicAbsenteeismFlag THEN 1 ELSE 0 END) FROM cde.calpads c
       WHERE EXISTS (SELECT 1 FROM cde.caaspp t WHERE t.SSID = c.SSID AND t.Grade3ElaLevel > '2') GROUP BY 1
       UNION ALL SELECT 0, count(*) FROM cde.calpads WHERE SSID IN (SELECT SSID FROM cde.caaspp)""",
    """SELECT completion_type, ccc_award_type, csu_degree_type, count(DISTINCT person_id)
       FROM c2c."person-year" GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT 20""",
]


def figures(rounds: int = 20, rows: int = 1_000_000) -> list[Figure]:
    """Measure the check on the reference catalog, warm, and one run of a statement on a million rows."""
    snapshot = open_snapshot(shipped_catalog())
    assert all(judge_query(snapshot, one, USE).answer.permitted for one in STATEMENTS)
    with lasting():
        each = {one: median_of(rounds, lambda: judge_query(snapshot, one, USE)) for one in STATEMENTS}
        read = median_of(rounds, lambda: read_query(SHORT, {"cde.calpads": ["SSID", "GradeLevel"]}))
    with tempfile.TemporaryDirectory() as folder:
        run = {size: _run(snapshot, Path(folder), size) for size in (1, rows)}
    times = sorted(each.values())
    return [
        _ms("judging a statement, the median of six", times[len(times) // 2], at_most=10),
        _ms("judging a statement, the slowest of six", times[-1], at_most=20),
        _ms("judging a statement, the shortest", each[SHORT]),
        _ms("reading the shortest, without deciding its columns", read),
        Figure(name="running it on one row, sealed", value=run[1], unit="s"),
        Figure(name=f"running it on {rows:,} rows of CSV, sealed", value=run[rows], unit="s"),
    ]


def _ms(name: str, value: float, *, at_most: float | None = None) -> Figure:
    return Figure(name=name, value=value * 1000, unit="ms", at_most=at_most)


def _run(snapshot: Snapshot, folder: Path, rows: int) -> float:
    """Return how long the shortest statement takes, on so many rows."""
    file, rng = folder / f"{rows}.csv", Random(5)
    with file.open("w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["SSID", "PupilName", "GradeLevel"])
        writer.writerows((n, f"Pupil {n}", rng.randint(1, 12)) for n in range(rows))
    judged = runnable(judge_query(snapshot, SHORT, USE))
    key = HashKey(name="bench", secret="6b" * 32)

    def work() -> None:
        with running(judged, {"cde.calpads": file}, key=key) as found:
            assert sum(row[1] for row in show(found, judged, most=100).rows) == rows

    return seconds(work)


if __name__ == "__main__":
    tell(figures())
