"""The trust policy: whose signatures count, and that nobody signs alone."""

import hashlib
from itertools import combinations, count

import pytest

from catalog.store.notes.keys import NoteFault, VerifierKey
from catalog.store.notes.policy import read_policy
from tests.logs import LOG_KEY, ORIGIN, WITNESSES, key, policy

LOG = f"log {LOG_KEY.verifier}\n"
W = {name: f"witness {name} {one.verifier}\n" for name, one in WITNESSES.items()}
ALL = "".join(W.values())
WEAK = VerifierKey(name="weak.example.org", kind="cosigner", public=bytes([1, *bytes(31)]))
SHORT = VerifierKey(name="w4", kind="cosigner", public=bytes(range(31)))


def alike() -> tuple[VerifierKey, VerifierKey]:
    """Two keys of one name whose key ids are the same: four bytes are found twice soon enough."""
    found = dict[bytes, VerifierKey]()
    for number in count():
        public = hashlib.sha256(b"%d" % number).digest()
        made = VerifierKey(name="alike.example.org", kind="cosigner", public=public)
        if made.id in found:
            return found[made.id], made
        found[made.id] = made
    raise AssertionError


ALIKE = alike()


def read(text: str) -> str:
    """Read a policy; return its first fault with the line, or nothing."""
    try:
        read_policy(text.encode())
    except NoteFault as fault:
        return f"{fault.line}: {fault.message}"
    return ""


def test_a_quorum_may_be_a_witness() -> None:
    found = read_policy(f"{LOG}{ALL}quorum w2\n".encode())
    assert found.is_quorum({"w2"})
    assert not found.is_quorum({"w1", "w3"})
    assert found.log_keys(ORIGIN) == (LOG_KEY.verifier,)
    assert found.log_keys("another.example.org") == ()


@pytest.mark.parametrize("word, least", [("any", 1), ("1", 1), ("2", 2), ("3", 3), ("all", 3)])
def test_a_group_asks_for_so_many_of_its_members(word: str, least: int) -> None:
    found = read_policy(f"{LOG}{ALL}group g {word} w1 w2 w3\nquorum g\n".encode())
    for there in range(4):
        for cosigned in combinations(WITNESSES, there):
            assert found.is_quorum(cosigned) == (there >= least)


def test_groups_stand_in_groups() -> None:
    groups = "group pair any w1 w2\ngroup both all pair w3\nquorum both\n"
    found = read_policy(f"{LOG}{ALL}{groups}".encode())
    assert found.is_quorum({"w2", "w3"})
    assert not found.is_quorum({"w1", "w2"})
    assert not found.is_quorum({"w3"})


def test_comments_addresses_tabs_and_empty_lines_are_read_over() -> None:
    told = f"\n # log and partners\n\t{LOG[:-1]}\thttps://example.org \n\n{W['w1'][:-1]} https://w1.example.org\n"
    assert read(f"{told}  quorum   w1\n") == ""


FAULTS = [
    (f"{LOG}{ALL}quorum none\n", "5: `quorum none` would let the log sign alone"),
    (f"{LOG}{ALL}", "4: the policy names no quorum"),
    (f"{ALL}quorum w1\n", "4: the policy names no log"),
    (LOG, "1: the policy names no witness"),
    ("", "1: the last line has no end"),
    (f"{LOG}{ALL}quorum w1", "5: the last line has no end"),
    (f"{LOG}{ALL}quorum w1\nquorum w1\n", "6: a second quorum"),
    (f"{LOG}{ALL}quorum w4\n", "5: no line above defines `w4`"),
    (f"{LOG}quorum w1\n{ALL}", "2: no line above defines `w1`"),
    (f"{LOG}{LOG}{ALL}quorum w1\n", f"2: the key of `{ORIGIN}` stands here already"),
    (f"{LOG}{W['w1']}{W['w1']}quorum w1\n", "3: the key of `w1.example.org` stands here already"),
    (f"{LOG}{W['w1']}{W['w2'].replace(' w2 ', ' w1 ')}quorum w1\n", "3: the name `w1` is taken"),
    (f"{LOG}{W['w1'].replace(' w1 ', ' none ')}quorum none\n", "2: the name `none` is taken"),
    (f"{LOG}{ALL}group g any none\nquorum g\n", "5: no line above defines `none`"),
    (f"{LOG}{ALL}group g any w4\nquorum g\n", "5: no line above defines `w4`"),
    (f"{LOG}{ALL}group g any w1 w1\nquorum g\n", "5: `w1` is in a group already"),
    (f"{LOG}{ALL}group g any w1\ngroup h any w1\nquorum h\n", "6: `w1` is in a group already"),
    (f"{LOG}{ALL}group w1 any w2\nquorum w1\n", "5: the name `w1` is taken"),
    (f"{LOG}{ALL}group g 0 w1\nquorum g\n", "5: `0` of 1 members cannot be asked"),
    (f"{LOG}{ALL}group g 2 w1\nquorum g\n", "5: `2` of 1 members cannot be asked"),
    (f"{LOG}{ALL}group g some w1\nquorum g\n", "5: `some` of 1 members cannot be asked"),
    (f"{LOG}{ALL}group g any\nquorum g\n", "5: this is no line of a policy: `group`"),
    (f"{LOG}{ALL}qourum w1\n", "5: this is no line of a policy: `qourum`"),
    (f"{LOG}{ALL}quorum\n", "5: this is no line of a policy: `quorum`"),
    (f"{LOG}{ALL}quorum w1 w2\n", "5: this is no line of a policy: `quorum`"),
    (f"{LOG}{ALL}quorum w1\r\n", "5: a control character"),
    (f"log {WITNESSES['w1'].verifier}\n", "1: the key of `w1.example.org` is not that of a log"),
    (f"{LOG}witness w {LOG_KEY.verifier}\n", f"2: the key of `{ORIGIN}` is not that of a cosigner"),
    ("log a\n", "1: this is not a public key"),
    (
        f"{LOG}{ALL}witness w4 {WEAK}\nquorum w1\n",
        "5: the key of `weak.example.org` is of small order: anybody can sign for it",
    ),
    (f"{LOG}{ALL}witness w4 {SHORT}\nquorum w1\n", "5: the key of `w4` is no Ed25519 key"),
    (
        f"{LOG}{ALL}witness w4 {ALIKE[0]}\nwitness w5 {ALIKE[1]}\nquorum w1\n",
        "6: another key of `alike.example.org` has the same key id",
    ),
    ("#\n" * 2000, "1000: more than 1000 lines"),
]
"""Policies that are not right, each with its line and what is told."""


@pytest.mark.parametrize("text, fault", FAULTS)
def test_a_policy_that_is_not_right_is_refused_at_its_line(text: str, fault: str) -> None:
    assert read(text) == fault


def test_the_log_is_no_witness_of_itself_under_another_name() -> None:
    same = key("w.example.org", number=9).verifier
    assert same.public == LOG_KEY.verifier.public
    assert read(f"{LOG}witness w {same}\nquorum w\n") == "2: the key of `w.example.org` stands here already"


def test_a_policy_is_utf_8() -> None:
    with pytest.raises(NoteFault) as refused:
        read_policy(policy() + b"# \xff\n")
    assert refused.value.line == policy().count(b"\n") + 1
