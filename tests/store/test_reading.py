"""What lies where in a catalog's folder: ids and paths, links, special files, unknown and faulty files."""

import os
import stat
from pathlib import Path

import pytest

from catalog.errors import BadInput, NotACatalog
from catalog.records.finding import Finding
from catalog.store.layout import place_of
from catalog.store.reading import load, load_documents, load_files
from catalog.store.yaml_text import read
from tests.whole import whole
from tests.worlds import write

SSID = "definitions/elements/k12.ssid/1.0.0.yaml"


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Write a sound catalog."""
    write(whole(), tmp_path / "catalog")
    return tmp_path / "catalog"


def findings(catalog: Path) -> list[Finding]:
    return list(load(catalog, cache_folder=None).findings)


def codes(catalog: Path) -> set[str]:
    return {finding.code for finding in findings(catalog)}


@pytest.mark.parametrize(
    "path",
    [
        "definitions/elements/K12.ssid/1.0.0.yaml",
        "definitions/elements/k12_ssid/1.0.0.yaml",
        "definitions/elements/k12.ssid/1.0.yaml",
        "definitions/elements/k12.ssid/01.0.0.yaml",
        "definitions/elements/k12.ssid/1.0.0.yml",
        "definitions/elements/k12.ssid.yaml",
        "definitions/notes.txt",
        "definitions/elements/k12..ssid/1.0.0.yaml",
        "definitions/elements/-/1.0.0.yaml",
        "definitions/Partners.yaml",
        "agreements/cde-participation/signed.yaml",
        "agreements/events.yaml",
        "lineage/pipeline.yaml",
        "meetings/bodies/c2c-gb/body.yaml",
        "meetings/c2c-gb/2026-02-18/minutes.yaml",
        "meetings/c2c-gb/meeting.yaml",
        "meetings/decisions/c2c-gb/0014.yaml",
        "meetings/decisions/c2c-gb/2026/14.yaml",
        "meetings/README.txt",
        "meetings/materials/text.pdf",
        "definitions/materials/text.pdf",
    ],
)
def test_a_file_that_is_none_of_the_listed_names_is_an_error(catalog: Path, path: str) -> None:
    (catalog / path).parent.mkdir(parents=True, exist_ok=True)
    (catalog / path).write_text("a: 1\n")
    assert [(finding.code, finding.file) for finding in findings(catalog)] == [("unknown-file", path)]


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "definitions/README.md",
        "agreements/cde-participation/README.md",
        "definitions/.draft.yaml",
        "definitions/.hidden/1.0.0.yaml",
        "meetings/c2c-gb/2026-02-18/materials/text.pdf",
        "other/file.yaml",
        "meetings/c2c-gb/2026-02-18/materials/deep/text.yaml",
        "meetings/log/checkpoint",
    ],
)
def test_notes_dot_files_materials_and_the_log_are_passed_over(catalog: Path, path: str) -> None:
    (catalog / path).parent.mkdir(parents=True, exist_ok=True)
    (catalog / path).write_bytes(b"\xff no record")
    assert findings(catalog) == []


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "definitions/elements/../../x/1.0.0.yaml", ""]
)
def test_a_path_that_climbs_is_no_record(path: str) -> None:
    assert place_of(path) is None
    assert {finding.code for finding in load_documents({path: {}}).findings} == {"unknown-file"}


@pytest.mark.parametrize("key, value", [("id", "k12.other"), ("version", "1.0.1")])
def test_an_id_or_version_that_does_not_match_the_path_is_found(tmp_path: Path, key: str, value: str) -> None:
    world = whole()
    world[SSID][key] = value
    write(world, tmp_path)
    found = [finding for finding in findings(tmp_path) if finding.code == "id-not-path"]
    assert [(finding.file, finding.line) for finding in found] == [(SSID, 3 if key == "id" else 4)]
    assert value in found[0].message
    assert {finding.code for finding in load_documents(world).findings} >= {"id-not-path"}


def test_two_files_cannot_hold_one_id_and_version(tmp_path: Path) -> None:
    world = whole()
    world["definitions/elements/k12.copy/1.0.0.yaml"] = world[SSID]
    write(world, tmp_path)
    assert codes(tmp_path) == {"id-not-path"}


@pytest.mark.parametrize(
    "path, key",
    [
        ("definitions/partners.yaml", "partners"),
        ("definitions/purposes.yaml", "purposes"),
        ("definitions/zones.yaml", "zones"),
        ("definitions/legal-bases.yaml", "regimes"),
        ("definitions/legal-bases.yaml", "bases"),
        ("definitions/use-cases.yaml", "use_cases"),
        ("definitions/promises.yaml", "promises"),
        ("definitions/value-domains/grade-level/1.2.0.yaml", "values"),
        ("agreements/cde-participation/1.1.0.yaml", "clauses"),
        ("agreements/cde-participation/1.1.0.yaml", "parties"),
        ("lineage/pipeline/1.0.0.yaml", "datasets"),
        ("lineage/pipeline/1.0.0.yaml", "jobs"),
        ("meetings/bodies/c2c-gb.yaml", "seats"),
        ("meetings/bodies/c2c-gb.yaml", "rules"),
        ("meetings/c2c-gb/2026-02-18/meeting.yaml", "agenda"),
        ("meetings/c2c-gb/2026-02-18/meeting.yaml", "motions"),
        ("meetings/c2c-gb/2026-02-18/meeting.yaml", "votes"),
    ],
)
def test_one_id_stands_once_in_its_list(tmp_path: Path, path: str, key: str) -> None:
    world = whole()
    world[path][key].append(world[path][key][0])
    write(world, tmp_path)
    (finding,) = (one for one in findings(tmp_path) if one.code == "id-twice")
    assert finding.file == path
    assert finding.line
    assert finding.line > 1
    assert {one.code for one in load_documents(world).findings} >= {"id-twice"}


def test_a_link_is_not_read_wherever_it_leads(catalog: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_bytes((catalog / SSID).read_bytes())
    for target in (outside, catalog / "definitions/zones.yaml", tmp_path / "nowhere", Path("/dev/zero")):
        (catalog / SSID).unlink()
        (catalog / SSID).symlink_to(target)
        assert ("not-a-file", SSID) in [(finding.code, finding.file) for finding in findings(catalog)]


@pytest.mark.parametrize(
    "folder", ["definitions", "agreements", "definitions/elements/k12.ssid", "lineage/pipeline"]
)
def test_a_folder_that_is_a_link_is_not_entered(catalog: Path, tmp_path: Path, folder: str) -> None:
    (catalog / folder).rename(tmp_path / "elsewhere")
    (catalog / folder).symlink_to(tmp_path / "elsewhere")
    assert ("not-a-file", folder) in [(finding.code, finding.file) for finding in findings(catalog)]


def test_a_link_among_the_materials_is_an_error_and_a_hidden_one_is_not(catalog: Path) -> None:
    folder = catalog / "meetings/c2c-gb/2026-02-18/materials"
    folder.mkdir()
    (folder / ".#text.pdf").symlink_to("somebody@host.17")
    assert findings(catalog) == []
    (folder / "text.pdf").symlink_to("/etc/passwd")
    assert codes(catalog) == {"not-a-file"}


def test_a_pipe_or_a_socket_is_an_error_and_nobody_waits_for_it(catalog: Path) -> None:
    os.mkfifo(catalog / "definitions/elements/k12.ssid/2.0.0.yaml")
    os.mknod(catalog / "lineage/pipeline/2.0.0.yaml", stat.S_IFSOCK | 0o600)
    assert [finding.code for finding in findings(catalog)] == ["not-a-file", "not-a-file"]


def test_a_folder_where_a_file_is_wanted_is_an_error(catalog: Path) -> None:
    (catalog / "definitions/promises.yaml").unlink()
    (catalog / "definitions/promises.yaml").mkdir()
    (finding,) = findings(catalog)
    assert (finding.code, finding.file) == ("not-a-file", "definitions/promises.yaml")


def test_a_file_where_a_folder_is_wanted_is_an_error(tmp_path: Path) -> None:
    write({path: text for path, text in whole().items() if path.startswith("definitions")}, tmp_path)
    (tmp_path / "lineage").write_text("")
    assert ("not-a-file", "lineage") in [(finding.code, finding.file) for finding in findings(tmp_path)]


def test_a_file_name_that_is_no_utf8_is_told_and_cached(catalog: Path, tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(catalog) + b"/definitions/\xff.yaml")).write_text("")
    for _ in range(2):
        (finding,) = load(catalog, cache_folder=tmp_path / "cache").findings
        assert finding.file == "definitions/\\xff.yaml"
        finding.file.encode()


def test_a_catalog_may_lie_in_a_folder_whose_name_is_no_utf8(catalog: Path, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    catalog.rename(odd)
    assert load(odd, cache_folder=tmp_path / "cache").snapshot is not None


def test_every_fault_of_every_file_is_told_at_once(catalog: Path) -> None:
    (catalog / SSID).write_bytes(b"kind: element\nkind: element\n")
    (catalog / "definitions/zones.yaml").write_bytes(b"kind: zones\nzone: []\n")
    (catalog / "lineage/pipeline/1.0.0.yaml").write_bytes(b"\xff")
    found = [(finding.file, finding.line, finding.code) for finding in findings(catalog)]
    assert found == [
        ("definitions/elements/k12.ssid/1.0.0.yaml", 2, "yaml-duplicate-key"),
        ("definitions/zones.yaml", 1, "shape-missing-key"),
        ("definitions/zones.yaml", 2, "shape-unknown-key"),
        ("lineage/pipeline/1.0.0.yaml", 1, "yaml-encoding"),
    ]


@pytest.mark.parametrize("name", ["nowhere", "file", "empty", "x" * 5000])
def test_what_is_no_catalog_is_said_to_be_none(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(NotACatalog):
        load(tmp_path / name, cache_folder=None)


def test_a_catalog_of_definitions_alone_is_one(tmp_path: Path) -> None:
    (tmp_path / "definitions").mkdir()
    snapshot = load(tmp_path, cache_folder=None).sound()
    assert not snapshot.elements


def test_bytes_and_documents_give_the_same_snapshot_as_the_folder(catalog: Path) -> None:
    files = {path: (catalog / path).read_bytes() for path in whole()}
    expected = load(catalog, cache_folder=None).sound().digest
    assert load_files(files).sound().digest == expected
    assert load_documents({path: read(data) for path, data in files.items()}).sound().digest == expected


def test_a_link_put_in_place_of_a_file_a_moment_ago_is_not_followed(catalog: Path, tmp_path: Path) -> None:
    from catalog.store.reading import _bytes_of  # noqa: PLC0415  # the last look before the bytes are read

    (tmp_path / "secret").write_text("secret")
    (catalog / SSID).unlink()
    (catalog / SSID).symlink_to(tmp_path / "secret")
    with pytest.raises(BadInput):
        _bytes_of(catalog / SSID)
