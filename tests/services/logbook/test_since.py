"""Verifying from outside: by a policy and a checkpoint that the catalog cannot change."""

from pathlib import Path

import pytest

from catalog.services.logbook.auditing import audit_catalog
from catalog.services.logbook.since import CheckpointOutside, read_outside
from catalog.store.notes.policy import read_policy
from tests.logs import LOG_KEY, LoggedCatalog, decision, key, notice, policy

OURS = read_policy(policy())


@pytest.fixture
def catalog(tmp_path: Path) -> LoggedCatalog:
    made = LoggedCatalog(tmp_path)
    made.witnessed(notice(), decision(1))
    return made


def kept(catalog: LoggedCatalog, data: bytes | None = None) -> CheckpointOutside:
    """Keep the checkpoint of two leaves outside the catalog."""
    file = catalog.keys / "kept"
    file.write_bytes(catalog.checkpoint(2).read_bytes() if data is None else data)
    return read_outside(file)


def faults(catalog: LoggedCatalog, since: CheckpointOutside | None) -> list[tuple[str, str, int | None]]:
    """What does not verify by the policy that was kept."""
    found = audit_catalog(catalog.root, policy=OURS, since=since).faults
    return [(one.code, one.file, one.line) for one in found]


def test_a_log_that_goes_on_from_what_was_kept_verifies(catalog: LoggedCatalog) -> None:
    since = kept(catalog)
    catalog.witnessed(decision(2))
    assert faults(catalog, since) == []
    (catalog.root / "meetings/log/policy").unlink()
    assert faults(catalog, since) == []


def test_a_log_made_anew_does_not_go_on_from_what_was_kept(catalog: LoggedCatalog) -> None:
    since = kept(catalog)
    catalog.checkpoint(2).unlink()
    catalog.leaves.unlink()
    catalog.log(notice(), decision(1, title="Other"))
    catalog.sign()
    for name in ("w1", "w2"):
        (catalog.keys / f"{name}.seen").unlink()
    catalog.cosign("w1", "w2")
    assert faults(catalog, None) == []
    assert faults(catalog, since) == [("log-leaf-damaged", "meetings/log/leaves.jsonl", 2)]


def test_a_log_signed_by_other_keys_does_not_verify_by_the_policy_kept(catalog: LoggedCatalog) -> None:
    other = key(LOG_KEY.name, "log", number=8)
    text = policy().decode().replace(str(LOG_KEY.verifier), str(other.verifier))
    (catalog.root / "meetings/log/policy").write_text(text)
    catalog.log_key.write_bytes(other.file_bytes())
    catalog.checkpoint(2).unlink()
    catalog.sign()
    assert faults(catalog, None) == [("checkpoint-damaged", "meetings/log/checkpoints/2", 1)]


@pytest.mark.parametrize("lines", [slice(4, 5), slice(5, 6)], ids=["the log", "a witness"])
def test_a_checkpoint_kept_that_lacks_a_signature_does_not_count(
    catalog: LoggedCatalog, lines: slice
) -> None:
    whole = catalog.checkpoint(2).read_bytes().splitlines(keepends=True)
    del whole[lines]
    since = kept(catalog, b"".join(whole))
    assert faults(catalog, since) == [("checkpoint-damaged", since.file, 1)]


def test_a_checkpoint_kept_with_a_false_signature_does_not_count(catalog: LoggedCatalog) -> None:
    data = catalog.checkpoint(2).read_bytes()
    since = kept(catalog, data[:-9] + (b"A" if data[-9:-8] != b"A" else b"B") + data[-8:])
    assert faults(catalog, since) == [("checkpoint-damaged", since.file, 1)]
