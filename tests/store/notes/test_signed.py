"""Signed notes, read strictly and written as they were read."""

import base64

import pytest

from catalog.store.notes.keys import NoteFault, read_verifier_key
from catalog.store.notes.signed import read_note
from tests.store.notes.test_keys import NEUMANN

# The example of the Go project's package for signed notes.
NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()


def test_a_note_from_elsewhere_is_read_written_and_true() -> None:
    note = read_note(NOTE)
    (signature,) = note.signatures
    known = read_verifier_key(NEUMANN, "log")
    assert (signature.name, signature.key_id) == ("PeterNeumann", known.id)
    assert known.verifies(signature.value, note.text.encode())
    assert note.file_bytes() == NOTE


def test_the_last_empty_line_parts_text_and_signatures() -> None:
    note = read_note(b"a\n\nb\n" + NOTE[NOTE.index("\n— ".encode()) :])
    assert note.text == "a\n\nb\n"


@pytest.mark.parametrize(
    "was, now, line",
    [
        ("\n\n", "\n", 3),
        ("— Peter", "- Peter", 4),
        ("— Peter", "—  Peter", 4),
        ("— PeterNeumann", "— Peter Neumann", 4),
        ("— PeterNeumann", "— Peter+Neumann", 4),
        ("— PeterNeumann", "— Peter\u00a0Neumann", 4),
        ("wJnAM=", "wJnAM", 4),
        ("wJnAM=", "wJnAN=", 4),
        ("wJnAM=", "wJnAM= ", 4),
        ("wJnAM=\n", "wJnAM=", 3),
        ("wJnAM=\n", "wJnAM=\n\n", 5),
        ("wJnAM=\n", "wJnAM=\r\n", 4),
        ("know", "kn\tow", 2),
        ("know", "kn\x7fow", 2),
    ],
)
def test_a_note_that_is_not_written_right_is_refused_at_its_line(was: str, now: str, line: int) -> None:
    text = NOTE.decode()
    assert was in text
    with pytest.raises(NoteFault) as refused:
        read_note(text.replace(was, now).encode())
    assert refused.value.line == line


def test_a_signature_has_more_than_a_key_id() -> None:
    short = base64.b64encode(b"abcd").decode()
    with pytest.raises(NoteFault, match="too short"):
        read_note(f"a\n\n— a {short}\n".encode())


@pytest.mark.parametrize("data", [b"", b"\n", b"\n\n", b"\xff", b"a\n\n\xff\n", b"x" * 2_000_000])
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(NoteFault):
        read_note(data)
