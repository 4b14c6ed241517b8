"""The published dictionary: every address leads somewhere, and a later run ends as one from nothing."""

from __future__ import annotations

import hashlib
import json
import subprocess
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from catalog.services.publishing.publishing import publish
from catalog.store.canonical import digest
from tests.dictionaries import (
    Small,
    agreement,
    code_list,
    element,
    group,
    lineage,
    named,
    permit,
    use_cases,
)
from tests.services.publishing.sites import files_in
from tests.services.publishing.test_pages import VNU

HOSTILE = "<script>alert('1')</script> & \"quoted\" {{ 7 * 7 }} %s %(x)s"


def rich() -> Small:
    """Return a catalog with everything that the dictionary shows."""
    small, plain = Small(), element("k12.away", title="Away")
    small.adopt(code_list())
    small.adopt(code_list(version="1.1.0", title="Levels, more"), on="2025-02-01")
    pinned: dict[str, Any] = {"value_domain": {"type": "code", "domain": "levels@1.0.0"}}
    small.adopt(element(formerly=["k12.missed"], synonyms=["Away"], **pinned))
    small.adopt(
        element(version="1.1.0", formerly=["k12.missed"], synonyms=["Away"], **pinned), on="2025-03-01"
    )
    breaking = element(version="2.0.0", formerly=["k12.missed"], definition="15 days.")
    small.adopt(breaking, on="2026-04-01", effective="2026-09-01")
    small.adopt(plain | {"translations": {"es": {"title": "Fuera", "of": digest(plain), "by": "machine"}}})
    small.adopt(element("edd.wage", regime=["none"], steward="edd", title=HOSTILE, definition=HOSTILE))
    gone = small.adopt(element("k12.gone"))
    small.retire(gone, on="2026-01-15")
    small.adopt(group("k12.absent", "edd.wage"))
    small.sign(
        small.adopt(agreement(permit("k12.absent"), permit(id="all", fields={"groups": ["core@1.0.0"]})))
    )
    small.adopt(lineage("k12.absent", "edd.wage"))
    small.documents["definitions/use-cases.yaml"] = use_cases("cde:k12.absent", "c2c.table.made")
    small.propose(element("k12.away", version="1.1.0", title="Away, again"))
    small.write(element("k12.secret", title="A secret draft"))
    small.write(element("k12.away", version="9.0.0", title="A secret draft"))
    return small


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files that the rich catalog is published as."""
    folder = tmp_path_factory.mktemp("dictionary")
    publish(rich().folder(folder / "catalog"), folder / "site", site="https://catalog.example.org/")
    return files_in(folder / "site")


class Reading(HTMLParser):
    """The links and the words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.words = ""

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where it leads and what it is called."""
        self.links += [value for name, value in attrs if name in {"href", "src", "action"} and value]
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_data(self, data: str) -> None:
        """Note what it says."""
        self.words += data


def read(files: dict[str, bytes], address: str) -> Reading:
    """Return a page as it is read."""
    found = Reading()
    found.feed(files[address].decode())
    found.words = " ".join(found.words.split())
    return found


def test_every_link_and_every_fragment_leads_somewhere(site: dict[str, bytes]) -> None:
    pages = {address: read(site, address) for address in site if address.endswith(".html")}
    broken = []
    for address, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), address
        for link in page.links:
            to = urlsplit(urljoin(f"https://site.invalid/{address}", link))
            target = unquote(to.path).removeprefix("/")
            if (to.hostname == "site.invalid" and target not in site) or (
                to.hostname == "site.invalid" and to.fragment and to.fragment not in pages[target].ids
            ):
                broken.append((address, link))
    assert len(pages) > 80
    assert broken == [] or {link.partition("#")[2] for _, link in broken} <= {"comment"}


@pytest.mark.slow
def test_the_nu_checker_finds_nothing_wrong(site: dict[str, bytes], tmp_path: Path, root: Path) -> None:
    pages = []
    for address in (one for one in site if one.endswith(".html")):
        pages.append(tmp_path / address)
        pages[-1].parent.mkdir(parents=True, exist_ok=True)
        pages[-1].write_bytes(site[address])
    done = subprocess.run(
        ["java", "-jar", str(root / VNU), "--Werror", "--no-langdetect", "--html", *map(str, pages)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("stem", [
    "definitions/k12.absent", "definitions/k12.absent/1.0.0", "definitions/k12.absent/2.0.0",
    "value-domains/levels", "value-domains/levels/1.1.0", "groups/core", "groups/core/1.0.0",
])  # fmt: skip
def test_a_text_has_a_page_in_each_language_and_its_twins(site: dict[str, bytes], stem: str) -> None:
    assert {f"{stem}.html", f"es/{stem}.html", f"{stem}.yaml"} <= site.keys()
    hashed = hashlib.sha256(site[f"{stem}.json"]).hexdigest()
    assert f"sha256:{hashed}".encode() in site[f"{stem}.html"]
    assert f"es/{stem}.json" not in site


def test_the_page_of_a_definition_is_that_of_the_version_in_force(site: dict[str, bytes]) -> None:
    assert site["definitions/k12.absent.json"] == site["definitions/k12.absent/1.1.0.json"]
    page = read(site, "definitions/k12.absent.html")
    assert "in force from March 1, 2025 through August 31, 2026" in page.words
    assert "adopted, in force later from September 1, 2026 on" in page.words
    assert "Not comparable with what was before; changed: definition" in page.words


def test_everything_that_hangs_on_a_definition_stands_on_its_page(site: dict[str, bytes]) -> None:
    page = read(site, "definitions/k12.absent.html")
    for words in (
        "Is it k12.absent?", "Family Educational Rights and Privacy Act", "Indirect: together with",
        "Department of Education", "k12.missed", "cde-c2c@1.0.0#load", "permits", "Absence: What helps?",
        "c2c.table", "Core", "Away", "shares a name", "The first.", "gb/2025/0004",
    ):  # fmt: skip
        assert words in page.words, words
    assert {"../agreements/cde-c2c.html", "../questions/absence.html", "../groups/core.html"} <= set(
        page.links
    )


def test_consecutive_versions_stand_side_by_side_and_others_only_in_the_application(
    site: dict[str, bytes],
) -> None:
    page = site["definitions/k12.absent/diff/1.1.0..2.0.0.html"].decode()
    assert "<ins>15 days</ins>" in page or "<ins>15</ins>" in page
    assert "<del>" in page
    assert "definitions/k12.absent/diff/1.0.0..2.0.0.html" not in site


def test_what_nobody_proposed_is_nowhere(site: dict[str, bytes]) -> None:
    assert [address for address, data in site.items() if b"A secret draft" in data] == []
    assert not [address for address in site if "k12.secret" in address or "9.0.0" in address]


def test_a_former_id_leads_to_the_definition(site: dict[str, bytes]) -> None:
    page = read(site, "definitions/k12.missed.html")
    assert "../definitions/k12.absent.html" in page.links
    assert "k12.missed" in page.words
    assert "definitions/k12.missed.json" not in site


def test_a_retired_definition_keeps_its_page_and_says_so_first(site: dict[str, bytes]) -> None:
    page = read(site, "definitions/k12.gone.html")
    assert "Retired from January 15, 2026 on." in page.words
    assert "No record names what took its place." in page.words


def test_an_open_proposal_can_be_commented_on(site: dict[str, bytes]) -> None:
    page = read(site, "definitions/k12.away.html")
    assert "A proposal (version 1.1.0). Comment on it through July 19, 2026" in page.words
    assert "proposed" in page.words


def test_a_translation_is_shown_and_says_who_made_it(site: dict[str, bytes]) -> None:
    spanish, missing = site["es/definitions/k12.away.html"].decode(), site["es/definitions/k12.absent.html"]
    assert ">Fuera</h1>" in spanish
    assert "Away" not in spanish.partition("<h1")[2].partition("</h1>")[0]
    assert b'<p class="note">' in missing
    assert b"Title of k12.absent</h1>" in missing
    assert b'lang="en"' in missing


def test_hostile_words_are_shown_and_nothing_more(site: dict[str, bytes]) -> None:
    for address in (
        "definitions/edd.wage.html",
        "es/definitions/edd.wage.html",
        "topics/edd.html",
        "groups/core.html",
    ):
        assert b"<script>alert" not in site[address], address
        assert HOSTILE in read(site, address).words, address


def test_every_definition_is_listed_by_letter_and_topic(site: dict[str, bytes]) -> None:
    assert {"letters/t.html", "letters/a.html", "letters/other.html", "topics/k12.html"} <= site.keys()
    listed = read(site, "definitions.html")
    assert {f"definitions/{id}.html" for id in ("k12.absent", "k12.away", "edd.wage")} <= set(listed.links)


def test_the_map_of_the_site_lists_every_page_and_the_robots_find_it(site: dict[str, bytes]) -> None:
    told = site["sitemap.xml"].decode()
    assert "<loc>https://catalog.example.org/definitions/k12.absent.html</loc>" in told
    assert "<loc>https://catalog.example.org/es/definitions/k12.absent.html</loc>" in told
    assert "k12.missed" not in told
    assert b"Sitemap: https://catalog.example.org/sitemap.xml" in site["robots.txt"]


def test_without_an_address_there_is_no_map(tmp_path: Path) -> None:
    publish(Small().folder(tmp_path / "catalog"), tmp_path / "site")
    assert not (tmp_path / "site/sitemap.xml").exists()
    assert "Sitemap" not in (tmp_path / "site/robots.txt").read_text()


@pytest.mark.slow
def test_what_is_in_force_is_said_as_of_the_day_that_is_asked_for(tmp_path: Path) -> None:
    catalog = rich().folder(tmp_path / "catalog")
    publish(catalog, tmp_path / "later", on=date(2026, 9, 1))
    found = json.loads((tmp_path / "later/definitions/k12.absent.json").read_bytes())
    assert found["version"] == "2.0.0"


def test_a_definition_is_decided_by_what_its_record_says(site: dict[str, bytes]) -> None:
    assert named(element()) == "element:k12.absent@1.0.0"
    page = read(site, "definitions/k12.absent/1.0.0.html")
    assert "Adopted before this catalog kept records; no roll is recorded here. Source: Minutes" in page.words
