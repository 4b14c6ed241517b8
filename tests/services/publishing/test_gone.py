"""What was logged and is gone leaves a tombstone, and the lists show it."""

from pathlib import Path

import pytest

from catalog.services.publishing.publishing import publish
from tests.services.publishing.sites import files_in, logged, rich, write_catalog, write_log

GONE = "meetings/gb/2026-01-02"


def site_of_what_is_left(tmp_path: Path) -> dict[str, bytes]:
    """Publish a catalog whose log has a decision, and two notices of a meeting, that it has no more."""
    documents = rich()
    root = write_catalog(tmp_path / "catalog", documents)
    gone = {**documents["meetings/decisions/gb/2026/0001.yaml"], "id": "gb/2026/0009", "title": "What was"}
    notice = {**logged(documents)[0], "meeting": "gb/2026-01-02"}
    notice["items"] = [{"number": "1", "class": "action", "proposal": "prop-2"}]
    write_log(root, [*logged(documents), gone, notice, {**notice, "revision": 1}], signed=(7,))
    told = publish(root, tmp_path / "site")
    assert {one.code for one in told.findings} == {"logged-record-gone"}
    assert told.files == told.written > 0
    return files_in(tmp_path / "site")


@pytest.mark.slow
def test_its_tombstone_links_every_notice_and_its_proof(tmp_path: Path) -> None:
    files = site_of_what_is_left(tmp_path)
    page = files[f"{GONE}.html"].decode()
    assert "Nothing stands at this address any more" in page
    assert "since when, the catalog cannot say" in page
    assert 'gb/2026-01-02/notice-0.json">its bytes</a>' in page
    assert 'gb/2026-01-02/notice-0.tlog-proof">proof</a>' in page
    assert 'gb/2026-01-02/notice-1.json">its bytes</a> (no signed checkpoint' in page
    assert {f"{GONE}/notice-0.json", f"{GONE}/notice-0.tlog-proof", f"{GONE}/notice-1.json"} <= files.keys()


@pytest.mark.slow
def test_the_lists_that_would_name_it_name_it_still(tmp_path: Path) -> None:
    files = site_of_what_is_left(tmp_path)
    for address in ("meetings.html", "bodies/gb.html", "proposals/prop-2.html", "log/index.html"):
        assert f'{GONE}.html">gb/2026-01-02</a>'.encode() in files[address], address
    for address in ("bodies/adv.html", "proposals/prop-1.html"):
        assert b"gb/2026-01-02" not in files[address], address


@pytest.mark.slow
def test_a_decision_that_is_gone_is_told_of_where_it_stood_and_in_the_lists(tmp_path: Path) -> None:
    files = site_of_what_is_left(tmp_path)
    page = files["decisions/gb/2026/0009.html"].decode()
    assert "What was" in page
    assert 'decisions/gb/2026/0009.tlog-proof">proof</a>' in page
    assert {"decisions/gb/2026/0009.json", "decisions/gb/2026/0009.tlog-proof"} <= files.keys()
    for address in ("decisions.html", "decisions/gb/2026.html", "proposals/prop-1.html", "log/index.html"):
        assert b'decisions/gb/2026/0009.html">gb/2026/0009</a>' in files[address], address
    assert b"0009" not in files["decisions/gb/2025.html"]
