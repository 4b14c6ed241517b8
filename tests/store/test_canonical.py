"""The digest: RFC 8785 for every document that the strict reader can give."""

import hashlib
import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from catalog.store.canonical import canonical_bytes, digest
from catalog.store.yaml_text import read

LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SEEN = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=8).filter(
    lambda text: text != "<<"
)


def documents(letters: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Documents of all that YAML may hold, with such texts and keys."""
    scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | letters
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters, inner, max_size=5),
        max_leaves=20,
    )


DOCUMENTS = documents(LETTERS)
SEEN_DOCUMENTS = documents(SEEN)

SAID = {
    "nothing": (None, b"null"),
    "an empty mapping": ({}, b"{}"),
    "keys in order, whatever order they were written in": ({"b": 1, "a": 2, "": 3}, b'{"":3,"a":2,"b":1}'),
    "capitals before small letters, digits before both": ({"a": 1, "B": 2, "1": 3}, b'{"1":3,"B":2,"a":1}'),
    "lists keep their order": ([3, 1, 2], b"[3,1,2]"),
    "short escapes where JSON has them": ("\b\t\n\f\r\"\\", b'"\\b\\t\\n\\f\\r\\"\\\\"'),
    "small hexadecimal for other controls": ("\x00\x1f\x0b", b'"\\u0000\\u001f\\u000b"'),
    "a slash and DEL as they are": ("/\x7f", b'"/\x7f"'),
    "letters beyond ASCII as UTF-8": ({"é": "ö\u2028"}, '{"é":"ö\u2028"}'.encode()),
    # U+1F600 is two UTF-16 units that begin with D83D, so it sorts before U+FB33.
    "keys by UTF-16 unit": ({"\ufb33": 1, "\U0001f600": 2, "\x80": 3, "1": 4, "\r": 5, "ö": 6, "€": 7},
                            '{"\\r":5,"1":4,"\x80":3,"ö":6,"€":7,"\U0001f600":2,"\ufb33":1}'.encode()),
    "composed and decomposed letters stay two": ({"\u00e9": 1, "e\u0301": 2},
                                                 '{"e\u0301":2,"\u00e9":1}'.encode()),
    "the largest numbers": ([2**53 - 1, -(2**53) + 1, 0], b"[9007199254740991,-9007199254740991,0]"),
}  # fmt: skip


@pytest.mark.parametrize("what", SAID)
def test_the_canonical_form_is_the_one_of_the_standard(what: str) -> None:
    document, expected = SAID[what]
    assert canonical_bytes(document) == expected
    assert digest(document) == "sha256:" + hashlib.sha256(expected).hexdigest()


@given(DOCUMENTS)
def test_the_digest_is_that_of_rfc8785(document: Any) -> None:
    assert canonical_bytes(document) == rfc8785.dumps(document)


@given(st.dictionaries(LETTERS, LETTERS, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_change_it(document: dict[str, Any], random: Any) -> None:
    keys = list(document)
    random.shuffle(keys)
    assert digest({key: document[key] for key in keys}) == digest(document)


@given(SEEN_DOCUMENTS)
def test_json_read_as_yaml_has_the_same_digest(document: Any) -> None:
    written = json.dumps({"top": document}, ensure_ascii=False)
    assert digest(read(written.encode())) == digest({"top": document})


LAYOUTS = (
    b"kind: group\nid: core\nversion: 1.0.0\nelements: [a, b]\n",
    b"# again\n---\nkind: 'group'  # a comment\nid:   core\n\nversion: \"1.0.0\"\nelements:\n- a\n- b\n...\n",
    b"{elements: [a,\r\n b], version: 1.0.0, kind: group, id: core}",
)


def test_comments_and_layout_do_not_change_it() -> None:
    assert len({digest(read(layout)) for layout in LAYOUTS}) == 1


@pytest.mark.parametrize(
    "old, new",
    [(b"core", b"cores"), (b"[a, b]", b"[b, a]"), (b"1.0.0", b"1.0.1"), (b"group\n", b"group\nx: null\n")],
)
def test_one_changed_word_changes_it(old: bytes, new: bytes) -> None:
    assert digest(read(LAYOUTS[0])) != digest(read(LAYOUTS[0].replace(old, new)))


def test_text_that_looks_like_a_number_is_not_that_number() -> None:
    assert digest(read(b"a: 06")) == digest(read(b"a: '06'"))
    assert digest(read(b"a: 6")) != digest(read(b"a: '6'"))
    assert digest(read(b"a: NO")) == digest({"a": "NO"})
