"""Agreements in plain words and policy questions: what the pages say, and that they are published whole."""

import re
from datetime import date
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import NotFound
from catalog.interchange.pages import FolderFace
from catalog.interchange.rendering import render
from catalog.services.publishing.agreement_pages import agreement_page
from catalog.services.publishing.making import found_twin
from catalog.services.publishing.question_pages import question_page, questions_page
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.state import read_state
from catalog.services.publishing.terms_plan import terms_file, terms_plan
from tests.builders import Doc, world_of
from tests.worlds import adopt, agreement, element, permit, put, write

ON = date(2026, 11, 21)
PSEUDONYMOUS = "pseudonymous: rows with keys in place of names and numbers"
CORE = "the 1 element of “Core” (core, in every adopted version)"


def shelves_of(folder: Path, *texts: Doc, **files: Any) -> Shelves:
    world = world_of(*texts)
    for name, document in files.items():
        world[f"definitions/{name.replace('_', '-')}.yaml"] = document
    write(world, folder)
    return Shelves(state=read_state(folder))


def said(page: str, begins: str, ends: str) -> str:
    """Return what stands on a page between two words, without its marks, each sentence in a line."""
    part = page[page.index(begins) : page.index(ends)]
    part = re.sub(r"</(p|li|h3|dd|dt)>", "\n", part)
    words = unescape(re.sub(r"<[^>]*>", "", part))
    return "\n".join(
        line for line in (re.sub(r"\s+", " ", one).strip() for one in words.splitlines()) if line
    )


def terms(shelves: Shelves, id: str = "load") -> str:
    page = render(agreement_page(shelves, id, on=ON), FolderFace())
    return said(page, '<h2 id="terms">', '<h2 id="law">').partition("signed text.\n")[2]


def test_a_permit_is_told_in_whole_sentences(tmp_path: Path) -> None:
    conditions = {
        "min_cell": 11,
        "irb": "approved",
        "retain_through": "2028-01-31",
        "destroy_within_days": 60,
    }
    conditions |= {"no_reidentification": True, "publish_notice": True}
    row = {
        "to": ["uni", "public"],
        "zones": ["public.site"],
        "forms": ["aggregate"],
        "purposes": ["research"],
    }
    clause = permit(text="§3.1", forms=["pseudonymous"], conditions=conditions, onward=[row])
    assert terms(shelves_of(tmp_path, agreement("load", [clause]))).splitlines() == [
        "Permits load §3.1",
        "CDE may give C2C k12.ssid, from July 1, 2025 through June 30, 2027.",
        "Only for: evaluation (evaluation).",
        "Only in: c2c.linkage (c2c.linkage).",
        f"Only as {PSEUDONYMOUS} (or in a less identifiable form).",
        "Only in groups of at least 11 people.",
        "Only once a review board has approved the work.",
        "Nothing of it may be kept after January 31, 2028.",
        "It must be destroyed within 60 days after its use has ended.",
        "Nobody may be identified again.",
        "A notice must be published.",
        "From there, C2C may pass it on to PUBLIC and UNI.",
        "Only for: research (research).",
        "Only in: public.site (public.site).",
        "Only as aggregate: figures about groups.",
    ]


def test_a_forbid_says_what_it_stops_and_for_how_long(tmp_path: Path) -> None:
    clauses: list[Doc] = [
        {"id": "all", "effect": "forbid", "from": ["cde"], "to": "any", "fields": "any", "survives": True},
        {
            "id": "some",
            "effect": "forbid",
            "to": ["public"],
            "fields": {"groups": ["core"], "except": ["k12.grade"]},
            "zones": ["public.site"],
            "forms": ["pseudonymous"],
            "purposes": ["commercial"],
        },
    ]
    group = {"kind": "group", "id": "core", "version": "1.0.0", "title": "Core", "elements": ["k12.ssid"]}
    shelves = shelves_of(tmp_path, element("k12.grade", title="Grade"), group, agreement("load", clauses))
    assert terms(shelves).splitlines() == [
        "Forbids all",
        "Nobody may be given any data element of CDE, wherever the data lie, for any purpose, in any form.",
        "This goes on after the agreement has ended.",
        "Forbids some",
        f"PUBLIC may not be given {CORE}, but not Grade of any provider, wherever the data lie.",
        "This holds for: commercial (commercial).",
        "This holds in: public.site (public.site).",
        f"This holds for data that are {PSEUDONYMOUS} (or in a more identifiable form).",
        "This holds through June 30, 2027.",
    ]


def test_an_agreement_that_is_not_in_force_says_what_is_missing(tmp_path: Path) -> None:
    world = world_of()
    adopt(world, put(world, agreement("load", [permit()])))
    write(world, tmp_path)
    page = render(agreement_page(Shelves(state=read_state(tmp_path)), "load", on=ON), FolderFace())
    told = said(page, "<h1>", '<h2 id="terms">')
    assert "No version is in force on this day, so nothing may flow by this agreement." in told
    assert "`cde` has not signed" in told
    assert "C2C (recipient): not signed" in told


def test_a_draft_that_nobody_proposed_has_no_page(root: Path) -> None:
    with pytest.raises(NotFound):
        agreement_page(Shelves(state=read_state(root)), "edd-participation", on=ON)


def test_a_question_tells_each_consent_that_is_missing(root: Path) -> None:
    shelves = Shelves(state=read_state(root))
    page = render(question_page(shelves, "earnings-after-college", on=ON), FolderFace())
    assert said(page, '<h2 id="missing">', '<h2 id="needs">').splitlines() == [
        "Whose consent is missing",
        "the board: edd:wage.earnings-year-2, edd:wage.earnings-year-5",
        "the provider: edd:wage.earnings-year-2, edd:wage.earnings-year-5",
    ]
    front = render(questions_page(shelves, on=ON), FolderFace())
    assert "14 of 17 policy questions can be answered" in front
    assert "the board, for 2 data elements" in front


def test_every_file_that_is_planned_is_found_by_its_address(root: Path) -> None:
    shelves = Shelves(state=read_state(root))
    for planned in terms_plan(shelves, on=ON):
        if not planned.address.startswith("es/"):
            pages = partial(terms_file, shelves, on=ON)
            found = pages(planned.address) or found_twin(planned.address, pages)
            assert found is not None
            assert found.make() == planned.make()
    for address in ("agreements/none.html", "questions/none.json", "questions/transfer.yaml", "agreements"):
        assert terms_file(shelves, address, on=ON) is None


def test_what_is_published_changes_only_with_what_it_says(tmp_path: Path) -> None:
    case: Doc = {"id": "q", "title": "A question", "question": "Does it?", "needs": ["cde:k12.ssid"]}
    case |= {"recipient": "c2c", "purpose": "evaluation", "zone": "c2c.linkage", "form": "identified"}
    asked = {"kind": "use-cases", "use_cases": [case]}
    texts = [agreement("load", [permit()])]
    before = shelves_of(tmp_path / "before", *texts, use_cases=asked)
    after = shelves_of(tmp_path / "after", *texts, element("k12.grade"), use_cases=asked)
    renamed = shelves_of(tmp_path / "renamed", *texts, element("k12.ssid", title="Number"), use_cases=asked)
    assert before.state.snapshot.digest != after.state.snapshot.digest
    marks = [
        {one.address: one.made_from for one in terms_plan(each, on=ON)} for each in (before, after, renamed)
    ]
    assert marks[0] == marks[1]
    differing = {address for address, mark in marks[0].items() if marks[2][address] != mark}
    assert differing >= {"agreements/load.html", "questions/q.html", "questions/q.json"}
    for one in terms_plan(before, on=ON):
        assert before.state.snapshot.digest.encode() not in one.make()
