"""Which rows pass: only those that meet what the permitting clauses say."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.builders import snapshot_of
from tests.gates import clause, csv_of, pupils, receipt_at, refused, released, table_at, world


def test_only_rows_that_meet_the_clauses_pass(data: Path, out: Path) -> None:
    rows = [{"element": "k12.consent", "in": ["true"]}, {"element": "k12.county", "in": ["06"]}]
    rows += [{"element": "k12.score", "from": "305", "through": "330"}]
    bound = snapshot_of(
        world(clause("study", "pseudonymous", "research", ["k12.grade"], conditions={"rows": rows}))
    )
    released(data, out, snapshot=bound)
    passing = [
        row["Grade"]
        for row in pupils()
        if row["Consent"] == "true" and row["County"] == "06" and 305 <= int(row["Score"]) <= 330
    ]
    assert table_at(out) == {"Grade": passing}
    assert receipt_at(out)["duties"]["rows"][0]["element"] == "k12.consent"


def bound_by(*rows: dict[str, object], form: str = "pseudonymous", elements: list[str] | None = None) -> Any:
    """Return a catalog whose clause lets certain rows through."""
    named = clause("study", form, "research", elements or ["k12.grade"], conditions={"rows": list(rows)})
    return snapshot_of(world(named))


def test_a_flag_in_a_condition_is_read_as_a_tranche_has_it(out: Path, tmp_path: Path) -> None:
    data = tmp_path / "flags.csv"
    said = ["true", "TRUE", "Y", "1", "false", "No", "0", "", "maybe"]
    data.write_bytes(csv_of([{"Grade": str(at), "Consent": word} for at, word in enumerate(said)]))
    released(data, out, snapshot=bound_by({"element": "k12.consent", "in": ["true"]}))
    assert table_at(out)["Grade"] == ["0", "1", "2", "3"]


def test_what_is_no_number_lies_between_no_bounds(out: Path, tmp_path: Path) -> None:
    data = tmp_path / "scores.parquet"
    scores = pa.array([299.0, 300.0, float("nan"), None, 301.5])
    pq.write_table(pa.table({"Grade": ["a", "b", "c", "d", "e"], "Score": scores}), data)
    released(data, out, snapshot=bound_by({"element": "k12.score", "from": "300"}))
    assert table_at(out)["Grade"] == ["b", "e"]


def test_texts_lie_between_bounds_of_one_length_alone(out: Path, tmp_path: Path) -> None:
    data = tmp_path / "counties.csv"
    data.write_bytes(csv_of([{"Grade": "g", "County": value} for value in ("1", "10", "3", "9")]))
    released(
        data,
        out,
        snapshot=bound_by({"element": "k12.county", "from": "1", "through": "5"}, elements=["k12.county"]),
    )
    assert table_at(out)["County"] == ["1", "3"]
    odd = bound_by({"element": "k12.county", "from": "1", "through": "15"})
    assert "not plain" in refused(data, out.with_name("b.parquet"), snapshot=odd).because[0]


def test_a_value_that_is_rare_among_rows_that_pass_is_grouped(out: Path, tmp_path: Path) -> None:
    rows = [{"Grade": "01", "County": "06", "Born": "2010-01-01", "Consent": "true"} for _ in range(30)]
    rows += [{"Grade": "01", "County": "19", "Born": "1890-01-01", "Consent": "false"} for _ in range(30)]
    rows[40]["Consent"] = "true"
    data = tmp_path / "few.csv"
    data.write_bytes(csv_of(rows))
    elements = ["k12.grade", "k12.county", "k12.born"]
    asked = bound_by({"element": "k12.consent", "in": ["true"]}, form="deidentified", elements=elements)
    released(data, out, snapshot=asked)
    found = table_at(out)
    assert set(found["County"]) == {"(other)"}
    assert 1890 not in found["Born"]


def test_a_row_condition_that_no_column_can_show_refuses(out: Path, tmp_path: Path) -> None:
    data = tmp_path / "short.csv"
    data.write_bytes(csv_of([{"Grade": "05"}]))
    rows = [{"element": "k12.consent", "in": ["true"]}]
    bound = snapshot_of(
        world(clause("study", "pseudonymous", "research", ["k12.grade"], conditions={"rows": rows}))
    )
    assert "no column of the data holds that" in refused(data, out, snapshot=bound).because[0]


def test_a_row_without_a_value_meets_no_condition(out: Path, tmp_path: Path) -> None:
    data = tmp_path / "gaps.csv"
    data.write_bytes(b"Grade,Consent\n05,true\n06,\n07,false\n")
    rows = [{"element": "k12.consent", "in": ["true"]}]
    bound = snapshot_of(
        world(clause("study", "pseudonymous", "research", ["k12.grade"], conditions={"rows": rows}))
    )
    released(data, out, snapshot=bound)
    assert table_at(out) == {"Grade": ["05"]}
