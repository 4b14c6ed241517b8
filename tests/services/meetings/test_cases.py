"""The cases of the open-meeting law that counsel can read: each is typed, command by command."""

from pathlib import Path
from typing import Any

import pytest

from catalog.services.opening import open_snapshot
from catalog.store import yaml_text
from catalog.store.canonical import digest
from catalog.store.yaml_writing import yaml_of
from tests.board import TEXT, Board
from tests.builders import answer, asked, codes, withheld, world_of
from tests.sittings import DAY, NOTICE, PLACE, Hall, Said, meanwhile
from tests.worlds import agreement, permit, put

Doc = dict[str, Any]
FILE = Path(__file__).resolve().parents[2] / "cases/meetings/board.yaml"
CASES: list[Doc] = yaml_text.read(FILE.read_bytes())["cases"]
KEYS = {
    *("title", "ground", "body", "kind", "present", "until", "items", "limit", "advisory", "steps", "ends"),
    *("says", "tells", "records", "adopted"),
}
ITEM = "7 'Adopt group core 1.0.0' --class action --proposal prop-1"
OUTCOMES = {"adopted", "failed", "tied"}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_the_case_ends_as_the_law_has_it(case: Doc, tmp_path: Path) -> None:
    assert case.keys() <= KEYS
    hall = Hall(tmp_path, _board(case))
    _prepare(hall, case)
    last = None
    for step in case["steps"]:
        last = _play(hall, step) or last
    if "says" in case and last is not None:
        assert last.answer["event"]["arithmetic"]["says"] == case["says"]
    if "tells" in case:
        assert case["tells"] in _shown(hall)
    if "records" in case:
        hall.do(case.get("ends", "adjourn"))
        outcomes = [outcome for number, outcome in hall.records().items() if number != "0100"]
        assert outcomes == case["records"]
        assert [one for one in hall.errors() if one.file.startswith(f"meetings/{hall.meeting}")] == []
        assert [one for one in hall.errors() if "/decisions/" in one.file and "0100" not in one.file] == []
    if "adopted" in case:
        assert hall.adopted() == case["adopted"]


def _board(case: Doc) -> Board:
    board, asked = Board(), case.get("body", {})
    if "filled" in asked:
        board.body["terms"] = board.body["terms"][: asked["filled"]]
        board.rules["membership_base"] = asked["base"]
    for seat in asked.get("designees", ()):
        term = {"seat": f"seat.{seat:02d}", "holder": "A deputy", "kind": "designee", "from": "2023-01-02"}
        board.body["terms"].append(term)
    return board


def _prepare(hall: Hall, case: Doc) -> None:
    """Bring the meeting as far as the case begins."""
    until, items = case.get("until", "move"), case.get("items", [ITEM])
    if case.get("advisory"):
        hall.meeting = f"advice/{DAY}"
    body = hall.meeting.partition("/")[0]
    limit = f"--comment-limit {case['limit']}" if "limit" in case else ""
    hall.do(f"plan {body} {DAY}T10:00 --kind {case.get('kind', 'regular')} {PLACE} {limit}")
    if until == "plan":
        return
    hall.do(*(f"agenda {item}" for item in items))
    if until == "agenda":
        return
    seats = case.get("present", "1..5" if case.get("advisory") else "1..21")
    hall.do(f"post {NOTICE} --at 2024-02-10T17:00", "open", f"attend room {seats}")
    if until == "move":
        hall.do("comment 7 --open", "move 7 1 'Adopt as posted' --class adopt", "second m1 2")


def _play(hall: Hall, step: Doc) -> Said | None:
    """Type one step, or change the catalog behind the clerk's back; hold it to what it gives."""
    if "meanwhile" in step:
        edited = {"definitions/groups/core/1.0.0.yaml": {**TEXT, "title": "Core, edited"}}
        hall.write(meanwhile() if step["meanwhile"] == "adopted" else edited)
        return None
    line, gives = step["type"].replace("NOTICE", NOTICE), step["gives"]
    if gives not in OUTCOMES | {"done"}:
        assert gives in hall.refuses(line)
        return None
    said = hall.do(line)
    if gives in OUTCOMES:
        assert said.answer["event"]["outcome"] == gives
    if "warns" in step:
        assert step["warns"] in said.warned
    return said if gives in OUTCOMES else None


def _shown(hall: Hall) -> str:
    from catalog.services.meetings.showing import stand_of  # noqa: PLC0415  # where a case looks at it
    from catalog.services.opening import now  # noqa: PLC0415  # likewise

    return "\n".join(stand_of(hall.root, hall.meeting, at=now()).lines())


def test_a_continued_item_goes_on_in_the_next_meeting_under_its_own_notice(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("continue 7 --to 2024-05-15", "adjourn")
    hall.meeting = "gb/2024-05-15"
    hall.do(f"plan gb 2024-05-15T10:00 {PLACE}")
    wanted = "agenda 4 'Adopt group core 1.0.0' --class action --proposal prop-1 --continued-from"
    assert hall.refuses(f"{wanted} gb/2024-03-20") == ["not-continued"]
    hall.do(f"{wanted} gb/{DAY}", f"post {NOTICE} --at 2024-05-01T09:00")
    hall.do("open", "attend room 1..21", "comment 4 --open", "move 4 1 'Adopt' --class adopt")
    assert hall.do("roll m1 --rest aye").answer["event"]["outcome"] == "adopted"
    hall.do("adjourn")
    assert hall.records() == {"0001": "continued", "0002": "adopted"}
    assert hall.adopted() == ["1.0.0"]
    assert not hall.errors()


def test_the_file_of_cases_is_written_as_the_catalog_reads(tmp_path: Path) -> None:
    assert yaml_text.read(yaml_of(CASES)) == CASES
    assert len({case["title"] for case in CASES}) == len(CASES)
    assert open_snapshot(Hall(tmp_path).root).bodies.keys() == {"advice", "gb"}


def test_an_agreement_that_was_adopted_and_not_signed_lets_nothing_flow(tmp_path: Path) -> None:
    world, text = world_of(on="2023-01-16"), agreement("load", [permit()])
    put(world, text)
    named = {"object": "agreement:load@1.0.0", "digest": digest(text), "proposed_on": "2023-10-02"}
    hall = Hall(tmp_path)
    proposal = yaml_text.read((tmp_path / "meetings/proposals/prop-1.yaml").read_bytes())
    hall.write(world | {"meetings/bodies/gb.yaml": hall.board.body})
    hall.write({"meetings/proposals/prop-1.yaml": proposal | named})
    hall.moved("1..17")
    said = hall.do("roll m1 --no 16,17 --rest aye")
    assert said.answer["event"]["arithmetic"]["says"] == "15 aye; 14 of 21 needed; quorum 11, 17 counted"
    hall.do("adjourn")
    record = open_snapshot(tmp_path).decisions["gb/2024/0001"]  # type: ignore[index]  # ids are text
    assert record.outcome == "adopted"
    found = answer(open_snapshot(tmp_path), asked())
    assert codes(found) == ["not-executed"]
    assert withheld(found) == ["provider"]
