"""Tables of counts: nobody is singled out, by one table or by two."""

import csv
import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from catalog.config import settings
from catalog.enforcement.disclosure.ledger import Ledger
from catalog.errors import BadInput
from catalog.services.gating.recording import ledger
from catalog.services.gating.verifying import verify
from tests.builders import snapshot_of
from tests.gates import clause, csv_of, gate, receipt_at, refused, released, table_at, use_for, world

FIGURES = ["k12.ssid", "k12.grade", "k12.county", "k12.consent"]


def catalog(least: int | None = 11, *, elements: list[str] | None = None) -> Any:
    """Return a catalog whose clause permits figures, with cells of so many people at least."""
    asked = {} if least is None else {"conditions": {"min_cell": least}}
    return snapshot_of(world(clause("figures", "aggregate", "research", elements or FIGURES, **asked)))


def people(rows: int, seed: int = 1) -> list[dict[str, str]]:
    """Return people of three grades and two counties, few of them in one corner."""
    rng = Random(seed)  # noqa: S311 - people, not secrets
    return [
        {
            "SSID": f"9{number:09d}",
            "Grade": rng.choice(["01"] * 5 + ["02"] * 4 + ["03"]),
            "County": rng.choice(["06"] * 5 + ["19"]),
            "Consent": rng.choice(["true", "false", "false"]),
        }
        for number in range(rows)
    ]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "counts.parquet"


def put(folder: Path, rows: list[dict[str, str]], name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(csv_of(rows))
    return path


def counts(found: dict[str, list[Any]], *by: str) -> dict[tuple[str, ...], int | None]:
    """Return the counts of a table by their place."""
    return dict(zip(zip(*(found[name] for name in by), strict=True), found["people"], strict=True))


def test_cells_are_counted_with_their_totals(out: Path, tmp_path: Path) -> None:
    rows = people(400)
    released(put(tmp_path, rows), out, snapshot=catalog(), by=("Grade",))
    found = counts(table_at(out), "Grade")
    told = {grade: sum(row["Grade"] == grade for row in rows) for grade in ("01", "02", "03")}
    assert found == {**{(grade,): many for grade, many in told.items()}, ("(total)",): 400}


def test_small_cells_are_hidden_and_no_total_gives_them_away(out: Path, tmp_path: Path) -> None:
    rows = people(300)
    answer = released(put(tmp_path, rows), out, snapshot=catalog(), by=("Grade", "County"))
    found = counts(table_at(out), "Grade", "County")
    true = {
        (grade, county): sum(row["Grade"] == grade and row["County"] == county for row in rows)
        for grade in ("01", "02", "03")
        for county in ("06", "19")
    }
    small = [place for place, many in true.items() if 0 < many < 11]
    assert small
    assert all(found[place] is None for place in small)
    assert all(many is None or many >= 11 for many in found.values())
    assert sum(many is None for many in found.values()) > len(small)
    assert answer.receipt["measured"]["cells_hidden"] == sum(many is None for many in found.values())
    assert all(
        shown == (many is not None)
        for shown, many in zip(table_at(out)["shown"], found.values(), strict=True)
    )


@pytest.mark.parametrize(
    "least, evidence, kept", [(None, None, 11), (5, None, 11), (20, None, 20), (5, 30, 30)]
)
def test_the_strictest_rule_holds(
    least: int | None, evidence: int | None, kept: int, out: Path, tmp_path: Path
) -> None:
    use = use_for("research", min_cell=evidence)
    answer = released(put(tmp_path, people(400)), out, snapshot=catalog(least), by=("Grade",), use=use)
    assert answer.receipt["measured"]["least_cell"] == kept


def test_rates_are_capped_and_counts_rounded(out: Path, tmp_path: Path) -> None:
    rows = [{**row, "Consent": "true" if row["Grade"] == "01" else row["Consent"]} for row in people(600)]
    released(put(tmp_path, rows), out, snapshot=catalog(), by=("Grade",), rate="Consent", round_to=5)
    found = table_at(out)
    assert all(many is None or many % 5 == 0 for many in found["people"])
    by_grade = dict(zip(found["Grade"], found["Consent_rate"], strict=True))
    assert str(by_grade["01"]).startswith(">")


def test_people_are_counted_and_not_rows(out: Path, tmp_path: Path) -> None:
    rows = [{**row, "SSID": f"9{number % 8:09d}", "Grade": "01"} for number, row in enumerate(people(80))]
    stopped = refused(put(tmp_path, rows), out, snapshot=catalog(), by=("Grade",))
    assert "no cell would be shown" in stopped.because[0]


def test_whoever_stands_in_two_groups_would_be_counted_twice(out: Path, tmp_path: Path) -> None:
    rows = [*people(100), {**people(1)[0], "Grade": "09"}]
    stopped = refused(put(tmp_path, rows), out, snapshot=catalog(), by=("Grade",))
    assert "more than one group" in stopped.because[0]


def test_a_row_without_a_person_is_not_counted_as_one(out: Path, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(csv_of(people(100)) + b',"01","06","true"\n')
    assert "have no `SSID`" in refused(path, out, snapshot=catalog(), by=("Grade",)).because[0]


def test_a_new_table_that_less_an_old_one_isolates_people_is_refused(out: Path, tmp_path: Path) -> None:
    rows = people(400)
    released(put(tmp_path, rows), out, snapshot=catalog(), by=("Grade",))
    stopped = refused(
        put(tmp_path, rows[:-3], "fewer.csv"), out.with_name("b.parquet"), snapshot=catalog(), by=("Grade",)
    )
    assert stopped.because[0].startswith("difference-isolates-people")
    assert not any(str(many) in " ".join(stopped.because) for many in (397, 400, 3))
    released(
        put(tmp_path, rows[:-150], "half.csv"), out.with_name("c.parquet"), snapshot=catalog(), by=("County",)
    )


def test_the_same_table_again_is_the_same_release(out: Path, tmp_path: Path) -> None:
    data = put(tmp_path, people(400))
    first = released(data, out, snapshot=catalog(), by=("Grade",)).receipt
    assert released(data, out, snapshot=catalog(), by=("Grade",)).receipt == first


def test_a_column_that_is_refused_refuses_the_table(out: Path, tmp_path: Path) -> None:
    partly = catalog(elements=["k12.ssid", "k12.grade"])
    stopped = refused(put(tmp_path, people(400)), out, snapshot=partly, by=("Grade", "County"))
    assert stopped.plan is not None
    assert [one.name for one in stopped.plan.left_out] == ["County"]
    assert refused(
        put(tmp_path, people(400)), out, snapshot=catalog(elements=["k12.grade"]), by=("Grade",)
    ).plan


@pytest.mark.parametrize(
    "more, why",
    [
        ({"form": "aggregate"}, "not named"),
        ({"by": ("Grade",), "form": "identified"}, "not identified data"),
        ({"by": ("Grade", "Grade")}, "two parts"),
        ({"by": ("Grade",), "people": "Nothing"}, "no column `Nothing`"),
    ],
)
def test_a_table_that_cannot_be_is_said_so(more: dict[str, Any], why: str, out: Path, tmp_path: Path) -> None:
    assert why in refused(put(tmp_path, people(40)), out, snapshot=catalog(), **more).because[0]


def test_data_without_an_identifier_needs_to_be_told_who_is_who(out: Path, tmp_path: Path) -> None:
    rows = [{name: row[name] for name in ("Grade", "County")} for row in people(100)]
    assert (
        "rows are no people"
        in refused(put(tmp_path, rows), out, snapshot=catalog(), by=("Grade",)).because[0]
    )


def test_a_blank_identifier_counts_nobody(out: Path, tmp_path: Path) -> None:
    rows = [{**row, "SSID": "" if number < 2 else row["SSID"]} for number, row in enumerate(people(100))]
    assert "have no `SSID`" in refused(put(tmp_path, rows), out, snapshot=catalog(), by=("Grade",)).because[0]


def test_a_receipt_names_the_tables_entry_and_a_ledger_that_was_written_anew_is_noticed(
    out: Path, tmp_path: Path
) -> None:
    released(put(tmp_path, people(300)), out, snapshot=catalog(), by=("Grade",))
    (entry,) = ledger().entries()
    assert receipt_at(out)["ledger"] == entry.chain
    found = verify(catalog(), out)
    assert [proof.holds for proof in found.proofs if proof.what == "ledger"] == [True]
    assert found.holds
    folder = settings().releases
    assert folder is not None
    shutil.rmtree(folder / "counts")
    again = verify(catalog(), out)
    assert [proof.what for proof in again.proofs if proof.holds is False] == ["ledger"]
    assert not (folder / "counts").exists()


def test_a_table_is_not_let_through_where_the_ledger_was_lost(out: Path, tmp_path: Path) -> None:
    released(put(tmp_path, people(300)), out, snapshot=catalog(), by=("Grade",))
    more = put(tmp_path, people(303), "more.csv")
    other = out.with_name("more.parquet")
    assert "difference" in refused(more, other, snapshot=catalog(), by=("Grade",)).because[0]
    folder = settings().releases
    assert folder is not None
    kept = folder / "counts"
    kept.rename(tmp_path / "kept")
    for ledger_there in (False, True):
        if ledger_there:
            Ledger(kept).begin()
        with pytest.raises(BadInput, match="ledger of releases"):
            gate(more, other, snapshot=catalog(), by=("Grade",))
        assert not other.exists()
    shutil.rmtree(kept)
    (tmp_path / "kept").rename(kept)
    assert "difference" in refused(more, other, snapshot=catalog(), by=("Grade",)).because[0]


def test_a_table_in_text_hides_alike_and_its_receipt_is_verified(out: Path, tmp_path: Path) -> None:
    target = out.with_suffix(".csv")
    released(put(tmp_path, people(300)), target, snapshot=catalog(), by=("Grade", "County"), rate="Consent")
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["people"] for row in rows if row["shown"] == "false"} == {""}
    assert {row["shown"] for row in rows} == {"true", "false"}
    assert verify(catalog(), target).holds
    assert [one["treatment"] for one in receipt_at(target)["columns"]] == [
        "grouped-by",
        "grouped-by",
        "counted",
        "rated",
    ]


def test_what_nobody_gave_is_a_group_of_its_own(out: Path, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    gaps = "".join(f'"8{number:09d}",,"06","true"\n' for number in range(20))
    path.write_bytes(csv_of(people(200)) + gaps.encode())
    released(path, out, snapshot=catalog(), by=("Grade",))
    assert counts(table_at(out), "Grade")["(not given)",] == 20


def test_the_names_of_groups_single_nobody_out(out: Path, tmp_path: Path) -> None:
    rows = [
        *people(300),
        {**people(1)[0], "SSID": "8", "Grade": "99"},
        {**people(1)[0], "SSID": "7", "Grade": "98"},
    ]
    data = put(tmp_path, rows)
    released(data, out, snapshot=catalog(), by=("Grade",))
    found = counts(table_at(out), "Grade")
    assert ("99",) not in found
    assert found["(other)",] == 2 + min(
        sum(row["Grade"] == grade for row in rows) for grade in ("01", "02", "03")
    )


@pytest.mark.parametrize(
    "more, why",
    [
        ({"by": ("SSID",), "people": "Name"}, "single persons out"),
        ({"by": ("Born",)}, "single persons out"),
        ({"by": ("Consent",)}, "tells it as a rate"),
        ({"by": ("Grade",), "rate": "County"}, "is no flag"),
        ({"by": ("Grade",), "people": "County"}, "does not tell people apart"),
    ],
)
def test_a_column_has_only_the_part_that_it_may_have(
    more: dict[str, Any], why: str, out: Path, tmp_path: Path
) -> None:
    every = catalog(elements=[*FIGURES, "k12.born", "k12.name"])
    rows = [{**row, "Born": "2010-01-01", "Name": row["SSID"]} for row in people(60)]
    data = put(tmp_path, rows)
    asked = {"people": "SSID", **more}
    assert why in refused(data, out, snapshot=every, **asked).because[0]


def test_flags_are_read_as_a_tranche_has_them_and_nothing_else_is(out: Path, tmp_path: Path) -> None:
    said = {"true": "Y", "false": "n"}
    rows = [{**row, "Consent": said[row["Consent"]]} for row in people(400)]
    released(put(tmp_path, rows), out, snapshot=catalog(), by=("Grade",), rate="Consent")
    total = dict(zip(table_at(out)["Grade"], table_at(out)["Consent_rate"], strict=True))["(total)"]
    share = sum(row["Consent"] == "Y" for row in rows) / 4
    assert abs(float(str(total).rstrip("%")) - share) < 0.1
    odd = put(tmp_path, [*rows, {**rows[0], "SSID": "8", "Consent": "perhaps"}], "odd.csv")
    stopped = refused(odd, out.with_name("b.parquet"), snapshot=catalog(), by=("Grade",), rate="Consent")
    assert "neither true nor false" in stopped.because[0]


@pytest.mark.parametrize("name", ["(total)", "(not given)", "(other)"])
def test_a_group_with_a_name_of_ours_is_refused(name: str, out: Path, tmp_path: Path) -> None:
    rows = [{**row, "Grade": name if row["Grade"] == "01" else row["Grade"]} for row in people(200)]
    stopped = refused(put(tmp_path, rows), out, snapshot=catalog(), by=("Grade",))
    assert "use for their own" in stopped.because[0]


def test_a_group_that_a_spreadsheet_would_run_does_not_go_into_text(out: Path, tmp_path: Path) -> None:
    rows = [{**row, "Grade": "=1+1" if row["Grade"] == "01" else row["Grade"]} for row in people(200)]
    stopped = refused(put(tmp_path, rows), out.with_suffix(".csv"), snapshot=catalog(), by=("Grade",))
    assert "a spreadsheet would run" in stopped.because[0]


def test_nobody_makes_no_table(out: Path, tmp_path: Path) -> None:
    data = tmp_path / "none.csv"
    data.write_bytes(b"SSID,Grade\n")
    assert "nobody to count" in refused(data, out, snapshot=catalog(), by=("Grade",)).because[0]


def test_each_years_table_is_of_other_people(out: Path, tmp_path: Path) -> None:
    years = {"06": people(300, seed=1), "19": people(305, seed=2)}
    rows = [{**row, "SSID": f"{at}{row['SSID']}", "County": at} for at, each in years.items() for row in each]
    data = put(tmp_path, rows)
    first = released(data, out, snapshot=catalog(), by=("Grade",), only=(("County", "06"),))
    assert counts(table_at(out), "Grade")["(total)",] == 300
    assert first.receipt["only"] == [{"column": "County", "value": "06"}]
    other = out.with_name("b.parquet")
    released(data, other, snapshot=catalog(), by=("Grade",), only=(("County", "19"),))
    assert counts(table_at(other), "Grade")["(total)",] == 305
    assert verify(catalog(), other).holds


def test_rows_are_selected_by_what_may_flow_alone(out: Path, tmp_path: Path) -> None:
    partly = catalog(elements=["k12.ssid", "k12.grade"])
    data = put(tmp_path, people(400))
    stopped = refused(data, out, snapshot=partly, by=("Grade",), only=(("County", "06"),))
    assert stopped.plan is not None
    assert [one.name for one in stopped.plan.left_out] == ["County"]
    person = refused(data, out, snapshot=catalog(), by=("Grade",), only=(("SSID", "1"),))
    assert "two parts" in person.because[0]
