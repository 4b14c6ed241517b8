"""Agendas: separate hands, comment periods, materials, notices, and items that come late."""

import hashlib
import json
from pathlib import Path

import pytest

from catalog.store.canonical import digest
from catalog.store.log import leaves_of
from catalog.store.yaml_text import read
from tests.board import TEXT, Board
from tests.sittings import DAY, MEETING, NOTICE, PLACE, POSTED, Hall, meanwhile

ITEM = "agenda 7 'Adopt group core 1.0.0' --class action --proposal prop-1"


def planned(tmp_path: Path, board: Board | None = None) -> Hall:
    hall = Hall(tmp_path, board)
    hall.do(f"plan gb {DAY}T10:00 {PLACE}")
    return hall


def test_a_body_has_one_meeting_a_day(tmp_path: Path) -> None:
    hall = planned(tmp_path)
    assert hall.refuses(f"plan gb {DAY}T18:00 {PLACE}") == ["meeting-exists"]
    assert hall.refuses(f"plan gb 2020-01-01T18:00 {PLACE}") == ["no-rules-that-day"]
    assert hall.clerk(f"plan nobody {DAY}T18:00 {PLACE}").exit_code == 2


def test_the_folder_is_named_after_the_day_of_the_start_in_its_own_offset(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    hall.do(f"plan gb 2024-03-20T23:30:00-07:00 {PLACE}")
    assert (tmp_path / "meetings/gb/2024-03-20/meeting.yaml").is_file()


@pytest.mark.parametrize("clerk", ["Staff", " s t a f f "])
def test_a_proposer_is_not_the_clerk_of_the_item(tmp_path: Path, clerk: str) -> None:
    hall = planned(tmp_path)
    assert hall.refuses(f"{ITEM} --clerk '{clerk}'") == ["proposer-is-clerk"]
    hall.do(ITEM)


def test_an_item_on_a_proposal_has_a_clerk(tmp_path: Path) -> None:
    hall = planned(tmp_path)
    document = hall.document()
    del document["clerk"], document["seal"]
    hall.write({f"meetings/{MEETING}/meeting.yaml": document})
    assert hall.refuses(ITEM) == ["clerk-missing"]
    hall.do(f"{ITEM} --clerk 'Somebody else'")


@pytest.mark.parametrize(
    "grade, proposed_on, refused",
    [
        ("compatible", "2023-12-23", True),
        ("compatible", "2023-12-22", False),
        (None, "2023-12-23", True),
        ("compatible", None, False),
    ],
)
def test_no_vote_is_put_on_before_the_comment_period_is_over(
    tmp_path: Path, grade: str | None, proposed_on: str | None, *, refused: bool
) -> None:
    hall = planned(tmp_path)
    path = "meetings/proposals/prop-1.yaml"
    proposal = read((tmp_path / path).read_bytes())
    hall.write({path: proposal | {"grade": grade, "proposed_on": proposed_on}})
    if refused:
        assert hall.refuses(ITEM) == ["comment-period-open"]
        said = hall.clerk(ITEM)
        assert said.answer["refused"][0]["hint"] == (
            "put it on for information, or on the agenda of a meeting from 2024-02-22"
        )
        hall.do("agenda 7 'Group core 1.0.0' --class information --proposal prop-1")
    else:
        assert hall.do(ITEM).warned == ([] if proposed_on else ["comment-period-unknown"])


def test_a_body_sets_its_own_comment_period(tmp_path: Path) -> None:
    board = Board()
    board.rules["comment_days"] = {"wording": 10, "compatible": 150, "breaking": 200}
    assert planned(tmp_path, board).refuses(ITEM) == ["comment-period-open"]


def test_what_is_handed_out_is_copied_with_its_hash_and_so_is_the_packet(tmp_path: Path) -> None:
    hall, report = planned(tmp_path), tmp_path / "Report on core (v1).txt"
    report.write_bytes(b"As handed out.\n")
    hall.do(f"{ITEM} --material '{report}'")
    entries = hall.document()["agenda"][0]["materials"]
    names = [entry.split(" ")[0] for entry in entries]
    assert names == ["Report-on-core-v1-.txt", "prop-1-consequences.json", "prop-1-consequences.html"]
    folder = tmp_path / f"meetings/{MEETING}/materials"
    for entry in entries:
        name, _, digest = entry.partition(" sha256:")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    report.write_bytes(b"Another report.\n")
    assert hall.refuses(f"agenda 8 Report --class information --material '{report}'") == [
        "material-name-taken"
    ]
    report.rename(tmp_path / "minutes.md")
    other = tmp_path / "minutes.md"
    assert hall.refuses(f"agenda 8 Report --class information --material '{other}'") == [
        "material-name-taken"
    ]


def test_a_file_that_cannot_be_read_is_not_handed_out(tmp_path: Path) -> None:
    hall = planned(tmp_path)
    before = hall.contents()
    for wrong in ("/dev/zero", str(tmp_path), str(tmp_path / "no-such-file")):
        assert hall.clerk(f"agenda 8 Report --class information --material {wrong}").exit_code == 2
    assert hall.contents() == before


def test_an_item_taken_off_can_be_put_on_again(tmp_path: Path) -> None:
    hall = planned(tmp_path)
    hall.do(ITEM)
    assert hall.refuses(ITEM) == ["item-exists"]
    assert hall.refuses(ITEM.replace("agenda 7", "agenda 8")) == ["proposal-twice"]
    hall.do("agenda 7 --remove")
    assert hall.refuses("agenda 7 --remove") == ["not-on-agenda"]
    hall.do(ITEM)
    assert [item["number"] for item in hall.document()["agenda"]] == ["7"]


def test_a_long_description_and_a_closed_item_without_law_are_told(tmp_path: Path) -> None:
    hall = planned(tmp_path)
    assert hall.do(f"agenda 1 '{'word ' * 21}' --class information").warned == ["item-not-brief"]
    assert hall.refuses("agenda 2 'Litigation' --class closed") == ["closed-item-without-law"]
    hall.do("agenda 2 'Litigation (Gov. Code 11126(e))' --class closed")


def test_a_notice_that_says_too_little_is_refused(tmp_path: Path) -> None:
    hall = planned(tmp_path)
    assert hall.refuses(f"post {NOTICE} --at {POSTED}") == ["agenda-empty"]
    hall.do(ITEM)
    blank = NOTICE.replace("555-0100", "' '")
    assert hall.refuses(f"post {blank} --at {POSTED}") == ["notice-contact"]
    assert hall.refuses("open --at 2024-02-21T10:00") == ["meeting-not-noticed"]


def test_an_agenda_with_a_stale_base_or_an_edited_text_is_not_posted(tmp_path: Path) -> None:
    hall = planned(tmp_path)
    hall.do(ITEM)
    sound = hall.contents()
    hall.write(meanwhile())
    assert "proposal-base-stale" in hall.refuses(f"post {NOTICE} --at {POSTED}")
    for path in meanwhile():
        (tmp_path / path).unlink()
    hall.write({"definitions/groups/core/1.0.0.yaml": {**TEXT, "title": "Edited"}})
    assert hall.refuses(f"post {NOTICE} --at {POSTED}") == ["proposed-text-missing"]
    (tmp_path / "definitions/groups/core/1.0.0.yaml").write_bytes(sound["definitions/groups/core/1.0.0.yaml"])
    hall.do(f"post {NOTICE} --at {POSTED}")


def test_a_posted_agenda_has_a_leaf_without_names(tmp_path: Path) -> None:
    hall = Hall(tmp_path).noticed()
    (leaf,) = leaves_of(tmp_path)
    notice = json.loads(leaf)
    assert notice | {"agenda_digest": "", "items": []} == {
        "kind": "notice", "meeting": MEETING, "body": "gb", "meeting_kind": "regular",
        "start": f"{DAY}T10:00:00-08:00", "posted_at": "2024-02-10T17:00:00-08:00",
        "agenda_digest": "", "revision": 0, "items": [],
    }  # fmt: skip
    proposal = digest(read((tmp_path / "meetings/proposals/prop-1.yaml").read_bytes()))
    assert [item | {"digest": ""} for item in notice["items"]] == [
        {"number": "7", "class": "action", "proposal": "prop-1", "object": "group:core@1.0.0", "digest": "",
         "proposal_digest": proposal}
    ]  # fmt: skip
    assert notice["agenda_digest"] == hall.document()["notice"]["agenda_digest"]
    assert hall.refuses("agenda 8 More --class information") == ["meeting-not-planned"]


def test_an_agenda_is_posted_again_in_time_and_the_first_digest_stays(tmp_path: Path) -> None:
    hall = Hall(tmp_path).noticed()
    first = hall.document()["notice"]["agenda_digest"]
    hall.do("revise 8 'Report' --class information --at 2024-02-11T09:00")
    hall.do("revise 8 --remove --at 2024-02-11T09:10")
    said = hall.do("revise 9 'Another report' --class information --at 2024-02-11T23:00")
    assert said.warned == ["recorded-late"]
    notice = hall.document()["notice"]
    assert notice["agenda_digest"] == first
    assert len(notice["revisions"]) == 3
    assert notice["revisions"][0].startswith("2024-02-11T09:00:00-08:00 sha256:")
    leaves = [json.loads(leaf) for leaf in leaves_of(tmp_path)]
    assert [leaf["revision"] for leaf in leaves] == [0, 1, 2, 3]
    assert [f"{leaf['posted_at']} {leaf['agenda_digest']}" for leaf in leaves[1:]] == notice["revisions"]
    assert not hall.errors()


def test_a_late_item_needs_an_exception_and_a_finding(tmp_path: Path) -> None:
    hall = Hall(tmp_path).noticed()
    late = "revise 8 'Order a pump' --class action --at 2024-02-20T09:00"
    assert hall.refuses(late) == ["late-item-without-exception"]
    assert hall.refuses(f"{late} --exception need-for-action") == ["late-item-without-exception"]
    assert hall.clerk(f"{late} --exception postponed --reason 'It was'").exit_code == 2
    assert hall.refuses("revise 7 --remove --at 2024-02-20T09:00") == ["agenda-fixed"]
    said = hall.do(f"{late} --exception need-for-action --reason 'The cellar is wet'")
    assert sorted(said.warned) == ["agenda-revised", "late-item", "recorded-late"]
    told = {one["code"]: one["message"] for one in said.answer["warnings"]}
    assert "not verified" in told["late-item"]
    hall.do("open", "attend room 1..21", "comment 8 --open", "move 8 1 'Order it' --class procedural")
    hall.do("second m1 2")
    before = hall.contents()
    assert hall.do("roll m1 --rest aye").warned == ["late-item-finding"]
    for path, data in before.items():
        (tmp_path / path).write_bytes(data)
    hall.do("move 8 1 'The need arose after the posting' --class finding", "second m2 2")
    hall.do("roll m2 --no 1 --rest aye")
    assert hall.do("roll m1 --rest aye").warned == []
    assert not hall.errors()


def test_a_meeting_is_cancelled_before_it_is_opened_and_not_after(tmp_path: Path) -> None:
    hall = Hall(tmp_path).noticed()
    hall.do("cancel --reason 'No quorum in sight' --at 2024-02-15T09:00")
    assert hall.refuses("open --at 2024-02-21T10:00") == ["record-final"]
    assert hall.refuses("cancel --reason again --at 2024-02-21T10:00") == ["record-final"]
    assert not hall.errors()
    other = Hall(tmp_path / "other").opened()
    assert other.refuses("cancel --reason late") == ["meeting-not-noticed"]


def test_an_agenda_whose_materials_were_edited_is_not_posted(tmp_path: Path) -> None:
    hall = planned(tmp_path)
    hall.do(ITEM)
    packet = tmp_path / f"meetings/{MEETING}/materials/prop-1-consequences.json"
    sound = packet.read_bytes()
    packet.write_bytes(sound + b" ")
    said = hall.clerk(f"post {NOTICE} --at {POSTED}")
    assert said.exit_code == 2
    assert "prop-1-consequences.json" in said.stderr
    packet.write_bytes(sound)
    hall.do(f"post {NOTICE} --at {POSTED}")


def test_where_a_record_comes_from_stands_in_all_that_follows_from_it(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    hall.do(f"plan gb {DAY}T10:00 {PLACE} --provenance 'illustrative=Made up for the handbook.'")
    hall.do(ITEM, f"post {NOTICE} --at {POSTED}", "open", "attend room 1..21", "continue 7", "adjourn")
    record = read((tmp_path / "meetings/decisions/gb/2024/0001.yaml").read_bytes())
    assert record["provenance"] == {"status": "illustrative", "source": "Made up for the handbook."}
