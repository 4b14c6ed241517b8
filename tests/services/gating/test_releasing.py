"""What the gate lets through, in which form, and what it leaves out."""

import csv
import gzip
import hashlib
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.errors import BadInput, NotFound, WriteRefused
from catalog.records.ids import PartnerId, ZoneId
from catalog.services.gating.keeping_keys import keyring
from tests.builders import snapshot_of
from tests.gates import (
    SECRET,
    clause,
    csv_of,
    gate,
    parquet_of,
    pupils,
    receipt_at,
    refused,
    released,
    table_at,
    use_for,
    world,
)


def test_identified_data_passes_unchanged_and_only_what_the_clause_covers(data: Path, out: Path) -> None:
    answer = released(data, out, "evaluation.program")
    assert answer.plan.form == "identified"
    assert table_at(out) == {
        "SSID": [row["SSID"] for row in pupils()],
        "Name": [row["Name"] for row in pupils()],
    }


def test_pseudonyms_stand_for_identifiers_and_all_else_stays(data: Path, out: Path) -> None:
    released(data, out)
    found = table_at(out)
    assert list(found) == ["SSID", "Name", "Grade", "Born", "County", "Score", "Consent"]
    assert all(len(value) == 32 and int(value, 16) >= 0 for value in found["SSID"] + found["Name"])
    assert len(set(found["SSID"])) == len(pupils())
    for name in ("Grade", "Born", "County", "Score", "Consent"):
        assert found[name] == [row[name] for row in pupils()]


def test_a_pseudonym_is_another_one_for_another_recipient_purpose_or_key(
    data: Path, out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broad = snapshot_of(
        world(
            clause("study", "pseudonymous", "research", to=["c2c", "uni"]),
            clause("more", "pseudonymous", "evaluation"),
        )
    )
    seen = [table_at(released(data, out, snapshot=broad).out)["SSID"][0]]
    more = [("research", PartnerId("uni"), "b"), ("evaluation", PartnerId("c2c"), "c")]
    for purpose, recipient, name in more:
        use = use_for(purpose, recipient=recipient)
        answer = released(data, out.with_name(f"{name}.parquet"), snapshot=broad, use=use)
        seen.append(table_at(answer.out)["SSID"][0])
    monkeypatch.setenv("P20W_KEYS", str(tmp_path / "other-keys"))
    seen.append(table_at(released(data, out.with_name("d.parquet"), snapshot=broad).out)["SSID"][0])
    assert len(set(seen)) == len(seen)


def test_a_blank_identifier_is_nobodys_and_has_no_pseudonym(out: Path, tmp_path: Path) -> None:
    rows = [{**row, "SSID": "" if number % 2 else row["SSID"]} for number, row in enumerate(pupils(4))]
    text = tmp_path / "in.csv"
    text.write_bytes(csv_of(rows))
    for data in (text, parquet_of(tmp_path / "in.parquet", rows)):
        place = out.with_name(f"{data.suffix[1:]}.parquet")
        released(data, place)
        assert [value is None for value in table_at(place)["SSID"]] == [False, True, False, True]


def test_a_pseudonym_that_others_hold_already_is_hashed_again(out: Path, tmp_path: Path) -> None:
    data = tmp_path / "year.csv"
    data.write_bytes(csv_of([{"person": f"p{n}", "grade": "05"} for n in range(3)]))
    row = {"to": ["uni"], "zones": ["uni.enclave"], "forms": ["pseudonymous"]}
    onward = snapshot_of(world(clause("study", "pseudonymous", "research", onward=[row])))
    use = use_for("research", recipient=PartnerId("uni"), zone=ZoneId("uni.enclave"))
    released(data, out, dataset="c2c.year", snapshot=onward, use=use)
    found = table_at(out)
    assert not {"p0", "p1", "p2"} & set(found["person"])
    assert found["grade"] == ["05"] * 3


def test_a_release_has_one_form_so_that_no_name_stands_beside_what_is_pseudonymous(
    data: Path, out: Path
) -> None:
    mixed = snapshot_of(
        world(
            clause("names", "identified", "research", ["k12.name"]),
            clause("rest", "pseudonymous", "research", ["k12.grade", "k12.county"]),
        )
    )
    answer = released(data, out, snapshot=mixed)
    found = table_at(out)
    assert answer.plan.form == "pseudonymous"
    assert list(found) == ["Name", "Grade", "County"]
    assert not set(found["Name"]) & {row["Name"] for row in pupils()}


def test_a_form_that_is_asked_for_is_the_one_that_is_given(data: Path, out: Path) -> None:
    assert released(data, out, "evaluation.program", form="pseudonymous").plan.form == "pseudonymous"
    assert set(table_at(out)["SSID"]).isdisjoint(row["SSID"] for row in pupils())
    assert refused(data, out.with_name("b.parquet"), "research", form="identified").because


def test_deidentified_data_has_no_identifiers_no_days_and_no_rare_values(out: Path, tmp_path: Path) -> None:
    rows = pupils(60)
    rows[5]["County"] = "99"
    rows[6]["County"] = "98"
    data = tmp_path / "few.csv"
    data.write_bytes(csv_of(rows))
    answer = released(data, out, "commercial")
    found = table_at(out)
    assert list(found) == ["Grade", "Born", "County", "Score", "Consent"]
    assert set(found["Born"]) == {2010, 2011, 2012}
    assert set(found["County"]) <= {"06", "19", "(other)"}
    assert found["County"].count("(other)") >= 11 or "(other)" not in found["County"]
    measured = answer.receipt["measured"]
    groups: dict[tuple[object, ...], int] = {}
    for row in zip(found["Grade"], found["Born"], found["County"], strict=True):
        groups[row] = groups.get(row, 0) + 1
    assert measured["smallest_class"] == min(groups.values())
    assert measured["rows_in_classes_below_11"] == sum(size for size in groups.values() if size < 11)


def test_a_clause_that_asks_for_cells_holds_deidentified_rows_to_them(data: Path, out: Path) -> None:
    strict = snapshot_of(world(clause("open", "deidentified", "commercial", conditions={"min_cell": 20})))
    stopped = refused(data, out, "commercial", snapshot=strict)
    assert "at least 20" in stopped.because[0]
    one = clause("open", "deidentified", "commercial", ["k12.score"], conditions={"min_cell": 20})
    answer = released(data, out, "commercial", snapshot=snapshot_of(world(one)))
    assert answer.receipt["measured"]["smallest_class"] == len(pupils())


@pytest.mark.parametrize(
    "name, hint",
    [
        ("ssid", "capital letters"),
        ("SSID ", "space"),
        ("\ufeffSSID", "byte order mark"),
        ("SS\u200bID", "not seen"),
        ("\u0405\u0405ID", "look alike"),
        ("SS-ID", "spaces or signs"),
    ],
)
def test_a_name_that_nearly_is_a_fields_is_refused_and_never_dropped(
    name: str, hint: str, out: Path, tmp_path: Path
) -> None:
    data = tmp_path / "near.csv"
    data.write_bytes(csv_of([{name: "1", "Grade": "05"}]))
    for drop in (False, True):
        stopped = refused(data, out, drop=drop)
        assert "is not the field `SSID`" in stopped.because[0]
        assert hint in stopped.because[0]


def test_a_column_that_is_no_field_is_refused_or_dropped_as_asked(out: Path, tmp_path: Path) -> None:
    data = tmp_path / "extra.csv"
    data.write_bytes(csv_of([{"Grade": "05", "Note": SECRET}]))
    assert "`Note` is no field" in refused(data, out).because[0]
    answer = released(data, out, drop=True)
    assert table_at(out) == {"Grade": ["05"]}
    assert [(one.name, one.why) for one in answer.plan.left_out] == [("Note", "unbound")]
    assert receipt_at(out)["left_out"] == [{"name": "Note", "reasons": [], "why": "unbound"}]


def test_a_file_without_a_header_is_refused_without_telling_its_first_row(out: Path, tmp_path: Path) -> None:
    data = tmp_path / "bare.csv"
    data.write_bytes(f'"{SECRET}","05"\n"x","06"\n'.encode())
    stopped = refused(data, out, drop=True)
    assert SECRET not in repr(stopped)


def test_where_nothing_may_flow_nothing_is_written(data: Path, out: Path) -> None:
    stopped = refused(data, out, "evaluation.aid", use=use_for("evaluation.aid", zone=ZoneId("uni.enclave")))
    assert stopped.plan is not None
    assert {one.why for one in stopped.plan.left_out} == {"refused"}


def test_an_unknown_dataset_is_an_error_and_an_unknown_partner_a_refusal(data: Path, out: Path) -> None:
    with pytest.raises(NotFound, match=r"no dataset `cde\.nothing`"):
        gate(data, out, dataset="cde.nothing")
    stopped = refused(data, out, use=use_for("research", recipient=PartnerId("nobody")))
    assert stopped.plan is not None
    first = stopped.plan.left_out[0].decision
    assert first is not None
    assert first.verdict.reasons[0].code == "unknown-partner"


def test_parquet_keeps_its_types_and_carries_nothing_of_what_is_refused(out: Path, tmp_path: Path) -> None:
    data = parquet_of(tmp_path / "pupils.parquet", pupils())
    released(data, out)
    schema = pq.read_schema(out)
    assert [str(schema.field(name).type) for name in ("Born", "Score", "Consent")] == [
        "date32[day]",
        "int64",
        "bool",
    ]
    raw = out.read_bytes()
    assert SECRET.encode() not in raw
    assert b"Diagnosis" not in raw
    assert b"90000" not in raw


def test_parts_of_a_folder_are_one_table_in_the_order_of_their_names(out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    parquet_of(folder / "b.parquet", pupils(30)[20:])
    parquet_of(folder / "a.parquet", pupils(20))
    released(folder, out)
    assert table_at(out)["Grade"] == [row["Grade"] for row in pupils(30)]


def test_packed_text_and_text_give_the_same(data: Path, out: Path, tmp_path: Path) -> None:
    packed = tmp_path / "pupils.csv.gz"
    packed.write_bytes(gzip.compress(data.read_bytes()))
    released(data, out)
    released(packed, out.with_name("packed.parquet"))
    assert out.read_bytes() == out.with_name("packed.parquet").read_bytes()


def test_text_out_is_what_text_in_was(out: Path, tmp_path: Path) -> None:
    rows = [{"Grade": value} for value in ('a,"b"', "two\nlines", "", "05", "über")]
    data = tmp_path / "odd.csv"
    lines = ["Grade", *('"' + row["Grade"].replace('"', '""') + '"' for row in rows), ""]
    data.write_text("\n".join(lines), encoding="utf-8")
    target = out.with_suffix(".csv")
    released(data, target)
    with target.open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == rows


def test_nothing_and_an_empty_text_stay_two_things(out: Path, tmp_path: Path) -> None:
    data = tmp_path / "gaps.csv"
    data.write_bytes(b'Grade,County\n,06\n"",06\n')
    released(data, out)
    assert table_at(out)["Grade"] == [None, ""]


def test_the_same_release_again_is_the_same_bytes(data: Path, out: Path) -> None:
    released(data, out)
    first = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.parent.iterdir()}
    released(data, out)
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in out.parent.iterdir()} == first
    other = out.parent / "elsewhere"
    other.mkdir()
    released(data, other / out.name)
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in other.iterdir()} == first


def test_an_output_that_holds_something_else_is_kept(data: Path, out: Path) -> None:
    out.write_bytes(b"mine")
    with pytest.raises(WriteRefused, match="holds something else"):
        gate(data, out)
    assert out.read_bytes() == b"mine"
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_a_receipt_of_something_else_keeps_the_data_from_being_written(data: Path, out: Path) -> None:
    beside = out.with_name(out.name + ".receipt.json")
    beside.write_bytes(b"{}")
    with pytest.raises(WriteRefused, match="holds something else"):
        gate(data, out)
    assert [path.name for path in out.parent.iterdir()] == [beside.name]


def test_what_was_let_through_is_its_users_alone(data: Path, out: Path) -> None:
    released(data, out)
    assert [oct(path.stat().st_mode & 0o777) for path in sorted(out.parent.iterdir())] == ["0o600", "0o600"]


@pytest.mark.parametrize(
    "name, why", [("x.txt", "neither Parquet nor CSV"), ("no/x.csv", "no folder"), (".", "neither")]
)
def test_an_output_that_cannot_be_is_said_so(name: str, why: str, data: Path, out: Path) -> None:
    with pytest.raises(BadInput, match=why):
        gate(data, out.parent / name)


def test_the_output_never_replaces_the_input(data: Path) -> None:
    before = data.read_bytes()
    with pytest.raises(BadInput, match="replace the input"):
        gate(data, data)
    assert data.read_bytes() == before


def test_a_name_that_engines_take_for_a_pattern_reads_no_other_file(data: Path, out: Path) -> None:
    other = data.with_name("pupil[s].csv")
    other.write_bytes(csv_of([{"Grade": "09"}]))
    with pytest.raises(BadInput, match="stands for other names"):
        gate(other, out)
    assert list(out.parent.iterdir()) == []


def test_what_is_neither_file_nor_folder_is_not_waited_for(out: Path, data: Path) -> None:
    pipe = data.with_name("pipe.csv")
    os.mkfifo(pipe)
    with pytest.raises(BadInput, match="neither a file nor a folder"):
        gate(pipe, out)
    os.mkfifo(out)
    with pytest.raises(WriteRefused, match="holds something else"):
        gate(data, out)


def test_a_number_of_too_many_digits_is_not_made_inexact(out: Path, tmp_path: Path) -> None:
    data = tmp_path / "wide.parquet"
    pq.write_table(pa.table({"Grade": pa.array([1], pa.decimal256(60, 2))}), data)
    with pytest.raises(BadInput, match="cannot be let through"):
        gate(data, out)


@pytest.mark.parametrize("odd", [pa.null(), pa.list_(pa.string()), pa.binary(), pa.time32("s")], ids=str)
def test_a_type_that_no_engine_reads_stops_a_release_of_that_column_alone(
    odd: pa.DataType, out: Path, tmp_path: Path
) -> None:
    data = tmp_path / "odd.parquet"
    told = {"Grade": pa.array(["05"]), "Diagnosis": pa.nulls(1, odd), "Else": pa.nulls(1, odd)}
    pq.write_table(pa.table(told), data)
    released(data, out, drop=True)
    assert table_at(out) == {"Grade": ["05"]}
    pq.write_table(pa.table({"Grade": pa.nulls(1, odd), "County": ["06"]}), data)
    with pytest.raises(BadInput, match="column `Grade` is of a type that cannot be let through"):
        gate(data, out.with_name("b.parquet"))


def test_an_old_key_makes_an_old_release_again(data: Path, out: Path) -> None:
    released(data, out)
    keyring(Path("/nowhere")).rotate()
    assert table_at(released(data, out.with_name("b.parquet")).out)["SSID"] != table_at(out)["SSID"]
    released(data, out.with_name("c.parquet"), key=1)
    assert out.with_name("c.parquet").read_bytes() == out.read_bytes()
