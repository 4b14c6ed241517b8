"""The Merkle tree, held against RFC 9162's own recursive definitions, and against proofs that were changed.

Two things a proof by itself does not bind, so that another size may be told with it: a proof of
inclusion fits every size in which the leaf has the same way to the root, and a proof of consistency
every pair of sizes in which both roots are made in the same way. The root does not fit them then;
who relies on a proof takes size and root together from a signed checkpoint.
"""

import hashlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.merkle import EMPTY_ROOT, Tree, leaf_hash, verify_consistency, verify_inclusion

MOST = 70
LEAVES = [b"leaf %d" % number for number in range(MOST)]
TREE = Tree(LEAVES)


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


@cache
def mth(start: int, end: int) -> bytes:
    """MTH(D[start:end]), section 2.1.1."""
    n = end - start
    if n == 0:
        return sha(b"")
    if n == 1:
        return sha(b"\x00" + LEAVES[start])
    k = split(n)
    return sha(b"\x01" + mth(start, start + k) + mth(start + k, end))


@cache
def path(m: int, start: int, end: int) -> tuple[bytes, ...]:
    """PATH(m, D[start:end]), section 2.1.3.1."""
    n = end - start
    if n == 1:
        return ()
    k = split(n)
    if m < k:
        return (*path(m, start, start + k), mth(start + k, end))
    return (*path(m - k, start + k, end), mth(start, start + k))


@cache
def subproof(m: int, start: int, end: int, *, b: bool) -> tuple[bytes, ...]:
    """SUBPROOF(m, D[start:end], b), section 2.1.4.1; PROOF(m, D_n) is SUBPROOF(m, D_n, true)."""
    n = end - start
    if m == n:
        return () if b else (mth(start, end),)
    k = split(n)
    if m <= k:
        return (*subproof(m, start, start + k, b=b), mth(start + k, end))
    return (*subproof(m - k, start + k, end, b=False), mth(start, start + k))


def way(index: int, size: int) -> list[str]:
    """On which side the hashes stand beside a leaf's way up; two sizes may give a leaf the same way."""
    if size == 1:
        return []
    k = split(size)
    return [*way(index, k), "right"] if index < k else [*way(index - k, size - k), "left"]


def ways(old: int, new: int, *, b: bool = True) -> list[str]:
    """How both roots are made of the hashes of a proof of consistency."""
    if old == new:
        return [] if b else ["own"]
    k = split(new)
    return [*ways(old, k, b=b), "right"] if old <= k else [*ways(old - k, new - k, b=False), "left"]


def test_the_empty_tree_has_the_root_of_nothing() -> None:
    assert Tree().root() == EMPTY_ROOT == sha(b"")
    assert Tree().size == 0
    assert TREE.root(0) == EMPTY_ROOT


def test_a_root_that_was_worked_out_by_hand() -> None:
    left = sha(b"\x01" + sha(b"\x00a") + sha(b"\x00b"))
    assert Tree([b"a", b"b", b"c"]).root() == sha(b"\x01" + left + sha(b"\x00c"))


@pytest.mark.parametrize("size", range(MOST + 1))
def test_roots_are_those_of_the_definition(size: int) -> None:
    assert TREE.root(size) == mth(0, size)
    assert Tree(LEAVES[:size]).root() == mth(0, size)


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_proofs_of_inclusion_are_those_of_the_definition(size: int) -> None:
    for index in range(size):
        proof = TREE.inclusion(index, size)
        assert proof == path(index, 0, size)
        assert verify_inclusion(leaf_hash(LEAVES[index]), proof, index=index, size=size, root=mth(0, size))


@pytest.mark.parametrize("new", range(1, MOST + 1))
def test_proofs_of_consistency_are_those_of_the_definition(new: int) -> None:
    for old in range(1, new + 1):
        proof = TREE.consistency(old, new)
        assert proof == subproof(old, 0, new, b=True)
        assert verify_consistency(proof, old=old, new=new, old_root=mth(0, old), new_root=mth(0, new))


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_no_proof_shows_another_leaf_at_a_place(size: int) -> None:
    for index in range(size):
        proof = TREE.inclusion(index, size)
        for other in range(size):
            shown = verify_inclusion(
                leaf_hash(LEAVES[index]), proof, index=other, size=size, root=mth(0, size)
            )
            assert shown == (other == index)


def test_a_proof_fits_another_size_only_where_the_leaf_has_the_same_way_up() -> None:
    for size in range(1, 34):
        for index in range(size):
            for told in range(1, 40):
                fits = index < told and way(index, told) == way(index, size)
                assert fits == verify_inclusion(
                    leaf_hash(LEAVES[index]),
                    TREE.inclusion(index, size),
                    index=index,
                    size=told,
                    root=mth(0, size),
                )


def test_a_proof_of_consistency_fits_other_sizes_only_where_the_roots_are_made_the_same_way() -> None:
    pairs = [(old, new) for new in range(2, 13) for old in range(1, new)]
    for old, new in pairs:
        for told in pairs:
            assert (ways(*told) == ways(old, new)) == verify_consistency(
                TREE.consistency(old, new),
                old=told[0],
                new=told[1],
                old_root=mth(0, old),
                new_root=mth(0, new),
            )


def test_what_is_not_in_the_tree_cannot_be_asked() -> None:
    for index, size in ((0, 0), (3, 3), (-1, 3), (0, MOST + 1)):
        with pytest.raises(IndexError):
            TREE.inclusion(index, size)
    for old, new in ((4, 3), (-1, 3), (1, MOST + 1)):
        with pytest.raises(IndexError):
            TREE.consistency(old, new)
    with pytest.raises(IndexError):
        TREE.root(MOST + 1)


def test_an_index_beyond_the_size_is_not_shown() -> None:
    for index, size in ((5, 5), (-1, 5), (2**70, 5), (0, 0)):
        assert not verify_inclusion(
            leaf_hash(LEAVES[0]), TREE.inclusion(0, 5), index=index, size=size, root=mth(0, 5)
        )


def test_every_tree_begins_with_the_empty_one_and_with_itself() -> None:
    for size in (0, 1, 5):
        root = mth(0, size)
        assert TREE.consistency(0, size) == TREE.consistency(size, size) == ()
        assert verify_consistency((), old=0, new=size, old_root=EMPTY_ROOT, new_root=root)
        assert verify_consistency((), old=size, new=size, old_root=root, new_root=root)
    assert not verify_consistency((), old=0, new=5, old_root=mth(0, 1), new_root=mth(0, 5))
    assert not verify_consistency((), old=0, new=0, old_root=EMPTY_ROOT, new_root=mth(0, 1))
    assert not verify_consistency((mth(0, 1),), old=0, new=5, old_root=EMPTY_ROOT, new_root=mth(0, 5))
    assert not verify_consistency((), old=3, new=3, old_root=mth(0, 3), new_root=mth(0, 4))
    assert not verify_consistency((mth(0, 1),), old=3, new=3, old_root=mth(0, 3), new_root=mth(0, 3))
    assert not verify_consistency((), old=4, new=8, old_root=mth(0, 4), new_root=mth(0, 8))
    assert not verify_consistency((), old=5, new=4, old_root=mth(0, 5), new_root=mth(0, 4))


@given(data=st.data(), size=st.integers(1, MOST))
def test_a_changed_proof_of_inclusion_is_refused(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    parts = [leaf_hash(LEAVES[index]), mth(0, size), *TREE.inclusion(index, size)]
    leaf, root, *proof = data.draw(_changed(parts))
    assert not verify_inclusion(leaf, proof, index=index, size=size, root=root)


@given(data=st.data(), new=st.integers(2, MOST))
def test_a_changed_proof_of_consistency_is_refused(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(1, new - 1))
    parts = [mth(0, old), mth(0, new), *TREE.consistency(old, new)]
    old_root, new_root, *proof = data.draw(_changed(parts))
    assert not verify_consistency(proof, old=old, new=new, old_root=old_root, new_root=new_root)


@st.composite
def _changed(draw: st.DrawFn, parts: list[bytes]) -> list[bytes]:
    """Two roots or hashes and a proof, of which one thing is changed: a bit, a length, or the steps."""
    place = draw(st.integers(0, len(parts) - 1))
    kinds = ["bit", "shorter", "longer", "more"]
    kinds += ["fewer", "twice"] if len(parts) > 2 else []
    kind = draw(st.sampled_from(kinds))
    step = draw(st.integers(2, max(2, len(parts) - 1)))
    bit = draw(st.integers(0, 255))
    one = parts[place]
    flipped = bytes(byte ^ (1 << bit % 8 if at == bit // 8 else 0) for at, byte in enumerate(one))
    whole = {"bit": flipped, "shorter": one[:-1], "longer": one + b"\x00"}
    if kind in whole:
        return [*parts[:place], whole[kind], *parts[place + 1 :]]
    if kind == "fewer":
        return [*parts[:step], *parts[step + 1 :]]
    added = parts[step] if kind == "twice" else flipped
    return [*parts[:step], added, *parts[step:]]


@given(st.lists(st.binary(max_size=70), max_size=40))
def test_a_tree_never_forgets_what_it_was(leaves: list[bytes]) -> None:
    tree, roots = Tree(), [EMPTY_ROOT]
    for number, leaf in enumerate(leaves):
        assert tree.append(leaf) == number
        roots.append(tree.root())
    assert [tree.root(size) for size in range(len(leaves) + 1)] == roots
    assert len(set(roots)) == len(roots)
