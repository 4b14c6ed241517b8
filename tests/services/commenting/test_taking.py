"""Comments enter a meeting's record: none is lost and none is there twice."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest

from catalog.errors import BadInput, Conflict
from catalog.records.ids import MeetingId
from catalog.records.public_comment import CommentState
from catalog.services.commenting.moderating import moderation_desk, withhold
from catalog.services.meetings.desk import When
from catalog.services.meetings.written_comments import WrittenComment, write_down
from tests.services.commenting.rooms import CLERK, PROPOSAL, Room
from tests.sittings import DAY, FILE, MEETING

NOTED = When(at=datetime.fromisoformat(f"{DAY}T10:30:00-08:00"))


def test_shown_comments_enter_the_record_in_the_order_in_which_they_came(room: Room) -> None:
    for number in range(3):
        room.shown(f"Number {number}", name="A parent" if number else "")
        room.bureau.clock.move(minutes=1)
    unread = room.sent("Nobody read this.")
    room.hall.noticed()
    answer = room.take()
    assert answer.done
    assert room.in_record() == ["Number 0", "Number 1", "Number 2"]
    entry = room.hall.document()["comments"][1]
    assert entry["received"] == "2023-11-01T18:01:00+00:00"
    assert (entry["item"], entry["form"], entry["speaker"]) == ("7", "written", "A parent")
    assert room.hall.document()["comments"][0]["speaker"] == "not given"
    standing = room.standing()
    assert (standing.ready, len(standing.taken), standing.unread) == ((), 3, 1)
    assert unread.receipt not in str(room.hall.document())
    assert not room.hall.errors()
    assert room.bureau.did()[-1] == "comment.taken-into-record"


def test_taken_twice_is_taken_once_and_what_came_since_is_added(room: Room) -> None:
    room.shown("One")
    room.hall.noticed()
    room.take()
    before = room.hall.contents()
    assert room.take().done
    assert room.hall.contents() == before
    room.shown("Two")
    room.take()
    assert room.in_record() == ["One", "Two"]


def test_lines_of_a_comment_stay_lines(room: Room) -> None:
    room.shown("First: a `colon`.\n\n- no\n# more")
    room.hall.noticed()
    room.take()
    assert room.in_record() == ["First: a `colon`.\n\n- no\n# more"]


def test_a_meeting_that_was_not_noticed_takes_nothing_and_they_stay_free(room: Room) -> None:
    shown = room.shown()
    room.hall.do("plan gb 2024-02-21T10:00 --place Hall --address '1 Main St' --clerk Clerk")
    room.hall.do("agenda 7 'Adopt group core 1.0.0' --class action --proposal prop-1")
    before = room.hall.contents()
    assert not room.take().done
    assert room.hall.contents() == before
    (free,) = room.standing().ready
    assert (free.receipt, free.meeting) == (shown.receipt, None)


def test_what_a_meeting_has_is_not_withheld_any_more(room: Room) -> None:
    shown = room.shown()
    room.hall.noticed()
    room.take()
    with pytest.raises(Conflict):
        withhold(room.bureau.office, shown.receipt, reason="No.", revision=shown.revision, by=CLERK)
    (taken,) = room.standing().taken
    with pytest.raises(Conflict):
        withhold(room.bureau.office, shown.receipt, reason="No.", revision=taken.revision, by=CLERK)


@pytest.mark.parametrize("written", [False, True])
def test_what_a_crash_cut_short_is_neither_lost_nor_doubled(written: bool, room: Room) -> None:
    """Do the first steps, as a process does that is killed then, and after it the whole again."""
    shown = [room.shown("One"), room.shown("Two")]
    room.hall.noticed()
    with room.bureau.office.workspace.writing() as work:
        promised = work.comments.promise([PROPOSAL], MeetingId(MEETING))
    assert [one.receipt for one in promised] == [one.receipt for one in shown]
    if written:
        comments = [
            WrittenComment(
                receipt=one.receipt, item="7", speaker=one.name, text=one.text, received=one.received_at
            )
            for one in promised
        ]
        write_down(room.hall.root, MEETING, comments=comments, when=NOTED)
    with pytest.raises(Conflict):
        withhold(room.bureau.office, shown[0].receipt, reason="No.", revision=3, by=CLERK)
    room.take()
    assert room.in_record() == ["One", "Two"]
    assert len(room.standing().taken) == 2


def test_two_who_take_at_the_same_moment_take_once(room: Room) -> None:
    for number in range(5):
        room.shown(f"Number {number}")
    room.hall.noticed()
    threads = [threading.Thread(target=room.take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(room.in_record()) == [f"Number {number}" for number in range(5)]
    assert len(room.standing().taken) == 5


@pytest.mark.slow
def test_many_long_comments_go_into_files_beside_the_record(room: Room) -> None:
    for number in range(130):
        room.shown(f"{number} " + "so much to say " * 330)
    room.hall.noticed()
    assert room.take().done
    assert len(room.in_record()) == 130
    assert len(room.hall.document()["more_comments"]) == 2
    room.shown("One more")
    assert room.take().done
    assert room.in_record()[-1] == "One more"
    assert not room.hall.errors()


def test_a_record_that_was_edited_by_hand_is_not_written_in_and_nothing_is_lost(room: Room) -> None:
    room.shown("One")
    room.hall.noticed()
    file: Path = room.hall.root / FILE
    was = file.read_bytes()
    file.write_bytes(was.replace(b"Main St", b"Second St"))
    with pytest.raises(BadInput):
        room.take()
    file.write_bytes(was)
    assert [one.text for one in room.standing().ready] == ["One"]
    room.take()
    assert room.in_record() == ["One"]


def test_a_meeting_that_is_over_takes_no_more(room: Room) -> None:
    room.shown("One")
    room.hall.opened("1..5")
    room.hall.do("adjourn --no-quorum")
    assert not room.take(at=f"{DAY}T18:00:00-08:00").done
    assert len(room.standing().ready) == 1
    assert moderation_desk(room.bureau.office, CommentState.SHOWN).counts[CommentState.SHOWN] == 1
