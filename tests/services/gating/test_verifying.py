"""A receipt is verified against its words, the data beside it and the agreements behind it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import BadInput
from catalog.services.gating.receipts import named, written
from catalog.services.gating.recording import registry
from catalog.services.gating.verifying import Verified, verify
from tests.builders import snapshot_of
from tests.gates import CLAUSES, clause, csv_of, pupils, receipt_at, released, world
from tests.worlds import event


@pytest.fixture
def out(tmp_path: Path) -> Path:
    data = tmp_path / "pupils.csv"
    data.write_bytes(csv_of(pupils()))
    folder = tmp_path / "out"
    folder.mkdir()
    released(data, folder / "release.parquet")
    return folder / "release.parquet"


def refuted(found: Verified) -> list[str]:
    return [proof.what for proof in found.proofs if proof.holds is False]


def test_what_was_let_through_is_verified_by_itself_or_by_its_receipt(out: Path) -> None:
    snapshot = snapshot_of(world())
    for path in (out, out.with_name(out.name + ".receipt.json")):
        found = verify(snapshot, path)
        assert found.holds
        assert [proof.what for proof in found.proofs] == [
            "receipt",
            "register",
            "data",
            "columns",
            "rows",
            "catalog",
            "decision",
        ]


def test_a_receipt_leads_to_clauses_votes_and_duties(out: Path) -> None:
    told = receipt_at(out)
    assert told["consents"]["provider"]["clauses"] == ["pupils@1.0.0#study"]
    assert told["consents"]["board"] == {"legacy": True, "records": told["consents"]["board"]["records"]}
    assert len(told["consents"]["board"]["records"]) == 8
    assert told["duties"] == {"retain_through": "2031-06-30"}
    assert told["destroy_by"] == "2031-06-30"
    assert [one["name"] for one in told["left_out"]] == ["Diagnosis"]
    assert told["input"]["rows"] == told["output"]["rows"] == 40
    assert told["engine"].startswith("DuckDB ")


def test_data_that_was_changed_is_refuted(out: Path) -> None:
    out.chmod(0o600)
    out.write_bytes(out.read_bytes()[:-1] + b"x")
    assert refuted(verify(snapshot_of(world()), out)) == ["data"]
    out.unlink()
    assert refuted(verify(snapshot_of(world()), out)) == ["data"]


CHANGES: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("recipient", lambda told: told.update(recipient="uni")),
    ("purpose", lambda told: told.update(purpose="commercial")),
    ("duties", lambda told: told.update(duties={})),
    ("clauses", lambda told: told["columns"][0].update(permitted_by=[])),
    ("treatment", lambda told: told["columns"][0].update(treatment="as-is")),
    ("form", lambda told: told.update(form="identified")),
    ("destroy by", lambda told: told.update(destroy_by=None)),
]


@pytest.mark.parametrize("change", [change for _, change in CHANGES], ids=[name for name, _ in CHANGES])
def test_a_receipt_that_was_changed_is_refuted_even_under_a_new_name(
    change: Callable[[dict[str, Any]], Any], out: Path
) -> None:
    beside = out.with_name(out.name + ".receipt.json")
    told = receipt_at(out)
    change(told)
    beside.write_bytes(written(told))
    assert "receipt" in refuted(verify(snapshot_of(world()), out))
    beside.write_bytes(written({**told, "release": named(told)}))
    assert refuted(verify(snapshot_of(world()), out)) == ["decision"]


def test_a_catalog_that_has_gone_on_must_come_to_the_same(out: Path) -> None:
    later = world()
    event(later, "pupils", "terminated", "2027-04-01", effective_from="2027-04-02")
    found = verify(snapshot_of(later), out)
    assert found.holds
    assert [proof.holds for proof in found.proofs if proof.what == "catalog"] == [None]
    other = world(*CLAUSES[:1], clause("study", "deidentified", "research"))
    assert refuted(verify(snapshot_of(other), out)) == ["decision"]


def test_what_is_no_receipt_is_said_so(tmp_path: Path) -> None:
    snapshot = snapshot_of(world())
    path = tmp_path / "x.receipt.json"
    for text in ("", "[]", '{"kind": "release-receipt"}', '{"kind": "decision"}', "[" * 100_000):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BadInput, match="is no receipt"):
            verify(snapshot, path)
    with pytest.raises(BadInput, match="cannot read"):
        verify(snapshot, tmp_path / "nothing.parquet")


def test_a_receipt_that_says_one_thing_twice_or_in_other_bytes_is_none(out: Path) -> None:
    beside = out.with_name(out.name + ".receipt.json")
    text = beside.read_text(encoding="utf-8")
    for other in (text.replace("{", '{"recipient": "uni",', 1), text + " ", text.replace(": ", ":")):
        beside.write_text(other, encoding="utf-8")
        with pytest.raises(BadInput, match="not as the gate wrote it"):
            verify(snapshot_of(world()), out)


def test_a_receipt_that_nobody_registered_is_told_so(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("P20W_RELEASES", str(out.parent / "elsewhere"))
    found = verify(snapshot_of(world()), out)
    assert [proof.holds for proof in found.proofs if proof.what == "register"] == [None]


def test_rows_of_text_are_counted(tmp_path: Path) -> None:
    data, out = tmp_path / "pupils.csv", tmp_path / "out.csv"
    data.write_bytes(csv_of(pupils()))
    released(data, out)
    told = receipt_at(out)
    told["output"]["rows"] = 41
    out.with_name("out.csv.receipt.json").write_bytes(written({**told, "release": named(told)}))
    assert refuted(verify(snapshot_of(world()), out)) == ["rows"]


@pytest.mark.parametrize("name", ["../release.parquet", "/etc/passwd"])
def test_a_receipt_speaks_of_nothing_but_what_lies_beside_it(name: str, out: Path) -> None:
    told = receipt_at(out)
    told["output"]["name"] = name
    beside = out.with_name(out.name + ".receipt.json")
    beside.write_bytes(written({**told, "release": named(told)}))
    assert refuted(verify(snapshot_of(world()), beside)) == ["data"]


def test_every_release_is_registered_once(out: Path) -> None:
    release = receipt_at(out)["release"]
    assert release in registry()
    assert [told["release"] for told in registry().receipts()].count(release) == 1
