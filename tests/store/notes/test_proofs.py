"""Proof files: written as C2SP's tlog-proof, and read strictly."""

import hashlib

import pytest

from catalog.store.notes.keys import NoteFault, encoded
from catalog.store.notes.proofs import proof_bytes, read_proof
from tests.store.notes.test_checkpoints import signed

HASHES = [hashlib.sha256(b"%d" % number).digest() for number in range(3)]
CHECKPOINT = signed("w1").file_bytes()
PROOF = proof_bytes(7, HASHES, checkpoint=CHECKPOINT)


def test_a_proof_is_written_as_the_format_says() -> None:
    hashes = "".join(f"{encoded(one)}\n" for one in HASHES)
    assert f"c2sp.org/tlog-proof@v1\nindex 7\n{hashes}\n".encode() + CHECKPOINT == PROOF


@pytest.mark.parametrize("hashes", [[], HASHES])
def test_a_proof_is_read_as_it_was_written(hashes: list[bytes]) -> None:
    found = read_proof(proof_bytes(0, hashes, checkpoint=CHECKPOINT))
    assert (found.index, found.path, found.signed) == (0, tuple(hashes), signed("w1"))


@pytest.mark.parametrize(
    "was, now, line",
    [
        ("@v1", "@v2", 1),
        ("index 7", "index 07", 2),
        ("index 7", "index -7", 2),
        ("index 7", "index", 2),
        ("index 7", "extra AAAA\nindex 7", 2),
        ("index 7", "index 9223372036854775808", 2),
        (encoded(HASHES[1]), encoded(HASHES[1][:-1]), 4),
        (encoded(HASHES[1]), encoded(HASHES[1]) + " ", 4),
        ("\n12\n", "\n012\n", 8),
        ("\n\nlog.example", "\nlog.example", 6),
    ],
)
def test_a_proof_that_is_not_written_right_is_refused_at_its_line(was: str, now: str, line: int) -> None:
    text = PROOF.decode()
    assert was in text
    with pytest.raises(NoteFault) as refused:
        read_proof(text.replace(was, now, 1).encode())
    assert refused.value.line == line


@pytest.mark.parametrize("data", [b"", b"c2sp.org/tlog-proof@v1", b"\xff", PROOF[:100]])
def test_what_is_no_proof_is_refused(data: bytes) -> None:
    with pytest.raises(NoteFault):
        read_proof(data)
