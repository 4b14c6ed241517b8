"""What ``p20w gate``, ``receipt`` and ``keys`` say, to people and to programs."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.gates import DAYS, SECRET, csv_of, p20w, pupils, world
from tests.worlds import write


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalog")
    write(world(), folder)
    return folder


@pytest.fixture
def words(catalog: Path, tmp_path: Path) -> list[str]:
    """Return the command that lets forty pupils through for research."""
    (tmp_path / "pupils.csv").write_bytes(csv_of(pupils()))
    use = ["--to", "c2c", "--purpose", "research", "--zone", "c2c.linkage", *DAYS]
    return [
        "gate",
        "pupils.csv",
        "--catalog",
        str(catalog),
        "--dataset",
        "cde.pupils",
        *use,
        "--out",
        "out.parquet",
    ]


@pytest.mark.slow
def test_a_release_is_told_with_what_passed_and_what_did_not(words: list[str], tmp_path: Path) -> None:
    done = p20w(tmp_path, *words)
    assert done.returncode == 0
    receipt = json.loads((tmp_path / "out.parquet.receipt.json").read_text(encoding="utf-8"))
    records = ", ".join(receipt["consents"]["board"]["records"])
    told = " ".join(done.stdout.split())
    assert told == (
        "permit: 40 rows of cde.pupils to c2c, pseudonymous, in out.parquet "
        "let through SSID (as a keyed hash), Name (as a keyed hash), Grade, Born, County, Score, Consent "
        "left out Diagnosis: no-clause: "
        "no clause lets cde:k12.diagnosis flow to anybody clauses pupils@1.0.0#study votes "
        f"{records} (some adopted before this catalog kept records) duties keep no longer than 2031-06-30 "
        f"destroy by 2031-06-30 receipt out.parquet.receipt.json ({receipt['release'][:19]})"
    )
    assert "a key for pseudonyms was made" in done.stderr
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.slow
def test_a_crash_leaves_no_core_file(words: list[str], tmp_path: Path) -> None:
    """The system may write the process down when it starts, and not when it has the data."""
    (tmp_path / "pupils.csv").write_bytes(csv_of(pupils(100_000)))
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    started = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *words],
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (most, most)),  # noqa: PLW1509  # no threads
    )
    seen = []
    while started.poll() is None:
        seen += [resource.prlimit(started.pid, resource.RLIMIT_CORE)[0]]
    assert started.returncode == 0
    assert seen[0] == most
    assert seen[-2] == 0


@pytest.mark.slow
def test_programs_get_each_column_with_its_decision(words: list[str], tmp_path: Path) -> None:
    done = p20w(tmp_path, *words, "--format", "json")
    told = json.loads(done.stdout)
    assert told["outcome"] == "permit"
    assert told["receipt"] == json.loads((tmp_path / "out.parquet.receipt.json").read_text(encoding="utf-8"))
    by_name = {column["name"]: column for column in told["columns"]}
    assert by_name["Grade"]["decision"]["permitted_by"] == [
        {"source": "cde:k12.grade", "clauses": ["pupils@1.0.0#study"]}
    ]
    assert by_name["Diagnosis"]["outcome"] == "refuse"
    assert by_name["Diagnosis"]["decision"]["reasons"][0]["code"] == "no-clause"


@pytest.mark.slow
def test_a_refusal_leaves_with_one_and_writes_nothing(words: list[str], tmp_path: Path) -> None:
    words[words.index("research")] = "evaluation.site"
    before = sorted(tmp_path.iterdir())
    done = p20w(tmp_path, *words)
    assert done.returncode == 1
    assert done.stdout.startswith("refuse: no column may flow so\n  left out    SSID: ")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.slow
def test_a_question_that_is_none_leaves_with_two(words: list[str], tmp_path: Path) -> None:
    assert p20w(tmp_path, *words[:-2]).returncode == 2
    at = words.index("2026-08-01")
    done = p20w(tmp_path, *words[:at], "2026-02-30", *words[at + 1 :])
    assert done.returncode == 2
    assert "a day that exists" in done.stderr


@pytest.mark.slow
def test_an_option_that_would_do_nothing_is_refused(words: list[str], tmp_path: Path) -> None:
    for more in (["--people", "SSID"], ["--rate", "Consent"], ["--round-to", "5"], ["--table", "x"]):
        done = p20w(tmp_path, *words, *more)
        assert done.returncode == 2
        assert more[0] in done.stderr


@pytest.mark.slow
def test_a_receipt_is_verified_and_refuted(words: list[str], catalog: Path, tmp_path: Path) -> None:
    p20w(tmp_path, *words)
    done = p20w(tmp_path, "receipt", "verify", "out.parquet", "--catalog", str(catalog))
    assert done.returncode == 0
    assert done.stdout.startswith("verified: sha256:")
    (tmp_path / "out.parquet").unlink()
    done = p20w(tmp_path, "receipt", "verify", "out.parquet", "--catalog", str(catalog), "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["outcome"] == "refuted"
    assert p20w(tmp_path, "receipt", "verify", "pupils.csv").returncode == 2


def test_keys_are_listed_and_made_but_never_shown(catalog: Path, tmp_path: Path) -> None:
    told = ["--catalog", str(catalog)]
    kept = str(tmp_path / "kept")
    assert "none yet" in p20w(tmp_path, "keys", "list", *told, P20W_KEYS=kept).stdout
    assert p20w(tmp_path, "keys", "new", *told, P20W_KEYS=kept).stdout == f"made key 0001 in {kept}\n"
    done = p20w(tmp_path, "keys", "list", *told, "--format", "json", P20W_KEYS=kept)
    assert json.loads(done.stdout) == {"folder": kept, "newest": 1}
    assert (tmp_path / "kept/0001.key").read_text(encoding="ascii").strip() not in done.stdout


@pytest.mark.slow
def test_keys_do_not_lie_in_the_catalog(words: list[str], catalog: Path, tmp_path: Path) -> None:
    done = p20w(tmp_path, *words, P20W_KEYS=str(catalog / "keys"))
    assert done.returncode == 2
    assert "which others may read" in done.stderr
    assert not (catalog / "keys").exists()
    assert not (tmp_path / "out.parquet").exists()
