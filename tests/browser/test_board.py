"""The desk and the review room in a browser: by keyboard alone, without scripts, narrow, in the dark."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from waitress.server import create_server

from catalog.records.account import Role
from catalog.store.yaml_writing import yaml_of
from tests.board import TEXT
from tests.browser.reader import NARROW, WIDE, Manner, Reader, visit
from tests.browser.test_pages import AXE, LOOKS, broken
from tests.sittings import DAY, Hall
from tests.web.desks import Desk, account

CLERK = account("Clerk of the board", Role.CLERK, Role.ADMIN)
SITTING = f"/desk/meetings/gb/{DAY}"


@dataclass(frozen=True)
class Chamber:
    """A board that sits, its desk under a server of its own, and a clerk who is signed in."""

    hall: Hall
    desk: Desk
    address: str

    @contextmanager
    def clerk(self, browser: Browser, manner: Manner) -> Iterator[Reader]:
        """Let the clerk sit down at the desk."""
        with visit(browser, self.address, manner) as reader:
            cookie = self.desk.client.get_cookie("p20w")
            assert cookie is not None
            reader.page.context.add_cookies([{"name": "p20w", "value": cookie.value, "url": self.address}])
            yield reader


@pytest.fixture
def chamber(tmp_path: Path) -> Iterator[Chamber]:
    """The motion to adopt is before the body; 15 of 21 members are in the room."""
    hall = Hall(tmp_path).moved("1..15")
    desk = Desk(hall)
    desk.sign_in(CLERK)
    server = create_server(desk.app, host="127.0.0.1", port=0, threads=4)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    try:
        yield Chamber(hall, desk, f"http://127.0.0.1:{server.effective_port}")
    finally:
        server.close()


def at(reader: Reader, clock: str) -> None:
    """Say when a step happened: the meeting of the hall was years ago."""
    if not reader.page.locator("#at").is_visible():
        reader.page.locator("summary").last.click()
    reader.page.fill("#at", clock)


@pytest.mark.slow
def test_a_roll_is_called_by_keyboard_alone_and_counted_as_it_is_called(
    chamber: Chamber, browser: Browser
) -> None:
    with chamber.clerk(browser, Manner()) as reader:
        page = reader.page
        reader.open(f"{SITTING}/roll?motion=m1")
        at(reader, "12:00")
        page.locator("fieldset.ballot input").first.focus()
        page.keyboard.type("aaan")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
        page.keyboard.type("b")
        page.locator(".numbers", has_text="3 aye").wait_for()
        page.keyboard.type("aaaaaaaaa")
        assert page.evaluate("document.activeElement.type") == "submit"
        page.get_by_text("As called").wait_for()
        assert page.locator(".numbers").inner_text().split()[:6] == ["12", "aye", "2", "no", "1", "abstain"]
        page.keyboard.press("Enter")
        page.get_by_text("v1 on m1: failed").wait_for()
    roll = {seat: ballot["vote"] for seat, ballot in chamber.hall.document()["votes"][0]["roll"].items()}
    assert [roll[f"seat.{n:02d}"] for n in (1, 4, 5, 6, 15, 16)] == [
        "aye",
        "no",
        "no",
        "abstain",
        "aye",
        "absent",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "manner", [Manner(scripts=False, width=NARROW, colours="dark"), Manner(language="es")], ids=str
)
def test_a_motion_goes_to_its_record_in_a_browser(chamber: Chamber, browser: Browser, manner: Manner) -> None:
    with chamber.clerk(browser, manner) as reader:
        page, say = reader.page, reader.say
        reader.open(SITTING)
        page.get_by_role("link", name=say("Call the roll")).click()
        page.locator("label[for='vote.seat.01.no']").click()
        page.select_option("#rest", "aye")
        at(reader, "12:00")
        page.get_by_role("button", name=say("Count"), exact=True).click()
        assert "14" in page.locator(".numbers").inner_text()
        assert page.locator("[name='vote.seat.01'][value=no]").is_checked()
        page.get_by_role("button", name=say("Record the vote")).click()
        page.get_by_text("v1 on m1: adopted").wait_for()
        assert reader.lacks_room() is None
        reader.open(f"{SITTING}/adjourn?at=13:00")
        assert "gb/2024/0001 adopted" in page.locator(".foreseen").inner_text()
        page.get_by_role("button", name=say("Adjourn: record all of this for good")).click()
        page.get_by_text("gb/2024/0001").first.wait_for()
    assert chamber.hall.records() == {"0001": "adopted"}
    assert chamber.hall.adopted() == ["1.0.0"]


@pytest.mark.slow
def test_no_page_of_the_board_breaks_a_rule_of_accessibility(chamber: Chamber, browser: Browser) -> None:
    form = {**chamber.desk.token("/review/proposals/prop-1"), "place": "title", "text": "Look"}
    chamber.desk.client.post("/review/proposals/prop-1/annotations", data=form)
    steps: tuple[str, ...] = (
        "agenda",
        "attend",
        "recuse",
        "comment",
        "move",
        "second?motion=m1",
        "amend",
        "roll?motion=m1",
    )
    steps += ("continue", "adjourn", "approve", "revise", "post", "minutes", "cancel")
    addresses = [SITTING, *(f"{SITTING}/{step}" for step in steps), "/desk", "/desk/plan", "/desk/errata"]
    addresses += ["/desk/agreements", "/review", "/review/proposals/prop-1", "/review/propose"]
    faults = []
    with chamber.clerk(browser, Manner()) as reader:
        for address in addresses:
            reader.open(address)
            faults += audit(reader)
        reader.open("/review/propose")
        reader.page.fill("#text", yaml_of({**TEXT, "id": "further", "title": "Further"}).decode())
        reader.page.get_by_role("button", name="See what would follow").click()
        faults += audit(reader)
        reader.page.fill("#rationale", "Because")
        reader.page.get_by_role("button", name="See what would follow").click()
        assert reader.page.get_by_role("button", name="Propose it").is_visible()
        faults += audit(reader)
        reader.open(f"{SITTING}/roll?motion=m1")
        chamber.hall.minute = 100
        chamber.hall.do("comment 7 --text 'One more'")
        reader.page.get_by_role("button", name="Record the vote").click()
        assert reader.page.locator(".conflict").is_visible()
        faults += audit(reader)
    assert not faults, "\n".join(faults)


def audit(reader: Reader) -> list[str]:
    """Return what is wrong with the page that is open, in each width and in each scheme of colours."""
    page = reader.page
    page.evaluate(AXE.axe_script)
    faults = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        if too_wide := reader.lacks_room():
            faults.append(f"{page.url}: {too_wide}")
        for colours, rules in LOOKS:
            page.emulate_media(color_scheme=colours)
            faults += [f"{page.url} {width} {colours}: {fault}" for fault in broken(page, rules)]
    return faults
