"""Checkpoints: what the log and its cosigners sign, and what counts."""

import base64
import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from catalog.store.notes.checkpoints import (
    Checkpoint,
    SignedCheckpoint,
    cosignature,
    read_checkpoint,
    read_checkpoint_body,
    signed_by_log,
    time_of,
)
from catalog.store.notes.keys import NoteFault, SigningKey
from catalog.store.notes.policy import read_policy
from catalog.store.notes.signed import SignedNote
from tests.logs import LOG_KEY, ORIGIN, WITNESSES, key, policy

ROOT = hashlib.sha256(b"root").digest()
CHECKPOINT = Checkpoint(origin=ORIGIN, size=12, root=ROOT)
BODY = f"{ORIGIN}\n12\n{base64.b64encode(ROOT).decode()}\n".encode()
TIME = 1_771_520_400


def signed(*names: str, by: SigningKey = LOG_KEY) -> SignedCheckpoint:
    """A checkpoint signed by the log, and cosigned."""
    made = signed_by_log(CHECKPOINT, by)
    lines = tuple(cosignature(CHECKPOINT, WITNESSES[name], time=TIME) for name in names)
    note = SignedNote(text=made.note.text, signatures=(*made.note.signatures, *lines))
    return SignedCheckpoint(checkpoint=CHECKPOINT, note=note)


def test_a_checkpoint_is_signed_as_it_would_be_by_hand() -> None:
    by_hand = Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32).sign(BODY)
    (line,) = signed_by_log(CHECKPOINT, LOG_KEY).note.signatures
    assert line.value == by_hand
    assert line.key_id == hashlib.sha256(ORIGIN.encode() + b"\n\x01" + LOG_KEY.verifier.public).digest()[:4]


def test_a_checkpoint_is_cosigned_as_it_would_be_by_hand() -> None:
    message = b"cosignature/v1\ntime 1771520400\n" + BODY
    by_hand = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32).sign(message)
    line = cosignature(CHECKPOINT, WITNESSES["w1"], time=TIME)
    assert line.value == b"\0\0\0\0\x69\x97\x41\x90" + by_hand == TIME.to_bytes(8, "big") + by_hand
    assert time_of(line) == TIME


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    made = signed("w1", "w2")
    assert read_checkpoint(made.file_bytes()) == made
    assert read_checkpoint_body(BODY) == CHECKPOINT


@pytest.mark.parametrize(
    "names, counts", [((), False), (("w1",), False), (("w1", "w3"), True), (("w1", "w1"), False)]
)
def test_a_checkpoint_counts_with_the_log_and_a_quorum(names: tuple[str, ...], counts: bool) -> None:
    standing = signed(*names).standing(read_policy(policy()))
    assert standing.by_log
    assert set(standing.cosigned) == set(names)
    assert standing.counts == counts


def test_witnesses_do_not_stand_in_for_the_log() -> None:
    standing = signed("w1", "w2", by=key(ORIGIN, "log", number=8)).standing(read_policy(policy()))
    assert (standing.by_log, standing.is_quorum, standing.counts) == (False, True, False)
    assert standing.unknown == (ORIGIN,)


def test_the_key_of_another_log_does_not_sign_for_this_one() -> None:
    other = replace(CHECKPOINT, origin="other.example.org")
    standing = signed_by_log(other, LOG_KEY).standing(read_policy(policy()))
    assert not standing.by_log


def test_one_false_signature_of_a_known_key_is_enough_not_to_count() -> None:
    made = signed("w1", "w2", "w3")
    *first, last = made.note.signatures
    for value in (
        bytes(72),
        last.value[:-1],
        last.value + b"\0",
        b"\xff" * 8 + last.value[8:],
        last.value[8:],
    ):
        note = replace(made.note, signatures=(*first, replace(last, value=value)))
        standing = replace(made, note=note).standing(read_policy(policy()))
        assert standing.is_quorum
        assert standing.false == ("w3.example.org",)
        assert not standing.counts


def test_the_time_is_part_of_what_is_cosigned() -> None:
    line = cosignature(CHECKPOINT, WITNESSES["w1"], time=TIME)
    later = replace(line, value=(TIME + 1).to_bytes(8, "big") + line.value[8:])
    made = signed()
    note = replace(made.note, signatures=(*made.note.signatures, later))
    assert replace(made, note=note).standing(read_policy(policy())).false == ("w1.example.org",)


def test_unknown_keys_are_passed_over() -> None:
    stranger = cosignature(CHECKPOINT, key("stranger.example.org", number=5), time=TIME)
    made = signed("w1", "w2")
    note = replace(made.note, signatures=(*made.note.signatures, stranger))
    assert replace(made, note=note).standing(read_policy(policy())).counts


@pytest.mark.parametrize(
    "was, now, line",
    [
        ("\n12\n", "\n012\n", 2),
        ("\n12\n", "\n-1\n", 2),
        ("\n12\n", "\n+12\n", 2),
        ("\n12\n", "\n\n", 2),
        ("\n12\n", "\n12 \n", 2),
        ("\n12\n", "\n\u0661\u0662\n", 2),
        ("\n12\n", "\n9223372036854775808\n", 2),
        ("=\n\n", "=\nextension\n\n", 4),
        ("=\n\n", "\n\n", 3),
        (ORIGIN, "", 1),
    ],
)
def test_a_checkpoint_that_is_not_written_right_is_refused_at_its_line(was: str, now: str, line: int) -> None:
    text = signed().file_bytes().decode()
    assert was in text
    with pytest.raises(NoteFault) as refused:
        read_checkpoint(text.replace(was, now, 1).encode())
    assert refused.value.line == line


def test_a_root_has_32_bytes() -> None:
    with pytest.raises(NoteFault, match="32 bytes"):
        read_checkpoint_body(f"{ORIGIN}\n1\nAAAA\n".encode())
    with pytest.raises(NoteFault, match="three lines"):
        read_checkpoint_body(BODY[:-1])
