"""A page says who decided, how each seat voted and what it came to, in HTML that the Nu checker accepts."""

import html
import json
import re
import subprocess
from pathlib import Path

import pytest

from catalog.services.publishing.publishing import publish
from catalog.store.canonical import digest
from tests.board import AMENDED, DAY, SEATS, TEXT
from tests.services.publishing.sites import (
    CANCELLED_DAY,
    amended_catalog,
    published,
)

pytestmark = pytest.mark.slow

VNU = "node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, str]:
    """Return the pages of the whole catalog, but for the packet, which has a page of its own kind."""
    files, _ = published(tmp_path)
    packet = files.pop("packets/prop-2.html")
    assert b"<h1" in packet
    return {address: data.decode() for address, data in files.items() if address.endswith(".html")}


@pytest.mark.slow
def test_the_nu_checker_finds_nothing_wrong(tmp_path: Path, root: Path) -> None:
    published(tmp_path)
    catalog = tmp_path / "catalog"
    (catalog / f"meetings/gb/{CANCELLED_DAY}/meeting.yaml").unlink()
    (catalog / "meetings/decisions/gb/2026/0002-erratum-1.yaml").unlink()
    assert publish(catalog, tmp_path / "site with tombstones").files
    publish(amended_catalog(tmp_path / "amended"), tmp_path / "site of an amendment")
    (tmp_path / "empty/definitions").mkdir(parents=True)
    publish(tmp_path / "empty", tmp_path / "site of nothing")
    checker = root / VNU
    assert checker.is_file(), "the Nu checker is not installed: `make test` brings it (package.json)"
    files = [str(path) for path in sorted(tmp_path.glob("site*/**/*.html"))]
    styles = [str(path) for path in sorted((tmp_path / "site").rglob("*.css"))]
    for kind, those in (("--html", files), ("--css", styles)):
        done = subprocess.run(
            ["java", "-jar", str(checker), "--Werror", kind, *those],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_a_page_has_one_heading_a_language_a_skip_link_and_its_landmarks(pages: dict[str, str]) -> None:
    for address, page in pages.items():
        assert page.count("</h1>") == 1, address
        assert f'<html lang="{"es" if address.startswith("es/") else "en"}">' in page
        assert '<a class="usa-skipnav" href="#content">' in page
        assert all(f"<{mark}" in page for mark in ("header", "nav", "main", "footer")), address


def test_a_page_has_no_script_but_the_search_and_loads_nothing_from_elsewhere(pages: dict[str, str]) -> None:
    for address, page in pages.items():
        scripts = re.findall(r"<script[^>]*>[^<]*", page)
        searches = address.rpartition("/")[2] == "search.html"
        assert all(re.fullmatch(r'<script src="(\.\./)*static/[^"]+" defer>', one) for one in scripts), (
            address
        )
        assert searches or not scripts, address
        assert " on" + "click" not in page
        assert not re.findall(r'<(?:link|img|iframe)[^>]*(?:href|src)="(?:https?:)?//', page), address


def test_a_table_has_a_caption_and_scopes(pages: dict[str, str]) -> None:
    for address, page in pages.items():
        assert page.count("<table") == page.count("<caption"), address
        assert "<th>" not in page, address


def test_a_decision_shows_every_seats_vote_and_the_sum(pages: dict[str, str]) -> None:
    page = pages["decisions/gb/2026/0002.html"]
    for seat in SEATS:
        assert f'<th scope="row">{seat}</th>' in page
    assert page.count('<td class="vote aye">aye</td>') == 16
    assert "Votes: 16 aye, 2 no, 1 abstaining; 1 recused, 1 absent." in page
    assert "Quorum: 11 needed. 16 + 2 + 1 = 19 counted, so there was a quorum." in page
    assert "To carry: 14 ayes needed of 21 authorized seats, two thirds of the membership." in page
    assert "Result: 16 ayes are at least the 14 needed, so the motion carried." in page
    assert "Two members would have waited." in page


def test_a_translation_says_its_language_and_its_translator(pages: dict[str, str]) -> None:
    page = pages["decisions/gb/2026/0002.html"]
    assert '<p lang="es">Se adopta el grupo core.</p>' in page
    assert "Translation (es) by translator" in page


def test_an_erratum_stands_on_the_page_of_what_it_corrects_and_on_its_own(pages: dict[str, str]) -> None:
    for address in ("decisions/gb/2026/0002.html", "decisions/gb/2026/0002-erratum-1.html"):
        assert "<del>Core</del>" in pages[address]
        assert "<ins>Core &lt;group&gt;</ins>" in pages[address]


def test_what_is_illustrative_or_legacy_says_so_before_anything_else(pages: dict[str, str]) -> None:
    page = pages["decisions/gb/2025/0001.html"]
    after = page.partition("</h1>")[2].lstrip()
    assert after.startswith('<p class="note illustrative"><strong>Illustrative.</strong>')
    assert "<strong>Legacy.</strong>" in page
    assert "Source: Old minutes" in page


def test_a_record_shows_its_own_digest_its_files_and_its_place_in_the_log(pages: dict[str, str]) -> None:
    page = pages["decisions/gb/2026/0002.html"]
    assert re.search(r"<dt>Digest</dt><dd><code>sha256:[0-9a-f]{64}</code></dd>", page)
    assert "Leaf 2 of the" in page
    assert "checkpoint of size 3" in page
    assert "python verify.py 0002.json 0002.tlog-proof policy" in page
    told = page.partition("<h3>Verify it yourself</h3>")[2].partition("<pre>")[0]
    assert re.findall(r'href="(?:\.\./)*([^"]+)"', told)[:4] == [
        "decisions/gb/2026/0002.json",
        "decisions/gb/2026/0002.tlog-proof",
        "log/policy",
        "verify.py",
    ]
    assert "no signed checkpoint covers it yet" in pages["decisions/gb/2026/0002-erratum-1.html"]
    assert "Not in the transparency log." in pages["decisions/gb/2025/0001.html"]


def test_a_meeting_shows_agenda_materials_comments_recusals_motions_and_minutes(
    pages: dict[str, str],
) -> None:
    page = pages[f"meetings/gb/{DAY}.html"]
    assert "8 Report of the &lt;office&gt;" in page
    assert 'materials/%C3%9Cber%20%3Cgroups%3E%20&amp;%20100%25.txt"' in page
    assert "<li>A map on the wall</li>" in page
    assert "Please &lt;b&gt;adopt&lt;/b&gt; it &amp; soon." in page
    assert "speaker: not given" in page
    assert "source of income (Gov. Code 87105)" in page
    assert page.count('<table class="roll">') == 2
    assert "First notice, posted" in page
    assert "On another matter." in page
    assert "<dt>State</dt><dd>draft</dd>" in page


def test_a_cancelled_meeting_keeps_its_page_and_says_so(pages: dict[str, str]) -> None:
    assert "This meeting was cancelled." in pages[f"meetings/gb/{CANCELLED_DAY}.html"]


def test_a_body_shows_seats_by_office_with_vacancies_and_rules(pages: dict[str, str]) -> None:
    page = re.sub(r"<time[^>]*>([^<]*)</time>", r"\1", pages["bodies/adv.html"])
    assert "<li><strong>vacant</strong> from January 1, 2024 through February 29, 2024</li>" in page
    assert "<li><strong>vacant</strong> from January 1, 2023</li>" in page
    assert "<strong>vacant</strong>: no holder is recorded" in page
    assert "more than one half of the membership (11 of 21)" in page
    assert "two thirds of the membership (14 of 21)" in page


def test_a_proposal_shows_why_and_what_became_of_it(pages: dict[str, str]) -> None:
    page = pages["proposals/prop-1.html"]
    assert "Because." in page
    assert "lies in the materials" in page
    assert "gb/2026/0002" in page
    assert "It has not been on a public agenda." in pages["proposals/prop-2.html"]


def test_the_page_on_the_log_says_what_the_site_cannot_prove(pages: dict[str, str]) -> None:
    page = pages["log/index.html"]
    assert "policy proves nothing by itself" in page
    assert "Get the policy from a partner" in page
    assert "Keep an older checkpoint" in page


def test_an_amended_motion_says_by_what_and_shows_both_texts(tmp_path: Path) -> None:
    publish(amended_catalog(tmp_path / "catalog"), tmp_path / "site")
    page = (tmp_path / "site/decisions/gb/2026/0002.html").read_text()
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert f"Text as posted group:core@1.0.0 {digest(TEXT)}" in words
    assert f"Text adopted group:core@1.1.0 {digest(AMENDED)}" in words
    assert f"Text as moved, before it was amended group:core@1.0.0 {digest(TEXT)}" in words
    assert "As amended by m2 : As moved (vote v1, decision gb/2026/0001 )" in words
    assert 'href="../../../decisions/gb/2026/0001.html"' in page
    assert 'href="../../../groups/core/1.1.0.html"' in page


def test_votes_of_a_meeting_stand_in_the_order_of_time(tmp_path: Path) -> None:
    publish(amended_catalog(tmp_path / "catalog"), tmp_path / "site")
    page = (tmp_path / f"site/meetings/gb/{DAY}.html").read_text()
    assert re.findall(r"<caption>(Vote \S+ on motion [^,]+)", page) == [
        "Vote v1 on motion m2",
        "Vote v2 on motion m1",
    ]


def test_a_seat_that_a_summary_or_a_dissent_names_is_told_by_its_office(tmp_path: Path) -> None:
    publish(amended_catalog(tmp_path / "catalog"), tmp_path / "site")
    page = (tmp_path / "site/decisions/gb/2026/0002.html").read_text()
    assert "Seats named: seat.15, Fifteenth office</p>" in page
    assert "<li>seat.16, Sixteenth office</li>" in page
    assert "<li>As seat.16 said. (seat.16: Sixteenth office)</li>" in page


def test_every_text_that_is_decided_on_has_a_page_json_and_yaml(tmp_path: Path) -> None:
    publish(amended_catalog(tmp_path / "catalog"), tmp_path / "site")
    stem = tmp_path / "site/groups/core"
    assert json.loads((stem / "1.1.0.json").read_bytes())["title"] == "Core, as amended"
    page = (stem / "1.1.0.html").read_text()
    assert "Core, as amended, version 1.1.0</h1>" in page
    assert "gb/2026/0002" in page
    assert digest(AMENDED) in page
    assert (stem / "1.1.0.yaml").read_text() in html.unescape(page)
    assert "gb/2026/0002" not in (stem / "1.0.0.html").read_text()
