"""What was made is kept within bounds, and what nobody asked for longest goes first."""

import os

from catalog.services.kept_pages import KeptPages


def test_what_is_kept_is_made_once() -> None:
    kept, made = KeptPages(), iter([b"first", b"second"])
    assert kept.get_or_make("a", lambda: next(made)).plain() == b"first"
    assert kept.get_or_make("a", lambda: next(made)).plain() == b"first"


def test_the_bytes_that_are_kept_stay_within_bounds() -> None:
    kept = KeptPages(most=10_000)
    for number in range(20):
        kept.keep(number, os.urandom(1_000))
        kept.get(0)
    there = [number for number in range(20) if kept.get(number)]
    assert there == [0, *range(12, 20)]


def test_the_same_bytes_have_the_same_mark() -> None:
    kept = KeptPages()
    assert kept.keep("a", b"x").mark == kept.keep("b", b"x").mark != kept.keep("c", b"y").mark
