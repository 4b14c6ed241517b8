"""What a clerk types: texts of one line, numbers, addresses, files, and a roll that is empty."""

import shlex
from pathlib import Path

import pytest

from catalog.services.meetings.agendas import Item, put_item
from tests.sittings import CONTACT, DAY, MEETING, NOTICE, PLACE, POSTED, Hall

UNREADABLE = ["two\nlines", "a\ttab", "a bell\x07", "an escape\x1b[2J", "\u2028", "turned \u202e round", " "]


def unchanged(hall: Hall, line: str) -> str:
    """Type what cannot be recorded; return what is told."""
    before = hall.contents()
    said = hall.clerk(line)
    assert said.exit_code == 2, (line, said)
    assert hall.contents() == before
    return said.stderr


def planned(tmp_path: Path) -> Hall:
    hall = Hall(tmp_path)
    hall.do(f"plan gb {DAY}T10:00 {PLACE}")
    return hall


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_stands_in_a_record_is_one_line_that_can_be_read(tmp_path: Path, text: str) -> None:
    hall, quoted = Hall(tmp_path), shlex.quote(text)
    for option in ("--place", "--address", "--clerk"):
        line = f"plan gb {DAY}T10:00 {PLACE} {option} {quoted}"
        unchanged(hall, line)
    hall.do(f"plan gb {DAY}T10:00 {PLACE}")
    unchanged(hall, f"agenda 7 {quoted} --class information")
    unchanged(hall, f"agenda 7 Core --class information --clerk {quoted}")
    hall.do("agenda 7 Core --class information")
    if text.strip() or text == "\u2028":
        unchanged(hall, f"post {NOTICE} --contact-name {quoted} --at {POSTED}")
    hall.do(f"post {NOTICE} --at {POSTED}")
    unchanged(hall, f"cancel --reason {quoted} --at 2024-02-15T09:00")
    hall.do("open", "attend room 1..21", "comment 7 --open")
    unchanged(hall, f"comment 7 --text {quoted}")
    unchanged(hall, f"comment 7 --text Yes --speaker {quoted}")
    unchanged(hall, f"recuse 3 7 --interest {quoted} --law 'Gov. Code 87105'")
    unchanged(hall, f"recuse 3 7 --interest income --law {quoted}")


@pytest.mark.parametrize("number", ["", " ", "7 b", "7/b", "..\n", "x" * 17, "é", "7\n"])
def test_the_number_of_an_item_can_stand_in_an_address(tmp_path: Path, number: str) -> None:
    hall = planned(tmp_path)
    assert "no number of an item" in unchanged(hall, f"agenda {shlex.quote(number)} Core --class information")
    hall.do("agenda 7.b-2 Core --class information")


def test_a_title_is_far_from_a_speech(tmp_path: Path) -> None:
    hall = planned(tmp_path)
    unchanged(hall, f"agenda 7 {'x' * 501} --class information")
    hall.do(f"agenda 7 {'x' * 500} --class information")


@pytest.mark.parametrize(
    "url", ["notice", "javascript:alert(1)", "ftp://example.org", "https://", "https://[", "https://a b.org"]
)
def test_a_notice_stands_on_the_internet(tmp_path: Path, url: str) -> None:
    hall = planned(tmp_path)
    hall.do("agenda 7 Core --class information")
    unchanged(hall, f"post --url {shlex.quote(url)} {CONTACT} --at {POSTED}")
    hall.do(f"post --url http://example.org {CONTACT} --at {POSTED}")


@pytest.mark.parametrize(
    "name", ["prop-1-consequences.json", "PROP-1-consequences.html", "prop 1 consequences.json"]
)
def test_a_file_does_not_take_the_name_of_the_packet(tmp_path: Path, name: str) -> None:
    hall, file = planned(tmp_path), tmp_path / "handed out" / name
    file.parent.mkdir()
    file.write_bytes(b"Mine.\n")
    item = "agenda 7 'Adopt group core 1.0.0' --class action --proposal prop-1"
    assert hall.refuses(f"{item} --material {shlex.quote(str(file))}") == ["material-name-taken"]
    hall.do(item)


def test_files_are_told_apart_by_more_than_case(tmp_path: Path) -> None:
    hall, folder = planned(tmp_path), tmp_path / "handed out"
    for name in ("one/Report.txt", "two/report.TXT"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"The same.\n")
    first, second = (f"--material '{folder}/{name}'" for name in ("one/Report.txt", "two/report.TXT"))
    assert hall.refuses(f"agenda 7 Core --class information {first} {second}") == ["material-name-taken"]
    hall.do(f"agenda 7 Core --class information {first}")
    assert hall.refuses(f"agenda 8 Core --class information {second}") == ["material-name-taken"]
    hall.do(f"agenda 8 Core --class information {first}")


def test_a_name_that_had_to_be_changed_is_told(tmp_path: Path) -> None:
    hall, file = planned(tmp_path), tmp_path / "Report (v1).txt"
    file.write_bytes(b"As handed out.\n")

    answer = put_item(
        tmp_path, MEETING, Item(number="7", title="Core", item_class="information", materials=(file,))
    )
    assert answer.says[1] == "    `Report (v1).txt` is handed out under the name `Report-v1-.txt`"
    assert hall.document()["agenda"][0]["materials"][0].startswith("Report-v1-.txt sha256:")


def test_an_empty_roll_is_told_to_be_incomplete_and_nothing_else(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved("1..12")
    for method in ("roll-call", "voice"):
        assert hall.refuses(f"roll m1 --method {method}") == ["roll-incomplete"]
    said = hall.clerk("roll m1")
    assert "seat.12" in said.answer["refused"][0]["message"]
    assert "--rest" in said.answer["refused"][0]["hint"]
    assert hall.refuses("roll m1 --aye 77") == ["unknown-seat"]


def test_a_voice_vote_stands_although_a_member_joins_from_elsewhere_later(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened("1..20", "7 'Something' --class action")
    hall.do("comment 7 --open", "move 7 1 'Do it' --class procedural", "second m1 2")
    hall.do("roll m1 --rest aye --method voice", "attend remote 21")
    hall.do("move 7 1 'Do more' --class procedural", "second m2 2")
    assert hall.refuses("roll m2 --rest aye --method voice") == ["roll-call-needed"]
    hall.do("roll m2 --rest aye", "adjourn")
    assert not hall.errors()


def test_unanimous_consent_is_of_everybody(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened("1..21", "7 'Something' --class action")
    hall.do("comment 7 --open", "move 7 1 'Do it' --class procedural", "second m1 2")
    for other in ("--no 4", "--abstain 4"):
        refused = hall.refuses(f"roll m1 {other} --rest aye --method unanimous-consent")
        assert refused == ["consent-not-unanimous"]
    hall.do("roll m1 --rest aye --method unanimous-consent")
