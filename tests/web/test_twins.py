"""Every page of content is told to programs too: as JSON and as YAML, at its address with that ending."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.access.doors import doors
from catalog.access.reach import Services
from catalog.interchange.twins import TWINS, plain
from catalog.records.account import Role
from catalog.records.ids import ProposalId
from catalog.records.public_comment import CommentState, PublicComment, Receipt
from catalog.services.publishing.planning import plan
from catalog.store.yaml_text import read
from tests.web.people import signed_in_as
from tests.web.rooms import Room

FORMS = re.compile(
    r"(account|admin|beside|desk|moderation|subscriptions)\.|proposing\.form|partners\.draft|review\.note_form"
)
"""Views that show forms and what is kept in the workspace, and nothing of the catalog."""
FOR_PROGRAMS = re.compile(r"(api-docs|flows|watching)\.|pages\.static")
ASKED = {
    "/lineage-step": "/lineage-step?from=cde:k12.ssid&to=cde.calpads.SSID",
    "/flows/why": "/flows/why?item=cde:k12.ssid&recipient=c2c&purpose=linkage&zone=c2c.linkage",
    "/flows/change": "/flows/change?item=cde:k12.ssid&recipient=c2c&purpose=linkage&zone=c2c.linkage",
    "/search": "/search?q=birth",
    "/search/suggest": "/search/suggest?q=birth",
    "/": "/index",
}
PLACES = {
    "/lineage/<path:item>": "/lineage/cde:k12.ssid",
    "/proposals/<page:proposal>": "/proposals/prop-2026-003",
    "/review/proposals/<id>": "/review/proposals/prop-2026-003",
}


def as_twin(address: str, twin: str) -> str:
    """Return the address of a page's twin."""
    path, sign, query = address.partition("?")
    return f"{path}.{twin}{sign}{query}"


def content(app: Flask) -> list[str]:
    """Return the address of each page of content that a view shows."""
    found = []
    for door in doors(app):
        is_file = "." in re.sub("<[^>]+>", "x", door.address).rpartition("/")[2]
        if (
            "GET" in door.methods
            and not is_file
            and not FORMS.match(door.view)
            and not FOR_PROGRAMS.match(door.view)
        ):
            found.append(door.address)
    return found


def linked(page: str) -> list[str]:
    """Return where a page says that its twins are."""
    return re.findall(r'<link rel="alternate" type="application/(?:json|yaml)" href="([^"]+)">', page)


@pytest.fixture
def clerk(app: Flask) -> FlaskClient:
    """Return a client that every page of content is open to."""
    return signed_in_as(app, Role.ADMIN)


@pytest.mark.slow
def test_every_page_of_a_view_has_both_twins_and_links_them(app: Flask, clerk: FlaskClient) -> None:
    walked = []
    for rule in content(app):
        if rule in {"/<path:address>", "/comments/<receipt>"}:
            continue  # below
        address = PLACES.get(rule, ASKED.get(rule, rule))
        page = clerk.get("/" if rule == "/" else address)
        assert page.status_code == 200, address
        said = [link.replace("&amp;", "&") for link in linked(page.text)]
        assert said == [as_twin(address, twin) for twin in TWINS]
        as_json, as_yaml = (clerk.get(link) for link in said)
        assert (as_json.status_code, as_json.content_type) == (200, "application/json"), address
        assert (as_yaml.status_code, as_yaml.content_type) == (200, "application/yaml"), address
        told = as_json.get_json()
        assert read(as_yaml.data) == told, address
        walked.append(rule)
    assert {"/", "/flows", "/lineage", "/lineage/<path:item>", "/search", "/review", "/comments"} <= set(
        walked
    )
    assert len(walked) >= 13


@pytest.mark.slow
def test_every_published_page_has_both_twins_here_and_in_the_folder(app: Flask, client: FlaskClient) -> None:
    held: Services = app.extensions["p20w"]
    reading = held.catalog.now()
    planned = {one.address: one for one in plan(reading.shelves, site=None, on=reading.today)}
    seen = set()
    for address, one in planned.items():
        stem, ending = address[:-5], address[-5:]
        if (
            one.page is None
            or one.moved_to
            or ending != ".html"
            or address.startswith("es/")
            or stem == "search"
        ):
            continue
        page = one.page()
        twins = [f"{page.standing.stem if page.standing else stem}.{twin}" for twin in TWINS]
        assert {*twins, f"{stem}.json", f"{stem}.yaml"} <= planned.keys(), address
        if page.standing is None:
            assert read(planned[twins[1]].make()) == json.loads(planned[twins[0]].make()), address
        if page.template in seen:
            continue
        seen.add(page.template)
        html = one.make().decode()
        up = "../" * address.count("/")
        assert linked(html) == [f"{up}{twin}" for twin in twins], address
        for twin in twins:
            answer = client.get(f"/{twin}")
            assert answer.status_code == 200, twin
            assert answer.content_type == f"application/{twin[-4:]}"
            assert answer.data == planned[twin].make(), twin
    assert {"bodies.html", "meetings.html", "decisions.html", "log.html", "index.html"} <= seen
    assert len(seen) > 25


def test_every_proposal_under_review_is_told_to_programs(app: Flask, clerk: FlaskClient) -> None:
    held: Services = app.extensions["p20w"]
    for id in held.catalog.now().snapshot.proposals:
        told = clerk.get(f"/review/proposals/{id}.json")
        assert told.status_code == 200, id
        assert told.get_json()["queued"]["listed"]["proposal"]["id"] == id
        assert read(clerk.get(f"/review/proposals/{id}.yaml").data) == told.get_json()


def test_the_page_of_the_log_has_its_twins_where_it_is_opened_too(client: FlaskClient) -> None:
    assert client.get("/log.json").data == client.get("/log/index.json").data
    assert client.get("/log.yaml").status_code == 200
    assert client.get("/es/meetings.json").data == client.get("/meetings.json").data
    assert client.get("/nothing.json").status_code == 404


def test_a_list_says_what_its_page_shows(client: FlaskClient) -> None:
    told = client.get("/agreements.json").get_json()
    assert told["kind"] == "agreements"
    assert told["rows"][0]["record"]["version"] == "1.1.0"
    assert {"id", "title", "effective_from"} <= told["rows"][0]["record"].keys()
    (row, *_) = client.get("/proposals.json").get_json()["decided"]
    assert row["listed"]["proposal"]["object"] == "element:k12.meal-eligible@1.0.1"
    assert "clauses" not in told["rows"][0]["record"], "the whole of it stands at its own address"


def test_the_twin_of_a_page_is_behind_the_same_door(app: Flask) -> None:
    for address in ("/review", "/flows", "/partner", "/review/proposals/prop-2026-003"):
        for twin in TWINS:
            assert app.test_client().get(f"{address}.{twin}").status_code == 401
    assert signed_in_as(app, Role.PARTNER).get("/review.json").status_code == 403


def test_the_twin_of_a_question_that_cannot_be_read_says_so(client: FlaskClient, clerk: FlaskClient) -> None:
    for twin in TWINS:
        assert client.get(f"/lineage/cde:k12.ssid.{twin}?steps=x").status_code == 422
        assert clerk.get(f"/flows.{twin}?on=x").status_code == 422


def test_a_comment_tells_programs_no_more_than_people(room: Room) -> None:
    receipt = room.receipt("A word that nobody has read.", name="Somebody")
    browser = room.browser()
    for twin in TWINS:
        answer = browser.get(f"/comments/{receipt}.{twin}")
        assert answer.status_code == 200
        assert receipt in answer.text
        assert "nobody has read" not in answer.text
        assert "Somebody" not in answer.text
        assert browser.get(f"/comments.{twin}?receipt={receipt}").location == f"/comments/{receipt}.{twin}"


def test_what_is_kept_apart_is_never_told_unasked() -> None:
    comment = PublicComment(
        receipt=Receipt("r"),
        proposal=ProposalId("prop-1"),
        name=None,
        text="Held back.",
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
        state=CommentState.RECEIVED,
        reason=None,
        moderated_by=None,
        moderated_at=None,
        meeting=None,
        taken_at=None,
        revision=1,
    )
    with pytest.raises(TypeError):
        plain({"comment": comment})
