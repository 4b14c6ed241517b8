"""What ``p20w tranche`` says, writes and keeps to itself."""

import base64
import csv
import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from catalog.cli.main import p20w as command
from tests.tranches import DAY, HEADER, catalog_of, rows_with, tranche_world, write_csv, write_parquet

CANARY = "Xanthippe"
REPORTS = ["tranche-report.csv", "tranche-report.html", "tranche-report.json"]


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of the tranche's world."""
    return catalog_of(tranche_world(), tmp_path_factory.mktemp("catalog"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tranche in which nothing is wrong."""
    made = tmp_path / "tranche"
    made.mkdir()
    write_csv(made / "cde.roster.csv", rows_with())
    write_csv(made / "staff.csv", [["AB00000001"]], header=["StaffId"])
    return made


def p20w(catalog: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        str(Path(__file__).parents[2] / "cli.py"),
        "--catalog",
        str(catalog),
        "tranche",
    ]
    words = ("--provider", "cde", "--on", DAY, *words)
    return subprocess.run([*command, str(folder), *words], check=False, capture_output=True, text=True)


@pytest.mark.slow
def test_a_tranche_is_accepted(catalog: Path, folder: Path) -> None:
    done = p20w(catalog, folder, "--year", "2025-26")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "cde.roster: cde.roster.csv, 20 rows, 9 columns, 17 rules",
        "cde.staff: staff.csv, 1 rows, 1 columns, 3 rules",
        f"accepted: cde to c2c, school year 2025-26, on {DAY}",
        "findings: 0 errors, 0 warnings, 0 notes",
    ]


@pytest.mark.slow
def test_a_steward_is_told_what_is_wrong_where_and_what_to_do(catalog: Path, folder: Path) -> None:
    write_csv(folder / "cde.roster.csv", rows_with({}, {"Grade": "5"}, {"SSID": "1"}))
    (folder / "notes.txt").write_text("x")
    done = p20w(catalog, folder, "--year", "2025")
    assert done.returncode == 1
    told = [line.strip() for line in done.stdout.splitlines()]
    assert "error extra-file: `notes.txt` fits no dataset of the provider's" in told
    assert "error value-code: `Grade`: a code of grade@1.0.0: KN, 05, 06 is wanted (k12.grade@1.0.0)" in told
    at = told.index(
        "error value-code: `Grade`: a code of grade@1.0.0: KN, 05, 06 is wanted (k12.grade@1.0.0)"
    )
    assert told[at + 1 : at + 5] == [
        "rows      1 (5 %)",
        "first     2",
        "values    “5”",
        "do        Write the code as the list has it, with the zeros that it begins with.",
    ]
    assert "values    not shown: they name a person" in told
    assert "rows are counted from 1; the header is not counted" in told
    assert told[-1] == "findings: 3 errors, 0 warnings, 0 notes"


@pytest.mark.slow
@pytest.mark.parametrize(
    "words, wanted",
    [
        (["--year", "2025-27"], "is no school year"),
        (["--year", "25-26"], "is no school year"),
        (["--to", "nobody"], "no partner `nobody`"),
        (["--key", "roster=Income"], "has no field `Income`"),
        (["--key", "roster"], "is not written as key=value"),
        (["--key", "roster=SSID,SSID"], "is not said once"),
        (["--on", "2030-01-01"], "is in force on 2030-01-01"),
    ],
)
def test_what_cannot_be_asked_is_said(words: list[str], wanted: str, catalog: Path, folder: Path) -> None:
    done = p20w(catalog, folder, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert wanted in " ".join(done.stderr.split())


@pytest.mark.slow
def test_the_three_reports_say_the_same(catalog: Path, folder: Path, tmp_path: Path) -> None:
    faults = [{"Grade": "5"}, {"Days": "-1"}, {"Note": "=1+1", "Year": "=1+1"}]
    write_csv(folder / "cde.roster.csv", [*rows_with(*faults), rows_with()[5]])
    done = p20w(
        catalog, folder, "--year", "2025-26", "--report", str(tmp_path / "new/report"), "--format", "json"
    )
    reports = tmp_path / "new/report"
    assert sorted(path.name for path in reports.iterdir()) == REPORTS
    assert (reports / "tranche-report.json").read_text(encoding="utf-8") == done.stdout
    document: dict[str, Any] = json.loads(done.stdout)
    findings = [found for one in document["datasets"] for found in one["findings"]]
    with (reports / "tranche-report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = ("severity", "code", "dataset", "file", "column", "message")
    assert [{key: row[key] for key in keys} for row in rows] == [
        {key: found[key] for key in keys} for found in findings
    ]
    assert [row["rows"] for row in rows] == [str(found["count"]) for found in findings]
    page = (reports / "tranche-report.html").read_text(encoding="utf-8")
    assert all(found["code"] in page for found in findings)
    assert (document["accepted"], document["errors"], document["warnings"]) == (False, 3, 1)
    assert document["datasets"][0]["files"][0]["sha256"] in page
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


@pytest.mark.slow
def test_a_report_is_the_same_each_time_and_replaces_the_one_before(
    catalog: Path, folder: Path, tmp_path: Path
) -> None:
    write_csv(folder / "cde.roster.csv", rows_with({"Grade": "5"}, {"Days": "x"}))
    seen = []
    for _ in range(2):
        p20w(catalog, folder, "--year", "2025-26", "--report", str(tmp_path / "report"))
        seen.append({path.name: path.read_bytes() for path in (tmp_path / "report").iterdir()})
    assert seen[0] == seen[1]


@pytest.mark.slow
def test_a_report_that_cannot_be_written_is_said(catalog: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "report").write_text("a file")
    done = p20w(catalog, folder, "--report", str(tmp_path / "report/below"))
    assert done.returncode == 2
    assert "cannot write" in done.stderr


def canaries(name: str) -> dict[str, str]:
    """Faults that show up in every rule of identifiers and of columns that may not come in."""
    return {"Name": f"{CANARY} {name}", "SSID": f"{CANARY}-{name}"}


def leaky(kind: str, folder: Path) -> None:
    """Write a roster that holds canaries where no value may be shown, in one of many damaged ways."""
    rows = [
        [*row, f"{CANARY} extra", f"{CANARY} secret"]
        for row in rows_with(canaries("a"), canaries("a"), {"Grade": f"{CANARY} " + "x" * 40}, *[{}] * 20)
    ]
    header = [*HEADER, "Income", "Secret"]
    path = folder / "cde.roster.csv"
    if kind == "parquet":
        path.unlink()
        write_parquet(folder / "roster.parquet", rows, header=header)
    else:
        write_csv(path, rows, header=header)
    if kind == "no header":
        path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))
    elif kind == "a row too short":
        path.write_text(path.read_text() + f"{CANARY},1\n")
    elif kind == "a row too long":
        path.write_text(path.read_text().replace("\n", f",{CANARY}\n").replace(f",{CANARY}\n", "\n", 1))
    elif kind == "an open quotation":
        path.write_text(path.read_text() + f'"{CANARY}\n')
    elif kind == "a stray quotation":
        path.write_text(path.read_text() + f'{CANARY}"{CANARY}' + "," * 10 + "\n")
    elif kind == "not text":
        path.write_bytes(path.read_bytes() + CANARY.encode() + b"\xff")
    elif kind == "two line ends":
        path.write_bytes(path.read_bytes() + path.read_bytes().replace(b"\r\n", b"\n"))


KINDS = ["text", "parquet", "no header", "a row too short", "a row too long", "an open quotation"]
KINDS += ["a stray quotation", "not text", "two line ends"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_value_of_an_identifier_or_of_an_extra_column_is_ever_told(
    kind: str, form: str, catalog: Path, folder: Path, tmp_path: Path
) -> None:
    leaky(kind, folder)
    reports = tmp_path / "report"
    words = ["--key", "roster=Name", "--examples", "100", "--report", str(reports), "--format", form]
    words = ["--catalog", str(catalog), "tranche", str(folder), "--provider", "cde", "--on", DAY, *words]
    done = CliRunner().invoke(command, words)
    assert done.exit_code == 1
    assert sorted(path.name for path in reports.iterdir()) == REPORTS
    for told in (done.stdout, done.stderr, *(path.read_text(encoding="utf-8") for path in reports.iterdir())):
        assert CANARY not in told


class Outline(HTMLParser):
    """What a page is made of: its headings, tables, and whatever could run or fetch something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag and its attributes."""
        self.tags.append((tag, dict(attrs)))

    def count(self, tag: str) -> int:
        """How often a tag is opened."""
        return sum(name == tag for name, _ in self.tags)


@pytest.mark.slow
@pytest.mark.parametrize("sound", [True, False])
def test_the_page_can_be_read_by_everybody_and_runs_nothing(
    sound: bool, catalog: Path, folder: Path, tmp_path: Path
) -> None:
    if not sound:
        write_csv(folder / "cde.roster.csv", rows_with({"Grade": "<b>5</b>"}))
        (folder / "<script>.txt").write_text("x")
    p20w(catalog, folder, "--report", str(tmp_path))
    page = (tmp_path / "tranche-report.html").read_text(encoding="utf-8")
    outline = Outline()
    outline.feed(page)
    assert ("html", {"lang": "en"}) in outline.tags
    assert [outline.count(tag) for tag in ("h1", "main", "title", "script", "img", "link", "b")] == [
        1,
        1,
        1,
        0,
        0,
        0,
        0,
    ]
    assert outline.count("caption") == outline.count("table") == outline.count("thead")
    assert all(attributes.get("scope") in {"col", "row"} for tag, attributes in outline.tags if tag == "th")
    assert not any(name == "style" or name.startswith("on") for _, had in outline.tags for name in had)
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page
