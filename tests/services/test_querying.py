"""How a statement is judged: its one form, its zone, and every field that it reads."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import BadInput
from catalog.records.ids import PartnerId, ZoneId
from catalog.records.query import QueryAnswer
from catalog.services.query_running import runnable, running, show
from tests.builders import world_of
from tests.lineages import attested, dataset, lineage, made_from, origin
from tests.queries import judged, write_world
from tests.worlds import agreement, element, permit, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small world, and beside it one whose rows are pseudonymous, with figures of them."""
    folder = write_world(tmp_path_factory.mktemp("judged"))
    people = [
        element("k12.ssid", identifiability="direct", regime=["ferpa"]),
        element("k12.grade", regime=["ferpa"]),
        element("k12.born", regime=["ferpa"], value_domain={"type": "date"}),
    ]
    graph = lineage(
        "p20w",
        {
            "cde.file": dataset(
                "cde.source", origin("SSID"), origin("Grade", "k12.grade"), origin("Born", "k12.born")
            ),
            "c2c.year": dataset("c2c.linkage", "person", "grade", purpose="evaluation"),
            "c2c.rates": dataset("uni.enclave", "rate", purpose="evaluation"),
        },
        {
            "c2c.year.person": [made_from("cde.file.SSID", "TRANSFORMATION", **attested("pseudonymous"))],
            "c2c.year.grade": [made_from("cde.file.Grade", "TRANSFORMATION", **attested("pseudonymous"))],
            "c2c.rates.rate": [made_from("c2c.year.grade", "AGGREGATION", **attested("aggregate"))],
        },
    )
    row = {"to": ["uni"], "zones": ["uni.enclave"], "forms": ["aggregate"], "conditions": {"min_cell": 11}}
    every: dict[str, Any] = {
        "fields": {"elements": ["k12.ssid", "k12.grade", "k12.born"]},
        "forms": ["pseudonymous"],
    }
    duties = {"no_reidentification": True, "destroy_within_days": 60}
    terms = agreement("load", [permit(**every, onward=[row], conditions=duties)])
    write(world_of(*people, terms, graph), folder / "people" / "catalog")
    return folder


def ask(folder: Path, statement: str, **more: object) -> QueryAnswer:
    return judged(folder / "people", statement, **more).answer


def codes(answer: QueryAnswer) -> list[str]:
    return sorted({reason.code for reason in answer.reasons})


def test_data_is_asked_for_as_it_is_unless_a_form_is_named(folder: Path) -> None:
    found = ask(folder, "SELECT Grade FROM cde.file")
    assert (found.outcome, found.form) == ("refuse", "identified")
    assert "form-not-covered" in found.reasons[0].detail
    assert ask(folder, "SELECT Grade FROM cde.file", form="pseudonymous").permitted
    assert ask(folder, "SELECT grade FROM c2c.year", zone=None).form == "pseudonymous"


def test_all_that_is_read_together_has_the_most_identifiable_form_of_it(folder: Path) -> None:
    statement = "SELECT y.grade FROM c2c.year y JOIN cde.file f ON f.Grade = y.grade"
    found = ask(folder, statement)
    assert found.form == "identified"
    assert {reason.field for reason in found.reasons} == {"c2c.year.grade", "cde.file.Grade"}
    assert ask(folder, statement, form="pseudonymous").permitted


def test_a_name_is_hashed_in_pseudonymous_data_and_is_not_had_in_deidentified_data(folder: Path) -> None:
    statement = "SELECT SSID, Grade FROM cde.file"
    found = ask(folder, statement, form="pseudonymous")
    assert [column.treatment for column in found.columns] == ["keyed-hash", "as-is"]
    assert codes(ask(folder, statement, form="deidentified")) == ["identifier"]


def test_no_statement_gives_aggregate_data_of_rows(folder: Path) -> None:
    found = ask(folder, "SELECT Grade, count(*) FROM cde.file GROUP BY Grade", form="aggregate")
    assert codes(found) == ["form-not-given"]
    assert "p20w gate --form aggregate" in found.reasons[0].detail


def test_what_needs_all_rows_of_a_release_may_be_asked_but_does_not_run(folder: Path) -> None:
    asked = judged(folder / "people", "SELECT Born FROM cde.file", form="deidentified")
    assert asked.answer.permitted
    found = runnable(asked).answer
    assert codes(found) == ["form-not-given"]
    assert (found.reasons[0].field, found.reasons[0].clause) == ("cde.file.Born", "SELECT")


def test_without_a_zone_the_result_rests_where_the_data_lies(folder: Path) -> None:
    found = ask(folder, "SELECT grade FROM c2c.year", zone=None)
    assert (found.outcome, found.zone) == ("permit", "c2c.linkage")


def test_data_of_two_zones_needs_a_zone_to_be_named(folder: Path) -> None:
    statement = "SELECT y.grade FROM c2c.year y CROSS JOIN cde.file f"
    assert codes(ask(folder, statement, zone=None, form="pseudonymous")) == ["zone-not-named"]
    assert ask(folder, statement, form="pseudonymous").permitted


def test_what_the_asker_made_of_data_that_it_held_comes_from_the_provider(folder: Path) -> None:
    found = ask(folder, "SELECT person, grade FROM c2c.year", zone=None)
    assert {c for column in found.columns for _, c in column.decision.verdict.permitted_by} == {
        ("load@1.0.0#load",)
    }


def test_evidence_is_asked_for_as_of_any_flow(folder: Path) -> None:
    more = {"zone": ZoneId("uni.enclave"), "recipient": PartnerId("uni")}
    assert codes(ask(folder, "SELECT rate FROM c2c.rates", **more)) == ["field-refused"]
    found = ask(folder, "SELECT rate FROM c2c.rates", **more, min_cell=11)
    assert (found.outcome, found.form, found.conditions.min_cell) == ("permit", "aggregate", 11)


def test_duties_come_with_a_permit(folder: Path) -> None:
    found = ask(folder, "SELECT Grade FROM cde.file", form="pseudonymous")
    assert found.document()["duties"] == {"no_reidentification": True, "destroy_within_days": 60}
    refused = ask(folder, "SELECT Grade FROM cde.file", form="pseudonymous", can_enforce=frozenset())
    assert refused.document()["duties"] == {}
    assert "duty-not-enforceable" in refused.reasons[0].detail


@pytest.mark.parametrize("more", [{"recipient": PartnerId("nobody")}, {"zone": ZoneId("no.where")}])
def test_what_the_catalog_does_not_know_is_refused(folder: Path, more: dict[str, object]) -> None:
    found = ask(folder, "SELECT Grade FROM cde.file", form="pseudonymous", **more)
    assert codes(found) == ["field-refused"]


def test_a_dataset_may_be_counted_where_some_field_of_it_is_permitted(folder: Path) -> None:
    assert ask(folder, "SELECT count(*) FROM cde.file", form="pseudonymous").permitted
    found = ask(folder, "SELECT count(*) FROM cde.file")
    assert codes(found) == ["dataset-refused"]
    assert (found.reasons[0].field, found.reasons[0].clause) == ("cde.file", "FROM")


def test_a_dataset_of_another_day_is_not_known(folder: Path) -> None:
    found = ask(folder, "SELECT Grade FROM cde.file", on=date(2020, 1, 1), as_known=date(2020, 1, 1))
    assert codes(found) == ["unknown-table"]


@pytest.mark.slow
def test_only_rows_that_the_clause_lets_through_are_read(tmp_path: Path) -> None:
    rows = {"rows": [{"element": "k12.year", "from": "2021", "through": "2022"}]}
    asked = [element("k12.grade"), element("k12.year", value_domain={"type": "integer"})]
    files = lineage(
        "p20w",
        {"cde.file": dataset("cde.source", origin("Grade", "k12.grade"), origin("Year", "k12.year"))},
        {},
    )
    every = {"elements": ["k12.grade", "k12.year"]}
    write(
        world_of(*asked, files, agreement("load", [permit(fields=every, conditions=rows)])),
        tmp_path / "catalog",
    )
    data = tmp_path / "file.csv"
    data.write_text("Grade,Year\nK,2020\n1,2021\n2,2022\n3,2023\n4,\n")
    for statement, told in (
        ("SELECT Grade FROM cde.file ORDER BY Grade", (("1",), ("2",))),
        ("SELECT count(*) FROM cde.file", ((2,),)),
        ("SELECT max(Year) FROM cde.file", ((2022,),)),
    ):
        found = judged(tmp_path, statement)
        assert found.answer.document()["duties"] == {
            "rows": [{"element": "k12.year", "from": "2021", "through": "2022"}]
        }
        with running(found, {"cde.file": data}) as rows_told:
            assert show(rows_told, found, most=9).rows == told
    data.write_text("Grade\nK\n")
    with (
        pytest.raises(BadInput, match="no column of the data holds that"),
        running(judged(tmp_path, "SELECT Grade FROM cde.file"), {"cde.file": data}),
    ):
        pass
