"""The first page says what is open for comment and what comes next; Spanish pages say what is English."""

import re
from datetime import UTC, datetime

from flask.testing import FlaskClient

from tests.web.rooms import Room


def words(page: str) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_first_page_counts_the_days_that_are_left_for_comment(room: Room) -> None:
    assert "Open for comment · 30 days left; comment through December 1, 2023" in words(
        room.browser().get("/").text
    )
    room.bureau.clock.at = datetime(2023, 12, 2, 7, 0, tzinfo=UTC)
    assert "today is the last day" in room.browser().get("/proposals/prop-1").text
    assert "21 days left" not in room.browser().get("/proposals").text


def test_the_next_meeting_stands_on_the_first_page_and_first_among_all(room: Room) -> None:
    room.hall.noticed()
    room.app.extensions["p20w"].catalog.refresh()
    for address in ("/", "/meetings"):
        page = words(room.browser().get(address).text)
        assert "Regular meeting Board · Wednesday, February 21, 2024, 10:00 a.m." in page
    page = room.browser().get("/meetings").text
    assert page.index('id="upcoming"') < page.index("meetings/gb/2024-02-21") < page.index('id="subscribe"')
    assert re.search(r'href="webcal://127\.0\.0\.1:\d+/calendar/meetings/gb\.ics"', page)


def test_the_name_that_a_request_gives_the_host_is_no_part_of_a_page(client: FlaskClient) -> None:
    page = client.get("/meetings", headers={"Host": "evil.example"}).text
    assert "evil.example" not in page


def test_a_page_in_spanish_says_which_words_are_english(client: FlaskClient) -> None:
    page = client.get("/es/decisions/c2c-gb/2026/0004").text
    assert '<html lang="es">' in page
    assert '<h1 lang="en">Adopt the definition of chronic absence' in page
    assert '<span lang="en">Superintendent of Public Instruction</span>' in page
    assert "Votos: a favor 17, en contra 1" in words(page)
    assert "16 de septiembre de 2026" in page
