"""Staff propose a change on a page: its consequences first, refusals with their citation, and once only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.records.account import Role
from catalog.services.opening import open_snapshot
from catalog.store.yaml_writing import yaml_of
from tests.board import AMENDED, TEXT
from tests.sittings import Hall, meanwhile
from tests.web.desks import Desk, Reference, account, said, upload

FORM = "/review/propose"
NEXT = yaml_of({**TEXT, "id": "further", "title": "Further"}).decode()
WHY = {"rationale": "Pupils who move are missed.", "options": "Do nothing\nWait"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A catalog, and somebody of the office's staff."""
    desk = Desk(Hall(tmp_path))
    desk.sign_in(account("Office staff", Role.ADMIN))
    return desk


def sent(desk: Desk, path: str = FORM, **typed: Any) -> Any:
    token = {"csrf_token": desk.token(FORM)["csrf_token"]}
    return desk.client.post(path, data={**token, **WHY, **typed})


def test_consequences_are_shown_before_anything_is_proposed(desk: Desk) -> None:
    before = desk.hall.contents()
    page = sent(desk, f"{FORM}/preview", text_file=upload("further.yaml", NEXT.encode()))
    assert page.status_code == 200
    assert desk.hall.contents() == before
    assert "new group:further@1.0.0" in said(page)
    assert "Nothing is proposed yet" in said(page)
    assert "The text is new; it stands whole below." in said(page)
    assert "title: Further" in page.text.partition("<textarea")[2]
    named = page.text.partition('name="id" value="')[2].partition('"')[0]
    done = sent(desk, id=named, text=NEXT)
    assert (done.status_code, done.location) == (303, f"/review/proposals/{named}")
    proposal = open_snapshot(desk.hall.root).proposals
    made = next(one for id, one in proposal.items() if id == named)
    assert (made.author, made.options) == ("Office staff", ("Do nothing", "Wait"))
    assert "Proposed:" in said(desk.get(done.location))
    assert not desk.hall.errors()


def test_a_proposal_that_is_sent_twice_is_one(desk: Desk) -> None:
    form = {"csrf_token": desk.token(FORM)["csrf_token"], **WHY, "text": NEXT, "id": "prop-further"}
    answers = [desk.client.post(FORM, data=form) for _ in range(2)]
    assert [one.location for one in answers] == ["/review/proposals/prop-further"] * 2
    other = desk.client.post(FORM, data={**form, "rationale": "Another"})
    assert other.status_code == 422
    assert "there is a proposal" in said(other)
    assert len(open_snapshot(desk.hall.root).proposals) == 2


def test_a_text_is_retired(desk: Desk) -> None:
    desk.hall.write(meanwhile())
    page = sent(desk, f"{FORM}/preview", retires="group:core")
    assert page.status_code == 200
    assert "retire group:core@1.2.0" in said(page)
    assert "The text is retired as it stands below" in said(page)
    assert sent(desk, retires="group:core").status_code == 303


@pytest.mark.parametrize("path", [FORM, f"{FORM}/preview"])
@pytest.mark.parametrize(
    "typed, says, cites",
    [
        ({"text": yaml_of(TEXT | {"title": "Other"}).decode()}, "the catalog holds", "records contract 1"),
        ({"text": NEXT, "body": "advice"}, "is advisory", "Educ. Code 10865(b)"),
        ({"text": NEXT, "effective": "2020-01-01"}, "before it is proposed", "records contract 5"),
        ({"text": NEXT, "base": "sha256:" + "0" * 64}, "nothing of it is adopted yet", "Gov. Code 11125(b)"),
        ({"retires": "group:core"}, "no version of", "Educ. Code 10865(a)(5)"),
    ],
)
def test_what_the_rules_refuse_is_told_with_its_citation(
    desk: Desk, path: str, typed: dict[str, str], says: str, cites: str
) -> None:
    before = desk.hall.contents()
    answer = sent(desk, path, **typed)
    assert answer.status_code == 409
    assert says in said(answer)
    assert cites in said(answer)
    assert "Pupils who move are missed." in answer.text
    assert desk.hall.contents() == before


@pytest.mark.parametrize(
    "typed, says",
    [
        ({}, "Fill this in."),
        ({"text": NEXT, "retires": "group:core"}, "not both at once"),
        ({"text": NEXT, "rationale": " "}, "Fill this in."),
        ({"text": NEXT, "effective": "soon"}, "This is no day"),
        ({"text": "kind: [element"}, "text.yaml:2:1"),
        ({"text": "kind: meeting"}, "holds no text that has versions"),
        ({"text": "kind: group\nid: x\nid: y"}, "text.yaml:3:1"),
        ({"text": "&a [*a, *a]"}, "text.yaml:1:1"),
        ({"text": "[" * 30000}, "text.yaml:1:"),
        ({"text": "kind: group\nversion: 1.0.0\nid: \u202e"}, "text.yaml:"),
        ({"retires": "everything"}, "does not say what to retire"),
        ({"retires": "group:none"}, "the catalog has no text"),
        ({"text": NEXT, "body": "none"}, "there is no body"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(desk: Desk, typed: dict[str, str], says: str) -> None:
    before = desk.hall.contents()
    for path in (FORM, f"{FORM}/preview"):
        answer = sent(desk, path, **typed)
        assert answer.status_code in {404, 422}
        assert says in said(answer)
        assert str(desk.hall.root) not in answer.text
        assert "Do nothing" in answer.text
    assert desk.hall.contents() == before


def test_a_file_that_is_no_text_is_told_of(desk: Desk) -> None:
    for data in (b"\xff\xfe\x00", b"\x00" * 100, b"\xef\xbb\xbfkind: group"):
        answer = sent(desk, f"{FORM}/preview", text_file=upload("x.yaml", data))
        assert answer.status_code == 422
        assert "text.yaml" in said(answer)


def test_what_is_too_large_is_refused_in_bounded_time(desk: Desk) -> None:
    with sent(desk, f"{FORM}/preview", text="#" * (1024 * 1024 + 10)) as large:
        assert large.status_code == 422
        assert "the file has more than 1048576 bytes" in said(large)
    assert sent(desk, f"{FORM}/preview", text="#" * (5 * 1024 * 1024)).status_code == 413


def test_members_and_partners_propose_nothing(desk: Desk) -> None:
    for role in (Role.MEMBER, Role.PARTNER):
        desk.sign_in(account(f"Only {role}", role))
        assert desk.get(FORM).status_code == 403
        token = desk.token("/")
        assert desk.client.post(FORM, data={**token, **WHY, "text": NEXT}).status_code == 403


def test_the_amended_text_of_the_hall_is_a_version_that_may_follow(desk: Desk) -> None:
    answer = sent(desk, f"{FORM}/preview", text=yaml_of(AMENDED).decode())
    assert answer.status_code == 200
    assert "group:core@1.1.0" in said(answer)


@pytest.mark.slow
def test_differences_stand_side_by_side_and_are_not_told_by_colour_alone(tmp_path: Path, root: Path) -> None:
    desk = Desk(Reference(tmp_path, root))
    text = (root / "definitions/elements/k12.grade-level/1.1.0.yaml").read_text()
    edited = text.replace("version: 1.1.0", "version: 1.1.1").replace("title: ", "title: Current ", 1)
    page = sent(desk, f"{FORM}/preview", text=edited).text
    rows = page.partition('<table class="differences">')[2].partition("</table>")[0]
    assert "<ins>Current </ins>" in rows
    assert "words struck out go, words underlined come" in rows
    assert "wording" in rows
