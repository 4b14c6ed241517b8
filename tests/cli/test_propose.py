"""What ``p20w propose`` says: a proposal made or refused, its packet, the list."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.store.canonical import digest
from tests.builders import world_of
from tests.worlds import agreement, element, permit, write

WHY = ("--rationale", "Because.", "--author", "Staff")
ON = ("--on", "2026-03-01")


def p20w(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(Path(__file__).parents[2] / "cli.py"), *words]
    return subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a catalog with an edited file beside it."""
    folder = tmp_path / "catalog"
    write(world_of(agreement("load", [permit()])), folder)
    text = element("k12.ssid", "2.0.0", definition="What 9 digits say.")
    (tmp_path / "edited.yaml").write_text(json.dumps(text), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_proposal_is_written_and_what_follows_is_shown(root: Path) -> None:
    done = p20w(root, "propose", "../edited.yaml", *WHY, *ON, "--option", "Leave it")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[:9] == [
        "written: definitions/elements/k12.ssid/2.0.0.yaml",
        "written: meetings/proposals/prop-2026-001.yaml",
        "proposed: prop-2026-001: amend element:k12.ssid@2.0.0",
        "  grade       breaking",
        "  version     least bump major; 2.0.0 after 1.0.0 satisfies it",
        "  comment     90 days from 2026-03-01, vote from 2026-05-31 on",
        "  flows       0 gained, 16 lost, 0 tightened, 0 relaxed",
        "  touched     0 datasets, 0 dashboards, 1 agreement, 0 groups, 0 policy questions, 2 partners",
        "  checks      0 errors and 2 other findings more than today",
    ]
    assert (root / "meetings/proposals/prop-2026-001.yaml").is_file()
    listed = p20w(root, "propose", "--list")
    assert listed.stdout == (
        "prop-2026-001  amend element:k12.ssid@2.0.0  breaking, comment through 2026-05-30\n"
    )


@pytest.mark.slow
def test_a_program_gets_the_proposal_and_its_packet(root: Path) -> None:
    done = p20w(root, "propose", "../edited.yaml", *WHY, *ON, "--format", "json")
    answer = json.loads(done.stdout)
    assert (answer["outcome"], answer["id"]) == ("proposed", "prop-2026-001")
    shown = p20w(root, "propose", "--packet", "prop-2026-001", *ON, "--format", "json")
    assert json.loads(shown.stdout) == answer["packet"]
    (listed,) = json.loads(p20w(root, "propose", "--list", "--format", "json").stdout)
    assert (listed["id"], listed["first_vote"]) == ("prop-2026-001", "2026-05-31")


@pytest.mark.slow
def test_a_refusal_says_rule_citation_and_what_to_do(root: Path) -> None:
    words = ("propose", "../edited.yaml", *WHY, *ON, "--base", "sha256:" + "0" * 64)
    done = p20w(root, *words)
    assert done.returncode == 1
    assert "refused: the text was edited from" in done.stdout
    assert "  rule        proposal-base-stale: Gov. Code 11125(b)" in done.stdout.splitlines()
    (one,) = json.loads(p20w(root, *words, "--format", "json").stdout)["refused"]
    assert sorted(one) == ["citation", "code", "hint", "message"]
    assert not (root / "meetings/proposals").exists()


@pytest.mark.slow
def test_a_packet_is_kept_as_data_and_page_and_never_overwritten(root: Path, tmp_path: Path) -> None:
    p20w(root, "propose", "../edited.yaml", *WHY, *ON)
    out = tmp_path / "out"
    words = ("propose", "--packet", "prop-2026-001", "--out", str(out))
    kept = [p20w(root, *words, *ON) for _ in range(2)]
    for done in kept:
        assert done.returncode == 0, done.stderr
        assert done.stderr.count("written: ") == 2
    names = ["prop-2026-001.packet.html", "prop-2026-001.packet.json"]
    assert sorted(file.name for file in out.iterdir()) == names
    data = (out / names[1]).read_bytes()
    assert digest(json.loads(data)) in kept[0].stdout
    other = p20w(root, *words, "--on", "2026-03-02")
    assert other.returncode == 2
    assert "is there already and says something else" in other.stderr
    assert (out / names[1]).read_bytes() == data


def test_an_object_is_retired_without_a_file(root: Path) -> None:
    done = p20w(root, "propose", "agreement:load", "--retire", *WHY, *ON)
    assert done.returncode == 0, done.stderr
    assert "proposed: prop-2026-001: retire agreement:load@1.0.0" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "words,said",
    [
        ((), "name the file to propose"),
        (("../edited.yaml",), "a proposal needs --rationale and --author"),
        (("../edited.yaml", "--rationale", "x"), "a proposal needs --author"),
        (("../edited.yaml", "--list"), "--packet and --list stand alone"),
        (("--packet", "a", "--list"), "--packet and --list stand alone"),
        (("--packet", "a", "--title", "x"), "--packet and --list stand alone"),
        (("../edited.yaml", *WHY, "--out", "x"), "--text and --out go with --packet"),
        (("--packet", "prop-2026-001"), "there is no proposal `prop-2026-001`"),
        (("../none.yaml", *WHY), "cannot read `../none.yaml`"),
        (("../edited.yaml", *WHY, "--effective", "soon"), "`soon` is not a day"),
    ],
)
def test_what_cannot_be_proposed_says_why(root: Path, words: tuple[str, ...], said: str) -> None:
    done = p20w(root, "propose", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_an_empty_list_says_so(root: Path) -> None:
    assert p20w(root, "propose", "--list").stdout == "there are no proposals\n"
