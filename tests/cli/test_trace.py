"""What ``p20w trace`` says, to people and to programs."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders import world_of
from tests.lineages import attested, dataset, lineage, made_from, origin
from tests.worlds import agreement, element, permit, write

DAYS = ("--on", "2026-08-01", "--as-known", "2027-03-01")


def p20w(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(Path(__file__).parents[2] / "cli.py"), *words]
    return subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Write a catalog whose one public figure descends from one source and asks for large cells."""
    row = {"to": ["public"], "zones": ["public.site"], "forms": ["aggregate"], "conditions": {"min_cell": 11}}
    graph = lineage(
        "p20w",
        {
            "cde.file": dataset("cde.source", origin("SSID")),
            "c2c.year": dataset("c2c.linkage", "id", purpose="evaluation"),
            "public.site": dataset("public.site", "rate", purpose="evaluation"),
        },
        {
            "c2c.year.id": [made_from("cde.file.SSID")],
            "public.site.rate": [made_from("c2c.year.id", "AGGREGATION", **attested("aggregate"))],
        },
    )
    text = agreement("load", [permit(onward=[row], text="§3")], title="The loading agreement")
    write(world_of(element("k12.ssid", regime=["ferpa"]), text, graph), tmp_path)
    return tmp_path


def test_a_trace_reads_as_a_tree_with_the_chain_behind_each_clause(catalog: Path) -> None:
    done = p20w(catalog, "trace", "c2c.year.id", *DAYS, "--evidence", "min_cell=12")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "c2c.year.id  rests in c2c.linkage, held by c2c for evaluation, identified",
        "  descends from cde:k12.ssid; reached by ferpa",
        "comes from:",
        "  cde.file.SSID  DIRECT IDENTITY, job build",
        "    permit: cde to c2c for evaluation in c2c.linkage, identified; by load@1.0.0#load",
        "    origin cde:k12.ssid, at its own provider",
        "goes to:",
        "  public.site.rate  DIRECT AGGREGATION, job build",
        "    permit: c2c to public for evaluation in public.site, aggregate; by load@1.0.0#load",
        "    descends from cde:k12.ssid; reached by ferpa",
        "why:",
        "  load@1.0.0: The loading agreement, 2025-07-01 through 2027-06-30",
        "    permit load@1.0.0#load (§3)",
        "    signed for c2c on 2025-01-15 by clerk: file",
        "    signed for cde on 2025-01-15 by clerk: file",
        "    adopted by gb/2025/0002 on 2025-01-15: agreement:load@1.0.0",
        "      vote: legacy: no vote in this catalog; source: minutes",
        "      meeting: none recorded; minutes: legacy: no minutes in this catalog",
        "definitions adopted by:",
        "  adopted by gb/2025/0001 on 2025-01-15: element:k12.ssid@1.0.0",
        "    vote: legacy: no vote in this catalog; source: minutes",
        "    meeting: none recorded; minutes: legacy: no minutes in this catalog",
        "2 hops permitted, 0 refused, on 2026-08-01, as known 2027-03-01",
    ]


def test_a_refused_hop_ends_in_exit_code_1_and_says_what_is_missing(catalog: Path) -> None:
    done = p20w(catalog, "trace", "cde:k12.ssid", *DAYS)
    assert done.returncode == 1
    assert "refuse until evidence is shown: c2c to public" in done.stdout
    assert "because evidence-missing" in done.stdout


def test_programs_get_every_hop_with_its_why(catalog: Path) -> None:
    done = p20w(catalog, "trace", "cde:k12.ssid", *DAYS, "--format", "json")
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["outcome"] == "refuse"
    assert [leg["output"] for leg in answer["downstream"]] == [
        "cde.file.SSID",
        "c2c.year.id",
        "public.site.rate",
    ]
    hop = answer["downstream"][1]["hop"]
    assert hop["outcome"] == "permit"
    assert hop["why"][0]["adopted"]["minutes"] == "legacy: no minutes in this catalog"
    assert [field["regimes"] for field in answer["fields"]] == [["ferpa"]] * 3


@pytest.mark.slow
def test_a_flow_can_be_asked_about_besides(catalog: Path) -> None:
    words = ("trace", "cde:k12.ssid", *DAYS, "--evidence", "min_cell=12", "--purpose", "evaluation")
    yes = p20w(catalog, *words, "--to", "c2c", "--zone", "c2c.linkage")
    assert yes.returncode == 0
    assert "asked besides: permit: to c2c for evaluation in c2c.linkage; by load@1.0.0#load" in yes.stdout
    no = p20w(catalog, *words, "--to", "uni", "--zone", "uni.enclave")
    assert no.returncode == 1
    assert "asked besides: refuse: to uni for evaluation in uni.enclave" in no.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "words,said",
    [
        (("c2c.year.ident",), "did you mean `c2c.year.id`?"),
        (("uni:k12.ssid",), "`uni` does not supply `k12.ssid`"),
        (("cde:k12.ssid", "--to", "c2c"), "--to, --purpose and --zone go together"),
        (("cde:k12.ssid", "--evidence", "min_cell"), "write each once"),
        (("cde:k12.ssid", "--evidence", "cells=3"), "unknown evidence cells"),
    ],
)
def test_what_cannot_be_traced_ends_in_exit_code_2(catalog: Path, words: tuple[str, ...], said: str) -> None:
    done = p20w(catalog, "trace", *words, *DAYS)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
