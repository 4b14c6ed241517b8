"""Every verb of a meeting is a form of the desk, and records what the command records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.cli.meeting import WORDS
from catalog.services.clerk.steps import STEPS
from catalog.services.opening import open_snapshot
from catalog.store.yaml_writing import yaml_of
from catalog.web.desk_steps import TAKEN
from tests.board import AMENDED, SEATS
from tests.sittings import DAY, MEETING, Hall
from tests.web.desks import Desk, account, everyone_votes, upload, words

PLAN = {
    "body": "gb",
    "date": DAY,
    "time": "10:00",
    "kind": "regular",
    "place": "Hall",
    "address": "1 Main St",
    "remote": "video=https://example.org/video\nphone=555-0199",
    "language": "es=interpretation",
    "comment_limit": "2",
    "provenance": "illustrative",
    "source": "Made up",
}
ITEM = {"number": "7", "title": "Adopt group core 1.0.0", "class": "action", "proposal": "prop-1"}
POST = {
    "url": "https://example.org/notice",
    "contact_name": "Clerk",
    "contact_address": "1 Main St",
    "contact_phone": "555-0100",
    "sent_to": "214",
    "at": "2024-02-10T17:00",
}


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """A catalog with a board and a proposal, and no meeting."""
    return Hall(tmp_path)


def test_every_word_of_the_command_line_has_its_form() -> None:
    elsewhere = {"plan", "show", "list"}
    assert WORDS.keys() - elsewhere <= STEPS.keys()
    assert STEPS.keys() == TAKEN.keys()


def plan(desk: Desk, **more: Any) -> None:
    answer = desk.client.post("/desk/plan", data={**desk.token("/desk/plan"), **PLAN, **more})
    assert (answer.status_code, answer.location) == (303, desk.sitting())


def test_a_meeting_is_planned_and_its_agenda_posted(hall: Hall) -> None:
    desk = Desk(hall)
    plan(desk)
    planned = hall.document()
    assert planned["clerk"] == "Clerk of the board"
    assert planned["place"]["remote"] == [
        {"kind": "video", "url": "https://example.org/video"},
        {"kind": "phone", "number": "555-0199"},
    ]
    assert planned["languages"] == [{"code": "es", "kind": "interpretation"}]
    assert planned["comment_limit"] == 2
    assert planned["provenance"] == {"status": "illustrative", "source": "Made up"}
    desk.do("agenda", ITEM, material=upload("map of it.pdf", b"%PDF"))
    desk.do("agenda", {"number": "8", "title": "Other business", "class": "information"})
    desk.do("strike", number="8")
    desk.do("agenda", {"number": "9", "title": "Reports", "class": "information"})
    desk.do("post", POST)
    desk.do("revise", {"number": "10", "title": "More", "class": "information", "at": "2024-02-10T18:00"})
    desk.do("strike-posted", number="10", at="2024-02-10T18:30")
    desk.do("write", {"item": "7", "text": "We ask you to adopt it", "speaker": "A parent"})
    noticed = hall.document()
    assert [item["number"] for item in noticed["agenda"]] == ["7", "9"]
    assert noticed["agenda"][0]["materials"][0].startswith("map-of-it.pdf sha256:")
    assert (hall.root / f"meetings/{MEETING}/materials/map-of-it.pdf").read_bytes() == b"%PDF"
    assert (noticed["notice"]["sent_to"], len(noticed["notice"]["revisions"])) == (214, 2)
    assert noticed["comments"][0]["speaker"] == "A parent"


@pytest.mark.slow
def test_a_sitting_goes_from_its_opening_to_its_records(hall: Hall) -> None:
    hall.noticed(
        "7 'Adopt group core 1.0.0' --class action --proposal prop-1", "9 Reports --class information"
    )
    desk = Desk(hall)
    amended = yaml_of(AMENDED)
    desk.do("open")
    desk.do("attend", {f"presence.{seat}": "room" for seat in SEATS})
    desk.do("recuse", {"seat": "seat.21", "item": "7", "interest": "income", "law": "Gov. Code 87105"})
    desk.do("window-open", item="7")
    desk.do("comment", {"item": "7", "text": "I object", "minutes": "4", "interpreter": "yes"})
    desk.do("window-close", item="7")
    desk.do("move", {"item": "7", "seat": "seat.01", "class": "adopt", "text": "Adopt as posted"})
    desk.do("second", motion="m1", seat="seat.02")
    desk.do("amend", {"motion": "m1", "seat": "seat.03", "text": "Title", "amended": amended.decode()})
    desk.do("withdraw", motion="m2")
    again = {"motion": "m1", "seat": "seat.03", "text": "Title"}
    desk.do("amend", again, text_file=upload("a.yaml", amended))
    desk.do("roll", {"motion": "m3", "rest": "aye", "method": "roll-call"})
    split = {**everyone_votes("aye", SEATS[:15]), **everyone_votes("no", SEATS[15:20])}
    desk.do("roll", {"motion": "m1", **split})
    desk.do("continue", item="9", to="2024-03-20", reason="No time")
    foreseen = words(desk.get(f"{desk.sitting()}/adjourn?at=15:00").text)
    assert "gb/2024/0001" in foreseen
    assert not hall.records()
    desk.do("adjourn")
    assert (hall.adopted(), hall.errors()) == (["1.1.0"], [])
    desk.do("minutes")
    assert hall.document()["minutes"]["status"] == "draft"
    events = {
        event["event"] for event in hall.document()["events"] if event.get("by") == "Clerk of the board"
    }
    assert events >= {"opened", "moved", "seconded", "withdrawn", "continued", "adjourned", "minutes-drafted"}


def test_minutes_are_approved_by_a_motion_of_a_later_meeting(hall: Hall) -> None:
    hall.opened().do("adjourn")
    hall.do("minutes")
    first = hall.meeting
    hall.meeting, hall.minute = "gb/2024-03-20", 0
    hall.opened("1..21", "1 'Minutes' --class action")
    desk = Desk(hall)
    desk.do("window-open", item="1")
    desk.do(
        "move", {"item": "1", "seat": "seat.01", "class": "minutes", "text": "Approve", "minutes_of": first}
    )
    desk.do("second", motion="m1", seat="seat.02")
    desk.do("roll", {"motion": "m1", "rest": "aye"})
    desk.do("adjourn")
    hall.meeting = first
    assert "gb/2024/0001" in desk.get(f"{desk.sitting()}/approve").text
    page = desk.do("approve", decision="gb/2024/0001")
    assert "the record is closed" in page
    assert hall.document()["minutes"]["approved_by"] == "gb/2024/0001"


def test_a_meeting_ends_for_want_of_a_quorum(hall: Hall) -> None:
    hall.opened("1..5")
    desk = Desk(hall)
    desk.do("adjourn", no_quorum="yes")
    assert hall.document()["status"] == "no-quorum"


def test_a_meeting_is_cancelled(hall: Hall) -> None:
    hall.noticed()
    Desk(hall).do("cancel", reason="Flood", at="2024-02-20T09:00")
    assert hall.document()["status"] == "cancelled"


def test_a_record_that_was_edited_by_hand_is_taken_with_a_reason(hall: Hall) -> None:
    hall.opened()
    file = hall.root / f"meetings/{MEETING}/meeting.yaml"
    file.write_text(file.read_text().replace("name: Hall", "name: Great Hall"))
    desk = Desk(hall)
    assert "edited by hand" in desk.get(desk.sitting()).text
    page = desk.kept(422, "window-open", item="7")
    assert "edited by hand since the last command" in page
    desk.do("correct", reason="The hall was changed")
    assert hall.document()["events"][-1]["reason"] == "The hall was changed"
    desk.do("window-open", item="7")


def test_a_whole_roll_of_attendance_is_one_step(hall: Hall) -> None:
    hall.opened("1..3")
    desk = Desk(hall)
    places = {f"presence.{seat}": "absent" for seat in SEATS} | {
        "presence.seat.01": "left",
        "presence.seat.02": "room",
        "presence.seat.03": "room",
        "presence.seat.04": "remote",
    }
    desk.do("attend", places, everyone="room")
    noted = hall.document()["attendance"][3:]
    assert len({entry["at"] for entry in noted}) == 1
    assert len(noted) == 19
    assert [entry["presence"] for entry in noted[:2]] == ["left", "remote"]
    assert {entry["presence"] for entry in noted[2:]} == {"room"}


def test_the_clerk_of_an_item_is_whoever_puts_it_on(hall: Hall) -> None:
    hall.do("plan gb 2024-02-21T10:00 --place Hall --address '1 Main St' --clerk 'Another clerk'")
    Desk(hall).do("agenda", ITEM)
    assert hall.document()["agenda"][0]["clerk"] == "Clerk of the board"


def test_the_proposer_keeps_no_record_of_the_item(hall: Hall) -> None:
    hall.moved()
    desk = Desk(hall)
    desk.sign_in(account("Staff"))
    for word, fields in (
        ("roll", {"motion": "m1", "rest": "aye"}),
        ("window-close", {"item": "7"}),
        ("withdraw", {"motion": "m1"}),
        ("recuse", {"item": "7", "seat": "seat.03", "interest": "income", "law": "Gov. Code 87105"}),
    ):
        page = words(desk.refuses(word, fields))
        assert "proposed prop-1, and cannot be its clerk" in page
        assert "Separation of duty, a rule of this catalog" in page
    desk.sign_in(account("Another clerk"))
    desk.do("roll", {"motion": "m1", "rest": "aye"})


def test_an_item_goes_on_the_agenda_by_another_hand_than_the_proposers(hall: Hall) -> None:
    desk = Desk(hall)
    plan(desk)
    desk.sign_in(account("STAFF"))
    assert "cannot be its clerk" in desk.refuses("agenda", ITEM)
    assert open_snapshot(hall.root).meetings[next(iter(open_snapshot(hall.root).meetings))].agenda == ()
