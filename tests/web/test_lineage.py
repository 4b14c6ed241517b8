"""The explorer in the application: pages, pictures, twins, and what is wrong with a question."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from catalog.rules.lineage.hops import wants_evidence_alone
from catalog.services.opening import open_snapshot, today
from catalog.services.tracing import trace_item

SSID = "/lineage/cde:k12.ssid"
SVG = "{http://www.w3.org/2000/svg}"


def links_of(text: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', text)]


def drawing_in(text: str) -> ET.Element:
    found = re.search(r"<svg.*?</svg>", text, re.DOTALL)
    assert found is not None
    return ET.fromstring(found[0])  # noqa: S314  # our own


@pytest.mark.parametrize(
    "address",
    [
        "/lineage",
        "/lineage?q=ssid",
        SSID,
        f"/es{SSID}",
        "/lineage/c2c.person-year",
        "/lineage/k12.ssid?steps=1",
    ],
)
def test_a_page_is_open_to_everybody(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.text.count("<h1>") == 1
    assert "Set-Cookie" not in answer.headers


def test_a_page_holds_the_picture_and_the_same_steps_as_a_table(client: FlaskClient) -> None:
    text = client.get(SSID).text
    titles = "; ".join(one.findtext(f"{SVG}title") or "" for one in drawing_in(text).iter(f"{SVG}g"))
    drawn = set(re.findall(r"(\d+): \S+ to \S+, ", titles))
    assert drawn == set(re.findall(r'id="step-(\d+)"', text))
    assert len(drawn) > 40


def test_nothing_in_a_page_needs_style_or_script_of_its_own(client: FlaskClient) -> None:
    text = client.get(SSID).text
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", text)
    assert len(re.findall(r'\sid="([^"]+)"', text)) == len(set(re.findall(r'\sid="([^"]+)"', text)))


@pytest.mark.slow
def test_every_link_of_the_explorer_leads_somewhere(client: FlaskClient) -> None:
    text = client.get("/lineage/cde:k12.chronically-absent").text + client.get("/lineage").text
    own = {link for link in links_of(text) if link.startswith("/lineage")}
    assert len(own) > 20
    for link in sorted(own):
        assert client.get(link).status_code == 200, link


def test_the_twin_says_what_the_page_says(client: FlaskClient) -> None:
    page, twin = client.get(f"{SSID}?steps=2"), client.get(f"{SSID}.json?steps=2")
    assert twin.content_type == "application/json"
    said: Any = json.loads(twin.data)
    assert said["item"] == "cde:k12.ssid"
    assert len(said["flows"]) == len(re.findall(r'id="step-\d+"', page.text))
    assert said["openlineage"]


def test_a_step_is_answered_with_the_word_of_its_trace(client: FlaskClient, root: Path) -> None:
    item, day = "cde:k12.chronically-absent", today()
    hops = [
        leg.hop for leg in trace_item(open_snapshot(root), item, on=day, as_known=day).downstream if leg.hop
    ]
    text = client.get(f"/lineage/{item}").text
    table = {
        tuple(re.findall(r'<td><a href="[^"]*">([^<]*)</a></td>', row)[:2]): _answer_in(row)
        for row in re.findall(r'<tr id="step-.*?</tr>', text, re.DOTALL)
    }
    titles = [one.findtext(f"{SVG}title") or "" for one in drawing_in(text).iter(f"{SVG}g")]
    said = set()
    for one in hops:
        until = " until evidence is shown" if wants_evidence_alone(one.verdict) else ""
        word = {"permit": "permitted", "refuse": "refused"}[one.verdict.outcome] + until
        answer = table[one.hop.input, one.hop.output]
        assert answer.removesuffix(", with duties") == word
        assert any(f"{one.hop.input} to {one.hop.output}, {answer}" in title for title in titles)
        link = next(link for link in links_of(text) if f"to={one.hop.output}" in link)
        assert _answer_in(client.get(link).text) == answer
        said.add(answer)
    assert said == {"permitted, with duties", "refused until evidence is shown"}


def _answer_in(text: str) -> str:
    found = re.search(r'<strong class="stands \w+">([^<]*)</strong>', text)
    assert found is not None
    return found[1]


def test_the_picture_is_a_file_too(client: FlaskClient) -> None:
    answer = client.get(f"/es{SSID}.svg")
    assert answer.content_type == "image/svg+xml"
    root = ET.fromstring(answer.data)  # noqa: S314  # our own
    assert {str(one.get("href")).partition("/lineage/")[0] for one in root.iter(f"{SVG}a")} <= {
        "/es",
        "/es/lineage?q=cde%3A",
    }


def test_a_step_leads_from_its_clause_to_the_vote(client: FlaskClient) -> None:
    (link, *_) = [link for link in links_of(client.get(SSID).text) if link.startswith("/lineage-step")]
    text = client.get(link).text
    assert "cde-participation@1.0.0#" in text
    assert "/decisions/c2c-gb/2025/" in text


def test_what_is_wrong_stands_beside_the_field_with_what_was_typed(client: FlaskClient) -> None:
    answer = client.get(SSID, query_string={"on": "2026-02-30", "steps": '"><b>', "zone": "nope"})
    assert answer.status_code == 422
    for name in ("on", "steps", "zone"):
        assert f'aria-describedby="{name}-fault"' in answer.text
        assert f'id="{name}-fault"' in answer.text
    assert 'value="2026-02-30"' in answer.text
    assert "<b>" not in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/lineage/nope",
        "/lineage/%00",
        "/lineage/..%2F..",
        "/lineage-step",
        "/lineage/c2c.match.person_id?on=1999-01-01",
    ],
)
def test_what_nobody_knows_is_not_found(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_a_program_is_told_what_is_wrong(client: FlaskClient) -> None:
    missing, wrong = client.get("/lineage/nope.json"), client.get(f"{SSID}.json?steps=no")
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")
    assert (wrong.status_code, wrong.content_type) == (422, "application/problem+json")


def test_a_very_long_question_is_answered_in_time(client: FlaskClient) -> None:
    query = {"open": ",".join(f"d{number}" for number in range(5_000)), "dataset": "x" * 20_000}
    assert client.get(SSID, query_string=query).status_code == 422
    assert client.get("/lineage", query_string={"q": "a " * 20_000}).status_code == 200
