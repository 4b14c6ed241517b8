"""What is published has the same address in the application, in both languages, with its twins."""

import gzip
import json
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.records.account import Role
from tests.web.people import signed_in_as

DECISION = "/decisions/c2c-gb/2026/0004"


@pytest.mark.parametrize("address", ["/", DECISION, f"/es{DECISION}", "/meetings", "/log", "/bodies/c2c-gb"])
def test_a_page_says_at_which_revision_it_was_read(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.text.count("</h1>") == 1
    assert "sha256:" in answer.text.partition("<footer>")[2]


def test_the_twin_of_a_record_is_what_its_digest_says(client: FlaskClient) -> None:
    twin = client.get(f"{DECISION}.json")
    assert twin.content_type == "application/json"
    assert f"sha256:{sha256(twin.data).hexdigest()}" in client.get(DECISION).text
    assert client.get(f"{DECISION}.yaml").text.startswith("kind: decision")


def test_a_page_with_its_ending_leads_to_its_address(client: FlaskClient) -> None:
    answer = client.get(f"/es{DECISION}.html")
    assert (answer.status_code, answer.location) == (308, f"/es{DECISION}")


def test_a_file_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"{DECISION}.json")
    again = client.get(f"{DECISION}.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_an_unknown_address_is_a_page_with_a_search(client: FlaskClient) -> None:
    answer = client.get("/definitions/no.such%3Cthing%3E")
    assert answer.status_code == 404
    assert 'role="search"' in answer.text
    assert "<thing>" not in answer.text


def test_a_program_is_told_as_problem_details(client: FlaskClient) -> None:
    answer = client.get("/decisions/none.json")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert json.loads(answer.data)["status"] == 404


@pytest.mark.parametrize(
    "address", ["/../README.md", "/static/../base.html", "/static/%2e%2e/base.html", "//etc/passwd"]
)
def test_no_address_leads_out_of_what_is_published(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code in {308, 404}


def test_reading_sets_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/").headers


def test_a_page_is_squeezed_for_those_who_ask_and_says_when_it_has_not_changed(client: FlaskClient) -> None:
    plain = client.get(DECISION)
    small = client.get(DECISION, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(small.data) == plain.data
    again = client.get(DECISION, headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_page_that_is_sent_again_is_the_one_that_was_made(client: FlaskClient, app: Flask) -> None:
    squeezed = {"Accept-Encoding": "gzip"}
    first, second = (client.get(DECISION, headers=squeezed) for _ in range(2))
    assert (second.data, second.headers.to_wsgi_list()) == (first.data, first.headers.to_wsgi_list())
    spanish = client.get(f"/es{DECISION}", headers=squeezed)
    assert spanish.headers["Content-Language"] == "es"
    member = signed_in_as(app, Role.MEMBER).get(DECISION, headers=squeezed)
    assert member.headers["Cache-Control"] == "no-store"
    assert client.get(DECISION, headers=squeezed).data == first.data
