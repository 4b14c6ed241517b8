"""Tables behind a database's URL: only the columns that flow are read, and no password is told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from catalog.errors import BadInput
from tests.databases import Postgres
from tests.gates import SECRET, gate, pupils, refused, released, table_at

COLUMNS = ("SSID", "Name", "Grade", "Born", "County", "Score", "Consent", "Diagnosis")


def fill(url: str) -> None:
    """Make a table of pupils."""
    kinds: dict[str, sa.types.TypeEngine[Any]] = {
        "Born": sa.Date(),
        "Score": sa.Integer(),
        "Consent": sa.Boolean(),
    }
    table = sa.Table(
        "pupils", sa.MetaData(), *(sa.Column(name, kinds.get(name, sa.String())) for name in COLUMNS)
    )
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        table.create(connection)
        rows = [{**row, "Consent": row["Consent"] == "true", "Score": int(row["Score"])} for row in pupils()]
        connection.execute(
            table.insert(), [{**row, "Born": date.fromisoformat(str(row["Born"]))} for row in rows]
        )
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'pupils.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        address = server.make()
    fill(address)
    return address


def test_a_table_passes_as_a_file_does(url: str, out: Path) -> None:
    released(url, out, table="pupils")
    found = table_at(out)
    assert list(found) == ["SSID", "Name", "Grade", "Born", "County", "Score", "Consent"]
    assert found["Grade"] == [row["Grade"] for row in pupils()]
    assert [str(day) for day in found["Born"]] == [row["Born"] for row in pupils()]
    assert not {row["SSID"] for row in pupils()} & set(found["SSID"])
    assert SECRET.encode() not in out.read_bytes()


def test_the_table_may_stand_in_the_address(url: str, out: Path) -> None:
    released(f"{url}#pupils", out, form="deidentified", purpose="commercial")
    assert set(table_at(out)["Born"]) == {2010, 2011, 2012}


def test_a_table_that_is_not_there_or_not_named_is_said_so(url: str, out: Path) -> None:
    with pytest.raises(BadInput, match="no table `nothing`"):
        gate(url, out, table="nothing")
    with pytest.raises(BadInput, match="not named"):
        gate(url, out)


def test_an_address_is_never_told(out: Path) -> None:
    for address in (
        f"postgresql://me:{SECRET}@127.0.0.1:1/none",
        f"oracle://me:{SECRET}@host/x",
        f"sqlite://{SECRET}/",
    ):
        with pytest.raises(BadInput) as told:
            gate(address, out, table="pupils")
        assert SECRET not in f"{told.value}{told.value.hint}"
        assert told.value.__cause__ is None


def test_a_value_that_is_not_of_its_columns_type_is_not_told(out: Path, tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'odd.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql('CREATE TABLE pupils ("Grade" VARCHAR, "Score" INTEGER)')
        connection.exec_driver_sql("INSERT INTO pupils VALUES ('05', ?)", (SECRET,))
    engine.dispose()
    with pytest.raises(BadInput, match="column `Score`") as told:
        gate(f"sqlite:///{tmp_path / 'odd.db'}", out, table="pupils")
    assert SECRET not in f"{told.value}"
    assert list(out.parent.iterdir()) == []


def test_a_type_that_cannot_be_looked_through_is_refused(out: Path, tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'odd.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql('CREATE TABLE pupils ("Grade" BLOB)')
    engine.dispose()
    with pytest.raises(BadInput, match="`Grade` is of a type"):
        gate(f"sqlite:///{tmp_path / 'odd.db'}", out, table="pupils")


def test_nothing_flows_from_a_table_that_may_not(url: str, out: Path) -> None:
    assert refused(url, out, "evaluation.aid", table="pupils", form="identified").plan is not None
