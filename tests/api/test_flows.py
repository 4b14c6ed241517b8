"""The API gives the answers of the command line, over HTTP."""

import json

import pytest
from flask.testing import FlaskClient

from catalog.api.flows import _ONE_AT_A_TIME, MOST_LINES
from catalog.services.flows import ask
from catalog.services.opening import open_snapshot, today
from tests.conftest import ROOT

REQUEST = {
    "item": "cde:k12.grade-level",
    "recipient": "c2c",
    "purpose": "evaluation.program",
    "zone": "c2c.analytical",
    "form": "pseudonymous",
    "on": "2026-11-21",
    "as_known": "2026-11-21",
}


def test_an_answer_is_that_of_the_library(client: FlaskClient) -> None:
    answer = client.post("/api/v1/decide", json=REQUEST)
    assert answer.status_code == 200
    assert json.loads(answer.data) == ask(open_snapshot(ROOT), REQUEST, today=today()).document()
    assert json.loads(answer.data)["outcome"] == "permit"


def test_a_refusal_is_an_answer(client: FlaskClient) -> None:
    answer = client.post("/api/v1/decide", json=REQUEST | {"purpose": "commercial.marketing"})
    assert (answer.status_code, json.loads(answer.data)["outcome"]) == (200, "refuse")


def test_what_is_no_request_is_refused_as_one(client: FlaskClient) -> None:
    answer = client.post("/api/v1/decide", json=REQUEST | {"colour": "red"})
    assert json.loads(answer.data)["reasons"][0]["code"] == "invalid-request"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"a": 1, "a": 2}', b"[" * 100_000])
def test_what_is_no_json_is_problem_details(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/api/v1/decide", data=body)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


def test_each_line_gets_one_answer(client: FlaskClient) -> None:
    lines = "\n".join([json.dumps(REQUEST), "no json", json.dumps(REQUEST)])
    answers = client.post("/api/v1/decide/lines", data=lines).text.splitlines()
    assert [json.loads(one)["outcome"] for one in answers] == ["permit", "refuse", "permit"]


def test_what_may_flow_and_who_may_receive(client: FlaskClient) -> None:
    flows = client.get("/api/v1/may?to=c2c&purpose=evaluation.program&zone=c2c.analytical&on=2026-11-21")
    assert {one["recipient"] for one in json.loads(flows.data)} == {"c2c"}
    receivers = client.get("/api/v1/who?item=cde:k12.grade-level&on=2026-11-21")
    assert {one["source"] for one in json.loads(receivers.data)} == {"cde:k12.grade-level"}


@pytest.mark.parametrize(
    "address, status",
    [
        ("/api/v1/may", 422),
        ("/api/v1/may?to=nobody", 404),
        ("/api/v1/may?form=naked", 422),
        ("/api/v1/who", 422),
        ("/api/v1/who?item=no.such", 404),
        ("/api/v1/who?item=k12.ssid&on=2026-02-30", 422),
        ("/api/v1/nothing", 404),
    ],
)
def test_what_cannot_be_asked_is_problem_details(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_the_api_describes_itself(client: FlaskClient) -> None:
    told = json.loads(client.get("/api/openapi.json").data)
    assert told["openapi"] == "3.1.0"
    assert {"/api/v1/decide", "/api/v1/may", "/api/v1/who"} <= set(told["paths"])


def test_more_lines_than_are_answered_in_a_few_seconds_are_refused(client: FlaskClient) -> None:
    answer = client.post("/api/v1/decide/lines", data=b"{}\n" * (MOST_LINES + 1))
    assert answer.status_code == 413
    assert "10,000 lines" in answer.get_json()["detail"]
    assert client.post("/api/v1/decide/lines", data=b"{}\n" * 3).text.count("\n") == 3


def test_whoever_sends_lines_while_others_are_answered_is_told_to_wait(client: FlaskClient) -> None:
    with _ONE_AT_A_TIME:
        answer = client.post("/api/v1/decide/lines", data=b"{}\n")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


@pytest.mark.parametrize("asked", ["may?to=c2c&as-known=2020-01-01", "who?item=cde:k12.ssid&to=c2c"])
def test_a_name_that_means_nothing_is_refused_and_named(client: FlaskClient, asked: str) -> None:
    answer = client.get(f"/api/v1/{asked}")
    assert answer.status_code == 422
    assert asked.rpartition("&")[2].partition("=")[0] in answer.text
