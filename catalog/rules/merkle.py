"""The Merkle tree of RFC 9162, section 2.1: roots, proofs of inclusion and of consistency, and their checks.

A proof of inclusion shows that a leaf stands at its place in the tree of a size with a root; a proof
of consistency shows that the tree of a smaller size is the beginning of a larger one. The hash is
SHA-256. Any size of the past can be asked of a tree, since leaves are only ever appended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""The root of the tree without leaves."""

_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"
_sha256: Final = hashlib.sha256


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf, which no inner node can have."""
    return _sha256(_LEAF + leaf).digest()


class Tree:
    """A tree that grows by leaves. It keeps the hashes of its complete subtrees, level by level.

    These never change once they are there, so that nothing kept can be out of date.
    """

    __slots__ = ("_levels", "_size")

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels = [bytearray()]
        self._size = 0
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return self._size

    def append(self, leaf: bytes) -> int:
        """Append a leaf and return its index."""
        index = self._size
        node, levels, height = _sha256(_LEAF + leaf).digest(), self._levels, 0
        levels[0] += node
        place = index
        while place & 1:
            node = _sha256(_NODE + levels[height][-2 * HASH_BYTES :]).digest()
            height, place = height + 1, place >> 1
            if height == len(levels):
                levels.append(bytearray())
            levels[height] += node
        self._size = index + 1
        return index

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the tree of its first so many leaves, by default of all."""
        size = self._size if size is None else size
        if not 0 <= size <= self._size:
            raise self._outside()
        return self._fold(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """Return ``PATH(index, D_size)``: what the root of that size needs beside the leaf's hash."""
        if not 0 <= index < size <= self._size:
            raise self._outside()
        return tuple(self._beside(index, size, height=0))

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """Return ``PROOF(old, D_new)``. It is empty where the sizes are equal or the old one is zero."""
        if not 0 <= old <= new <= self._size:
            raise self._outside()
        if old in {0, new}:
            return ()
        node, height = old - 1, 0
        while node & 1:
            node, height = node >> 1, height + 1
        own = [self._node(height, node)] if node else []
        return (*own, *self._beside(node, new, height=height))

    def _beside(self, node: int, size: int, *, height: int) -> list[bytes]:
        """Return the hashes beside the way from a complete node up to the root of a size."""
        found, last = [], (size - 1) >> height
        while last:
            sibling = node ^ 1
            if sibling < last:
                found.append(self._node(height, sibling))
            elif sibling == last:
                found.append(self._fold(sibling << height, size))
            node, last, height = node >> 1, last >> 1, height + 1
        return found

    def _fold(self, start: int, end: int) -> bytes:
        """Return the hash over leaves that begin where a complete subtree does: from the right, up."""
        folded, rest = b"", end - start
        while rest:
            width = rest & -rest
            height = width.bit_length() - 1
            node = self._node(height, (end >> height) - 1)
            folded = _sha256(_NODE + node + folded).digest() if folded else node
            end, rest = end - width, rest - width
        return folded

    def _node(self, height: int, place: int) -> bytes:
        return bytes(self._levels[height][place * HASH_BYTES : (place + 1) * HASH_BYTES])

    def _outside(self) -> IndexError:
        return IndexError(f"the tree has {self._size} leaves, and what was asked is not within them")


def verify_inclusion(leaf: bytes, path: Sequence[bytes], *, index: int, size: int, root: bytes) -> bool:
    """Say whether a proof shows the leaf's hash at its index, in the tree of that size and root.

    As RFC 9162, section 2.1.3.2, says it. The size only counts by the shape it gives the way to the
    root: whoever relies on it takes it, with the root, from a signed checkpoint.
    """
    if not 0 <= index < size or not all(len(one) == HASH_BYTES for one in (leaf, root, *path)):
        return False
    found, node, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = _sha256(_NODE + sibling + found).digest()
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = _sha256(_NODE + found + sibling).digest()
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    path: Sequence[bytes], *, old: int, new: int, old_root: bytes, new_root: bytes
) -> bool:
    """Say whether a proof shows that the tree of the old size and root is the beginning of the new one.

    As RFC 9162, section 2.1.4.2, says it. Two cases that it leaves open: with equal sizes the roots
    must be equal and the proof empty; every tree begins with the empty one, whose root is known.
    """
    if not 0 <= old <= new or not all(len(one) == HASH_BYTES for one in (old_root, new_root, *path)):
        return False
    if old == 0:
        return not path and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not path and old_root == new_root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    return bool(path) and _leads_to_both(steps, old=old, new=new, roots=(old_root, new_root))


def _leads_to_both(steps: list[bytes], *, old: int, new: int, roots: tuple[bytes, bytes]) -> bool:
    """Walk from the old tree's last complete subtree up to both roots."""
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    was = now = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            was = _sha256(_NODE + sibling + was).digest()
            now = _sha256(_NODE + sibling + now).digest()
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            now = _sha256(_NODE + now + sibling).digest()
        node, last = node >> 1, last >> 1
    return last == 0 and (was, now) == roots
