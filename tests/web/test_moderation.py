"""A clerk shows comments, or withholds them with a reason; everything is in the trail."""

import re

import pytest

from catalog.records.account import Role
from catalog.records.public_comment import CommentState
from catalog.services.commenting.sending import by_receipt
from tests.web.people import hidden_in, signed_in_as
from tests.web.rooms import Room


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PUBLIC, Role.CLERK}])
def test_nobody_else_moderates(role: Role, room: Room) -> None:
    receipt = room.receipt()
    browser = signed_in_as(room.app, role)
    assert browser.get("/moderation").status_code == 403
    assert browser.get(f"/moderation/{receipt}").status_code == 403
    assert browser.post(f"/moderation/{receipt}/show").status_code in {400, 403}
    assert room.browser().get("/moderation").status_code == 302


def test_the_desk_shows_what_nobody_has_read_first_come_first(room: Room) -> None:
    for text in ("The first.", "The <second>."):
        room.receipt(text)
        room.bureau.clock.move(minutes=1)
    page = room.clerk().get("/moderation").text
    assert page.index("The first.") < page.index("The &lt;second&gt;.")
    assert "To be read: 2" in page
    assert room.clerk().get("/moderation?state=shown").status_code == 200
    assert room.clerk().get("/moderation?state=nowhere").status_code == 404


def test_a_comment_is_shown_from_the_desk(room: Room) -> None:
    receipt, clerk = room.receipt("Hear, hear."), room.clerk()
    hidden = hidden_in(clerk.get("/moderation").text)
    answer = clerk.post(f"/moderation/{receipt}/show", data=hidden)
    assert (answer.status_code, answer.location) == (303, "/moderation")
    assert f"Comment {receipt} is shown." in clerk.get("/moderation").text
    assert "Hear, hear." in room.browser().get("/proposals/prop-1").text
    assert "comment.shown" in room.bureau.did()


def test_a_reason_is_needed_to_withhold_and_everybody_reads_it(room: Room) -> None:
    receipt, clerk = room.receipt(), room.clerk()
    address = f"/moderation/{receipt}"
    hidden = hidden_in(clerk.get(address).text)
    wrong = clerk.post(f"{address}/withhold", data=hidden | {"reason": " "})
    assert wrong.status_code == 422
    assert 'id="reason-wrong"' in wrong.text
    long = clerk.post(f"{address}/withhold", data=hidden | {"reason": "x" * 501})
    assert (long.status_code, 'value="' + "x" * 501 in long.text) == (422, True)
    assert by_receipt(room.bureau.office, receipt).state is CommentState.RECEIVED
    done = clerk.post(f"{address}/withhold", data=hidden | {"reason": "It threatens somebody."})
    assert done.status_code == 303
    assert "It threatens somebody." in room.browser().get("/proposals/prop-1").text
    page = clerk.get(address).text
    assert re.search(r"withheld, [^<]+@example.org: It threatens somebody.", page)


def test_of_two_clerks_the_second_is_told_of_the_first(room: Room) -> None:
    receipt, one, other = room.receipt(), room.clerk(), room.clerk()
    address = f"/moderation/{receipt}"
    first, second = (hidden_in(clerk.get(address).text) for clerk in (one, other))
    assert one.post(f"{address}/show", data=first).status_code == 303
    late = other.post(f"{address}/withhold", data=second | {"reason": "Not on the subject."})
    assert late.status_code == 409
    assert by_receipt(room.bureau.office, receipt).state is CommentState.SHOWN


@pytest.mark.slow
@pytest.mark.parametrize("revision", ["", "x", "-1", "1" * 40, "²"])
def test_a_form_that_says_nothing_of_what_was_read_is_refused(revision: str, room: Room) -> None:
    receipt, clerk = room.receipt(), room.clerk()
    hidden = hidden_in(clerk.get(f"/moderation/{receipt}").text)
    answer = clerk.post(f"/moderation/{receipt}/show", data=hidden | {"revision": revision})
    assert answer.status_code == 422
    assert by_receipt(room.bureau.office, receipt).state is CommentState.RECEIVED


def test_an_unknown_comment_is_not_found(room: Room) -> None:
    assert room.clerk().get("/moderation/0000-0000-0000-0000").status_code == 404
    assert room.clerk().get("/moderation/%3Cscript%3E").status_code == 404
