"""What a meeting rests on cannot be changed behind its back: proposals, notice, record, materials."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from catalog.store.building_meetings import final_digest
from catalog.store.canonical import digest
from catalog.store.log import leaves_of
from catalog.store.yaml_text import read
from catalog.store.yaml_writing import yaml_of
from tests.board import TEXT
from tests.sittings import FILE, MEETING, Hall

PROPOSAL = "meetings/proposals/prop-1.yaml"
OTHER = {**TEXT, "version": "1.0.1", "title": "Core, otherwise"}
BY_HAND = {
    "another text": {"object": "group:core@1.0.1", "version": "1.0.1", "digest": digest(OTHER)},
    "another day": {"effective": "2030-01-01"},
    "another author": {"author": "somebody else"},
    "another change": {"change": "amend"},
}


def edit(hall: Hall, path: str, **changed: Any) -> bytes:
    """Change a record by hand; return it as it was."""
    was = (hall.root / path).read_bytes()
    hall.write({path: read(was) | changed})
    return was


def resealed(hall: Hall, **changed: Any) -> None:
    """Change the meeting's record, and give it the seal that fits, as someone could who reads the code."""
    document = {key: value for key, value in hall.document().items() if key != "seal"} | changed
    hall.write({FILE: document | {"seal": digest(document)}})


def found(hall: Hall) -> list[str]:
    return [one.code for one in hall.errors()]


@pytest.mark.parametrize("change", BY_HAND)
def test_a_proposal_that_was_edited_after_it_was_posted_goes_nowhere(tmp_path: Path, change: str) -> None:
    hall = Hall(tmp_path).moved()
    hall.write({"definitions/groups/core/1.0.1.yaml": OTHER})
    was = edit(hall, PROPOSAL, **BY_HAND[change])
    for line in ("move 7 3 Again --class adopt", "amend m1 3 More --file AMENDED", "roll m1 --rest aye"):
        assert "posted-proposal-edited" in hall.refuses(line), line
    assert ("posted-proposal-edited", PROPOSAL) in [(one.code, one.file) for one in hall.errors()]
    (tmp_path / PROPOSAL).write_bytes(was)
    hall.do("roll m1 --rest aye")
    edit(hall, PROPOSAL, **BY_HAND[change])
    assert "posted-proposal-edited" in hall.refuses("adjourn")


def test_a_proposal_is_held_against_the_notice_that_names_it_last(tmp_path: Path) -> None:
    hall = Hall(tmp_path).noticed()
    was = edit(hall, PROPOSAL, rationale="Said otherwise.")
    assert found(hall) == ["posted-proposal-edited"]
    hall.do("revise 8 Report --class information --at 2024-02-10T18:00")
    assert found(hall) == []
    (tmp_path / PROPOSAL).write_bytes(was)
    assert found(hall) == ["posted-proposal-edited"]


def test_a_notice_from_before_proposals_were_digested_is_passed_over(tmp_path: Path) -> None:
    hall = Hall(tmp_path).noticed()
    leaves = tmp_path / "meetings/log/leaves.jsonl"
    notice = json.loads(leaves.read_bytes())
    was = notice["items"][0].pop("proposal_digest")
    assert was == digest(read((tmp_path / PROPOSAL).read_bytes()))
    leaves.write_text(json.dumps(notice, sort_keys=True, separators=(",", ":")) + "\n")
    edit(hall, PROPOSAL, rationale="Said otherwise.")
    assert found(hall) == []


def test_a_motion_adopts_the_posted_text_or_that_of_an_amendment_that_carried(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.write({"definitions/groups/core/1.0.1.yaml": OTHER})
    motions = hall.document()["motions"]
    resealed(hall, motions=[motions[0] | {"adopts": digest(OTHER)}])
    assert found(hall) == ["not-the-text-voted-on"]
    assert hall.refuses("roll m1 --rest aye") == ["not-the-text-voted-on"]


@pytest.mark.parametrize("key", ["posted_at", "agenda_digest", "start"])
def test_a_record_tells_of_its_notice_as_it_was_logged(tmp_path: Path, key: str) -> None:
    hall = Hall(tmp_path).moved()
    notice = hall.document()["notice"]
    changes: dict[str, Any] = {
        "posted_at": {"notice": notice | {"posted_at": "2024-02-01T17:00:00-08:00"}},
        "agenda_digest": {"notice": notice | {"agenda_digest": digest([])}},
        "start": {"start": "2024-02-21T09:00:00-08:00"},
    }
    resealed(hall, **changes[key])
    (differing,) = [one for one in hall.errors() if one.code == "notice-differs"]
    line = (tmp_path / FILE).read_text().splitlines().index("notice:") + 1
    assert (differing.file, differing.line) == (FILE, line)
    assert key in differing.message
    assert "notice-differs" in hall.refuses("roll m1 --rest aye")


def test_an_agenda_that_is_not_as_posted_stops_the_vote_and_the_end(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    agenda = hall.document()["agenda"]
    resealed(hall, agenda=[agenda[0] | {"title": "Something else"}])
    assert hall.refuses("roll m1 --rest aye") == ["agenda-not-as-posted"]
    resealed(hall, agenda=agenda)
    hall.do("roll m1 --rest aye")
    resealed(hall, agenda=[hall.document()["agenda"][0] | {"title": "Something else"}])
    assert hall.refuses("adjourn") == ["agenda-not-as-posted"]


def test_a_grade_that_the_texts_do_not_give_stops_the_vote(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    edit(hall, PROPOSAL, grade="wording")
    hall.moved()
    assert hall.refuses("roll m1 --rest aye") == ["grade-differs"]
    hall.do("withdraw m1 1", "adjourn")


def test_a_paper_that_was_changed_stops_the_vote_on_its_item(tmp_path: Path) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_bytes(b"What the board was told.")
    items = (f"3 'Something' --class action --material {paper}", "4 'Another thing' --class action")
    hall = Hall(tmp_path).opened("1..21", *items)
    handed = tmp_path / f"meetings/{MEETING}/materials/paper.txt"
    hall.do("comment 3 --open", "comment 4 --open", "move 4 1 'Do it' --class procedural", "second m1 2")
    handed.write_bytes(b"What the board was not told.")
    hall.do("roll m1 --rest aye", "move 3 1 'Do it' --class procedural", "second m2 2")
    assert hall.refuses("roll m2 --rest aye") == ["material-edited"]
    handed.unlink()
    assert hall.refuses("roll m2 --rest aye") == ["material-gone"]


def test_a_record_that_is_over_is_bound_to_its_decisions(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --no 15..21 --rest aye", "adjourn")
    record = read((tmp_path / "meetings/decisions/gb/2024/0001.yaml").read_bytes())
    assert record["meeting_digest"] == final_digest(hall.document())
    assert json.loads(leaves_of(tmp_path)[-1]) == record
    hall.do("minutes")
    assert found(hall) == []
    sound = (tmp_path / FILE).read_bytes()
    resealed(hall, comments=[], clerk="Somebody else")
    assert [(one.code, one.file) for one in hall.errors()] == [("meeting-rewritten", FILE)]
    said = hall.clerk("minutes")
    assert said.exit_code == 2
    assert "gb/2024/0001" in said.stderr
    bare = {key: value for key, value in hall.document().items() if key not in {"seal", "events"}}
    hall.write({FILE: bare})
    assert "meeting-rewritten" in found(hall)
    (tmp_path / FILE).write_bytes(sound)
    assert found(hall) == []


def test_minutes_that_were_edited_or_are_gone_are_found(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --rest aye", "adjourn", "minutes")
    assert found(hall) == []
    minutes = tmp_path / f"meetings/{MEETING}/materials/minutes.md"
    minutes.write_bytes(minutes.read_bytes() + b"x")
    assert found(hall) == ["minutes-edited"]
    minutes.unlink()
    assert found(hall) == ["minutes-edited"]
    hall.do("minutes")
    assert found(hall) == []


def test_a_meeting_ends_for_want_of_a_quorum_only_without_one(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened("1..11")
    assert hall.refuses("adjourn --no-quorum") == ["quorum-is-there"]
    hall.do("attend left 11", "adjourn --no-quorum")
    assert hall.document()["status"] == "no-quorum"


@pytest.mark.parametrize("present", ["", "attend room 1..10"])
def test_a_meeting_that_never_had_a_quorum_is_not_adjourned_as_one_that_was_held(
    tmp_path: Path, present: str
) -> None:
    hall = Hall(tmp_path).noticed()
    hall.do("open", *filter(None, [present]))
    assert hall.refuses("adjourn") == ["quorum-never-there"]
    hall.do("attend room 11..21" if present else "attend room 1..11", "attend left 11..21", "adjourn")


def test_records_that_would_make_another_final_record_wrong_are_not_written(tmp_path: Path) -> None:
    other = Hall(tmp_path / "other")
    rival = {"id": "prop-2", "object": "group:core@1.0.1", "version": "1.0.1", "digest": digest(OTHER)}
    proposal = read((other.root / PROPOSAL).read_bytes())
    more = {"meetings/proposals/prop-2.yaml": proposal | rival, "definitions/groups/core/1.0.1.yaml": OTHER}
    other.write(more)
    other.meeting = "gb/2024-03-20"
    other.opened("1..21", "7 'Core otherwise' --class action --proposal prop-2")
    other.do(
        "comment 7 --open", "move 7 1 Adopt --class adopt", "second m1 2", "roll m1 --rest aye", "adjourn"
    )
    hall = Hall(tmp_path / "hall").moved()
    hall.do("roll m1 --rest aye")
    shutil.copytree(other.root / "meetings/gb/2024-03-20", hall.root / "meetings/gb/2024-03-20")
    shutil.copytree(other.root / "meetings/decisions", hall.root / "meetings/decisions")
    hall.write(more)
    before = hall.contents()
    said = hall.clerk("adjourn")
    assert said.exit_code == 2
    assert "meetings/decisions/gb/2024/0001.yaml is final" in said.stderr
    assert hall.contents() == before


def test_what_is_written_of_a_decision_is_read_again(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --rest aye", "adjourn")
    path = tmp_path / "meetings/decisions/gb/2024/0001.yaml"
    assert yaml_of(read(path.read_bytes())) == path.read_bytes()
