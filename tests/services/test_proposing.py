"""Proposing: what is written down in one step, and what is refused without a byte changed."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import BadInput, CatalogError, NotFound
from catalog.services.opening import open_snapshot
from catalog.services.proposals import listed
from catalog.services.proposing import Proposed, Wanted, propose
from catalog.services.refusing import Refused
from catalog.store.yaml_text import read
from tests.builders import enact, world_of
from tests.canonical import digest
from tests.worlds import World, adopt, agreement, body, element, permit, put, write

ON = date(2026, 3, 1)
OTHER = "sha256:" + "0" * 64


def reworded(version: str = "1.0.1", **more: object) -> dict[str, Any]:
    return element("k12.ssid", version, definition="What it says, in other words.", **more)


def catalog(folder: Path, *texts: dict[str, Any], change: Callable[[World], object] | None = None) -> Path:
    """Write a catalog in which ``k12.ssid@1.0.0`` and an agreement are adopted."""
    world = world_of(agreement("load", [permit()]), *texts)
    if change:
        change(world)
    root = folder / "catalog"
    write(world, root)
    return root


def edited(folder: Path, text: dict[str, Any], remark: str = "") -> str:
    file = folder / "edited.yaml"
    file.write_text(remark + json.dumps(text) + "\n", encoding="utf-8")
    return str(file)


def wanted(named: str, **more: Any) -> Wanted:
    said: dict[str, Any] = {"retires": False, "rationale": "Because.", "options": (), "author": "Staff"}
    return Wanted(named=named, **{**said, **more})


def files(root: Path) -> dict[str, bytes]:
    """Return every file of the catalog's records."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".p20w" not in path.parts
    }


def made(root: Path, asked: Wanted, on: date = ON) -> Proposed:
    done = propose(root, asked, on=on)
    assert isinstance(done, Proposed), done
    return done


def refused(root: Path, asked: Wanted, on: date = ON) -> list[str]:
    """Return the codes of a refusal, which changed no byte."""
    before = files(root)
    done = propose(root, asked, on=on)
    assert isinstance(done, Refused), done
    assert files(root) == before
    assert all(one.citation and one.hint for one in done.refusals)
    return [one.code for one in done.refusals]


def test_the_text_and_its_proposal_are_written_and_the_text_byte_for_byte(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    name = edited(tmp_path, reworded(), remark="# clearer\n")
    done = made(root, wanted(name, options=("Leave it",), title="Say it clearly"))
    assert done.files == ("definitions/elements/k12.ssid/1.0.1.yaml", "meetings/proposals/prop-2026-001.yaml")
    assert (root / done.files[0]).read_bytes() == Path(name).read_bytes()
    assert read((root / done.files[1]).read_bytes()) == {
        "kind": "proposal",
        "id": "prop-2026-001",
        "title": "Say it clearly",
        "change": "amend",
        "object": "element:k12.ssid@1.0.1",
        "base": digest(element("k12.ssid")),
        "version": "1.0.1",
        "digest": digest(reworded()),
        "grade": "wording",
        "rationale": "Because.",
        "options": ["Leave it"],
        "author": "Staff",
        "body": "gb",
        "proposed_on": "2026-03-01",
    }
    assert done.snapshot.digest == open_snapshot(root).digest


def test_what_nothing_was_adopted_of_is_new_and_compatible(tmp_path: Path) -> None:
    done = made(catalog(tmp_path), wanted(edited(tmp_path, element("k12.grade"))))
    assert (done.document["change"], done.document["base"]) == ("new", None)
    assert done.document["grade"] == "compatible"


def test_a_draft_that_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    root = catalog(tmp_path, change=lambda world: put(world, reworded()))
    done = made(root, wanted(edited(tmp_path, reworded(), remark="# laid out otherwise\n")))
    assert done.files == ("meetings/proposals/prop-2026-001.yaml",)


def test_the_next_free_number_of_the_year_is_taken(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    name = edited(tmp_path, reworded())
    assert [made(root, wanted(name)).id for _ in range(2)] == ["prop-2026-001", "prop-2026-002"]
    assert made(root, wanted(name), on=date(2027, 1, 2)).id == "prop-2027-001"
    assert made(root, wanted(name, id="prop-words")).id == "prop-words"
    with pytest.raises(BadInput, match="a proposal `prop-words` already"):
        propose(root, wanted(name, id="prop-words"), on=ON)


def test_a_retirement_names_the_version_adopted_last(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    done = made(root, wanted("element:k12.ssid", retires=True))
    own = digest(element("k12.ssid"))
    assert done.files == ("meetings/proposals/prop-2026-001.yaml",)
    assert [done.document[key] for key in ("object", "version", "base", "digest", "grade")] == [
        "element:k12.ssid@1.0.0",
        "1.0.0",
        own,
        own,
        "breaking",
    ]


def test_a_base_that_is_not_the_version_adopted_last_is_stale(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    name = edited(tmp_path, reworded())
    assert refused(root, wanted(name, base=OTHER)) == ["proposal-base-stale"]
    assert made(root, wanted(name, base=digest(element("k12.ssid")))).document["grade"] == "wording"
    new = edited(tmp_path, element("k12.grade"))
    assert refused(root, wanted(new, base=OTHER)) == ["proposal-base-stale"]


def test_a_number_that_says_too_little_is_refused_and_the_least_one_named(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    text = element("k12.ssid", "1.1.0", value_domain={"type": "integer"})
    done = propose(root, wanted(edited(tmp_path, text)), on=ON)
    assert isinstance(done, Refused)
    assert [(one.code, one.hint) for one in done.refusals] == [
        ("version-bump-too-small", "give the text the version 2.0.0")
    ]
    assert made(root, wanted(edited(tmp_path, {**text, "version": "2.0.0"}))).document["grade"] == "breaking"


def test_a_number_is_held_against_the_next_lower_draft_too(tmp_path: Path) -> None:
    draft = element("k12.ssid", "1.1.0", value_domain={"type": "integer"})
    root = catalog(tmp_path, change=lambda world: put(world, draft))
    assert refused(root, wanted(edited(tmp_path, reworded("1.1.1")))) == ["version-bump-too-small"]


def test_an_agreement_needs_no_major_version(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    text = agreement("load", [], "1.1.0")
    assert made(root, wanted(edited(tmp_path, text))).document["grade"] == "breaking"


def test_a_text_never_changes_under_its_number(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    other = element("k12.ssid", title="Another")
    assert refused(root, wanted(edited(tmp_path, other))) == ["text-differs"]
    assert refused(root, wanted(edited(tmp_path, element("k12.ssid")))) == ["adopted-twice"]


def test_nothing_is_effective_before_it_is_proposed(tmp_path: Path) -> None:
    asked = wanted(edited(tmp_path, reworded()), effective=date(2026, 2, 28))
    assert refused(catalog(tmp_path), asked) == ["effective-before-decided"]


def test_what_does_not_stand_is_not_retired(tmp_path: Path) -> None:
    root = catalog(tmp_path, change=lambda world: put(world, element("k12.grade")))
    assert refused(root, wanted("element:k12.grade", retires=True)) == ["nothing-to-retire"]

    def retire(world: World) -> None:
        effect = {"op": "retire", "to": None, "effective": "2026-04-01"}
        enacting = element("k12.ssid")

        adopt(world, enacting, "2026-02-01", effect=effect)

    gone = catalog(tmp_path / "gone", change=retire)
    assert refused(gone, wanted("element:k12.ssid", retires=True)) == ["nothing-to-retire"]


def test_the_body_must_be_one_that_may(tmp_path: Path) -> None:
    def bodies(world: World) -> None:
        body(world, "advice", "advisory", {"2021-07-01": ["element"]})
        body(world, "staff", "committee", {"2021-07-01": ["group"]})
        body(world, "later", "governing", {"2027-01-01": ["element"]})

    root = catalog(tmp_path, change=bodies)
    name = edited(tmp_path, reworded())
    assert refused(root, wanted(name, body="advice")) == ["advisory-adopts"]
    assert refused(root, wanted(name, body="staff")) == ["may-not-adopt"]
    assert refused(root, wanted(name, body="later")) == ["no-rules-yet"]
    with pytest.raises(NotFound, match="no body `nobody`"):
        propose(root, wanted(name, body="nobody"), on=ON)
    assert made(root, wanted(name)).document["body"] == "gb"
    with pytest.raises(BadInput, match="2 bodies may decide on it: gb, later"):
        propose(root, wanted(name, title="Again"), on=date(2027, 2, 1))


def test_no_body_that_may_decide_refuses(tmp_path: Path) -> None:
    def without(world: World) -> None:
        body(world, "gb", "governing", {"2021-07-01": ["element", "agreement"], "2026-01-01": ["group"]})

    root = catalog(tmp_path, change=without)
    assert refused(root, wanted(edited(tmp_path, reworded()))) == ["may-not-adopt"]


@pytest.mark.parametrize(
    "text,said",
    [
        ("kind: element\nkind: element\n", "edited.yaml:2:1"),
        ("kind: element\nid: k12.grade\n", "edited.yaml:1:1"),
        ("kind: zones\nzones: []\n", "holds no text that has versions"),
        ("[]\n", "holds no text that has versions"),
        (json.dumps(element("k12.grade", steward="nobody")), "edited.yaml:1:"),
        (json.dumps(element("K12.Grade")), "edited.yaml:1:"),
    ],
)
def test_a_file_that_cannot_be_proposed_says_where_it_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    root = catalog(tmp_path)
    file = tmp_path / "edited.yaml"
    file.write_text(text, encoding="utf-8")
    before = files(root)
    with pytest.raises(CatalogError) as caught:
        propose(root, wanted(str(file)), on=ON)
    assert said in caught.value.message
    assert files(root) == before


@pytest.mark.parametrize("named", ["k12.ssid", "zone:c2c.linkage", "element:k12.ssid@1.0.0"])
def test_what_is_retired_is_named_by_kind_and_id(tmp_path: Path, named: str) -> None:
    with pytest.raises(BadInput, match="does not say what to retire"):
        propose(catalog(tmp_path), wanted(named, retires=True), on=ON)


@pytest.mark.parametrize("word", ["rationale", "author"])
def test_a_proposal_says_why_and_by_whom(tmp_path: Path, word: str) -> None:
    with pytest.raises(BadInput, match=f"no empty {word}"):
        propose(catalog(tmp_path), wanted(edited(tmp_path, reworded()), **{word: " "}), on=ON)


def test_the_list_says_until_when_to_comment_and_what_was_decided(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    made(root, wanted(edited(tmp_path, reworded())))
    (one,) = listed(open_snapshot(root))
    told = one.document()
    assert (told["comment_through"], told["open"]) == ("2026-03-31", True)


def test_an_element_of_a_new_text_may_be_adopted_and_amended_again(tmp_path: Path) -> None:
    def enacted(world: World) -> None:
        enact(world, reworded(), "2026-02-01")

    root = catalog(tmp_path, change=enacted)
    text = element("k12.ssid", "1.0.2", definition="What it says, in yet other words.")
    assert made(root, wanted(edited(tmp_path, text))).document["base"] == digest(reworded())
