"""What has a notice of its own, which clock says when it was posted, and who may sit."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from catalog.services.meetings.agendas import Posting, post
from catalog.services.meetings.desk import When, sealed
from catalog.services.meetings.planning import Plan, plan
from catalog.services.opening import LOS_ANGELES
from catalog.store.log import leaves_of
from catalog.store.yaml_text import read
from tests.board import TEXT, Board
from tests.sittings import DAY, FILE, MEETING, NOTICE, PLACE, POSTED, Hall, meanwhile

CLOSED = "'Talk (Gov. Code 11126(e))' --class closed --proposal prop-1"
LATE = "--exception emergency --reason 'The cellar is wet' --at 2024-02-20T09:00"
POSTING = Posting(
    url="https://example.org/notice",
    contact_name="Clerk",
    contact_address="1 Main St",
    contact_phone="555-0100",
    sent_to=1,
)


def planned(tmp_path: Path, board: Board | None = None) -> Hall:
    hall = Hall(tmp_path, board)
    hall.do(f"plan gb {DAY}T10:00 {PLACE}")
    return hall


def with_class(hall: Hall, item_class: str, **more: object) -> None:
    """Give item 7 another class, as a record that another program wrote would have it."""
    document = hall.document()
    document["agenda"][0] |= {"class": item_class} | more
    hall.write({FILE: sealed(document)})


def test_a_text_is_not_taken_up_in_a_closed_session(tmp_path: Path) -> None:
    hall = planned(tmp_path)
    assert hall.refuses(f"agenda 7 {CLOSED}") == ["proposal-in-closed-session"]
    said = hall.clerk(f"agenda 7 {CLOSED}")
    assert said.answer["refused"][0]["citation"] == "Gov. Code 11126.3(a)"
    hall.do("agenda 7 'Adopt group core 1.0.0' --class action --proposal prop-1")
    with_class(hall, "closed", title="Talk (Gov. Code 11126(e))")
    assert hall.refuses(f"post {NOTICE} --at {POSTED}") == ["proposal-in-closed-session"]


def test_the_comment_period_holds_for_whatever_is_not_for_information(tmp_path: Path) -> None:
    hall = planned(tmp_path)
    hall.do("agenda 7 'Group core 1.0.0' --class information --proposal prop-1")
    path = "meetings/proposals/prop-1.yaml"
    hall.write({path: read((tmp_path / path).read_bytes()) | {"proposed_on": "2024-02-01"}})
    with_class(hall, "report")
    assert hall.refuses(f"post {NOTICE} --at {POSTED}") == ["comment-period-open"]
    with_class(hall, "information")
    hall.do(f"post {NOTICE} --at {POSTED}")


def test_a_stale_base_holds_for_whatever_is_not_for_information(tmp_path: Path) -> None:
    hall = planned(tmp_path)
    hall.do("agenda 7 'Group core 1.0.0' --class information --proposal prop-1")
    hall.write(meanwhile())
    with_class(hall, "report")
    assert "proposal-base-stale" in hall.refuses(f"post {NOTICE} --at {POSTED}")
    hall.write({"definitions/groups/core/1.0.0.yaml": {**TEXT, "title": "Edited"}})
    assert "proposed-text-missing" in hall.refuses(f"post {NOTICE} --at {POSTED}")


def test_a_proposal_comes_onto_no_agenda_late(tmp_path: Path) -> None:
    hall = Hall(tmp_path).noticed("1 Report --class information")
    for item_class in ("action", "information"):
        wanted = f"revise 7 Core --class {item_class} --proposal prop-1"
        assert hall.refuses(f"{wanted} {LATE}") == ["late-item-with-proposal"]
    hall.do(f"revise 8 Pump --class action {LATE}")
    document = hall.document()
    document["agenda"][1]["proposal"] = "prop-1"
    hall.write({FILE: sealed(document)})
    assert "late-item-with-proposal" in [finding.code for finding in hall.errors()]


def test_a_start_is_los_angeles_time(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    for wrong in (f"{DAY}T18:00Z", f"{DAY}T10:00-07:00", "2024-03-20T10:00-08:00"):
        assert hall.refuses(f"plan gb {wrong} {PLACE}") == ["start-in-another-zone"]
    hall.do(f"plan gb {DAY}T10:00-08:00 {PLACE}", f"plan gb 2024-03-20T10:00-07:00 {PLACE}")


def posted(root: Path, *, at: datetime, later: timedelta) -> list[str]:
    """Post the agenda and say what was warned of; the clock is so much later than the time given."""
    answer = post(root, MEETING, POSTING, when=When(at=at, clock=lambda: at + later))
    assert answer.done
    return [one.code.id for one in answer.warnings]


@pytest.mark.parametrize("hours, late", [(0, False), (24, False), (25, True), (24 * 40, True)])
def test_both_clocks_stand_in_the_record_where_a_posting_was_typed_late(
    tmp_path: Path, hours: int, *, late: bool
) -> None:
    hall, at = planned(tmp_path), datetime(2024, 2, 10, 17, tzinfo=LOS_ANGELES)
    hall.do("agenda 7 Report --class information")
    assert posted(tmp_path, at=at, later=timedelta(hours=hours)) == (["recorded-late"] if late else [])
    notice = hall.document()["notice"]
    assert notice["posted_at"] == at.isoformat()
    assert notice.get("recorded_at") == ((at + timedelta(hours=hours)).isoformat() if late else None)
    assert len(leaves_of(tmp_path)) == 1
    assert not hall.errors()


def test_a_revision_that_was_typed_late_says_so_too(tmp_path: Path) -> None:
    hall, at = planned(tmp_path), datetime(2024, 2, 10, 17, tzinfo=LOS_ANGELES)
    hall.do("agenda 7 Report --class information")
    posted(tmp_path, at=at, later=timedelta())
    said = hall.do("revise 8 Another --class information --at 2024-02-11T09:00")
    assert said.warned == ["recorded-late"]
    assert "days later" in said.answer["warnings"][0]["message"]
    document = hall.document()
    recorded = datetime.fromisoformat(document["notice"]["recorded_at"])
    assert recorded > datetime.fromisoformat("2024-02-12T09:00:00-08:00")
    assert document["events"][-1]["reason"] == f"recorded at {recorded.isoformat()}"
    assert json.loads(leaves_of(tmp_path)[-1])["revision"] == 1


def test_the_plan_of_a_library_is_held_to_the_same_zone(tmp_path: Path) -> None:
    Hall(tmp_path)
    start = datetime.fromisoformat("2024-02-21T18:00:00+00:00")
    answer = plan(
        tmp_path, Plan(body="gb", start=start, kind="regular", place="Hall", address="1", clerk="Clerk")
    )
    assert [one.code.id for one in answer.refused] == ["start-in-another-zone"]


def test_a_stranger_does_not_sit(tmp_path: Path) -> None:
    hall = Hall(tmp_path).noticed()
    hall.do("open")
    assert hall.refuses("attend room 3 --holder designee") == ["nobody-holds-seat"]
    said = hall.clerk("attend room 3 --holder acting")
    assert said.refused == ["nobody-holds-seat"]
    assert "p20w body seat" in said.answer["refused"][0]["hint"]
    hall.do("attend room 3 --holder principal")


def test_who_is_named_sits_and_where_no_terms_are_recorded_anybody_may(tmp_path: Path) -> None:
    board = Board()
    term = {"seat": "seat.03", "holder": "D. Signee", "kind": "designee", "from": "2023-01-02"}
    board.body["terms"].append(term)
    hall = Hall(tmp_path / "named", board).noticed()
    hall.do("open", "attend room 3 --holder designee")
    bare = Board()
    bare.body["terms"] = []
    hall = Hall(tmp_path / "bare", bare).noticed()
    hall.do("open", "attend room 3 --holder designee")
