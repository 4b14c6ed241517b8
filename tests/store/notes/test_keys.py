"""Keys of signed notes: how they are written, and what is no key."""

import base64
import hashlib

import pytest

from catalog.store.notes.keys import (
    NoteFault,
    SigningKey,
    VerifierKey,
    is_key_name,
    read_signing_key,
    read_verifier_key,
)

# The example of the Go project's package for signed notes, made by another program than ours.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_PRIVATE = b"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n"
# The public key of Go's checksum database.
SUM = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SECRET = bytes(range(32))


@pytest.mark.parametrize("vkey", [NEUMANN, SUM])
def test_a_key_from_elsewhere_is_read_and_written_the_same(vkey: str) -> None:
    assert str(read_verifier_key(vkey, "log")) == vkey


def test_a_private_key_from_elsewhere_belongs_to_its_public_key() -> None:
    key = read_signing_key(NEUMANN_PRIVATE, "log")
    assert str(key.verifier) == NEUMANN
    assert key.file_bytes() == NEUMANN_PRIVATE


def test_the_id_of_a_key_is_the_hash_over_name_type_and_key() -> None:
    key = SigningKey(name="w.example.org", kind="cosigner", secret=SECRET)
    public = key.verifier.public
    by_hand = hashlib.sha256(b"w.example.org\n\x04" + public).hexdigest()[:8]
    assert str(key.verifier) == f"w.example.org+{by_hand}+{base64.b64encode(b'%c' % 4 + public).decode()}"
    as_log = SigningKey(name="w.example.org", kind="log", secret=SECRET)
    assert as_log.verifier.public == public
    assert as_log.verifier.id != key.verifier.id


def test_what_one_key_signs_another_does_not_verify() -> None:
    one = SigningKey(name="a", kind="log", secret=SECRET)
    other = SigningKey(name="a", kind="log", secret=SECRET[::-1])
    assert one.verifier.verifies(one.sign(b"text"), b"text")
    assert not one.verifier.verifies(one.sign(b"text"), b"texts")
    assert not other.verifier.verifies(one.sign(b"text"), b"text")
    assert not one.verifier.verifies(b"short", b"text")


def test_a_key_does_not_show_its_secret() -> None:
    assert "secret" not in repr(SigningKey(name="a", kind="log", secret=SECRET))


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a3+",
        NEUMANN.replace("c74f20a3", "c74f20a4"),
        NEUMANN.replace("c74f20a3", "C74F20A3"),
        NEUMANN.replace("PeterNeumann", "PeterNewmann"),
        NEUMANN.replace("PeterNeumann", "Peter Neumann"),
        NEUMANN.replace("PeterNeumann", ""),
        NEUMANN[:-1],
        NEUMANN[:-1] + "*",
        f"{NEUMANN}AAAA",
        str(VerifierKey(name="a", kind="cosigner", public=bytes(32))),
    ],
)
def test_what_is_no_logs_key_is_refused(vkey: str) -> None:
    with pytest.raises(NoteFault):
        read_verifier_key(vkey, "log")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\n",
        NEUMANN_PRIVATE[:-1],
        NEUMANN_PRIVATE[8:],
        NEUMANN_PRIVATE.replace(b"c74f20a3", b"c74f20a4"),
        NEUMANN.encode() + b"\n",
    ],
)
def test_what_is_no_private_key_is_refused_and_never_repeated(data: bytes) -> None:
    with pytest.raises(NoteFault) as refused:
        read_signing_key(data, "log")
    assert "AYEK" not in refused.value.message


def test_a_logs_key_does_not_cosign() -> None:
    with pytest.raises(NoteFault, match="is not that of a cosigner"):
        read_signing_key(NEUMANN_PRIVATE, "cosigner")


@pytest.mark.parametrize("name", ["", " ", "a b", "a+b", "a\u00a0b", "a\u2003", "a\n"])
def test_a_name_has_no_spaces_and_no_plus(name: str) -> None:
    assert not is_key_name(name)
    assert is_key_name("log.example.org/catalog-é")
