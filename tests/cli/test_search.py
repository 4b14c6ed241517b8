"""What ``p20w search`` finds, and how it says so."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders import world_of
from tests.worlds import element, put, write

pytestmark = pytest.mark.slow

CLI = str(Path(__file__).parents[2] / "cli.py")


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    birth = element(
        "k12.birth", title="Birth date", plain_language="When was the pupil born?", regime=["ferpa"]
    )
    wage = element("wage.quarterly", title="Quarterly wages", definition="What was earned in a quarter.")
    grades = (element(f"k12.grade-{number}", title=f"Grade {number}") for number in range(12))
    world = world_of(birth, wage, *grades)
    put(world, element("k12.draft", title="Drafted grade"))
    write(world, tmp_path / "catalog")
    return tmp_path / "catalog"


def p20w(catalog: Path, *words: str, cache: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({} if cache is None else {"P20W_CACHE": cache})
    return subprocess.run(
        [sys.executable, CLI, "--catalog", str(catalog), "search", *words],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )


def document(catalog: Path, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(p20w(catalog, *words, "--format", "json").stdout)
    return found


def test_what_is_found_is_told_with_the_words_by_which_it_was(catalog: Path) -> None:
    done = p20w(catalog, "born", "pupil")
    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == [
        "Birth date  k12.birth@1.0.0  [in-force]",
        "    When was the pupil born?",
    ]
    assert done.stdout.splitlines()[2].startswith("1 found")
    assert done.stderr == ""


def test_nothing_found_is_a_no_that_helps(catalog: Path) -> None:
    done = p20w(catalog, "zzyzx")
    assert done.returncode == 1
    assert done.stdout.splitlines()[:2] == ["nothing found", "    no record has `zzyzx`"]


def test_a_misspelt_word_is_corrected_and_it_is_said(catalog: Path) -> None:
    done = p20w(catalog, "quartrely")
    assert (done.returncode, done.stderr) == (0, "p20w: nothing has `quartrely`; searched for `quarterly`\n")
    assert document(catalog, "quartrely")["corrected"] == [{"typed": "quartrely", "searched": "quarterly"}]


def test_a_program_reads_hits_facets_and_pages(catalog: Path) -> None:
    found = document(catalog, "grade", "--limit", "5", "--page", "2")
    assert (found["total"], found["page"], found["pages"], found["index"]) == (13, 2, 3, "current")
    assert [hit["id"] for hit in found["hits"]] == [f"k12.grade-{number}" for number in (3, 4, 5, 6, 7)]
    assert {one["value"]: one["count"] for one in found["facets"]["status"]} == {
        "in-force": 12,
        "not-adopted": 1,
    }


@pytest.mark.parametrize(
    "options,ids",
    [
        (["--status", "not-adopted"], ["k12.draft"]),
        (["--topic", "wage"], ["wage.quarterly"]),
        (["--regime", "ferpa"], ["k12.birth"]),
        (["--topic", "wage", "--topic", "nothing"], ["wage.quarterly"]),
        (["--year", "2018", "--regime", "ferpa"], ["k12.birth"]),
        (["--kind", "partner", "--sector", "k12", "--limit", "2", "--sort", "title"], ["c2c", "cde"]),
        (["--partner", "nobody"], []),
    ],
)
def test_options_narrow_the_search(catalog: Path, options: list[str], ids: list[str]) -> None:
    done = p20w(catalog, *options, "--format", "json")
    assert [hit["id"] for hit in json.loads(done.stdout)["hits"]] == ids
    assert done.returncode == (0 if ids else 1)


def test_a_day_says_what_is_in_force(catalog: Path) -> None:
    before = document(catalog, "birth", "--on", "2024-01-01")
    assert before["hits"][0]["status"] == ["adopted-later"] or before["hits"][0]["status"] == ["not-adopted"]
    assert document(catalog, "birth", "--on", "2026-01-01")["hits"][0]["status"] == ["in-force"]


def test_it_works_without_a_cache(catalog: Path) -> None:
    done = p20w(catalog, "earned", cache="")
    assert done.returncode == 0
    assert done.stdout.startswith("Quarterly wages")


def test_where_no_index_can_be_written_names_are_searched_and_it_is_said(
    catalog: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    done = p20w(catalog, "wages", cache=str(tmp_path / "file"))
    assert done.returncode == 0
    assert done.stdout.startswith("Quarterly wages")
    assert "names alone are searched" in done.stderr


@pytest.mark.parametrize(
    "words", ["grade " * 5_000, "(" * 500, '"' * 99, "\u202e🙂", "-" * 99, "title:" * 99]
)
def test_hostile_words_are_no_fault_of_ours(catalog: Path, words: str) -> None:
    done = p20w(catalog, "--", words)
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "options", [["--limit", "0"], ["--kind", "zoo"], ["--page", "x"], ["--on", "2026-02-30"]]
)
def test_an_option_that_makes_no_sense_is_refused(catalog: Path, options: list[str]) -> None:
    assert p20w(catalog, "grade", *options).returncode == 2
