"""Hostile input to every verb: exit 2, or findings and exit 1; never a traceback, and nothing is written."""

import importlib.util
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from catalog.cli.main import p20w as command
from catalog.errors import CatalogError
from tests.whole import whole
from tests.worlds import write

SSID = "definitions/elements/k12.ssid/1.0.0.yaml"
ASKED = ["--item", "cde:k12.ssid", "--to", "c2c", "--purpose", "evaluation", "--zone", "c2c.linkage"]
QUESTIONS: dict[str, list[str]] = {
    "check": [],
    "decide": ASKED,
    "may": ["--to", "c2c"],
    "who": ["k12.ssid"],
    "trace": ["cde:k12.ssid"],
    "diff": ["CATALOG", "CATALOG"],
    "whatif": ["CATALOG"],
}
"""A question to each verb that reads a catalog; CATALOG stands for the folder itself."""
THERE = [verb for verb in QUESTIONS if importlib.util.find_spec(f"catalog.cli.{verb}")]


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Write a sound catalog."""
    write(whole(), tmp_path / "catalog")
    return tmp_path / "catalog"


def run(*arguments: str | Path, stdin: str | bytes = b"") -> tuple[int, str, str]:
    """Run the command in this process; a fault of ours fails the test where it happened."""
    done = CliRunner().invoke(command, [str(one) for one in arguments], input=stdin)
    if isinstance(done.exception, CatalogError):
        return 2, done.stdout, done.exception.message
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert "Traceback" not in done.output
    return done.exit_code, done.stdout, done.stderr


def ask(verb: str, catalog: Path) -> tuple[int, str, str]:
    """Put the verb's question to a catalog."""
    return run(
        verb, "--catalog", catalog, *(str(catalog) if one == "CATALOG" else one for one in QUESTIONS[verb])
    )


def state(folder: Path) -> list[tuple[str, bytes | str]]:
    """Return all that lies in a folder."""
    return sorted(
        (
            str(path),
            str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else "",
        )
        for path in folder.rglob("*")
    )


@pytest.mark.parametrize("verb", THERE)
def test_the_question_itself_can_be_answered(catalog: Path, verb: str) -> None:
    code, told, errors = ask(verb, catalog)
    assert code in {0, 1}, errors
    assert told or verb == "diff"


def edit(old: bytes, new: bytes, path: str = SSID) -> Callable[[Path], object]:
    """Return what changes a few bytes of a file."""

    def change(catalog: Path) -> None:
        data = (catalog / path).read_bytes()
        assert old in data
        (catalog / path).write_bytes(data.replace(old, new, 1))

    return change


def put(data: bytes, path: str = SSID) -> Callable[[Path], object]:
    """Return what overwrites a file."""

    def change(catalog: Path) -> None:
        (catalog / path).parent.mkdir(parents=True, exist_ok=True)
        (catalog / path).write_bytes(data)

    return change


def link(target: str, path: str = SSID) -> Callable[[Path], object]:
    """Return what puts a link in place of a file."""

    def change(catalog: Path) -> None:
        (catalog / path).unlink()
        (catalog / path).symlink_to(target)

    return change


def folder_for_file(catalog: Path) -> None:
    (catalog / SSID).unlink()
    (catalog / SSID).mkdir()


AGREEMENT = "agreements/cde-participation/1.1.0.yaml"
BOMB = b"".join(b"%c: &%c [*%c,*%c]\n" % (n, n, n - 1, n - 1) for n in range(98, 120))
CODE = b"!!python/object/apply:os.system [touch /tmp/p20w-was-here]\n"


def twin(catalog: Path) -> None:
    put((catalog / SSID).read_bytes(), SSID.replace("k12.ssid", "k12.twin"))(catalog)


FAULTS: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "a duplicate key": (edit(b'"title"', b'"id": "k12.ssid", "title"'), f"{SSID}:5:2"),
    "an unknown key": (edit(b'"title"', b'"titel": "x", "title"'), f"{SSID}:"),
    "an unknown key deep inside": (edit(b'"text": ', b'"txt": ', AGREEMENT), f"{AGREEMENT}:"),
    "an alias": (put(b"a: &x [1]\nb: *x\n"), f"{SSID}:1:4"),
    "a bomb of aliases": (put(b"a: &a [x]\n" + BOMB), f"{SSID}:1:4"),
    "a merge key": (put(b"kind: element\n<<: {id: x}\n"), f"{SSID}:2:1"),
    "UTF-16": (put("kind: element".encode("utf-16")), f"{SSID}:1:1"),
    "a byte order mark": (put(b"\xef\xbb\xbfkind: element\n"), f"{SSID}:1:1"),
    "Latin-1": (put(b"kind: element\ntitle: Caf\xe9\n"), f"{SSID}:2:11"),
    "a NUL": (put(b"kind: \0\n"), f"{SSID}:1:7"),
    "a huge file": (put(b"a: " + b"x" * 2_000_000), f"{SSID}:1:1"),
    "a deep file": (put(b"[" * 100_000), f"{SSID}:1:65"),
    "an empty file": (put(b""), f"{SSID}:1:1"),
    "two documents": (put(b"kind: element\n---\nkind: element\n"), f"{SSID}:2:1"),
    "a tag that would run code": (put(CODE), f"{SSID}:1:1"),
    "an id that is not its path's": (edit(b'"id": "k12.ssid"', b'"id": "k12.sid"'), f"{SSID}:3:2"),
    "a version that is not its path's": (edit(b'"version": "1.0.0"', b'"version": "1.0.1"'), f"{SSID}:4:2"),
    "an id that climbs": (edit(b'"id": "k12.ssid"', b'"id": "../../k12.ssid"'), f"{SSID}:3:2"),
    "one id@version in two files": (twin, "k12.twin/1.0.0.yaml:3:2"),
    "a day that does not exist": (edit(b"2029-06-30", b"2029-06-31", AGREEMENT), f"{AGREEMENT}:22:2"),
    "a link out of the catalog": (link("/etc/passwd"), SSID),
    "a link inside the catalog": (link("../k12.disability/1.0.0.yaml"), SSID),
    "a link to a device": (link("/dev/zero"), SSID),
    "a link to itself": (link("1.0.0.yaml"), SSID),
    "a pipe": (lambda c: os.mkfifo(c / SSID.replace("1.0.0", "2.0.0")), "2.0.0.yaml"),
    "a folder for a file": (folder_for_file, SSID),
    "an unknown file": (put(b"", "definitions/notes.txt"), "definitions/notes.txt"),
    "an unknown partner": (edit(b'"steward": "cde"', b'"steward": "ced"'), f"{SSID}:"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("verb", THERE)
def test_a_faulty_catalog_is_told_with_its_place(catalog: Path, verb: str, fault: str) -> None:
    spoil, place = FAULTS[fault]
    spoil(catalog)
    before = state(catalog)
    code, told, errors = ask(verb, catalog)
    assert code == (1 if verb == "check" else 2)
    assert place in told + errors
    assert state(catalog) == before
    assert not Path("/tmp/p20w-was-here").exists()  # noqa: S108  # nobody wrote it


@pytest.mark.parametrize("fault", FAULTS)
def test_check_tells_programs_the_same(catalog: Path, fault: str) -> None:
    spoil, _ = FAULTS[fault]
    spoil(catalog)
    code, told, _ = run("check", "--catalog", catalog, "--format", "json")
    assert code == 1
    assert all(finding["severity"] == "error" and finding["file"] for finding in json.loads(told))


def test_a_text_that_changed_after_its_adoption_is_found_and_void(catalog: Path) -> None:
    edit(b"The grade", b"The trade", "definitions/elements/k12.grade/2.0.0.yaml")(catalog)
    code, told, _ = run("check", "--catalog", catalog)
    assert code == 1
    assert "digest" in told
    code, told, _ = run("decide", "--catalog", catalog, *ASKED)
    assert code == 1


@pytest.mark.parametrize("verb", THERE)
@pytest.mark.parametrize("named", ["nowhere", "file", "empty", "x" * 5000, "catalog/definitions", ""])
def test_what_is_no_catalog_exits_with_2(catalog: Path, verb: str, named: str) -> None:
    base = catalog.parent
    (base / "file").write_text("kind: element\n")
    (base / "empty").mkdir()
    before = state(base)
    place = base / named
    question = [str(catalog) if one == "CATALOG" else one for one in QUESTIONS[verb]]
    code, told, errors = run(verb, "--catalog", place, *question)
    if verb == "diff":
        code, told, errors = run(verb, place, question[0])
    assert (code, told) == (2, "")
    assert errors
    assert state(base) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["decide"],
        ["decide", *ASKED[2:]],
        ["decide", *ASKED[:-2]],
        ["decide", *ASKED, "--form", "anonymous"],
        ["decide", *ASKED, "--evidence", "min_cell"],
        ["decide", *ASKED, "--evidence", "=1"],
        ["decide", *ASKED, "--evidence", "irb=approved", "--evidence", "irb=approved"],
        ["decide", *ASKED, "--requests", "-"],
        ["decide", "--requests", "nowhere.jsonl"],
        ["decide", "--requests", "."],
        ["decide", "--review", "nowhere.jsonl"],
        ["decide", *ASKED, "--colour"],
        ["may"],
        ["may", "--to", "nobody"],
        ["may", "--to", "c2c", "--on", "2026-02-30"],
        ["may", "--to", "c2c", "--on", "2026-07-01T00:00:00Z"],
        ["may", "--to", "c2c", "--as-known", "yesterday"],
        ["who"],
        ["who", "k12.nothing"],
        ["who", "nobody:k12.ssid"],
        ["who", "../../etc/passwd"],
        ["digest"],
        ["digest", "nowhere.yaml"],
        ["digest", "."],
        ["digest", "/dev/null"],
        ["init"],
        ["init", "."],
        ["whatif"],
        ["whatif", "nowhere"],
        ["whatif", "/dev/null"],
        ["diff"],
        ["diff", "nowhere", "nowhere"],
        ["diff", "x" * 5000, "x" * 5000],
        ["diff", "--", "--output=was-here", "--output=was-here"],
        ["whatif", "x" * 5000],
        ["trace"],
        ["trace", "nothing.at.all"],
        ["check", "--on", "2026-13-01"],
        ["check", "--format", "xml"],
        ["completion"],
        ["completion", "cmd"],
    ],
    ids=lambda given: " ".join(given)[:150],
)
def test_a_question_that_cannot_be_asked_exits_with_2(
    catalog: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(catalog)
    before = state(catalog)
    code, told, errors = run(*arguments)
    assert (code, told) == (2, "")
    assert errors
    assert state(catalog) == before


RIGHT = {"item": "cde:k12.ssid", "recipient": "c2c", "purpose": "evaluation", "zone": "c2c.linkage"}
OPEN = json.dumps(RIGHT)[:-1].encode()
BAD_LINES: dict[str, bytes] = {
    "blank": b"",
    "spaces": b"   ",
    "no JSON": b"item: k12.ssid",
    "cut off": b'{"item": "cde:k12.ssid"',
    "a number": b"7",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"cde:k12.ssid"',
    "an empty object": b"{}",
    "two objects": json.dumps(RIGHT).encode() * 2,
    "binary": b"\x00\xff\xfe\x80",
    "Latin-1": b'{"item": "caf\xe9"}',
    "a byte order mark": b"\xef\xbb\xbf" + json.dumps(RIGHT).encode(),
    "huge": json.dumps({**RIGHT, "item": "x" * 2_000_000}).encode(),
    "a huge number": OPEN + b', "evidence": {"min_cell": 1' + b"0" * 5000 + b"}}",
    "nested deeply": b"[" * 100_000 + b"]" * 100_000,
    "a key twice": json.dumps(RIGHT)[:-1].encode() + b', "item": "cde:k12.ssid"}',
    "NaN": json.dumps({**RIGHT, "evidence": {"min_cell": float("nan")}}).encode(),
    "Infinity": json.dumps({**RIGHT, "evidence": {"min_cell": float("inf")}}).encode(),
    "a fraction": json.dumps({**RIGHT, "evidence": {"min_cell": 12.0}}).encode(),
    "too large a fraction": json.dumps(RIGHT)[:-1].encode() + b', "evidence": {"min_cell": 1e999}}',
    **{
        f"{key}: {value!r}": json.dumps({**RIGHT, key: value}).encode()
        for key, value in [
            ("receiver", "c2c"), ("item", 7), ("item", None), ("item", ["cde:k12.ssid"]), ("purpose", {}),
            ("recipient", True), ("zone", 1), ("form", "anonymous"), ("form", 1), ("on", "2026-02-30"),
            ("on", "today"), ("on", "2026-07-01T00:00:00Z"), ("on", 20260701), ("as_known", "2026-7-1"),
            ("evidence", []), ("evidence", "min_cell=12"), ("evidence", {"min_cell": "12"}),
            ("evidence", {"min_cell": -1}), ("evidence", {"min_cell": True}), ("evidence", {"cells": 12}),
            ("evidence", {"irb": True}), ("can_enforce", "destroy_within_days"), ("can_enforce", [1]),
            ("under", 7), ("under", "no-agreement"),
        ]
    },
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD_LINES)
def test_a_bad_line_is_refused_and_the_next_one_answered(catalog: Path, bad: str) -> None:
    lines = [json.dumps(RIGHT).encode(), BAD_LINES[bad], json.dumps(RIGHT).encode()]
    code, told, errors = run(
        "decide", "--catalog", catalog, "--requests", "-", stdin=b"\n".join(lines) + b"\n"
    )
    first, answer, last = (json.loads(line) for line in told.splitlines())
    assert (code, errors) == (1, "")
    assert answer["outcome"] == "refuse"
    assert answer["reasons"][0]["code"] == "invalid-request"
    assert answer["reasons"][0]["detail"]
    assert first == last
    assert first["reasons"][0]["code"] != "invalid-request"


def test_no_line_is_no_answer(catalog: Path) -> None:
    assert run("decide", "--catalog", catalog, "--requests", "-") == (0, "", "")


def test_the_last_and_the_first_day_there_are_can_be_asked_about(tmp_path: Path) -> None:
    world: dict[str, Any] = whole()
    agreement = world["agreements/cde-participation/1.1.0.yaml"]
    agreement |= {"effective_from": "0001-01-01", "effective_through": "9999-12-31"}
    write(world, tmp_path)
    for day in ("0001-01-01", "9999-12-31"):
        for verb in ("decide", "may", "who", "whatif", "check"):
            question = [str(tmp_path) if one == "CATALOG" else one for one in QUESTIONS[verb]]
            code, _, errors = run(verb, "--catalog", tmp_path, *question, "--on", day)
            assert code in {0, 1}, errors
