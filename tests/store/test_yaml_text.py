"""The strict reader: what it makes of each scalar, and every refusal with its line and column."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.store.yaml_text import YamlFault, places, read

REFUSED = {
    "an empty file": (b"", "yaml-empty", 1, 1),
    "a file of comments": (b"# nothing\n", "yaml-empty", 1, 1),
    "a key twice": (b"a: 1\nb: 2\na: 3\n", "yaml-duplicate-key", 3, 1),
    "a key twice, quoted once": (b"a: 1\n'a': 3\n", "yaml-duplicate-key", 2, 1),
    "a key twice in a flow mapping": (b"{a: 1, a: 2}", "yaml-duplicate-key", 1, 8),
    "a key twice inside a list": (b"- {x: 1}\n- {x: 1, y: {b: 1, b: 2}}\n", "yaml-duplicate-key", 2, 20),
    "a key twice, deep in blocks": (b"a:\n  - b: 1\n    c: 2\n    b: 3\n", "yaml-duplicate-key", 4, 5),
    "an anchor": (b"a: &x 1\n", "yaml-anchor", 1, 4),
    "an anchor on a list": (b"b: 1\na: &x [1]\n", "yaml-anchor", 2, 4),
    "an alias": (b"a: 1\nb: *x\n", "yaml-alias", 2, 4),
    "an alias as a key": (b"*x : 1\n", "yaml-alias", 1, 1),
    "a merge key": (b"a: 1\n<<: {b: 1}\n", "yaml-alias", 2, 1),
    "a merge key in a flow mapping": (b"{a: 1, <<: {b: 1}}", "yaml-alias", 1, 8),
    "a tag": (b"a: !!str 1\n", "yaml-anchor", 1, 4),
    "a tag of one's own": (b"a: !x {b: 1}\n", "yaml-anchor", 1, 4),
    "the tag that means nothing": (b"! a: 1\n", "yaml-anchor", 1, 1),
    "a tag that would run code": (b"a: !!python/object/apply:os.system [ls]\n", "yaml-anchor", 1, 4),
    "a version directive": (b"%YAML 1.2\n---\na: 1\n", "yaml-directive", 1, 1),
    "a tag directive": (b"%TAG ! x\n---\na: 1\n", "yaml-directive", 1, 1),
    "an unknown directive": (b"%FOO x\n---\na: 1\n", "yaml-syntax", 1, 5),
    "a second document": (b"a: 1\n---\nb: 2\n", "yaml-second-document", 2, 1),
    "a second document that is empty": (b"a: 1\n---\n", "yaml-second-document", 2, 1),
    "text after the end of the document": (b"a: 1\n...\nb: 2\n", "yaml-syntax", 3, 1),
    "a number as a key": (b"a: 1\n1: b\n", "yaml-key", 2, 1),
    "a truth value as a key": (b"true: b\n", "yaml-key", 1, 1),
    "nothing as a key": (b"~: b\n", "yaml-key", 1, 1),
    "a list as a key": (b"? [a]\n: b\n", "yaml-key", 1, 3),
    "a mapping as a key": (b"? {a: 1}\n: b\n", "yaml-key", 1, 3),
    "a byte order mark": (b"\xef\xbb\xbfa: 1\n", "yaml-encoding", 1, 1),
    "UTF-16, little end first": ("a: 1\n".encode("utf-16"), "yaml-encoding", 1, 1),
    "UTF-16, big end first": (b"\xfe\xff" + "a: 1\n".encode("utf-16-be"), "yaml-encoding", 1, 1),
    "UTF-16 without a mark": ("a: 1\n".encode("utf-16-le"), "yaml-syntax", 1, 2),
    "bytes that are no UTF-8": ("x: 1\ny: é".encode() + b"\xff\n", "yaml-encoding", 2, 5),
    "an overlong encoding": (b"a: \xc0\xaf\n", "yaml-encoding", 1, 4),
    "half a surrogate pair in bytes": (b"a: \xed\xa0\x80\n", "yaml-encoding", 1, 4),
    "half a surrogate pair, escaped": (b'a: "\\ud800"\n', "yaml-syntax", 1, 7),
    "a NUL": (b"b: 1\na: x\x00\n", "yaml-syntax", 2, 5),
    "a bell": (b"b: 1\na: x\x07\n", "yaml-syntax", 2, 5),
    "a line break of IBM's": ("a: x\x85b: y\n".encode(), "yaml-encoding", 1, 5),
    "a line separator": ("b: 1\na: 'x\u2028y'\n".encode(), "yaml-encoding", 2, 6),
    "a tab for indentation": (b"a:\n\tb: 1\n", "yaml-syntax", 2, 1),
    "a list that does not end": (b"a: [1, 2\n", "yaml-syntax", 2, 1),
    "a quotation that does not end": (b"a: 'x\n", "yaml-syntax", 2, 1),
    "two values": (b"a: b: c\n", "yaml-syntax", 1, 5),
    "an unfinished list after a lone carriage return": (b"a: 1\rb: [\r", "yaml-syntax", 3, 1),
    "one byte too many": (b"a: " + b"x" * (1024 * 1024 - 2), "yaml-too-large", 1, 1),
    "65 brackets": (b"[" * 65 + b"]" * 65, "yaml-too-deep", 1, 65),
    "100,000 brackets": (b"[" * 100_000, "yaml-too-deep", 1, 65),
    "100,000 braces": (b"{a: " * 100_000, "yaml-too-deep", 1, 257),
    "100,000 dashes": (b"- " * 100_000, "yaml-too-deep", 1, 129),
    "mappings too deep": (b"".join(b" " * n + b"a:\n" for n in range(80)), "yaml-too-deep", 65, 65),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_read_is_refused_with_its_place(what: str) -> None:
    data, code, line, column = REFUSED[what]
    started = time.perf_counter()
    with pytest.raises(YamlFault) as caught:
        read(data)
    assert (caught.value.code, caught.value.line, caught.value.column) == (code, line, column)
    assert caught.value.message
    assert "\n" not in caught.value.message
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "written",
    [
        "-0",
        "+1",
        "007",
        "06",
        "1_000",
        "0x10",
        "0o7",
        "1.0",
        "1e3",
        ".5",
        ".inf",
        ".nan",
        "True",
        "TRUE",
        "False",
        "yes",
        "no",
        "NO",
        "on",
        "off",
        "y",
        "n",
        "Null",
        "NULL",
        "=",
        "2.1.0",
        "12:30:45",
        "2026-07-01",
        "2026-02-18T10:00:00-08:00",
        "9007199254740992",
        "-9007199254740992",
        "99999999999999999999",
        "a-b",
        "١٢",
    ],
)
def test_any_other_plain_scalar_is_text_as_written(written: str) -> None:
    assert read(f"- {written}\n".encode()) == [written]


@pytest.mark.parametrize(
    "written, value",
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-7", -7),
        ("9007199254740991", 2**53 - 1),
        ("-9007199254740991", -(2**53) + 1),
    ],
)
def test_truth_values_null_and_whole_numbers_are_values_where_plain(written: str, value: object) -> None:
    assert read(f"a: {written}\n".encode()) == {"a": value}
    assert type(read(f"a: {written}\n".encode())["a"]) is type(value)


@pytest.mark.parametrize("written", ["true", "false", "null", "~", "", "0", "-7"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quoted_scalar_is_text(written: str, quote: str) -> None:
    assert read(f"a: {quote}{written}{quote}\n".encode()) == {"a": written}


def test_a_block_scalar_is_text() -> None:
    assert read(b"a: |-\n  1\nb: >-\n  true\n") == {"a": "1", "b": "true"}


@pytest.mark.parametrize("key", ["on", "no", "NO", "y", "06", "2026-07-01", "12:30", "'1'", "'true'", "''"])
def test_a_key_is_text_as_written(key: str) -> None:
    assert read(f"{key}: 1\n".encode()) == {key.strip("'"): 1}


def test_an_escaped_nul_and_an_astral_letter_are_text() -> None:
    assert read(b'a: "\\0"\nb: "\\U0001F600"\n') == {"a": "\0", "b": "\N{GRINNING FACE}"}


def test_a_line_separator_is_text_where_it_is_escaped() -> None:
    assert read(b'a: "x\\u2028y"\n') == {"a": "x\u2028y"}


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_of_the_three_ways(brk: str) -> None:
    assert read(f"a: 1{brk}b: |{brk}  x{brk}  y{brk}".encode()) == {"a": 1, "b": "x\ny\n"}


def test_a_document_may_be_marked_at_both_ends() -> None:
    assert read(b"---\na: 1\n...\n") == {"a": 1}


def test_64_levels_and_1_mib_are_read() -> None:
    assert read(b"[" * 64 + b"]" * 64)
    assert len(read(b"a: " + b"x" * (1024 * 1024 - 3))["a"]) == 1024 * 1024 - 3


def test_a_value_has_the_place_of_its_key_or_its_own_in_a_list() -> None:
    data = b"a: 1\nb:\n  - x\n  - {c: 2}\n"
    assert places(data) == {
        (): (1, 1),
        ("a",): (1, 1),
        ("b",): (2, 1),
        ("b", 0): (3, 5),
        ("b", 1): (4, 5),
        ("b", 1, "c"): (4, 6),
    }


@given(
    st.binary(max_size=60)
    | st.text(alphabet="ab:-[]{}#&*!|>'\"%@` \n\t,?~<0é\u2028", max_size=60).map(str.encode)
)
def test_any_bytes_are_read_or_refused_with_a_place_inside_them(data: bytes) -> None:
    fault = None
    try:
        read(data)
    except YamlFault as caught:
        fault = caught
    assert fault is None or (1 <= fault.line <= len(data) + 2 and 1 <= fault.column <= len(data) + 2)
