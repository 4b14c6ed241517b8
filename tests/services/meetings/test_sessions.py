"""A meeting in session: order, time, who may act, what is pending; and its end."""

from pathlib import Path

import pytest

from catalog.records.decision_record import Effect
from catalog.services.opening import open_snapshot
from catalog.store.canonical import digest
from catalog.store.log import leaves_of
from catalog.store.yaml_text import read
from catalog.store.yaml_writing import yaml_of
from tests.board import AMENDED, TEXT
from tests.sittings import FILE, MEETING, NOTICE, PLACE, Hall, meanwhile


def test_a_meeting_is_opened_on_its_day_from_its_start_on(tmp_path: Path) -> None:
    hall = Hall(tmp_path).noticed()
    assert hall.refuses("open --at 2024-02-21T09:59") == ["opened-early"]
    assert hall.refuses("open --at 2024-02-22T10:00") == ["opened-another-day"]
    hall.do("open --at 2024-02-21T10:00")
    assert hall.refuses("open --at 2024-02-21T10:01") == ["meeting-not-noticed"]


def test_nothing_happens_in_a_meeting_that_is_not_open(tmp_path: Path) -> None:
    hall = Hall(tmp_path).noticed()
    for line in ("attend room 1", "recuse 1 7 --interest a --law b", "comment 7 --open", "second m1 2",
                 "move 7 1 Adopt --class adopt", "roll m1 --rest aye", "continue 7", "adjourn"):  # fmt: skip
        assert hall.refuses(line) == ["meeting-not-open"], line
    hall.do("comment 7 --form written --text 'By letter' --at 2024-02-12T09:00")


def test_time_does_not_run_backwards_nor_ahead(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    assert hall.refuses("attend left 3 --at 10:01") == ["time-backwards"]
    assert hall.refuses("attend left 3 --at 2199-02-21T10:00") == ["time-to-come", "time-another-day"]
    assert hall.refuses("attend left 3 --at 2024-02-22T10:01") == ["time-another-day"]
    hall.do("roll m1 --rest aye --at 11:00")
    assert hall.refuses("attend left 3 --at 11:00") == ["time-backwards"]
    hall.do("attend left 3 --at 11:00:01")


def test_a_vote_stands_after_all_that_came_before_it(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("comment 7 --close --at 11:00")
    assert hall.refuses("roll m1 --rest aye --at 11:00") == ["time-backwards"]


def test_a_time_that_is_none_is_no_time(tmp_path: Path) -> None:
    hall = Hall(tmp_path).noticed()
    for wrong in ("yesterday", "25:00", "2024-02-30T10:00", "2024-02-21"):
        assert hall.clerk(f"open --at {wrong}").exit_code == 2


def test_a_motion_is_made_and_seconded_by_members_who_are_there(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened("1..16")
    assert hall.refuses("move 7 20 Adopt --class adopt") == ["seat-not-present"]
    assert hall.refuses("move 7 99 Adopt --class adopt") == ["unknown-seat"]
    assert hall.clerk("move 7 1,2 Adopt --class adopt").exit_code == 2
    assert hall.refuses("second m1 2") == ["unknown-motion"]
    hall.do("move 7 1 Adopt --class adopt")
    assert hall.refuses("move 7 2 Adopt --class adopt") == ["motion-on-floor"]
    assert hall.refuses("second m1 1") == ["seconded-by-mover"]
    hall.do("second m1 2")
    assert hall.refuses("second m1 3") == ["seconded-already"]
    assert hall.refuses("withdraw m1 2") == ["withdrawn-by-another"]
    hall.do("withdraw m1 1")
    assert hall.refuses("withdraw m1 1") == ["motion-disposed"]
    hall.do("move 7 2 'Adopt after all' --class adopt")


def test_a_motion_to_adopt_adopts_the_posted_digest(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    (motion,) = hall.document()["motions"]
    assert motion["adopts"] == read((tmp_path / "meetings/proposals/prop-1.yaml").read_bytes())["digest"]


def test_what_names_no_proposal_is_not_adopted(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened("1..21", "3 'Something' --class action")
    assert hall.refuses("move 3 1 Adopt --class adopt") == ["nothing-posted"]
    hall.do("move 3 1 'Ask staff for a report' --class procedural")


@pytest.mark.parametrize(
    "text, code",
    [
        (TEXT, "amendment-text"),
        ({**AMENDED, "id": "other"}, "amendment-text"),
        ({**AMENDED, "version": "1.0.0"}, "amendment-bump"),
    ],
)
def test_an_amended_text_is_another_version_of_the_same_text(
    tmp_path: Path, text: dict[str, object], code: str
) -> None:
    hall = Hall(tmp_path).moved()
    (tmp_path / "amended.txt").write_bytes(yaml_of(text))
    assert code in hall.refuses("amend m1 3 'Another title' --file AMENDED")


def test_an_amendment_of_a_text_brings_the_whole_text(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    assert hall.refuses("amend m1 3 'Another title'") == ["amendment-text"]
    (tmp_path / "amended.txt").write_bytes(b"kind: group\nid: [core\n")
    assert hall.clerk("amend m1 3 'Another title' --file AMENDED").exit_code == 2
    (tmp_path / "amended.txt").write_bytes(yaml_of({**AMENDED, "elements": ["no.such"]}))
    said = hall.clerk("amend m1 3 'Another title' --file AMENDED")
    assert said.exit_code == 2
    assert "no.such" in said.stderr
    assert not (tmp_path / "definitions/groups/core/1.1.0.yaml").exists()


def test_the_amended_text_is_written_in_the_step_of_the_motion(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("amend m1 3 'Another title' --file AMENDED", "withdraw m1 1")
    assert (tmp_path / "definitions/groups/core/1.1.0.yaml").read_bytes() == yaml_of(AMENDED)
    assert hall.refuses("roll m2 --rest aye") == ["motion-disposed"]
    hall.do("adjourn")
    assert hall.records() == {"0001": "withdrawn"}


def test_a_procedural_motion_is_amended_in_words(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened("1..21", "3 'Something' --class action")
    hall.do("comment 3 --open", "move 3 1 'Meet at ten' --class procedural", "amend m1 2 'Meet at nine'")
    hall.do("roll m2 --no 1..3 --rest aye", "roll m1 --rest aye", "adjourn")
    assert hall.records() == {"0001": "adopted", "0002": "adopted"}
    assert not hall.errors()


def test_a_motion_to_continue_that_carried_is_the_record_of_the_continuance(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("move 7 3 'Continue to May' --class continue", "second m2 4", "roll m2 --rest aye")
    hall.do("continue 7 --to 2024-05-15", "adjourn")
    assert hall.records() == {"0001": "continued"}
    assert hall.document()["events"][-2]["motion"] == "m2"
    assert not hall.errors()


def test_a_meeting_does_not_end_with_a_motion_undecided(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    assert hall.refuses("adjourn") == ["motion-pending"]
    hall.do("roll m1 --rest aye")
    assert hall.refuses("adjourn --no-quorum") == ["votes-taken"]
    hall.do("adjourn")


def test_an_adjourned_meeting_leaves_its_records_and_leaves(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --no 15..21 --rest aye")
    said = hall.do("adjourn")
    assert said.answer["event"]["records"] == ["gb/2024/0001"]
    record = open_snapshot(tmp_path).decisions["gb/2024/0001"]  # type: ignore[index]  # ids are text
    (effect,) = record.effects
    assert isinstance(effect, Effect)
    assert (effect.op, str(effect.object), effect.became) == (
        "adopt", "group:core@1.0.0", hall.document()["motions"][0]["adopts"],
    )  # fmt: skip
    assert record.dissent == tuple(f"seat.{number}" for number in range(15, 22))
    assert len(leaves_of(tmp_path)) == 2
    assert not hall.errors()


def test_nothing_edits_a_final_record(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --rest aye", "adjourn")
    lines = (
        "roll m1 --rest no", "attend left 1", "comment 7 --form written --text Late", "adjourn", "open",
        "agenda 8 More --class information", f"post {NOTICE}", "cancel --reason why",
    )  # fmt: skip
    for line in lines:
        assert hall.refuses(line) == ["record-final"], line


def test_decisions_are_numbered_on_through_the_year(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --no 14..21 --rest aye", "adjourn")
    hall.meeting = "gb/2024-03-20"
    hall.do(f"plan gb 2024-03-20T10:00 {PLACE}", "agenda 1 'Something' --class action")
    hall.do(f"post {NOTICE} --at 2024-03-01T09:00", "open", "attend room 1..21", "comment 1 --open")
    hall.do("move 1 1 'Do it' --class procedural", "second m1 2", "roll m1 --rest aye", "adjourn")
    assert hall.records() == {"0001": "failed", "0002": "adopted"}


def test_minutes_are_drafted_approved_in_a_later_meeting_and_then_final(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --rest aye")
    assert hall.refuses("minutes") == ["meeting-not-over"]
    hall.do("adjourn")
    assert hall.refuses("approve gb/2024/0001") == ["minutes-not-drafted", "minutes-not-adopted"]
    hall.do("minutes")
    minutes = tmp_path / f"meetings/{MEETING}/materials/minutes.md"
    first = minutes.read_bytes()
    hall.do("minutes")
    assert minutes.read_bytes() == first
    assert b"v1 on m1: adopted (roll-call)" in first
    assert b"21 aye, 0 no" in first
    hall.meeting = "gb/2024-03-20"
    hall.do(f"plan gb 2024-03-20T10:00 {PLACE}", "agenda 1 'Minutes of February' --class consent")
    hall.do(f"post {NOTICE} --at 2024-03-01T09:00", "open", "attend room 1..21", "comment 1 --open")
    hall.do("move 1 1 'Approve the minutes' --class minutes --minutes 2024-02-21", "second m1 2")
    hall.do("roll m1 --rest aye", "adjourn")
    hall.meeting = MEETING
    assert hall.refuses("approve gb/2024/0001") == ["minutes-not-adopted"]
    assert hall.clerk("approve gb/2024/0009").exit_code == 2
    minutes.write_bytes(first + b"x")
    assert hall.refuses("approve gb/2024/0002") == ["minutes-edited"]
    hall.do("minutes", "approve gb/2024/0002")
    assert hall.document()["minutes"]["approved_by"] == "gb/2024/0002"
    assert hall.refuses("minutes") == ["minutes-final"]
    assert hall.refuses("approve gb/2024/0002") == ["minutes-final"]
    assert not hall.errors()


def test_a_record_that_was_edited_by_hand_is_not_written_on(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    file = tmp_path / FILE
    sound = file.read_bytes()
    file.write_bytes(sound.replace(b"seat.21", b"seat.20"))
    said = hall.clerk("roll m1 --rest aye")
    assert said.exit_code == 2
    assert "edited by hand" in said.stderr
    assert "p20w meeting correct" in said.stderr
    assert [one.code for one in hall.errors()] == ["edited-by-hand"]


def test_a_record_that_cannot_be_read_is_not_written_on(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    with (tmp_path / FILE).open("ab") as file:
        file.write(b"surprise: yes\n")
    before = hall.contents()
    said = hall.clerk("roll m1 --rest aye")
    assert said.exit_code == 2
    assert f"{FILE}:" in said.stderr
    assert hall.contents() == before


def test_remarks_at_the_top_stay_and_others_stop_the_command(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    file = tmp_path / FILE
    file.write_bytes(b"# Kept in the board room.\n" + file.read_bytes())
    hall.do("attend left 21")
    assert file.read_bytes().startswith(b"# Kept in the board room.\nkind: meeting\n")
    file.write_bytes(file.read_bytes() + b"# sealed\n")
    assert hall.clerk("attend left 20").exit_code == 2


def test_two_proposals_of_one_text_are_not_both_adopted(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    path = "meetings/proposals/prop-1.yaml"
    text = {**TEXT, "version": "1.0.1", "title": "Core, otherwise"}
    rival = {"id": "prop-2", "object": "group:core@1.0.1", "version": "1.0.1", "digest": digest(text)}
    proposal = read((tmp_path / path).read_bytes())
    hall.write({
        "meetings/proposals/prop-2.yaml": proposal | rival,
        "definitions/groups/core/1.0.1.yaml": text,
    })  # fmt: skip
    hall.opened("1..21", "7 'Adopt core' --class action --proposal prop-1",
                "8 'Adopt core otherwise' --class action --proposal prop-2")  # fmt: skip
    hall.do("comment 7 --open", "comment 8 --open")
    hall.do("move 7 1 Adopt --class adopt", "move 8 1 Adopt --class adopt", "roll m1 --rest aye")
    assert hall.refuses("roll m2 --rest aye") == ["proposal-base-stale"]
    hall.do("withdraw m2 1", "adjourn")
    assert hall.adopted() == ["1.0.0"]
    assert not hall.errors()


def test_a_text_is_retired_by_a_vote(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    adopted = meanwhile()["meetings/decisions/gb/2024/0100.yaml"]
    effect = {"op": "adopt", "object": "group:core@1.0.0", "to": digest(TEXT), "effective": "2023-02-15"}
    legacy = adopted | {"effects": [effect], "decided_on": "2023-02-15", "recorded_on": "2023-02-15"}
    path = "meetings/proposals/prop-1.yaml"
    proposal = read((tmp_path / path).read_bytes()) | {"change": "retire", "base": digest(TEXT)}
    hall.write({"meetings/decisions/gb/2024/0100.yaml": legacy, path: proposal | {"grade": "breaking"}})
    hall.moved()
    hall.do("roll m1 --no 15..21 --rest aye", "adjourn")
    record = open_snapshot(tmp_path).decisions["gb/2024/0101"]  # type: ignore[index]  # ids are text
    assert [(effect.op, str(effect.object)) for effect in record.effects] == [("retire", "group:core@1.0.0")]
    assert not hall.errors()
