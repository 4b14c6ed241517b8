"""What one motion does to another: it amends or reconsiders it, continues its item, or names minutes."""

from pathlib import Path

from catalog.services.opening import open_snapshot
from catalog.store.canonical import digest
from catalog.store.yaml_text import read
from catalog.store.yaml_writing import yaml_of
from tests.board import AMENDED, TEXT, Doc
from tests.builders import world_of
from tests.sittings import MEETING, NOTICE, PLACE, Hall, meanwhile
from tests.worlds import element, put

PROPOSAL = "meetings/proposals/prop-1.yaml"
LEGACY = "meetings/decisions/gb/2024/0100.yaml"
ELSEWHERE = "gb/2024-02-20"


def based(hall: Hall, **more: object) -> Doc:
    """A proposal on a version that was adopted long ago; return it."""
    effect = {"op": "adopt", "object": "group:core@1.0.0", "to": digest(TEXT), "effective": "2023-02-15"}
    days = {"decided_on": "2023-02-15", "recorded_on": "2023-02-15"}
    legacy = meanwhile()[LEGACY] | days | {"effects": [effect]}
    proposal: Doc = read((hall.root / PROPOSAL).read_bytes()) | {"base": digest(TEXT), **more}
    hall.write({LEGACY: legacy, PROPOSAL: proposal})
    return proposal


def test_a_motion_to_retire_is_not_amended_by_a_text(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    based(hall, change="retire", grade="breaking")
    hall.moved()
    assert hall.refuses("amend m1 3 'Another title' --file AMENDED") == ["amendment-of-retirement"]
    assert hall.refuses("amend m1 3 'Another title'") == ["amendment-of-retirement"]
    hall.do("move 7 1 'Meet at ten' --class procedural", "amend m2 3 'Meet at nine'")


def test_an_amendment_changes_no_more_than_the_public_had_days_to_comment_on(tmp_path: Path) -> None:
    hall, world = Hall(tmp_path), world_of(on="2023-01-16")
    put(world, element("e.one"))
    hall.write(world | {"meetings/bodies/gb.yaml": hall.board.body})
    text: Doc = {**TEXT, "version": "1.0.1", "title": "Core in other words"}
    hall.write({"definitions/groups/core/1.0.1.yaml": text})
    named = {"object": "group:core@1.0.1", "version": "1.0.1", "digest": digest(text), "grade": "wording"}
    proposal = based(hall, change="amend", **named)
    hall.write({PROPOSAL: proposal | {"proposed_on": "2024-01-10"}})
    hall.moved()
    (tmp_path / "amended.txt").write_bytes(yaml_of({**text, "version": "2.0.0", "elements": ["e.one"]}))
    assert hall.refuses("amend m1 3 'One more' --file AMENDED") == ["comment-period-open"]
    (tmp_path / "amended.txt").write_bytes(yaml_of({**text, "version": "1.0.2", "title": "In others"}))
    hall.do("amend m1 3 'Other words' --file AMENDED")


def test_a_motion_has_one_amendment_at_a_time(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("amend m1 3 'Another title' --file AMENDED")
    (tmp_path / "amended.txt").write_bytes(yaml_of({**AMENDED, "version": "1.2.0", "title": "A third"}))
    assert hall.refuses("amend m1 4 'A third title' --file AMENDED") == ["amendment-pending"]
    hall.do("roll m2 --no 1..15 --rest aye", "amend m1 4 'A third title' --file AMENDED")


def test_two_meetings_that_are_open_do_not_both_adopt_on_one_base(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    text = {**TEXT, "version": "1.0.1", "title": "Core, otherwise"}
    rival = {"id": "prop-2", "object": "group:core@1.0.1", "version": "1.0.1", "digest": digest(text)}
    proposal = read((tmp_path / PROPOSAL).read_bytes())
    hall.write({"meetings/proposals/prop-2.yaml": proposal | rival})
    hall.write({"definitions/groups/core/1.0.1.yaml": text})
    hall.moved()
    hall.meeting = ELSEWHERE
    hall.do(f"plan gb 2024-02-20T10:00 {PLACE}", "agenda 8 'Otherwise' --class action --proposal prop-2")
    at = "--at 2024-02-20T10"
    hall.do(f"post {NOTICE} --at 2024-02-09T17:00", f"open {at}:00", f"attend room 1..21 {at}:01")
    hall.do(f"comment 8 --open {at}:02", f"move 8 1 Adopt --class adopt {at}:03", f"second m1 2 {at}:04")
    hall.meeting = MEETING
    hall.do("roll m1 --rest aye")
    hall.meeting = ELSEWHERE
    assert hall.refuses(f"roll m1 --rest aye {at}:05") == ["proposal-base-stale"]
    hall.do(f"withdraw m1 1 {at}:06")
    assert hall.refuses(f"move 8 1 Adopt --class adopt {at}:07") == ["proposal-base-stale"]
    hall.meeting = MEETING
    hall.do("adjourn")
    assert hall.adopted() == ["1.0.0"]
    hall.meeting = ELSEWHERE
    assert hall.refuses(f"move 8 1 Adopt --class adopt {at}:07") == ["proposal-base-stale"]


def test_what_is_reconsidered_is_the_vote_that_decided(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --no 15..21 --rest aye", "move 7 2 'Recess' --class procedural")
    hall.do("roll m2 --no 1..20 --rest aye")
    assert hall.refuses("move 7 21 'Again' --class reconsider") == ["reconsider-not-prevailing"]
    hall.do("move 7 3 'Again' --class reconsider")
    assert hall.refuses("move 7 4 'Again' --class reconsider") == ["motion-on-floor"]
    hall.do("roll m3 --rest aye", "roll m1 --no 14..21 --rest aye", "adjourn")
    assert hall.records() == {"0001": "adopted", "0002": "failed", "0003": "adopted", "0004": "failed"}
    assert hall.adopted() == []
    assert not hall.errors()


def test_a_vote_between_changes_nothing_of_what_is_reconsidered(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --no 15..21 --rest aye", "move 7 3 'Again' --class reconsider")
    hall.do("move 7 2 'Recess' --class procedural", "roll m3 --no 1..20 --rest aye", "roll m2 --rest aye")
    assert hall.document()["motions"][1]["reconsiders"] == "v1"
    assert hall.refuses("adjourn") == ["motion-pending"]
    assert hall.refuses("move 7 3 'Once more' --class reconsider --vote v1") == ["nothing-to-reconsider"]
    hall.do("roll m1 --rest aye", "adjourn")
    assert hall.adopted() == ["1.0.0"]
    assert not hall.errors()


def test_a_motion_to_reconsider_can_name_its_vote(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("move 7 2 'Recess' --class procedural", "roll m2 --no 1..20 --rest aye", "roll m1 --rest aye")
    assert hall.refuses("move 7 1 'Again' --class reconsider --vote v9") == ["nothing-to-reconsider"]
    assert hall.clerk("move 7 1 'Again' --class procedural --vote v1").exit_code == 2
    hall.do("move 7 1 'Again' --class reconsider --vote v1", "roll m3 --rest aye", "roll m2 --rest aye")
    assert hall.refuses("roll m1 --rest aye") == ["motion-disposed"]
    hall.do("adjourn")
    assert hall.adopted() == ["1.0.0"]
    assert not hall.errors()


def test_a_reconsidered_motion_does_not_carry_beside_another(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --no 1..15 --rest aye", "move 7 1 'Again' --class reconsider")
    hall.do("move 7 2 'Adopt' --class adopt", "roll m3 --rest aye", "roll m2 --rest aye")
    assert hall.refuses("roll m1 --rest aye") == ["motion-on-floor"]


def test_an_item_that_the_body_would_not_continue_is_not_continued(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("move 7 3 'Continue' --class continue", "roll m2 --no 1..15 --rest aye")
    assert hall.refuses("continue 7 --to 2024-05-15") == ["continuance-failed"]
    hall.do("move 7 3 'Recess' --class procedural", "roll m3 --rest aye", "continue 7 --to 2024-05-15")


def test_an_item_that_was_continued_by_a_vote_is_not_before_the_meeting(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("move 7 3 'Continue' --class continue", "roll m2 --rest aye")
    assert hall.refuses("roll m1 --rest aye") == ["motion-disposed"]
    assert hall.refuses("move 7 2 'Recess' --class procedural") == ["item-continued"]
    hall.do("move 7 2 'Again' --class reconsider", "second m3 4", "roll m3 --rest aye")
    assert hall.refuses("adjourn") == ["motion-pending", "motion-pending"]
    hall.do("roll m2 --no 1..15 --rest aye", "roll m1 --rest aye", "adjourn")
    assert list(hall.records().values()) == ["continued", "adopted", "failed", "adopted"]
    assert hall.adopted() == ["1.0.0"]
    assert not hall.errors()


def test_an_item_that_was_continued_by_a_vote_goes_on_in_a_later_meeting(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("move 7 3 'Continue' --class continue", "roll m2 --rest aye", "adjourn")
    hall.meeting = "gb/2024-05-15"
    hall.do(f"plan gb 2024-05-15T10:00 {PLACE}")
    hall.do(f"agenda 4 'Adopt core' --class action --proposal prop-1 --continued-from {MEETING}")


def test_what_was_decided_is_not_continued_by_a_vote(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("move 7 3 'Continue' --class continue", "roll m1 --rest aye")
    assert hall.refuses("roll m2 --rest aye") == ["item-decided"]
    assert hall.refuses("move 7 4 'Continue' --class continue") == ["item-decided"]


def test_an_item_goes_on_in_a_later_meeting_of_the_body(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    for where in ("2024-02-21", "2024-01-17", "advice/2024-05-15"):
        assert hall.refuses(f"continue 7 --to {where}") == ["not-onward"]
    hall.do("continue 7 --to gb/2024-05-15")


def minutes_of_february(tmp_path: Path) -> Hall:
    """A meeting that is over and has draft minutes, and the next one, on whose agenda they are."""
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --rest aye")
    hall.do("adjourn", "minutes")
    hall.meeting = "gb/2024-03-20"
    hall.do(f"plan gb 2024-03-20T10:00 {PLACE}", "agenda 1 'Minutes of February' --class consent")
    hall.do(f"post {NOTICE} --at 2024-03-01T09:00", "open", "attend room 1..21", "comment 1 --open")
    return hall


def test_a_motion_on_minutes_names_them(tmp_path: Path) -> None:
    hall = minutes_of_february(tmp_path)
    wanted = "move 1 1 'Approve the minutes' --class minutes"
    assert hall.refuses(wanted) == ["minutes-not-named"]
    assert hall.refuses(f"{wanted} --minutes gb/2024-03-20") == ["meeting-not-over"]
    assert hall.clerk(f"{wanted} --minutes gb/2024-03-21").exit_code == 2
    assert hall.clerk("move 1 1 Recess --class procedural --minutes 2024-02-21").exit_code == 2
    hall.do(f"{wanted} --minutes 2024-02-21")
    (motion,) = hall.document()["motions"]
    drafted = open_snapshot(tmp_path).meetings[MEETING].minutes  # type: ignore[index]  # ids are text
    assert drafted is not None
    assert (motion["minutes_of"], motion["minutes_digest"]) == (MEETING, drafted.digest)


def test_minutes_of_another_body_or_not_drafted_are_not_moved(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --rest aye", "adjourn")
    hall.meeting = "advice/2024-03-20"
    hall.do(f"plan advice 2024-03-20T10:00 {PLACE}", "agenda 1 'Minutes' --class consent")
    hall.do(f"post {NOTICE} --at 2024-03-01T09:00", "open", "attend room 1..5", "comment 1 --open")
    wanted = "move 1 1 'Approve the minutes' --class minutes --minutes"
    assert hall.refuses(f"{wanted} {MEETING}") == ["minutes-of-another-body"]
    hall.meeting = "gb/2024-03-21"
    hall.do(f"plan gb 2024-03-21T10:00 {PLACE}", "agenda 1 'Minutes' --class consent")
    hall.do(f"post {NOTICE} --at 2024-03-01T09:00", "open", "attend room 1..21", "comment 1 --open")
    assert hall.refuses(f"{wanted} {MEETING}") == ["minutes-not-drafted"]


def test_minutes_are_approved_as_they_were_moved_and_no_others(tmp_path: Path) -> None:
    hall = minutes_of_february(tmp_path)
    hall.do("move 1 1 'Approve the minutes' --class minutes --minutes 2024-02-21", "second m1 2")
    hall.write({"meetings/bodies/gb.yaml": hall.board.body | {"title": "The Board"}})
    hall.meeting = MEETING
    assert hall.refuses("minutes") == ["minutes-moved"]
    hall.meeting = "gb/2024-03-20"
    hall.do("roll m1 --rest aye", "adjourn")
    hall.meeting = MEETING
    assert hall.refuses("minutes") == ["minutes-moved"]
    hall.do("approve gb/2024/0002")


def test_a_decision_on_other_minutes_approves_none(tmp_path: Path) -> None:
    hall = minutes_of_february(tmp_path)
    hall.do("move 1 1 'Approve the minutes' --class minutes --minutes 2024-02-21", "second m1 2")
    hall.do("roll m1 --rest aye", "adjourn", "minutes")
    assert hall.refuses("approve gb/2024/0002") == ["minutes-not-adopted"]
