"""``p20w log`` at the terminal: from keys to a proof, exit codes, JSON, refusals that change nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from catalog.cli.log import VERBS, command
from catalog.errors import BadInput, CatalogError, NotFound, WriteRefused
from tests.logs import ORIGIN, TEXT, TEXT_FILE, LoggedCatalog, decision, log_documents, notice, write_document


@pytest.fixture
def catalog(tmp_path: Path) -> LoggedCatalog:
    made = LoggedCatalog(tmp_path)
    made.log(notice(), decision(1))
    return made


def run(catalog: LoggedCatalog, *arguments: str | Path) -> Result:
    verb, *rest = map(str, arguments)
    return CliRunner().invoke(command, [verb, "--catalog", str(catalog.root), *rest])


def told(catalog: LoggedCatalog, *arguments: str | Path) -> Any:
    """What a verb prints for programs."""
    return json.loads(run(catalog, *arguments, "--format", "json").stdout)


def cannot(catalog: LoggedCatalog, *arguments: str | Path) -> CatalogError:
    """Why a question cannot be answered; the terminal's face ends with exit code 2."""
    result = run(catalog, *arguments)
    assert isinstance(result.exception, CatalogError), result.output
    assert result.stdout == ""
    return result.exception


def test_a_log_from_its_keys_to_a_proof(tmp_path: Path) -> None:
    """A clerk and two partners, each with a key of its own."""
    root, keys, runner = tmp_path / "catalog", tmp_path / "keys", CliRunner()
    write_document(root, TEXT_FILE, TEXT)
    keys.mkdir()

    def said(*arguments: str) -> Result:
        verb, *rest = arguments
        return runner.invoke(command, [verb, "--catalog", str(root), *rest])

    made = said("key", str(keys / "log"), "--name", ORIGIN)
    assert made.stderr == f"for meetings/log/policy: log {made.stdout}"
    partner = said("key", str(keys / "cde"), "--name", "cde.example.org", "--witness")
    policy = root / "meetings/log/policy"
    policy.parent.mkdir(parents=True)
    policy.write_text(f"log {made.stdout}witness cde {partner.stdout}quorum cde\n")
    log_documents(root, notice(), decision(1))
    signed = said("sign", "--key", str(keys / "log"))
    assert signed.stdout == "signed: meetings/log/checkpoints/2, 2 leaves\n"
    assert "it does not count yet" in signed.stderr
    cosigned = said("cosign", "--key", str(keys / "cde"), "--first", "--at", "2026-02-19T09:00:00-08:00")
    assert cosigned.stdout == "cosigned: meetings/log/checkpoints/2, 2 leaves; it counts now\n"
    shown = said("show").stdout.splitlines()
    expected = f"checkpoint 2: counts; signed by {ORIGIN}, cosigned by cde at 2026-02-19T09:00:00-08:00"
    assert shown[1:] == [expected]
    proof, record = tmp_path / "proof", tmp_path / "record"
    assert said("prove", "gb/2026/0001", "--out", str(proof)).exit_code == 0
    record.write_bytes((root / "meetings/log/leaves.jsonl").read_bytes().splitlines()[1])
    for more in ((), ("--policy", str(policy))):
        found = said("verify", str(record), str(proof), *more)
        assert found.stdout == f"proven: leaf 1 of 2 in the log {ORIGIN}, cosigned by cde\n"
    assert said("verify").stdout.endswith("\nthe log verifies\n")


def test_every_verb_has_its_help() -> None:
    listed = CliRunner().invoke(command, ["--help"]).stdout
    for verb in VERBS:
        assert f"  {verb}" in listed
        assert CliRunner().invoke(command, [verb, "--help"]).exit_code == 0


def test_a_refusal_says_rule_and_remedy_and_exits_with_1(catalog: LoggedCatalog) -> None:
    before = catalog.files()
    for arguments, code in (
        (("key", catalog.root / "key", "--name", ORIGIN), "key-in-catalog"),
        (("prove", "gb/2026/0001"), "not-under-a-checkpoint"),
    ):
        result = run(catalog, *arguments)
        assert result.exit_code == 1
        assert result.stdout.startswith("refused: ")
        assert code in result.stdout
        (refusal,) = told(catalog, *arguments)["refused"]
        assert refusal["code"] == code
        assert refusal["citation"]
        assert refusal["hint"]
    assert catalog.files() == before


def test_signing_twice_is_refused(catalog: LoggedCatalog) -> None:
    assert told(catalog, "sign", "--key", catalog.log_key)["counts"] is False
    assert run(catalog, "sign", "--key", catalog.log_key).exit_code == 1
    made = told(catalog, "cosign", "--key", catalog.witness["w1"], "--first")
    assert (made["size"], made["counts"], made["origin"]) == (2, False, ORIGIN)
    again = run(catalog, "cosign", "--key", catalog.witness["w1"], "--size", "2")
    assert again.exit_code == 1
    assert "cosigned-already" in again.stdout


def test_a_key_is_told_to_programs(catalog: LoggedCatalog) -> None:
    made = told(catalog, "key", catalog.keys / "new", "--name", "w.example.org", "--witness")
    assert made["vkey"].startswith("w.example.org+")
    assert isinstance(cannot(catalog, "key", catalog.keys / "new", "--name", "w.example.org"), WriteRefused)


def test_what_cannot_be_answered_is_an_error(catalog: LoggedCatalog) -> None:
    assert isinstance(cannot(catalog, "prove", "gb/2026/0009"), NotFound)
    assert isinstance(cannot(catalog, "cosign", "--key", catalog.witness["w1"]), NotFound)
    assert isinstance(cannot(catalog, "sign", "--key", catalog.keys / "no"), BadInput)
    assert isinstance(cannot(catalog, "verify", catalog.leaves, catalog.keys / "no"), BadInput)


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "record"],
        ["verify", "record", "proof", "--since", "1"],
        ["cosign", "--key", "k", "--at", "2026-02-19"],
        ["cosign", "--key", "k", "--at", "2026-02-19T09:00:00"],
        ["cosign", "--key", "k", "--at", "soon"],
        ["cosign", "--key", "k", "--size", "-1"],
        ["sign"],
        ["key", "file"],
    ],
    ids=" ".join,
)
def test_a_wrong_use_exits_with_2(catalog: LoggedCatalog, arguments: list[str]) -> None:
    before = catalog.files()
    assert run(catalog, *arguments).exit_code == 2
    assert catalog.files() == before


def test_a_proof_is_printed_byte_for_byte(catalog: LoggedCatalog) -> None:
    catalog.sign()
    catalog.cosign("w1", "w2")
    printed = run(catalog, "prove", "gb/2026/0001").stdout_bytes
    assert printed.startswith(b"c2sp.org/tlog-proof@v1\nindex 1\n")
    assert printed.endswith(catalog.checkpoint(2).read_bytes())
    found = told(catalog, "prove", "gb/2026/0001")
    assert found["proof"].encode() == printed
    assert found["leaf"].encode() == catalog.leaves.read_bytes().splitlines()[1]


def test_each_fault_of_the_log_is_told(catalog: LoggedCatalog) -> None:
    catalog.sign()
    record = catalog.root / "meetings/decisions/gb/2026/0001.yaml"
    record.write_text(record.read_text().replace("failed", "adopted"))
    write_document(catalog.root, "meetings/decisions/gb/2026/0002.yaml", decision(2))
    result = run(catalog, "verify")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith("meetings/log/checkpoints/2:1: checkpoint-unwitnessed: ")
    assert lines[2].startswith("meetings/decisions/gb/2026/0001.yaml:1: logged-record-edited: ")
    assert lines[4] == "not in the log: gb/2026/0002"
    assert lines[-1] == "2 faults"
    found = told(catalog, "verify")
    assert found["verifies"] is False
    assert [one["code"] for one in found["faults"]] == ["checkpoint-unwitnessed", "logged-record-edited"]
    assert (found["size"], found["covered"], found["not_logged"]) == (2, 0, ["gb/2026/0002"])


def test_a_proof_that_does_not_prove_exits_with_1(catalog: LoggedCatalog, tmp_path: Path) -> None:
    catalog.sign()
    catalog.cosign("w1", "w2")
    proof, record = tmp_path / "proof", tmp_path / "record"
    run(catalog, "prove", "gb/2026/0001", "--out", proof)
    record.write_text("{}")
    result = run(catalog, "verify", record, proof)
    assert (result.exit_code, result.stdout) == (
        1,
        "not proven: these are not the bytes that the proof is about\n",
    )
    proof.write_text("nothing")
    assert run(catalog, "verify", record, proof).exit_code == 1
    assert told(catalog, "verify", record, proof)["proven"] is False


def test_an_outsider_verifies_by_the_policy_and_checkpoint_it_kept(
    catalog: LoggedCatalog, tmp_path: Path
) -> None:
    catalog.sign()
    catalog.cosign("w1", "w2")
    kept, policy = tmp_path / "kept", tmp_path / "policy"
    kept.write_bytes(catalog.checkpoint(2).read_bytes())
    policy.write_bytes((catalog.root / "meetings/log/policy").read_bytes())
    assert run(catalog, "verify", "--policy", policy, "--since", kept).exit_code == 0
    catalog.checkpoint(2).unlink()
    catalog.leaves.write_bytes(catalog.leaves.read_bytes().splitlines(keepends=True)[0])
    (catalog.root / "meetings/decisions/gb/2026/0001.yaml").unlink()
    assert run(catalog, "verify", "--policy", policy).exit_code == 0
    cut = run(catalog, "verify", "--policy", policy, "--since", kept)
    assert cut.exit_code == 1
    assert f"log-leaf-damaged: {kept} was signed over 2 leaves, and 1 are here" in cut.stdout
    assert isinstance(cannot(catalog, "verify", "--policy", tmp_path / "no"), BadInput)
    assert isinstance(cannot(catalog, "verify", "--since", tmp_path / "no"), BadInput)
    assert isinstance(cannot(catalog, "verify", "--since", policy), BadInput)


def test_a_log_is_shown_to_programs(catalog: LoggedCatalog) -> None:
    catalog.sign()
    catalog.cosign("w1", "w2")
    catalog.log(decision(3))
    shown = told(catalog, "show")
    assert (shown["size"], shown["waiting"]) == (3, 1)
    (checkpoint,) = shown["checkpoints"]
    assert [one["witness"] for one in checkpoint["cosigned"]] == ["w1", "w2"]
    assert "1 leaves wait for a checkpoint that counts" in run(catalog, "show").stdout
