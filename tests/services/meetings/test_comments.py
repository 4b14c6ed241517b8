"""Comments: windows, what comes in writing, and volumes beside a record that is full."""

from pathlib import Path

import pytest

from catalog.services.meetings.desk import sealed
from catalog.store.canonical import digest
from catalog.store.layout import MOST_BYTES
from catalog.store.yaml_text import read
from catalog.store.yaml_writing import yaml_of
from tests.sittings import DAY, FILE, MEETING, Hall

LONG = "So much to say. " * 60
COMMENT = {
    "item": "7", "form": "written", "speaker": "not given", "minutes": 0, "interpreter": False,
    "text": LONG, "at": f"{DAY}T10:02:00-08:00",
}  # fmt: skip


def test_a_window_is_opened_closed_and_opened_again(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened()
    assert hall.refuses("comment 7 --close") == ["comment-window-as-is"]
    hall.do("comment 7 --open")
    assert hall.refuses("comment 7 --open") == ["comment-window-as-is"]
    hall.do("comment 7 --text 'For it' --speaker 'A parent' --minutes 2", "comment 7 --close")
    assert hall.refuses("comment 7 --text 'Against it'") == ["comment-window"]
    hall.do("comment 7 --open", "comment 7 --text 'Against it'")
    document = hall.document()
    assert document["agenda"][0]["comment"] == {"opened_at": f"{DAY}T10:04:00-08:00"}
    assert document["events"][-1]["event"] == "comment-opened"
    assert [one["text"] for one in document["comments"]] == ["For it", "Against it"]
    assert hall.refuses("comment 9 --open") == ["not-on-agenda"]
    assert hall.refuses("comment 9 --text Hello") == ["not-on-agenda"]


def test_a_blank_comment_and_half_a_question_are_no_comments(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened()
    for wrong in ("comment 7", "comment 7 --open --text Yes", "comment 7 --text Yes --minutes -1"):
        assert hall.clerk(wrong).exit_code == 2


def _filled(hall: Hall, *, comments: int) -> None:
    document = hall.document()
    document["comments"] = [COMMENT] * comments
    hall.write({FILE: sealed(document)})


def test_comments_beyond_half_a_mebibyte_go_into_volumes(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened()
    _filled(hall, comments=500)
    assert (tmp_path / FILE).stat().st_size > 512 * 1024
    for number in range(3):
        hall.do(f"comment 7 --form written --text 'Number {number}'")
    document, folder = hall.document(), tmp_path / f"meetings/{MEETING}/materials"
    assert len(document["comments"]) == 500
    volume = read((folder / "comments-0001.yaml").read_bytes())
    assert document["more_comments"] == [{"file": "comments-0001.yaml", "count": 3, "digest": digest(volume)}]
    assert [one["text"] for one in volume] == ["Number 0", "Number 1", "Number 2"]
    assert not hall.errors()


def test_a_full_volume_is_followed_by_another(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened()
    _filled(hall, comments=500)
    hall.do("comment 7 --form written --text One")
    document, folder = hall.document(), tmp_path / f"meetings/{MEETING}/materials"
    full = [COMMENT] * 500
    (folder / "comments-0001.yaml").write_bytes(yaml_of(full))
    document["more_comments"] = [{"file": "comments-0001.yaml", "count": 500, "digest": digest(full)}]
    hall.write({FILE: sealed(document)})
    hall.do("comment 7 --form written --text Two", "comment 7 --form written --text Three")
    counts = [(one["file"], one["count"]) for one in hall.document()["more_comments"]]
    assert counts == [("comments-0001.yaml", 500), ("comments-0002.yaml", 2)]
    assert not hall.errors()
    hall.do("adjourn", "minutes")
    assert b"whole meeting: 1002" in (folder / "minutes.md").read_bytes()


def test_a_volume_that_was_edited_is_not_written_on(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened()
    _filled(hall, comments=500)
    hall.do("comment 7 --form written --text One")
    volume = tmp_path / f"meetings/{MEETING}/materials/comments-0001.yaml"
    volume.write_bytes(volume.read_bytes().replace(b"One", b"Two"))
    before = hall.contents()
    assert hall.clerk("comment 7 --form written --text Three").exit_code == 2
    assert hall.contents() == before


def test_a_record_over_the_limit_is_refused_before_it_is_written(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened("1..21", "7 'Something' --class action")
    hall.do("comment 7 --open")
    _filled(hall, comments=949)
    assert MOST_BYTES - 5000 < (tmp_path / FILE).stat().st_size < MOST_BYTES
    codes = []
    for _ in range(30):
        said = hall.clerk(f"move 7 1 '{LONG}' --class procedural")
        if said.exit_code == 1:
            codes = said.refused
            break
    assert codes == ["record-too-large"]
    assert not hall.errors()


@pytest.mark.parametrize("text", ["a: b # c", "- 'quoted'", "élan \U0001f600", 'say "so"'])
def test_any_text_is_kept_as_it_was_said(tmp_path: Path, text: str) -> None:
    hall = Hall(tmp_path).opened()
    said = hall.type(
        "--catalog", str(tmp_path), "meeting", "comment", MEETING, "7", "--form", "written", "--text", text,
        "--at", "10:02:30",
    )  # fmt: skip
    assert said.exit_code == 0
    assert hall.document()["comments"][0]["text"] == text
    hall.do("comment 7 --open")
