"""Signing and cosigning: nobody signs alone, nothing is signed that does not go on from what was signed."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalog.errors import BadInput, FaultyCatalog, NotFound, WriteRefused
from catalog.services.logbook.book import open_logbook
from catalog.services.logbook.cosigning import cosign_log
from catalog.services.logbook.key_files import MadeKey, make_key, open_key
from catalog.services.logbook.signing import MadeCheckpoint, sign_log
from catalog.services.refusing import Refused
from tests.logs import AT, LOG_KEY, ORIGIN, LoggedCatalog, decision, key, notice, policy


@pytest.fixture
def catalog(tmp_path: Path) -> LoggedCatalog:
    made = LoggedCatalog(tmp_path)
    made.log(notice(), decision(1))
    return made


def refused_of(
    catalog: LoggedCatalog, key_file: Path, *, size: int | None = None, cosign: bool = True
) -> str:
    """Ask for a signature that is refused; return the code, having seen that no byte changed."""
    before = catalog.files()
    found = (
        cosign_log(catalog.root, key_file, size=size, at=AT) if cosign else sign_log(catalog.root, key_file)
    )
    assert isinstance(found, Refused)
    assert catalog.files() == before
    return found.refusals[0].code


def test_a_checkpoint_counts_only_once_enough_partners_have_cosigned(catalog: LoggedCatalog) -> None:
    made = catalog.sign()
    assert (made.path, made.signed.checkpoint.size, made.counts) == ("meetings/log/checkpoints/2", 2, False)
    assert open_logbook(catalog.root).covering(0) is None
    for name, counts in (("w1", False), ("w3", True), ("w2", True)):
        cosigned = cosign_log(catalog.root, catalog.witness[name], size=None, at=AT, first=True)
        assert isinstance(cosigned, MadeCheckpoint)
        assert cosigned.counts == counts
        assert catalog.checkpoint(2).read_bytes() == cosigned.signed.file_bytes()
    (kept,) = open_logbook(catalog.root).checkpoints
    assert kept.standing.cosigned == dict.fromkeys(("w1", "w3", "w2"), int(AT.timestamp()))


def test_the_clerk_signs_only_with_the_policys_key(catalog: LoggedCatalog) -> None:
    other = catalog.keys / "other"
    other.write_bytes(key(ORIGIN, "log", number=8).file_bytes())
    assert refused_of(catalog, other, cosign=False) == "key-not-listed"
    with pytest.raises(BadInput, match="is not that of a log"):
        sign_log(catalog.root, catalog.witness["w1"])
    with pytest.raises(BadInput, match="cannot read"):
        sign_log(catalog.root, catalog.keys / "no")


def test_nothing_new_and_nothing_at_all_are_not_signed(catalog: LoggedCatalog, tmp_path: Path) -> None:
    catalog.sign()
    assert refused_of(catalog, catalog.log_key, cosign=False) == "nothing-to-sign"
    empty = LoggedCatalog(tmp_path / "empty")
    assert refused_of(empty, empty.log_key, cosign=False) == "nothing-to-sign"


def test_a_log_whose_past_was_changed_is_not_signed(catalog: LoggedCatalog) -> None:
    catalog.witnessed(decision(2))
    whole = catalog.leaves.read_bytes()
    catalog.leaves.write_bytes(whole.replace(b'"failed"', b'"tied"', 1))
    assert refused_of(catalog, catalog.log_key, cosign=False) == "not-a-continuation"
    catalog.leaves.write_bytes(b"".join(whole.splitlines(keepends=True)[:2]))
    assert refused_of(catalog, catalog.log_key, cosign=False) == "not-a-continuation"


def test_a_log_that_cannot_be_read_is_not_signed(catalog: LoggedCatalog) -> None:
    catalog.leaves.write_bytes(catalog.leaves.read_bytes() + b"{")
    with pytest.raises(FaultyCatalog, match=r"leaves\.jsonl:3"):
        sign_log(catalog.root, catalog.log_key)
    (catalog.root / "meetings/log/policy").unlink()
    with pytest.raises(FaultyCatalog, match="no policy"):
        sign_log(catalog.root, catalog.log_key)


def test_the_log_does_not_cosign_itself(catalog: LoggedCatalog) -> None:
    catalog.sign()
    same = catalog.keys / "same"
    same.write_bytes(key("w.example.org", number=9).file_bytes())
    assert refused_of(catalog, same) == "log-cosigns-itself"
    with pytest.raises(BadInput, match="is not that of a cosigner"):
        cosign_log(catalog.root, catalog.log_key, size=None, at=AT)


def test_a_stranger_does_not_cosign(catalog: LoggedCatalog) -> None:
    catalog.sign()
    stranger = catalog.keys / "stranger"
    stranger.write_bytes(key("w1.example.org", number=7).file_bytes())
    assert refused_of(catalog, stranger) == "key-not-listed"


def test_nobody_cosigns_twice(catalog: LoggedCatalog) -> None:
    catalog.sign()
    catalog.cosign("w1")
    assert refused_of(catalog, catalog.witness["w1"]) == "cosigned-already"


def test_a_checkpoint_is_chosen_by_size(catalog: LoggedCatalog) -> None:
    with pytest.raises(NotFound, match="the log has no checkpoint"):
        cosign_log(catalog.root, catalog.witness["w1"], size=None, at=AT)
    catalog.sign()
    catalog.log(decision(2))
    catalog.sign()
    with pytest.raises(NotFound, match="there is no checkpoint of 1 leaves"):
        cosign_log(catalog.root, catalog.witness["w1"], size=1, at=AT)
    for size in (2, 3):
        made = cosign_log(catalog.root, catalog.witness["w1"], size=size, at=AT, first=size == 2)
        assert isinstance(made, MadeCheckpoint)
        assert made.signed.checkpoint.size == size


def test_a_cosigner_does_not_go_back(catalog: LoggedCatalog) -> None:
    catalog.sign()
    catalog.log(decision(2))
    catalog.sign()
    catalog.cosign("w1")
    assert refused_of(catalog, catalog.witness["w1"], size=2) == "smaller-than-cosigned"


def test_a_cosigner_sees_for_itself_that_the_checkpoint_is_that_of_the_leaves(catalog: LoggedCatalog) -> None:
    catalog.sign()
    catalog.leaves.write_bytes(catalog.leaves.read_bytes().replace(b'"failed"', b'"tied"'))
    assert refused_of(catalog, catalog.witness["w1"]) == "checkpoint-not-the-logs"


def test_a_cosigner_does_not_cosign_what_the_log_has_not_signed(catalog: LoggedCatalog) -> None:
    catalog.sign()
    text = catalog.checkpoint(2).read_text()
    line = text.splitlines()[-1]
    false = line[:-8] + ("A" if line[-8] != "A" else "B") + line[-7:]
    catalog.checkpoint(2).write_text(text.replace(line, false))
    assert refused_of(catalog, catalog.witness["w1"]) == "checkpoint-not-the-logs"


def test_a_cosigner_remembers_for_itself_what_it_has_cosigned(catalog: LoggedCatalog) -> None:
    catalog.sign()
    catalog.cosign("w1")
    assert (catalog.keys / "w1.seen").read_text() == catalog.checkpoint(2).read_text().split("\n\n")[0] + "\n"
    catalog.checkpoint(2).unlink()
    catalog.leaves.unlink()
    catalog.log(decision(3), decision(4), decision(5))
    catalog.sign()
    assert refused_of(catalog, catalog.witness["w1"]) == "not-a-continuation"


def test_a_cosigner_believes_its_own_cosignatures_too(catalog: LoggedCatalog) -> None:
    catalog.sign()
    catalog.cosign("w1")
    catalog.log(decision(3))
    catalog.sign()
    (catalog.keys / "w1.seen").unlink()
    assert refused_of(catalog, catalog.witness["w1"], size=2) == "cosigned-already"
    catalog.cosign("w1")


def test_a_cosigner_whose_memory_cannot_be_read_cosigns_nothing(catalog: LoggedCatalog) -> None:
    catalog.sign()
    (catalog.keys / "w1.seen").write_text("lost\n")
    with pytest.raises(BadInput, match=r"w1.seen:2: a checkpoint has three lines"):
        cosign_log(catalog.root, catalog.witness["w1"], size=None, at=AT)


def test_a_cosigner_of_one_log_does_not_cosign_another(catalog: LoggedCatalog, tmp_path: Path) -> None:
    catalog.sign()
    catalog.cosign("w1")
    other = LoggedCatalog(tmp_path / "other")
    other.log(notice(), decision(1))
    log_key = key("other.example.org", "log", number=8)
    other.log_key.write_bytes(log_key.file_bytes())
    lines = policy().decode().replace(str(LOG_KEY.verifier), str(log_key.verifier))
    (other.root / "meetings/log/policy").write_text(lines)
    other.sign()
    shutil.copy(catalog.keys / "w1.seen", other.keys / "w1.seen")
    assert refused_of(other, other.witness["w1"]) == "another-log"


def test_a_cosignature_that_a_crash_kept_out_can_be_made_again(catalog: LoggedCatalog) -> None:
    catalog.sign()
    before = catalog.checkpoint(2).read_bytes()
    catalog.cosign("w1")
    catalog.checkpoint(2).write_bytes(before)
    catalog.cosign("w1")
    assert catalog.checkpoint(2).read_bytes() != before


def test_a_time_before_1970_is_none(catalog: LoggedCatalog) -> None:
    catalog.sign()
    before = catalog.files()
    for at in (datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC) - timedelta(days=1)):
        with pytest.raises(BadInput, match="is no time"):
            cosign_log(catalog.root, catalog.witness["w1"], size=None, at=at, first=True)
    assert catalog.files() == before


def test_a_cosigner_that_remembers_nothing_says_so(catalog: LoggedCatalog) -> None:
    catalog.sign()
    assert refused_of(catalog, catalog.witness["w1"]) == "nothing-remembered"
    catalog.cosign("w1")
    catalog.checkpoint(2).unlink()
    catalog.sign()
    (catalog.keys / "w1.seen").unlink()
    assert refused_of(catalog, catalog.witness["w1"]) == "nothing-remembered"


def test_a_cosigner_remembers_by_whatever_name_its_key_is_called(catalog: LoggedCatalog) -> None:
    catalog.sign()
    (catalog.keys / "alias").symlink_to(catalog.witness["w1"])
    made = cosign_log(catalog.root, catalog.keys / "alias", size=None, at=AT, first=True)
    assert isinstance(made, MadeCheckpoint)
    assert (catalog.keys / "w1.seen").exists()
    assert not (catalog.keys / "alias.seen").exists()
    catalog.checkpoint(2).unlink()
    catalog.leaves.unlink()
    catalog.log(notice(), decision(4), decision(1))
    catalog.sign()
    assert refused_of(catalog, catalog.keys / "alias") == "not-a-continuation"


def test_a_log_that_does_not_verify_is_neither_signed_nor_cosigned(catalog: LoggedCatalog) -> None:
    catalog.sign()
    catalog.log(decision(2))
    record = catalog.root / "meetings/decisions/gb/2026/0002.yaml"
    whole = record.read_bytes()
    record.write_bytes(whole.replace(b"failed", b"tied"))
    assert refused_of(catalog, catalog.log_key, cosign=False) == "log-does-not-verify"
    assert refused_of(catalog, catalog.witness["w1"]) == "nothing-remembered"
    found = cosign_log(catalog.root, catalog.witness["w1"], size=None, at=AT, first=True)
    assert isinstance(found, Refused)
    assert found.refusals[0].message.startswith(
        "meetings/decisions/gb/2026/0002.yaml:1: logged-record-edited: "
    )
    record.write_bytes(whole)
    catalog.sign()
    catalog.cosign("w1")


def test_a_key_that_lies_in_the_catalog_signs_nothing(catalog: LoggedCatalog) -> None:
    catalog.sign()
    for name, file in (("log", catalog.log_key), ("w1", catalog.witness["w1"])):
        inside = catalog.root / "meetings" / f"{name}.key"
        file.rename(inside)
        file.symlink_to(inside)
        for named in (inside, file):
            assert refused_of(catalog, named, cosign=name == "w1") == "key-in-catalog"
        file.unlink()
        inside.rename(file)
        inside.symlink_to(file)
        assert refused_of(catalog, inside, cosign=name == "w1") == "key-in-catalog"


def test_a_key_is_made_for_its_user_alone(catalog: LoggedCatalog) -> None:
    file = catalog.keys / "new"
    made = make_key(file, "w9.example.org", kind="cosigner", catalog=catalog.root)
    assert isinstance(made, MadeKey)
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(open_key(file, "cosigner").verifier) == made.vkey
    again = make_key(catalog.keys / "newer", "w9.example.org", kind="cosigner", catalog=catalog.root)
    assert isinstance(again, MadeKey)
    assert again.vkey != made.vkey


def test_a_key_is_not_overwritten(catalog: LoggedCatalog) -> None:
    before = catalog.files()
    (catalog.keys / "link").symlink_to(catalog.keys / "nowhere")
    for name in ("log", "link"):
        with pytest.raises(WriteRefused, match="is there already"):
            make_key(catalog.keys / name, ORIGIN, kind="log", catalog=catalog.root)
    assert catalog.files() == before


def test_a_key_does_not_lie_in_the_catalog(catalog: LoggedCatalog) -> None:
    before = catalog.files()
    (catalog.keys / "inside").symlink_to(catalog.root / "meetings")
    for file in (
        catalog.root / "key",
        catalog.root / "meetings/log/key",
        catalog.keys / "inside/key",
        catalog.keys / "../catalog/key",
    ):
        found = make_key(file, ORIGIN, kind="log", catalog=catalog.root)
        assert isinstance(found, Refused)
        assert found.refusals[0].code == "key-in-catalog"
    assert catalog.files() == before


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\tb", "a\x07b", "x" * 256])
def test_a_name_that_no_key_can_have_is_refused(catalog: LoggedCatalog, name: str) -> None:
    with pytest.raises(BadInput, match="can be no key's name"):
        make_key(catalog.keys / "new", name, kind="log", catalog=catalog.root)
    assert not (catalog.keys / "new").exists()
