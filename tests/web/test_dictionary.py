"""The search in the application: its page in both languages, files, suggestions, and hostile questions."""

import csv
import io
import re
import time

import openpyxl
import pytest
from flask.testing import FlaskClient

HOSTILE = [
    "pupil " * 9_000,
    "((((((((((((((((((",
    '"' * 400,
    "\x00pupil\x00",
    "\u202etfel ot thgir",
    "🙂🙂🙂",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "a* " * 200,
    "NOT NOT NOT",
    ".*(a+)+$",
    "{{7*7}} {% x %}",
    "%00%ff",
]


@pytest.fixture
def searcher(client: FlaskClient) -> FlaskClient:
    """Return a client whose application has its index."""
    end = time.monotonic() + 60
    while client.get("/search.json?q=birth").json["index"] != "current":  # type: ignore[index]
        assert time.monotonic() < end
        time.sleep(0.05)
    return client


def titles(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", page)]


def test_a_search_shows_what_it_found_and_how_to_narrow_it(searcher: FlaskClient) -> None:
    page = searcher.get("/search?q=chronic+absence")
    assert page.status_code == 200
    assert titles(page.text) == ["K-12 chronically absent"]
    assert "<mark>" in page.text
    assert '<a href="/definitions/k12.chronically-absent">' in page.text
    assert 'name="partner" value="cde"' in page.text
    assert page.text.count("<h1>") == 1


def test_the_same_in_spanish(searcher: FlaskClient) -> None:
    page = searcher.get("/es/search?q=chronic+absence")
    assert page.status_code == 200
    assert 'lang="es"' in page.text
    assert '<a href="/es/definitions/k12.chronically-absent" lang="en">' in page.text
    assert '<a href="/search?q=chronic+absence" lang="en"' in page.text


def test_facets_pages_and_order_are_addresses(searcher: FlaskClient) -> None:
    first = searcher.get("/search?q=student&sort=title")
    assert 'href="/search?q=student&amp;sort=title&amp;page=2"' in first.text
    second = searcher.get("/search?q=student&sort=title&page=2")
    assert not set(titles(first.text)) & set(titles(second.text))
    narrowed = searcher.get("/search?q=student&partner=uc&topic=uc")
    assert 'href="/search?q=student&amp;topic=uc"' in narrowed.text
    assert set(re.findall(r"<code>([a-z0-9]+)\.", narrowed.text)) == {"uc"}


def test_a_slip_is_corrected_and_said(searcher: FlaskClient) -> None:
    page = searcher.get("/search?q=studnet")
    assert "<q>studnet</q>" in page.text
    assert "<strong>student</strong>" in page.text


def test_nothing_found_helps(searcher: FlaskClient) -> None:
    page = searcher.get("/search?q=zzyzx&partner=cde")
    assert page.status_code == 200
    assert "Nothing found" in page.text
    assert 'href="/definitions"' in page.text
    assert 'href="/search?q=zzyzx"' in page.text
    assert "/search?q=adopt&amp;kind=decision" in searcher.get("/search?q=adopt").text


def test_names_are_suggested_as_part_of_a_page_and_as_a_page(searcher: FlaskClient) -> None:
    part = searcher.get("/search/suggest?q=chron", headers={"HX-Request": "true"})
    assert part.text.count("<li>") == 1
    assert "<html" not in part.text
    assert "HX-Request" in part.vary
    whole = searcher.get("/search/suggest?q=chron")
    assert "HX-Request" in whole.vary
    assert "<html" in whole.text
    assert 'href="/definitions/k12.chronically-absent"' in whole.text
    assert searcher.get("/search/suggest.json?q=chron").json == [
        "chron",
        ["K-12 chronically absent"],
        ["k12.chronically-absent"],
    ]


def test_the_whole_answer_is_a_file(searcher: FlaskClient) -> None:
    total = searcher.get("/search.json?q=student").json["total"]  # type: ignore[index]
    table = searcher.get("/search.csv?q=student&page=2")
    assert len(list(csv.DictReader(io.StringIO(table.text)))) == total > 20
    assert "attachment" in table.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(searcher.get("/search.xlsx?q=student").data))
    assert book["Found"].max_row == total + 1


def test_a_program_is_told_of_which_catalog(searcher: FlaskClient) -> None:
    found = searcher.get("/search.json?q=birth&kind=element").json
    assert found is not None
    assert found["catalog"].startswith("sha256:")
    assert found["hits"][0]["status"] == ["in-force"]


def test_browsers_learn_how_to_search_here(searcher: FlaskClient) -> None:
    answer = searcher.get("/opensearch.xml", headers={"Host": "elsewhere.example"})
    assert answer.content_type == "application/opensearchdescription+xml"
    assert 'template="http://127.0.0.1:8020/search?q={searchTerms}"' in answer.text
    assert 'href="/opensearch.xml"' in searcher.get("/search").text


def test_only_public_texts_are_found(searcher: FlaskClient) -> None:
    found = searcher.get("/search.json?q=&status=not-adopted").json
    assert found is not None
    assert found["total"] == 0 or all(
        searcher.get(f"/definitions/{hit['id']}").status_code == 200 for hit in found["hits"]
    )


def test_every_address_of_a_hit_is_there(searcher: FlaskClient) -> None:
    kinds = "&".join(
        f"kind={kind}" for kind in ("element", "group", "value-domain", "partner", "decision", "agreement")
    )
    page = searcher.get(f"/search?q=&{kinds}&sort=title")
    links = re.findall(r'<h3><a href="([^"]+)"', page.text)
    assert len(links) == 20
    assert [link for link in links if searcher.get(link).status_code != 200] == []
    for kind in ("group", "value-domain", "partner", "decision", "agreement"):
        (link, *_) = re.findall(r'<h3><a href="([^"]+)"', searcher.get(f"/search?kind={kind}").text)
        assert searcher.get(link).status_code == 200, link


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize(
    "address", ["/search", "/es/search", "/search/suggest", "/search.json", "/search.csv", "/search.xlsx"]
)
def test_hostile_words_are_answered_soon_and_shown_as_they_are(
    searcher: FlaskClient, address: str, words: str
) -> None:
    start = time.perf_counter()
    answer = searcher.get(address, query_string={"q": words})
    assert answer.status_code == 200
    assert time.perf_counter() - start < 5
    assert b"<script>alert" not in answer.data or address.endswith((".json", ".csv"))


@pytest.mark.parametrize(
    "query", ["page=-1", "page=99999999999999999999", "sort=zoo", "partner=%ff", "x=1&x=2", "q=%ff%fe"]
)
def test_an_address_that_makes_no_sense_is_answered(searcher: FlaskClient, query: str) -> None:
    assert searcher.get(f"/search?{query}").status_code == 200
