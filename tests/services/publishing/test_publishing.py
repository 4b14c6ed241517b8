"""A publication is what the catalog says, the same bytes each time, and nothing that is not public."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from catalog.errors import BadInput, FaultyCatalog, NotACatalog, WriteRefused
from catalog.services.publishing.publishing import publish
from catalog.store.yaml_text import read
from catalog.store.yaml_writing import yaml_of
from tests.board import DAY
from tests.services.publishing.sites import (
    CANCELLED_DAY,
    ODD_NAME,
    PAPER,
    PLANNED_DAY,
    POLICY,
    files_in,
    full_catalog,
    published,
)


class Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note every link, and everything that is loaded, of whatever tag."""
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


@pytest.mark.slow
def test_the_same_catalog_makes_the_same_bytes(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    publish(root, tmp_path / "one")
    publish(root, tmp_path / "two")
    assert files_in(tmp_path / "one") == files_in(tmp_path / "two")


@pytest.mark.slow
def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    publish(root, tmp_path / "site")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*")}
    told = publish(root, tmp_path / "site")
    assert (told.written, told.removed) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*")} == before


@pytest.mark.slow
def test_a_run_after_a_change_ends_as_one_from_nothing(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    publish(root, tmp_path / "site")
    path = root / "meetings/decisions/gb/2026/0003.yaml"
    decision = read((root / "meetings/decisions/gb/2025/0001.yaml").read_bytes())
    path.write_bytes(yaml_of({**decision, "id": "gb/2026/0003", "title": "One more"}))
    (root / "meetings/proposals/prop-2.yaml").unlink()
    told = publish(root, tmp_path / "site")
    assert told.removed == 14
    assert 0 < told.written < told.files / 2
    publish(root, tmp_path / "afresh")
    assert files_in(tmp_path / "site") == files_in(tmp_path / "afresh")


@pytest.mark.slow
def test_a_file_that_was_changed_in_the_folder_is_mended(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    publish(root, tmp_path / "site")
    before = files_in(tmp_path / "site")
    page = tmp_path / "site/decisions/gb/2026/0002.html"
    page.write_bytes(page.read_bytes().replace(b"16 aye", b"61 aye"))
    (tmp_path / "site/index.html").unlink()
    assert publish(root, tmp_path / "site").written == 2
    assert files_in(tmp_path / "site") == before


@pytest.mark.slow
def test_a_logged_records_json_is_its_leaf_and_the_yaml_its_file(tmp_path: Path) -> None:
    files, _ = published(tmp_path)
    leaves = (tmp_path / "catalog/meetings/log/leaves.jsonl").read_bytes().splitlines()
    assert files["decisions/gb/2026/0002.json"] == leaves[2]
    assert files["decisions/gb/2026/0002-erratum-1.json"] == leaves[3]
    assert files[f"meetings/gb/{DAY}/notice-0.json"] == leaves[0]
    original = tmp_path / "catalog/meetings/decisions/gb/2026/0002.yaml"
    assert files["decisions/gb/2026/0002.yaml"] == original.read_bytes()


@pytest.mark.slow
def test_the_published_verifier_proves_each_published_proof(tmp_path: Path) -> None:
    files, _ = published(tmp_path)
    site = tmp_path / "site"
    proofs = [address.removesuffix(".tlog-proof") for address in files if address.endswith(".tlog-proof")]
    assert proofs == ["decisions/gb/2026/0001", "decisions/gb/2026/0002", f"meetings/gb/{DAY}/notice-0"]
    for stem in proofs:
        command = [sys.executable, "verify.py", f"{stem}.json", f"{stem}.tlog-proof", "log/policy"]
        done = subprocess.run(command, cwd=site, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout
    assert files["log/policy"] == POLICY


@pytest.mark.slow
def test_every_kind_of_record_has_a_page_json_and_yaml_at_its_address(tmp_path: Path) -> None:
    files, _ = published(tmp_path)
    for stem in (
        "bodies/gb",
        "decisions/gb/2026/0002",
        "decisions/gb/2026/0002-erratum-1",
        f"meetings/gb/{DAY}",
        f"meetings/gb/{CANCELLED_DAY}",
        "proposals/prop-1",
    ):
        assert {f"{stem}.html", f"{stem}.json", f"{stem}.yaml"} <= files.keys()


@pytest.mark.slow
def test_nothing_is_published_that_is_not_public(tmp_path: Path) -> None:
    files, _ = published(tmp_path)
    assert not [address for address in files if PLANNED_DAY in address]
    assert not [address for address, data in files.items() if b"A secret draft" in data]
    assert not [address for address in files if "draft-nobody-listed" in address or ".hidden" in address]


@pytest.mark.slow
def test_what_was_handed_out_is_copied_under_its_own_name(tmp_path: Path) -> None:
    files, _ = published(tmp_path)
    for name in ("paper.txt", ODD_NAME):
        assert files[f"meetings/gb/{DAY}/materials/{name}"] == PAPER


@pytest.mark.slow
@pytest.mark.parametrize("name,at", [("a.svg", "a.svg.txt"), ("b.HTML", "b.HTML.txt"), ("c.js", "c.js.txt"),
                                     ("d.xml", "d.xml.txt"), ("e.pdf", "e.pdf"),
                                     ("p-consequences.html", "p-consequences.html")])  # fmt: skip
def test_what_a_browser_would_run_is_handed_out_as_text(tmp_path: Path, name: str, at: str) -> None:
    root = full_catalog(tmp_path / "catalog")
    path = root / f"meetings/gb/{DAY}/meeting.yaml"
    meeting = read(path.read_bytes())
    (root / f"meetings/gb/{DAY}/materials/{name}").write_bytes(PAPER)
    meeting["agenda"][0]["materials"] = [f"{name} sha256:{hashlib.sha256(PAPER).hexdigest()}"]
    path.write_bytes(yaml_of(meeting))
    publish(root, tmp_path / "site")
    files = files_in(tmp_path / "site")
    listed = [address for address in files if "/materials/" in address]
    assert listed == [f"meetings/gb/{DAY}/materials/{at}"]
    assert f'materials/{at}">{name}</a>'.encode() in files[f"meetings/gb/{DAY}.html"]


@pytest.mark.slow
def test_every_link_leads_to_something_that_is_published(tmp_path: Path) -> None:
    files, _ = published(tmp_path)
    broken = [(address, link) for address, link in _links(files) if link not in files]
    assert len(list(_links(files))) > 200
    assert not broken


def _links(files: dict[str, bytes]) -> list[tuple[str, str]]:
    """List the links within the site, by the page they stand on."""
    found = []
    for address, data in files.items():
        if address.endswith(".html"):
            links = Links()
            links.feed(data.decode())
            for link in links.found:
                to = urlsplit(urljoin(f"https://site.invalid/{address}", link))
                if to.hostname == "site.invalid":
                    found.append((address, unquote(to.path).removeprefix("/")))
    return found


@pytest.mark.slow
def test_a_proposal_that_waits_for_an_agenda_has_its_packet_and_another_says_why_not(tmp_path: Path) -> None:
    files, _ = published(tmp_path)
    assert json.loads(files["packets/prop-2.json"])["kind"] == "consequence-packet"
    assert b"packets/prop-2.html" in files["proposals/prop-2.html"]
    assert b"is adopted already" in files["packets/prop-3.html"]
    assert "packets/prop-1.html" not in files


@pytest.mark.slow
def test_the_manifest_lists_every_other_file_with_its_hash(tmp_path: Path) -> None:
    files, told = published(tmp_path)
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["catalog"] == told.catalog
    listed = {address: (one["sha256"], one["size"]) for address, one in manifest["files"].items()}
    assert listed == {
        address: (hashlib.sha256(data).hexdigest(), len(data)) for address, data in files.items()
    }


@pytest.mark.slow
def test_apart_from_packets_only_what_speaks_of_the_whole_catalog_changes_with_it(tmp_path: Path) -> None:
    files, told = published(tmp_path)
    knowing = [address for address, data in files.items() if str(told.catalog).encode() in data]
    assert [address for address in knowing if not address.startswith("packets/")] == [
        "download/catalog.zip",
        "es/index.html",
        "index.html",
        "index.json",
        "index.yaml",
        "manifest.json",
    ]


def test_a_faulty_catalog_is_not_published(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    (root / "meetings/bodies/adv.yaml").write_bytes(b"kind: body\n")
    with pytest.raises(FaultyCatalog):
        publish(root, tmp_path / "site")
    with pytest.raises(NotACatalog):
        publish(tmp_path / "nothing", tmp_path / "site")
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("place", ["", "meetings/site", "definitions", ".p20w/site", ".."])
def test_a_folder_of_the_catalog_itself_is_refused(tmp_path: Path, place: str) -> None:
    root = full_catalog(tmp_path / "catalog")
    with pytest.raises(WriteRefused, match="own folder"):
        publish(root, root / place)


@pytest.mark.slow
def test_a_folder_beside_the_catalogs_own_is_filled(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    assert publish(root, root / "site").written > 0
    assert publish(root, root / "site").written == 0


@pytest.mark.parametrize(
    "site", ["", "example.org", "ftp://example.org", "https://", "https://e.org/?q", 'https://e"x']
)
def test_a_site_must_have_an_address(tmp_path: Path, site: str) -> None:
    root = full_catalog(tmp_path / "catalog")
    with pytest.raises(BadInput, match="no address"):
        publish(root, tmp_path / "site", site=site)


def test_a_catalog_without_meetings_decisions_and_log_is_published(tmp_path: Path) -> None:
    (tmp_path / "catalog/definitions").mkdir(parents=True)
    publish(tmp_path / "catalog", tmp_path / "site")
    files = files_in(tmp_path / "site")
    assert "No decision is recorded" in files["index.html"].decode()
    assert not [address for address in files if address.startswith(("feeds", "calendar", "log/c"))]
    assert not [link for _, link in _links(files) if link not in files]


@pytest.mark.slow
def test_a_publication_that_is_killed_is_completed_by_the_next(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    publish(root, tmp_path / "whole")
    whole, site = files_in(tmp_path / "whole"), tmp_path / "site"
    for at in range(1, 260, 17):
        shutil.rmtree(site, ignore_errors=True)
        _publish_and_die(root, site, at=at)
        left = files_in(site) if site.exists() else {}
        if "manifest.json" in left:
            assert _differing(left, whole) in ([], [".p20w-publishing"]), at
        publish(root, site)
        assert not _differing(files_in(site), whole), at


def _differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(address for address in one.keys() | other.keys() if one.get(address) != other.get(address))


def _publish_and_die(root: Path, site: Path, *, at: int) -> None:
    """Publish in a process that kills itself at the n-th thing that it does to a file of the site."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    seen = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if event in {"open", "os.rename", "os.mkdir", "os.remove"} and str(site) in str(arguments[0]):
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    try:
        publish(root, site)
    finally:  # also where one that helped was killed, and this one is told
        os._exit(0)
