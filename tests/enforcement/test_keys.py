"""Keys of pseudonyms: private, derived, rotated, and told to nobody."""

import hashlib
import hmac
import multiprocessing
import stat
from pathlib import Path

import pytest

from catalog.enforcement.keys import Keyring
from catalog.errors import BadInput, WriteRefused


def test_the_first_key_is_made_once_and_is_its_users_alone(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keys")
    assert keyring.newest() is None
    assert keyring.ready() == (1, True)
    assert keyring.ready() == (1, False)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys/0001.key").stat().st_mode) == 0o600


def test_a_pseudonym_is_hmac_of_the_derived_key_cut_to_half(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    key = keyring.key(keyring.rotate(), recipient="c2c", purpose="research")
    assert (
        key.pseudonym("é1") == hmac.new(key.secret.encode(), "é1".encode(), hashlib.sha256).hexdigest()[:32]
    )
    inner, outer = key.padded()
    by_hand = hashlib.sha256(outer + hashlib.sha256(inner + b"1").digest()).hexdigest()[:32]
    assert by_hand == key.pseudonym("1")


def test_keys_differ_by_recipient_purpose_and_number_and_are_found_again(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    first, second = keyring.rotate(), keyring.rotate()
    asked = [(first, "c2c", "a"), (first, "c2c", "b"), (first, "uni", "a"), (second, "c2c", "a")]
    keys = [keyring.key(number, recipient=to, purpose=why) for number, to, why in asked]
    assert len({key.secret for key in keys}) == len({key.name for key in keys}) == 4
    assert Keyring(tmp_path).key(first, recipient="c2c", purpose="a") == keys[0]


def test_neither_words_nor_names_betray_a_key(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    key = keyring.key(keyring.rotate(), recipient="c2c", purpose="research")
    kept = (tmp_path / "0001.key").read_text(encoding="ascii").strip()
    for told in (repr(key), str(key), key.name):
        assert key.secret not in told
        assert kept not in told


def test_a_key_that_others_may_read_or_that_is_damaged_is_not_used(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    number = keyring.rotate()
    path = tmp_path / "0001.key"
    path.chmod(0o644)
    with pytest.raises(BadInput, match="others may read"):
        keyring.key(number, recipient="c2c", purpose="a")
    path.chmod(0o600)
    path.write_text("00", encoding="ascii")
    with pytest.raises(BadInput, match="is damaged"):
        keyring.key(number, recipient="c2c", purpose="a")


def _rotate(folder: str) -> int:
    return Keyring(Path(folder)).rotate()


@pytest.mark.slow
def test_processes_that_make_keys_at_once_make_one_each(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert sorted(pool.map(_rotate, [str(tmp_path)] * 8)) == list(range(1, 9))


def test_a_place_where_nothing_can_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteRefused, match="no key can be written"):
        Keyring(tmp_path / "file").rotate()


def test_a_folder_that_others_may_write_in_holds_no_keys(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    Keyring(folder).rotate()
    folder.chmod(0o777)
    with pytest.raises(BadInput, match="not its user's alone"):
        Keyring(folder).ready()


def test_keys_are_counted_beyond_four_digits(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    number = keyring.rotate()
    (tmp_path / f"{number:04d}.key").rename(tmp_path / "9999.key")
    assert keyring.rotate() == keyring.newest() == 10000
    assert keyring.key(10000, recipient="c2c", purpose="a").secret
